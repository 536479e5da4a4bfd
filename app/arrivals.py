"""How many evaluations reach a point within a minute, counted in memory and written nowhere.

Rows keep the hour alone, so a burst can only be seen while it comes in. The counts lie in memory
that the processes of one server share from before their fork; the file beside the data is an
empty lock, which the system lets go when a process is killed.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, current_app

NAME = "vx_arrivals"
LOCK = "arrivals.lock"
MOST, SECONDS = 10, 60.0
SLOTS = 4096
# The point's id and the instants of its last arrivals, on a clock that starts with the machine.
SLOT = struct.Struct(f"q{MOST}d")


class Arrivals:
    """The last arrivals of every point."""

    def __init__(self, var_dir: Path) -> None:
        """Begin with none; made before the server forks, so that its processes share it."""
        self._memory = mmap.mmap(-1, SLOTS * SLOT.size)
        self._path, self._turn = var_dir / LOCK, threading.Lock()
        var_dir.mkdir(parents=True, exist_ok=True)

    def came(self, point_id: int, at: float | None = None) -> bool:
        """Note an arrival; tell whether more than MOST came to the point within a minute.

        Two points may share a place: the later one begins anew, and a burst is told late.
        """
        now, place = time.monotonic() if at is None else at, point_id % SLOTS * SLOT.size
        with self._held():
            known, *times = SLOT.unpack_from(self._memory, place)
            before = times if known == point_id else [0.0] * MOST
            SLOT.pack_into(self._memory, place, point_id, *before[1:], now)
        return before[0] > 0 and now - before[0] < SECONDS

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Let one thread of one process in."""
        with self._turn:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.lockf(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)


def register(app: Flask) -> None:
    """Give an application its counts."""
    app.extensions[NAME] = Arrivals(app.config["VX"].var_dir)


def came(point_id: int) -> bool:
    """Note an arrival at the present application; one without counts has none to tell."""
    counts: Arrivals | None = current_app.extensions.get(NAME)
    return counts is not None and counts.came(point_id)

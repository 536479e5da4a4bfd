"""Whose turn it is to write to SQLite: the threads of a process queue, and so do the processes.

SQLite has one place to write and lets a waiting process sleep in growing steps up to 100 ms; the
other process, whose next thread stands ready, takes the place again and again meanwhile.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# Bytes of an empty file that are locked: the place at the head of the queue, and the turn.
HEAD, TURN = 0, 1
STEP, PATIENCE = 0.0005, 10.0

# Held by the thread of this process that writes or is next to write.
_THREAD = threading.RLock()
_files: dict[tuple[int, str], int] = {}
_depth = 0


@contextmanager
def taken(database: str | None) -> Iterator[None]:
    """Wait for the turn to write to a file of SQLite; a database in memory has one process.

    Who dies loses his locks with him. Who waited too long goes on, and SQLite decides.
    """
    global _depth  # noqa: PLW0603  # Guarded by the lock of the threads.
    with _THREAD:
        _depth += 1
        in_file = database not in {None, "", ":memory:"}
        lock = _opened(str(database)) if in_file and _depth == 1 else None
        try:
            if lock is not None:
                _wait(lock)
            yield
        finally:
            _depth -= 1
            if lock is not None:
                fcntl.lockf(lock, fcntl.LOCK_UN, 1, TURN)


def _wait(lock: int) -> None:
    """Take the head of the queue, then the turn, and let the next one be head.

    Without a head whoever comes back at once would be served before who waits.
    """
    until = time.monotonic() + PATIENCE
    if _take(lock, HEAD, until):
        _take(lock, TURN, until)
        fcntl.lockf(lock, fcntl.LOCK_UN, 1, HEAD)


def _take(lock: int, place: int, until: float) -> bool:
    """Lock one byte; tell whether it was to be had in time."""
    while True:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(STEP)
        else:
            return True


def _opened(database: str) -> int | None:
    """Return the lock file beside a database, opened once a process; None where none can be."""
    key = (os.getpid(), database)
    if key not in _files:
        # What was inherited over a fork, or belongs to another database, is locked by nobody here.
        while _files:
            os.close(_files.popitem()[1])
        try:
            _files[key] = os.open(f"{database}-turn", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return None
    return _files[key]

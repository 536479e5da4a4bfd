"""The office's side of a paper worker: it starts one, asks it, and starts another if it died."""

from __future__ import annotations

import atexit
import json
import selectors
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import IO, Any

from reports.errors import FactsError
from reports.worker import LENGTH, PAPER, take

ROOT = Path(__file__).resolve().parent.parent
# A paper takes some milliseconds, the longest a few seconds.
PATIENCE = 120.0
TRIES = 2


class PaperWorker:
    """One process that draws papers; threads take turns."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        atexit.register(self.close)

    def render(self, kind: str, facts: Mapping[str, Any], settings: Mapping[str, str]) -> bytes:
        """Return a paper; `settings` are the FONT_* and PAPER_* variables.

        Raises FactsError when it is refused, OSError when the worker died over it twice.
        """
        asked = json.dumps({"kind": kind, "facts": facts, "settings": dict(settings)}).encode()
        with self._lock:
            for _ in range(TRIES):
                try:
                    return self._ask(asked)
                except (BrokenPipeError, EOFError, TimeoutError):
                    self._end()
        raise OSError("the paper worker died twice over one paper")

    def _ask(self, asked: bytes) -> bytes:
        """Send a request and wait for its answer."""
        source, sink = self._pipes()
        sink.write(LENGTH.pack(len(asked)) + asked)
        sink.flush()
        with selectors.DefaultSelector() as waiting:
            waiting.register(source, selectors.EVENT_READ)
            if not waiting.select(PATIENCE):
                raise TimeoutError
        mark = take(source, 1)
        (size,) = LENGTH.unpack(take(source, LENGTH.size))
        data = take(source, size)
        if mark != PAPER:
            raise FactsError(data.decode())
        return data

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        """Return the pipes of a worker that runs; one that ended is followed by another."""
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "reports.worker"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise EOFError
        return process.stdout, process.stdin

    def _end(self) -> None:
        """Kill the worker and forget it."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except BrokenPipeError:
                        continue

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            self._end()

"""The office's side of a paper worker: it starts one, asks it, and starts another if it died."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reports.errors import FactsError
from reports.worker import LENGTH, PAPER, take

ROOT = Path(__file__).resolve().parent.parent
# A paper takes some milliseconds, the longest a few seconds. A batch holds its lease for two
# minutes: it must be told of a worker that hangs before that ends.
PATIENCE = 60.0
TRIES = 2


class PressError(Exception):
    """No paper was drawn: the worker died over it twice, hung, or could not be started."""


class PaperWorker:
    """One process that draws papers; threads take turns."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        atexit.register(self.close)

    def render(self, kind: str, facts: Mapping[str, Any], settings: Mapping[str, str]) -> bytes:
        """Return a paper; `settings` are the FONT_* and PAPER_* variables.

        Raises FactsError when it is refused, PressError when no worker could draw it.
        """
        asked = json.dumps({"kind": kind, "facts": facts, "settings": dict(settings)}).encode()
        with self._lock:
            for _ in range(TRIES):
                try:
                    return self._ask_in_time(asked)
                except (BrokenPipeError, EOFError):
                    continue
        raise PressError("the paper worker died twice over one paper")

    def _ask_in_time(self, asked: bytes) -> bytes:
        """Ask, and kill a worker that is too slow to take the request or to give all its answer."""
        process, late = self._running(), threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(PATIENCE, stop)
        timer.daemon = True
        timer.start()
        try:
            return self._ask(process, asked)
        except FactsError:
            raise
        except BaseException as error:
            # What is left of an answer would be taken for the next paper.
            self._end()
            if late.is_set():
                raise PressError("the paper worker hung over a paper") from error
            raise
        finally:
            timer.cancel()

    def _ask(self, process: subprocess.Popen[bytes], asked: bytes) -> bytes:
        """Send a request and read its answer."""
        source, sink = process.stdout, process.stdin
        if source is None or sink is None:
            raise EOFError
        sink.write(LENGTH.pack(len(asked)) + asked)
        sink.flush()
        mark = take(source, 1)
        (size,) = LENGTH.unpack(take(source, LENGTH.size))
        data = take(source, size)
        if mark != PAPER:
            raise FactsError(data.decode())
        return data

    def _running(self) -> subprocess.Popen[bytes]:
        """Return a worker that runs; one that ended is followed by another."""
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            try:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "reports.worker"],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                )
            except OSError as error:
                raise PressError("the paper worker could not be started") from error
        return self._process

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

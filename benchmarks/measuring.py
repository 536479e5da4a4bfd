"""Timing of two routes in turns, and counting of their statements."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import event

WARM = 5
ROUNDS = 60
BEGINNINGS = ("BEGIN", "COMMIT", "ROLLBACK")


@dataclass(frozen=True)
class Statement:
    """One statement as the driver got it."""

    text: str
    parameters: Any


@dataclass(frozen=True)
class Timing:
    """Median and worst of one route, in milliseconds."""

    median: float
    worst: float


@contextmanager
def statements(engine: sa.Engine) -> Iterator[list[Statement]]:
    """Collect what an engine sends, without the begin and end of transactions."""
    found: list[Statement] = []

    def listen(_conn: Any, _cursor: Any, text: str, parameters: Any, *_more: Any) -> None:
        if not text.startswith(BEGINNINGS):
            found.append(Statement(text, parameters))

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def get(client: FlaskClient, path: str) -> bytes:
    """Return the page behind a path; anything but 200 is an error of the benchmark."""
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    page: bytes = answer.data
    return page


def in_turns(*works: Callable[[], object], rounds: int = ROUNDS) -> list[Timing]:
    """Time each piece of work once a round, so that a busy moment meets all of them.

    The collector is held back inside a round and runs between rounds.
    """
    for _ in range(WARM):
        for work in works:
            work()
    gc.collect()
    gc.freeze()
    taken: list[list[float]] = [[] for _ in works]
    for number in range(rounds):
        gc.disable()
        for work, times in zip(works, taken, strict=True):
            started = time.perf_counter()
            work()
            times.append((time.perf_counter() - started) * 1000)
        gc.enable()
        if number % 10 == 9:
            gc.collect()
    gc.unfreeze()
    return [Timing(statistics.median(times), max(times)) for times in taken]

"""One pass of the supervision ladder over a county of open items, beside its bare rows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app import clock, jobs, store
from app.enums import ProblemState
from app.extensions import db
from app.models import Problem, ProblemEvent, Supervision, table_of
from app.operations import ladder
from app.operations.walking import Report
from benchmarks import databases

SIZE = 100_000
MOST_QUIET = 5.0
CHUNK = 1_000


@dataclass(frozen=True)
class Figure:
    """What one pass took, in seconds of the clock and of this process; each is an item's share."""

    case: str
    backend: str
    items: int
    acted: int
    seconds: float
    cpu: float

    @property
    def each(self) -> float:
        """Return the milliseconds an item took."""
        return self.seconds * 1000 / max(self.items, 1)

    def line(self) -> str:
        """Return the figure as one line for people."""
        return (
            f"tick {self.case:<22} {self.backend:<8} {self.items:>8,} open items"
            f"  acted {self.acted:>8,}  {self.seconds:7.1f} s ({self.cpu:.1f} s of CPU)"
            f"  {self.each:6.3f} ms an item"
        )


def run(size: int = SIZE) -> list[Figure]:
    """Measure a pass that acts on all, one with nothing to do, and the floor of bare rows."""
    figures = []
    for backend in databases.backends():
        with databases.county(backend, size) as app:
            for figure in _measure(app, backend):
                print(figure.line(), flush=True)
                figures.append(figure)
    return figures


def _measure(app: Flask, backend: str) -> Iterator[Figure]:
    """Yield the figures of one database; every item is opened and made late first."""
    with app.app_context():
        try:
            _open_all()
            first, *took = _timed(lambda: ladder.climb(jobs.WORKER))
            yield Figure("acts on all", backend, first.scanned, first.acted, *took)
            second, *took = _timed(lambda: ladder.climb(jobs.WORKER))
            yield Figure("nothing to do", backend, second.scanned, second.acted, *took)
            _none, *took = _timed(lambda: _bare(first.acted))
            yield Figure("floor: the bare rows", backend, first.acted, first.acted, *took)
        finally:
            db.session.remove()


def _timed(work: Callable[[], Report]) -> tuple[Report, float, float]:
    """Return what a pass came to, and the seconds it took by the clock and of this process."""
    started, cpu = time.perf_counter(), time.process_time()
    report = work()
    return report, time.perf_counter() - started, time.process_time() - cpu


def _open_all() -> None:
    """Open every item with a due date of the last working days, as a stopped office would."""
    table = table_of(Problem)
    now = clock.now()
    fresh: dict[str, Any] = {
        "state": ProblemState.IN_PROGRESS,
        "closed_at": None,
        # A due date that no earlier run has pressed begins a ladder of its own.
        "due_at": now.replace(microsecond=now.microsecond // 1000 * 1000),
    }
    with store.write(jobs.WORKER) as session:
        session.execute(sa.update(table).values(**fresh))


def _bare(count: int) -> Report:
    """Write the same rows by bare SQL: one supervision and one event an item, no checks."""
    now = clock.now()
    with store.write(jobs.WORKER) as session:
        ids = list(session.scalars(sa.select(Problem.id).order_by(Problem.id).limit(count)))
        connection = session.connection()
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            connection.execute(sa.insert(table_of(Supervision)), [_row(i, now) for i in chunk])
            connection.execute(sa.insert(table_of(ProblemEvent)), [_event(i, now) for i in chunk])
    return Report(scanned=count, acted=count)


def _row(problem_id: int, now: Any) -> dict[str, Any]:
    """Return a supervision."""
    return {
        "problem_id": problem_id,
        "kind": "reminder",
        "level": 1_000,
        "issued_at": now,
        "content": "期限已到，还没有上报办理结果。请立即办理，并说明超期原因。",
        "state": "issued",
        "created_at": now,
        "row_version": 1,
    }


def _event(problem_id: int, now: Any) -> dict[str, Any]:
    """Return an event."""
    return {
        "problem_id": problem_id,
        "seq": 100_000,
        "transition": "E02",
        "action": "红灯催办",
        "to_state": "in_progress",
        "actor_name": "定时任务",
        "at": now,
        "note": "期限已到，还没有上报办理结果。请立即办理，并说明超期原因。",
        "data": {},
        "visibility": "all_handlers",
        "created_at": now,
        "row_version": 1,
    }


def verdicts(figures: list[Figure]) -> list[str]:
    """Return one line for each aim, met or missed."""
    # The clock tells more of what else the machine does than of the pass.
    quiet = max(f.cpu for f in figures if f.case == "nothing to do")
    all_of = {f.backend: f for f in figures if f.case == "acts on all"}
    lines = [
        f"{'met   ' if f.acted == f.items else 'MISSED'} {backend}: one pass acts on every item:"
        f" {f.acted:,} of {f.items:,}"
        for backend, f in all_of.items()
    ]
    word = "met   " if quiet <= MOST_QUIET else "MISSED"
    return [*lines, f"{word} nothing to do ≤ {MOST_QUIET:.0f} s of CPU: {quiet:.2f}"]

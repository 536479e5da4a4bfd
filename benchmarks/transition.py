"""Transitions a second, beside the floor: the same rows written by bare SQL in one transaction."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from app import store
from app.enums import ProblemState, Track
from app.extensions import db
from app.models import Account, Problem, RoleAssignment, Unit
from app.operations import ledger
from app.principal import Principal, system
from benchmarks import databases

SIZE, ITEMS, WARM = 1_000, 120, 10
READER = system("测速")
WRITES = ("INSERT", "UPDATE")
# An item goes there and back, so that every round begins alike.
THERE, BACK = ("intake", "triage"), ("leader", "send_back_triage")


class Undo(Exception):
    """Takes back what was only played to see its statements."""


@dataclass(frozen=True)
class Pace:
    """What one database did."""

    backend: str
    ours: float
    floor: float
    statements: int

    @property
    def per_second(self) -> float:
        """Return the transitions of one client in a second."""
        return 1000 / self.ours

    @property
    def ratio(self) -> float:
        """Return how many floors ours takes."""
        return self.ours / self.floor

    def line(self) -> str:
        """Return the figure as one line for people."""
        return (
            f"transition {self.backend:<8} {self.per_second:6.1f}/s  ours {self.ours:6.2f} ms"
            f"  floor {1000 / self.floor:6.1f}/s {self.floor:6.2f} ms  ratio {self.ratio:5.2f}"
            f"  {self.statements} writes"
        )


@dataclass
class Bench:
    """One database with the people who act on it."""

    app: Flask
    engine: sa.Engine
    session: Session
    people: dict[str, Principal]

    def ours(self, problem_id: int, way: tuple[str, str]) -> float:
        """Make one transition as a request makes it; return the milliseconds."""
        actor, version = self.people[way[0]], self._version(problem_id)
        started = time.perf_counter()
        with store.write(actor) as work:
            ledger.perform(work, actor, problem_id, version, way[1], self._facts(way[1]))
        return (time.perf_counter() - started) * 1000

    def floor(self, problem_id: int, way: tuple[str, str]) -> tuple[float, int]:
        """Write the rows of a transition by bare SQL; return the milliseconds and the rows."""
        actor, version = self.people[way[0]], self._version(problem_id)
        with _writes(self.engine) as kept:
            try:
                with store.write(actor) as work:
                    ledger.perform(work, actor, problem_id, version, way[1], self._facts(way[1]))
                    work.flush()
                    raise Undo
            except Undo:
                found = list(kept)
        started = time.perf_counter()
        with self.engine.execution_options(vx_write=True).begin() as bare:
            for statement, parameters in found:
                bare.exec_driver_sql(statement, parameters)
        return (time.perf_counter() - started) * 1000, len(found)

    def _version(self, problem_id: int) -> int:
        """Return the version that a form would carry."""
        self.session.rollback()
        store.name(self.session, READER)
        query = sa.select(Problem.row_version).where(Problem.id == problem_id)
        found: int = self.session.execute(query).scalar_one()
        return found

    def _facts(self, action: str) -> dict[str, Any]:
        """Return what the form of an action says."""
        if action == "send_back_triage":
            return {"opinion": "请重拟。"}
        return {
            "petition_class": "claim",
            "domain": "livelihood",
            "conduct_nature": "none",
            "urgency": "normal",
            "proposed_unit_id": self.people["gaowan"].unit_id,
            "days": 7,
            "opinion": "建议由该单位办理。",
            "recusal_checked": True,
        }


@contextmanager
def _writes(engine: sa.Engine) -> Iterator[list[tuple[str, Any]]]:
    """Collect the inserts and updates that an engine sends."""
    found: list[tuple[str, Any]] = []

    def listen(_conn: Any, _cursor: Any, text: str, parameters: Any, *_more: Any) -> None:
        if text.startswith(WRITES):
            found.append((text, parameters))

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def person(session: Session, username: str) -> Principal:
    """Return an account of the sample county as a principal."""
    query = (
        sa.select(Account.id, Unit.id, Unit.name, Unit.region_code, RoleAssignment.role)
        .join(Unit, Unit.id == Account.unit_id)
        .join(RoleAssignment, RoleAssignment.account_id == Account.id)
        .where(Account.username == username)
        .limit(1)
    )
    row = session.execute(query).one()
    return Principal(
        name=username,
        account_id=row[0],
        username=username,
        unit_id=row[1],
        unit_name=row[2],
        region_code=row[3],
        roles=frozenset({row[4]}),
    )


def run() -> list[Pace]:
    """Measure every database, a line each."""
    found = []
    for backend in databases.backends():
        with databases.county(backend, SIZE) as app, app.app_context():
            pace = _measure(backend, app)
        print(pace.line(), flush=True)
        found.append(pace)
    return found


def _measure(backend: str, app: Flask) -> Pace:
    """Let ours and the floor take turns on the same items, there and back."""
    session = store.current()
    store.name(session, READER)
    people = {name: person(session, name) for name in ("intake", "leader", "gaowan")}
    bench = Bench(app, db.engine, session, people)
    ids = (
        sa.select(Problem.id)
        .where(Problem.state == ProblemState.REGISTERED, Problem.track == Track.SERVICE)
        .order_by(Problem.id)
        .limit(ITEMS)
    )
    ours, floor, rows = [], [], []
    for number, problem_id in enumerate(session.scalars(ids).all()):
        first, second = (bench.ours, bench.floor) if number % 2 else (bench.floor, bench.ours)
        for take, way in ((first, THERE), (second, BACK)):
            taken = take(problem_id, way)
            if isinstance(taken, tuple):
                floor.append(taken[0])
                rows.append(taken[1])
            else:
                ours.append(taken)
    count = round(statistics.median(rows[WARM:]))
    return Pace(backend, statistics.median(ours[WARM:]), statistics.median(floor[WARM:]), count)

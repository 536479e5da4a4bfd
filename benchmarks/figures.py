"""The figures of dashboards and of the monthly report, beside bare SQL and the rows.

Of a dashboard the statements that the product sends are taken down once and sent again bare, so
that the time is the database's alone. A report is measured whole: read with the rows it rests
on, packed for keeping, written as a paper and drawn as PDF. FIGURES_SHARE=30 measures with 30 %
of the rows.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app import clock, frozen, store
from app.enums import DocumentKind
from app.extensions import db
from app.figures import api, counting, timewords
from app.figures.cells import C
from app.figures.counting import Ask
from app.models import Unit
from app.operations import month_papers, snapshots
from app.principal import system
from app.queries import month_figures
from benchmarks import databases, paper_engines
from benchmarks.measuring import Statement, statements

SHARE = int(os.environ.get("FIGURES_SHARE", "100"))
# The same county after 700 days and after 420, both with a year to compare a month with.
SIZES = tuple(
    (size * SHARE // 100, size * SHARE // 1000, days)
    for size, days in ((1_000_000, 700), (600_000, 420))
)
READER = system("测速")
# What a dashboard of the county shows: a dozen numbers of everything.
CODES = (
    "evaluations",
    "good_rate",
    "bad_rate",
    "rectified_rate",
    "registered",
    "accepted",
    "closed",
    "on_time_rate",
    "days_median",
    "open_end",
    "late_open",
    "returned_rate",
    "callback_rate",
)
ALL_MS, ONE_MS, REPORT_MS, MOST_GROWTH = 10.0, 1.0, 3_000.0, 1.2
# Counting from the rows takes seconds, so it is measured less often.
SLOW_ROUNDS, ROUNDS = 5, 60


@dataclass(frozen=True)
class Figure:
    """What one case took in the database, in milliseconds."""

    case: str
    backend: str
    evaluations: int
    ours: float
    floor: float
    rows: float
    sql: int

    def line(self) -> str:
        """Return the figure as one line for people."""
        return (
            f"figures {self.case:<10} {self.backend:<8} {self.evaluations:>9,} evaluations"
            f"  ours {self.ours:7.2f} ms  floor {self.floor:7.2f} ms"
            f"  from the rows {self.rows:8.1f} ms  {self.sql} SQL"
        )


def run() -> list[Figure]:
    """Measure every case on both databases and sizes, a line each."""
    found = []
    for backend in databases.backends():
        with ExitStack() as opened:
            for evaluations, problems, days in SIZES:
                app = opened.enter_context(databases.county(backend, problems, evaluations, days))
                for figure in _measure(app, backend, evaluations):
                    print(figure.line(), flush=True)
                    found.append(figure)
    return found


def _measure(app: Flask, backend: str, evaluations: int) -> Iterator[Figure]:
    """Yield the figures of one database."""
    with app.app_context():
        session = store.current()
        store.name(session, READER)
        month = timewords.shifted(clock.today().isoformat()[:7], -1)
        unit = session.scalars(
            sa.select(C.unit_id)
            .where(C.measure == "closed", C.unit_id > 0)
            .group_by(C.unit_id)
            .order_by(sa.func.sum(C.n).desc())
            .limit(1)
        ).one()
        assert session.get(Unit, unit) is not None  # noqa: S101  # A benchmark's own check.
        scope = api.Scope(unit_id=unit)
        cases: dict[str, tuple[Callable[[], Any], api.Scope, str]] = {
            "all units": (
                lambda: api.by(session, READER, CODES, [month], "unit"),
                api.Scope(),
                "unit",
            ),
            "one unit": (lambda: api.values(session, READER, CODES, [month], scope), scope, ""),
        }
        for case, (ask, whose, over) in cases.items():
            yield _one(case, backend, evaluations, ask, Ask((month,), whose, True, over))
        session.rollback()
        yield _report(backend, evaluations, month)


def _report(backend: str, evaluations: int, month: str) -> Figure:
    """Return what a month's report takes, beside its sums read from the cells and from the rows."""
    asked = (month, timewords.shifted(month, -1), timewords.shifted(month, -12))
    wanted = Ask(asked, month_figures.PLAIN, False, "unit")
    plain = [one for one in map(api.METRICS.get, month_figures.CODES) if one]
    measures = sorted({code for metric in plain for code in metric.measures})
    reader = snapshots.KEEPER
    with store.steady(reader) as session:
        sent = _sent(lambda: snapshots.collect(session, reader, month))
        cells = [
            _sent(lambda m=m: session.execute(_bare(measures, replace(wanted, months=(m,)))))
            for m in asked
        ]
        rows = _sent(lambda: list(counting.sums(session, measures, wanted)))
        floor = _least(_replay([one for some in cells for one in some]), ROUNDS)
        from_rows = _least(_replay(rows), SLOW_ROUNDS)
    ours = _least(partial(_written, month), SLOW_ROUNDS)
    return Figure("report", backend, evaluations, ours, floor, from_rows, len(sent))


def _written(month: str) -> None:
    """Write the report of a month as a PDF, everything read anew."""
    found = snapshots.prepare(snapshots.KEEPER, month)
    frozen.pack(found.members)
    facts = month_papers.report_facts(month, found.cut_off_at, found.figures)
    paper_engines.whole(DocumentKind.MONTHLY_REPORT.value, facts)


def _one(case: str, backend: str, evaluations: int, ask: Callable[[], Any], wanted: Ask) -> Figure:
    """Return what one case takes."""
    session = store.current()
    measures = {code for metric in CODES for code in api.METRICS[metric].measures}
    ours = _sent(ask)
    rows = _sent(lambda: list(counting.sums(session, measures, wanted)))
    floor = _sent(lambda: session.execute(_bare(sorted(measures), wanted)).all())
    best = [
        _least(_replay(sent), rounds)
        for sent, rounds in ((ours, ROUNDS), (floor, ROUNDS), (rows, SLOW_ROUNDS))
    ]
    return Figure(case, backend, evaluations, *best, len(ours))


def _least(work: Callable[[], None], rounds: int) -> float:
    """Return the least time of some rounds, in milliseconds: others work on this machine too."""
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken) * 1000


def _bare(measures: list[str], wanted: Ask) -> sa.Select[Any]:
    """Return the rollup read by bare SQL: the month's cells of the same measures, summed."""
    query = sa.select(C.unit_id, C.measure, C.kind, sa.func.sum(C.n)).where(
        C.grain == "unit", C.month == wanted.months[0], C.measure.in_(measures)
    )
    if wanted.scope.unit_id is not None:
        query = query.where(C.unit_id == wanted.scope.unit_id)
    return query.group_by(C.unit_id, C.measure, C.kind)


def _sent(ask: Callable[[], Any]) -> list[Statement]:
    """Return the statements that an asking sends."""
    ask()
    with statements(db.engine) as sent:
        ask()
    return list(sent)


def _replay(sent: list[Statement]) -> Callable[[], None]:
    """Return what sends statements again, past the library, and fetches their rows."""
    driver: Any = store.current().connection().connection.driver_connection

    def work() -> None:
        """Send them once."""
        cursor = driver.cursor()
        for one in sent:
            cursor.execute(one.text, one.parameters)
            cursor.fetchall()
        cursor.close()

    return work


def verdicts(found: list[Figure]) -> list[str]:
    """Return one line for each aim, met or missed."""
    lines = []
    for case, most in (("all units", ALL_MS), ("one unit", ONE_MS), ("report", REPORT_MS)):
        worst = max(figure.ours for figure in found if figure.case == case)
        what = "whole" if case == "report" else "of database time"
        lines.append(_verdict(f"{case} ≤ {most:.0f} ms {what}", worst, most))
        for backend in {figure.backend: None for figure in found}:
            times = {f.evaluations: f.ours for f in found if (f.case, f.backend) == (case, backend)}
            growth = times[max(times)] / times[min(times)]
            name = f"{case} {backend}: 700 days instead of 420 ≤ {MOST_GROWTH}× the time"
            lines.append(_verdict(name, growth, MOST_GROWTH))
    return lines


def _verdict(aim: str, value: float, most: float) -> str:
    """Return an aim with its worst value."""
    return f"{'met   ' if value <= most else 'MISSED'} {aim}: {value:.2f}"

"""Proving the figures: every cell against its rows, and the stock against the items' own states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import store
from app.figures import timewords
from app.figures.catalogue import MEASURES
from app.figures.cells import BY_COUNTY, BY_PLACE, BY_UNIT, BY_YEAR, CELL, kept
from app.figures.ledger import IN, OPEN
from app.figures.shape import Measure
from app.models import Problem, ProblemEvent, table_of
from app.operations import figure_fold
from app.operations.figure_fold import KEEPER, STANDING, counted

C = CELL.c
Key = tuple[str, str, int, int, str, str, int]
# A commit of another between two looks is no difference; so often it is looked again.
TRIES = 3


@dataclass(frozen=True)
class Difference:
    """A cell that is not what its rows give, or a month's stock that is not its items' number."""

    measure: str
    month: str
    where: str
    kept: tuple[int, int]
    counted: tuple[int, int]

    @property
    def line(self) -> str:
        """Return it in one line."""
        label = MEASURES[self.measure].label if self.measure in MEASURES else self.measure
        return (
            f"{self.month} {label}（{self.where}）：统计 {_pair(self.kept)}，"
            f"明细 {_pair(self.counted)}"
        )


def _pair(value: tuple[int, int]) -> str:
    """Return rows and amount as people read them."""
    return f"{value[0]} 行" + (f"、数量 {value[1]}" if value[1] else "")


def check(month: str | None = None) -> list[Difference]:
    """Count what is noted, then compare every cell of a month, or of all months, with its rows."""
    found: list[Difference] = []
    for _ in range(TRIES):
        figure_fold.fold()
        with store.write(KEEPER) as session:
            found = list(differing(session, month))
            stale = session.execute(sa.select(figure_fold.MARK.c.id).limit(1)).first()
        if not found or stale is None:
            break
    return found


def differing(session: Session, month: str | None = None) -> Iterator[Difference]:
    """Yield what differs, as the session sees it."""
    with store.acting(session, KEEPER):
        for measure in MEASURES.values():
            if kept(measure.code):
                yield from _of_measure(session, measure, month)
        yield from _identity(session, month)


def _of_measure(session: Session, measure: Measure, month: str | None) -> Iterator[Difference]:
    """Yield the cells of a measure that differ."""
    grains = (BY_UNIT, BY_PLACE) if measure.placed else (BY_UNIT,)
    for grain in grains:
        rows = _counted(session, measure, grain, month)
        yield from _compare(measure, grain, _cells(session, measure, grain, month), rows)
        if grain == BY_UNIT:
            county = _cells(session, measure, BY_COUNTY, month)
            yield from _compare(measure, BY_COUNTY, county, _of_county(rows))
        if grain == BY_UNIT and measure.code in STANDING and month is None:
            years = _cells(session, measure, BY_YEAR, None)
            yield from _compare(measure, BY_YEAR, years, _by_year(rows))


def _counted(
    session: Session, measure: Measure, grain: str, month: str | None
) -> dict[Key, tuple[int, int]]:
    """Return the sums of the rows by cell."""
    rows = measure.rows()
    query = counted(measure, rows, grain)
    if month is not None:
        query = query.where(timewords.within(rows.at, month, month))
    return _read(grain, session.execute(query))


def _cells(
    session: Session, measure: Measure, grain: str, month: str | None
) -> dict[Key, tuple[int, int]]:
    """Return the cells as they are kept."""
    keys = (C.month, C.unit_id, C.point_id, C.place, C.kind, C.secret, C.n, C.amount)
    query = sa.select(*keys).where(C.measure == measure.code, C.grain == grain)
    return _read(grain, session.execute(query if month is None else query.where(C.month == month)))


def _read(grain: str, rows: Any) -> dict[Key, tuple[int, int]]:
    """Return (rows, amount) by cell, without empty cells."""
    return {
        (grain, month, unit, point, place, kind, secret): (int(n), int(amount))
        for month, unit, point, place, kind, secret, n, amount in rows
        if n or amount
    }


def _of_county(rows: dict[Key, tuple[int, int]]) -> dict[Key, tuple[int, int]]:
    """Return the sums of all units, as the county's cells hold them."""
    found: dict[Key, tuple[int, int]] = {}
    for (_, month, _unit, _point, _place, kind, secret), (n, amount) in rows.items():
        key = (BY_COUNTY, month, 0, 0, "", kind, secret)
        before = found.get(key, (0, 0))
        found[key] = (before[0] + n, before[1] + amount)
    return found


def _by_year(rows: dict[Key, tuple[int, int]]) -> dict[Key, tuple[int, int]]:
    """Return the sums of whole years, as the yearly cells hold them."""
    found: dict[Key, tuple[int, int]] = {}
    for (_, month, unit, _point, _place, kind, secret), (n, amount) in rows.items():
        year = month[:4]
        named = f"due {year}" if kind.startswith("due ") else kind
        key = (BY_YEAR, year, unit, 0, "", named, secret)
        before = found.get(key, (0, 0))
        found[key] = (before[0] + n, before[1] + amount)
    return found


def _compare(
    measure: Measure,
    grain: str,
    cells: dict[Key, tuple[int, int]],
    rows: dict[Key, tuple[int, int]],
) -> Iterator[Difference]:
    """Yield the cells that are not what their rows give."""
    for key in sorted(cells.keys() | rows.keys()):
        kept_, counted_ = cells.get(key, (0, 0)), rows.get(key, (0, 0))
        if kept_ != counted_:
            yield Difference(measure.code, key[1], _where(grain, key), kept_, counted_)


def _where(grain: str, key: Key) -> str:
    """Return which cell it is."""
    _, _, unit, point, place, kind, _ = key
    if grain == BY_COUNTY:
        return f"全县，{kind}"
    at = f"，点位 {point}，区划 {place}" if grain == BY_PLACE else ""
    return f"单位 {unit}{at}，{kind}"


def _identity(session: Session, month: str | None) -> Iterator[Difference]:
    """Yield the months whose stock by what came and went is not the number of open items.

    open_start + registered + reopened - closed - rejected - transferred - merged - withdrawn
    = open_end; the right side is counted from each item's last state in the month.
    """
    for one in [month] if month else _months(session):
        flows = _stock(session, one)
        states = _open_at_end(session, one)
        if flows != states:
            yield Difference("期末存量", one, "存量恒等式", (flows, 0), (states, 0))


def _months(session: Session) -> Sequence[str]:
    """Return the months in which items came or went."""
    query = sa.select(C.month).where(C.measure == "flow", C.grain == BY_UNIT).distinct()
    return sorted(session.scalars(query))


def _stock(session: Session, month: str) -> int:
    """Return what came in until the end of a month, without what went out."""
    signed = sa.case((C.kind.in_(IN), C.n), else_=-C.n)
    query = sa.select(sa.func.coalesce(sa.func.sum(signed), 0)).where(
        C.measure == "flow", C.grain == BY_UNIT, C.month <= month
    )
    return int(session.execute(query).scalar_one())


def _open_at_end(session: Session, month: str) -> int:
    """Return how many items stood open at the end of a month, by their last event in it.

    An item to which nothing happened since stands as it did, so only those to which something
    did are looked up: reading every event there ever was would take longer with every year.
    """
    end = timewords.begins(timewords.shifted(month, 1))
    since = table_of(ProblemEvent).alias("figure_since")
    still = sa.select(sa.func.count(Problem.id)).where(
        Problem.state.in_(OPEN),
        ~sa.exists().where(since.c.problem_id == Problem.id, since.c.at >= end),
    )
    later = table_of(ProblemEvent).alias("figure_later")
    after = sa.exists().where(
        later.c.problem_id == ProblemEvent.problem_id,
        later.c.seq > ProblemEvent.seq,
        later.c.at < end,
    )
    moved = sa.select(sa.func.count(ProblemEvent.id)).where(
        ProblemEvent.problem_id.in_(sa.select(since.c.problem_id).where(since.c.at >= end)),
        ProblemEvent.at < end,
        ProblemEvent.to_state.in_([word.value for word in OPEN]),
        ~after,
    )
    return sum(int(session.execute(query).scalar_one()) for query in (still, moved))

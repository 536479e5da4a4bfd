"""The rows behind a number: the same select as the number's, cut to what a person may open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.figures import barring, counting, covering, rights, timewords
from app.figures.catalogue import MEASURES, METRICS
from app.figures.counting import COUNTER, FIRST
from app.figures.shape import Metric, Part, Scope, Shape
from app.models import Evaluation, Problem, ServicePoint
from app.principal import Principal

SIZE = 50
PORTION = 5_000
Side = Literal["numerator", "denominator"]
Key = tuple[str, int]
Off = barring.Barred | None
POINTS = ServicePoint.__tablename__


@dataclass(frozen=True)
class Row:
    """One row behind a number; number and page are empty where it has none of its own."""

    measure: str
    table: str
    row_id: int
    on: date
    kind: str
    unit_id: int
    place: str
    number: str = ""
    path: str = ""
    amount: int = 0


@dataclass(frozen=True)
class Page:
    """One page of the rows; hidden is how many more are counted that this person may not see."""

    rows: list[Row]
    total: int
    hidden: int
    number: int
    pages: int


@dataclass(frozen=True)
class Found:
    """One row as it was counted."""

    measure: str
    table: str
    row_id: int
    at: Any
    unit: int
    place: str
    kind: str
    amount: int
    sign: int


def _spans(metric: Metric, months: Sequence[str]) -> tuple[str, str]:
    """Return the first and last month whose rows are behind a number."""
    if metric.shape is not Shape.STOCK:
        return min(months), max(months)
    if metric.code == "open_start":
        return FIRST, timewords.shifted(min(months), -1)
    return FIRST, max(months)


def _of_part(
    session: Session, part: Part, span: tuple[str, str], scope: Scope, secret: bool, off: Off
) -> Iterator[Found]:
    """Yield the rows of one part, without those that a recusal keeps from the person."""
    measure = MEASURES[part.measure]
    rows = measure.rows()
    now = timewords.minute(clock.now())
    columns = (rows.model.id, rows.at, rows.unit_key, rows.place, rows.word, rows.amount)
    query = counting.behind(rows, *span, scope, secret, *columns)
    if off is not None and (kept := off.roots(measure.subject)) is not None:
        query = query.where(rows.root.not_in(kept))
    table = rows.model.__tablename__
    for row_id, at, unit, place, kind, amount in session.execute(query):
        if part.takes(str(kind), now):
            yield Found(part.measure, table, row_id, at, unit, place, str(kind), amount, part.sign)


def _found(
    session: Session,
    metric: Metric,
    months: Sequence[str],
    scope: Scope,
    secret: bool,
    side: Side,
    off: Off = None,
) -> list[Found]:
    """Return the rows of a number, newest first; of a stock those that came and did not go."""
    if metric.shape is Shape.COVERAGE:
        return points(session, metric, months, scope, secret, side, off)
    parts = metric.top if side == "numerator" or not metric.under else metric.under
    span = _spans(metric, months)
    with store.acting(session, COUNTER):
        found = [one for part in parts for one in _of_part(session, part, span, scope, secret, off)]
    if metric.shape is Shape.STOCK:
        found = _standing(session, found)
    if metric.shape is not Shape.STOCK:
        wanted = set(months)
        found = [one for one in found if _month(one.at) in wanted]
    return sorted(found, key=lambda one: (_day(one.at), one.row_id), reverse=True)


def points(
    session: Session,
    metric: Metric,
    months: Sequence[str],
    scope: Scope,
    secret: bool,
    side: Side,
    off: Off = None,
) -> list[Found]:
    """Return the points in use, for the numerator those that were evaluated."""
    ask = counting.Ask(tuple(months), scope, secret)
    covered = covering.load(session, metric.top[0].measure, ask, off)
    seen = set().union(*covered.seen.values())
    last = timewords.first_day(max(months))
    return [
        Found("point", POINTS, one.id, last, one.unit_id, one.place, one.kind, 0, 1)
        for one in covered.points
        if side == "denominator" or one.id in seen
    ]


def _standing(session: Session, found: Sequence[Found]) -> list[Found]:
    """Return one row for each item that came in oftener than it went out."""
    of_item = _items_of(session, found)
    left: dict[int, int] = {}
    newest: dict[int, Found] = {}
    for one in found:
        item = of_item[one.table, one.row_id]
        left[item] = left.get(item, 0) + one.sign
        if one.sign > 0 and (item not in newest or one.at >= newest[item].at):
            newest[item] = one
    return [newest[item] for item, n in left.items() if n > 0]


def _items_of(session: Session, found: Sequence[Found]) -> dict[Key, int]:
    """Return the item that each row hangs on, by table and id."""
    items: dict[Key, int] = {}
    for table, ids in _ids(found).items():
        model = _model(table)
        if model is Problem or not hasattr(model, "problem_id"):
            items.update({(table, number): number for number in ids})
            continue
        with store.acting(session, COUNTER):
            for portion in _portions(ids):
                query = sa.select(model.id, model.problem_id).where(model.id.in_(portion))
                for row_id, item in session.execute(query):
                    items[table, row_id] = item
    return items


def _model(table: str) -> Any:
    """Return the class of the rows of a table that figures are counted from."""
    if table == POINTS:
        return ServicePoint
    return next(
        found.model
        for found in (measure.rows() for measure in MEASURES.values())
        if found.model.__tablename__ == table
    )


def _ids(found: Sequence[Found]) -> dict[str, list[int]]:
    """Return the ids by table."""
    ids: dict[str, list[int]] = {}
    for one in found:
        ids.setdefault(one.table, []).append(one.row_id)
    return ids


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the ids in portions that a statement takes."""
    for first in range(0, len(ids), PORTION):
        yield ids[first : first + PORTION]


def _day(at: Any) -> date:
    """Return the day of a row in China."""
    return clock.local(at).date() if isinstance(at, datetime) else at


def _month(at: Any) -> str:
    """Return the month of a row in China."""
    return _day(at).isoformat()[:7]


def rows(
    session: Session,
    actor: Principal,
    code: str,
    months: Sequence[str],
    scope: Scope,
    part: Side,
    page: int = 1,
    size: int = SIZE,
    kind: str = "",
) -> Page:
    """Return one page of the rows behind a number; those the person may not open are counted.

    With a kind only its rows, as a number by kind counts them.
    """
    metric = METRICS[code].of(scope)
    if not rights.may_list(actor, metric, scope):
        return Page([], 0, 0, 1, 1)
    secret, off = rights.counts_secret(actor, scope), barring.of(session, actor)
    found = _found(session, metric, months, scope, secret, part, off)
    found = [one for one in found if kind in {"", one.kind}]
    seen = _seen(session, found)
    shown = [one for one in found if (one.table, one.row_id) in seen]
    pages = max(1, -(-len(shown) // size))
    number = min(max(1, page), pages)
    told = _told(session, shown[(number - 1) * size : number * size])
    return Page(told, len(found), len(found) - len(shown), number, pages)


def _seen(session: Session, found: Sequence[Found]) -> set[Key]:
    """Return which rows the session's person sees through the fence."""
    seen: set[Key] = set()
    for table, ids in _ids(found).items():
        model = _model(table)
        for portion in _portions(ids):
            query = sa.select(model.id).where(model.id.in_(portion))
            seen.update((table, row_id) for row_id in session.scalars(query))
    return seen


def _told(session: Session, found: Sequence[Found]) -> list[Row]:
    """Return visible rows as a page shows them, each with its number and page."""
    called: dict[Key, tuple[str, str]] = {}
    for table, ids in _ids(found).items():
        for portion in _portions(sorted(set(ids))):
            called.update(_called(session, table, portion))
    return [
        Row(
            one.measure,
            one.table,
            one.row_id,
            _day(one.at),
            one.kind,
            one.unit,
            one.place,
            *called.get((one.table, one.row_id), ("", "")),
            one.amount,
        )
        for one in found
    ]


def _called(
    session: Session, table: str, ids: Sequence[int]
) -> Iterator[tuple[Key, tuple[str, str]]]:
    """Yield what the evaluations, items or points of rows are called, and where they are shown.

    Only of those that the person may open.
    """
    model = _model(table)
    owner: Any
    if model is ServicePoint:
        owner, name, key, path = model, model.name, None, "/admin/service_point"
    elif model is Evaluation or hasattr(model, "evaluation_id"):
        key = None if model is Evaluation else model.evaluation_id
        owner, name, path = Evaluation, Evaluation.eval_no, "/evaluations"
    elif model is Problem or hasattr(model, "problem_id"):
        key = None if model is Problem else model.problem_id
        owner, name, path = Problem, Problem.problem_no, "/problem"
    else:
        return
    query = sa.select(model.id, owner.id, name)
    if key is not None:
        query = query.join(owner, key == owner.id)
    for row_id, owner_id, text in session.execute(query.where(model.id.in_(ids))):
        yield (table, row_id), (str(text), f"{path}/{owner_id}")

"""The rows behind a number: the same select as the number's, cut to what a person may open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.figures import counting, covering, rights, timewords
from app.figures.catalogue import MEASURES, METRICS
from app.figures.counting import COUNTER, FIRST
from app.figures.shape import Metric, Part, Scope, Shape
from app.models import Evaluation, Problem, ServicePoint
from app.principal import Principal

SIZE = 50
# Above so many rows it is not looked up, row by row, which of them a person may open.
MOST = 20_000
PORTION = 5_000
Side = Literal["numerator", "denominator"]
Key = tuple[str, int]
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
    session: Session, part: Part, span: tuple[str, str], scope: Scope, secret: bool
) -> Iterator[Found]:
    """Yield the rows of one part."""
    rows = MEASURES[part.measure].rows()
    now = timewords.minute(clock.now())
    columns = (rows.model.id, rows.at, rows.unit_key, rows.place, rows.word, rows.amount)
    query = counting.behind(rows, *span, scope, secret, *columns)
    table = rows.model.__tablename__
    for row_id, at, unit, place, kind, amount in session.execute(query):
        if part.takes(str(kind), now):
            yield Found(part.measure, table, row_id, at, unit, place, str(kind), amount, part.sign)


def _found(
    session: Session, metric: Metric, months: Sequence[str], scope: Scope, secret: bool, side: Side
) -> list[Found]:
    """Return the rows of a number, newest first; of a stock those that came and did not go."""
    if metric.shape is Shape.COVERAGE:
        return _points(session, metric, months, scope, secret, side)
    parts = metric.top if side == "numerator" or not metric.under else metric.under
    span = _spans(metric, months)
    with store.acting(session, COUNTER):
        found = [one for part in parts for one in _of_part(session, part, span, scope, secret)]
    if metric.shape is Shape.STOCK:
        found = _standing(session, found)
    if metric.shape is not Shape.STOCK:
        wanted = set(months)
        found = [one for one in found if _month(one.at) in wanted]
    return sorted(found, key=lambda one: (_day(one.at), one.row_id), reverse=True)


def _points(
    session: Session, metric: Metric, months: Sequence[str], scope: Scope, secret: bool, side: Side
) -> list[Found]:
    """Return the points in use, for the numerator those that were evaluated."""
    ask = counting.Ask(tuple(months), scope, secret)
    covered = covering.load(session, metric.top[0].measure, ask)
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
    metric = METRICS[code]
    known = rights.may_know(actor, metric, scope, whole=False, past=False)
    if not (known and rights.may_see(actor, metric, scope)):
        return Page([], 0, 0, 1, 1)
    found = _found(session, metric, months, scope, rights.counts_secret(actor, scope), part)
    found = [one for one in found if kind in {"", one.kind}]
    seen = _seen(session, found) if len(found) <= MOST else None
    shown = found if seen is None else [one for one in found if (one.table, one.row_id) in seen]
    pages = max(1, -(-len(shown) // size))
    number = min(max(1, page), pages)
    chosen = shown[(number - 1) * size : number * size]
    if seen is None:
        seen = _seen(session, chosen)
        chosen = [one for one in chosen if (one.table, one.row_id) in seen]
    told = [_told(session, one) for one in chosen]
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


def _told(session: Session, one: Found) -> Row:
    """Return a visible row as a page shows it, with its number and page."""
    number, path = _called(session, one)
    return Row(
        one.measure,
        one.table,
        one.row_id,
        _day(one.at),
        one.kind,
        one.unit,
        one.place,
        number,
        path,
        one.amount,
    )


def _called(session: Session, one: Found) -> tuple[str, str]:
    """Return the number of a row's evaluation or item, and the path of its page."""
    model = _model(one.table)
    if model is ServicePoint:
        name = sa.select(ServicePoint.name).where(ServicePoint.id == one.row_id)
        return str(session.execute(name).scalar()), f"/admin/service_point/{one.row_id}"
    if model is Evaluation or hasattr(model, "evaluation_id"):
        return _of(session, model, one, Evaluation, Evaluation.eval_no, "/evaluations")
    if model is Problem or hasattr(model, "problem_id"):
        return _of(session, model, one, Problem, Problem.problem_no, "/problem")
    return "", ""


def _of(
    session: Session, model: Any, one: Found, owner: Any, name: Any, path: str
) -> tuple[str, str]:
    """Return what the owner of a row is called, and its page, where the person may open it."""
    query = sa.select(owner.id, name)
    if model is not owner:
        key = model.evaluation_id if owner is Evaluation else model.problem_id
        query = query.join(model, key == owner.id)
    row = session.execute(query.where(model.id == one.row_id)).first()
    return (row[1], f"{path}/{row[0]}") if row else ("", "")


def members(
    session: Session, actor: Principal, code: str, months: Sequence[str], scope: Scope
) -> dict[str, list[Key]]:
    """Return (table, id) of the rows of both sides of a number, in order: for freezing it."""
    metric = METRICS[code]
    secret = rights.counts_secret(actor, scope)
    sides: tuple[Side, ...] = ("numerator", "denominator") if metric.under else ("numerator",)
    return {
        side: sorted(
            (one.table, one.row_id) for one in _found(session, metric, months, scope, secret, side)
        )
        for side in sides
    }

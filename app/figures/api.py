"""What screens and papers ask: values, comparisons, the rows behind a number, and their members."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.enums_scoring import ScoredKind
from app.figures import barring, cells, counting, covering, kinds, rights, timewords, valuing
from app.figures.behind import Page, Row, rows
from app.figures.catalogue import GROUPS, METRICS
from app.figures.counting import Ask, Sum
from app.figures.covering import Covered, Point
from app.figures.membership import members
from app.figures.shape import Metric, Part, Scope, Shape, Value
from app.figures.words import REST
from app.models import FigureMark, Region, table_of
from app.principal import Principal
from app.queries import least_sample, parameters

__all__ = [
    "GROUPS",
    "METRICS",
    "REST",
    "Metric",
    "Page",
    "Part",
    "Row",
    "Scope",
    "Shape",
    "Value",
    "by",
    "may",
    "members",
    "pending",
    "place_name",
    "place_names",
    "rows",
    "split",
    "values",
    "values_and_kinds",
]
Over = Literal["unit", "point", "township", "village", "kind", "month"]
COUNTY = Scope()
# Shapes whose rows are read in a way of their own.
APART = frozenset({Shape.STOCK, Shape.COVERAGE})
Table = dict[str, dict[str, Value]]


def may(actor: Principal, code: str, scope: Scope = COUNTY) -> bool:
    """Tell whether a person may see a metric of a scope."""
    return rights.may_see(actor, METRICS[code], scope)


def values(
    session: Session,
    actor: Principal,
    codes: Iterable[str],
    months: Sequence[str],
    scope: Scope = COUNTY,
) -> Table:
    """Return the value of each metric in each month; what the person may not see is hidden."""
    metrics = [METRICS[code].of(scope) for code in codes]
    asked = _Asked.of(session, actor, metrics, months, scope)
    return {
        metric.code: {month: asked.value(metric, [month]) for month in months} for metric in metrics
    }


def values_and_kinds(
    session: Session,
    actor: Principal,
    codes: Iterable[str],
    months: Sequence[str],
    parted: Iterable[str],
    scope: Scope = COUNTY,
) -> tuple[Table, dict[Any, dict[str, Value]]]:
    """Return values() of some metrics, and by() kind of others in the last month: read once."""
    metrics = [METRICS[code].of(scope) for code in codes]
    others = [METRICS[code].of(scope, "kind") for code in parted]
    last = [max(months)]
    asked = _Asked.of(session, actor, [*metrics, *others], months, scope, seen_in=last)
    table = {
        metric.code: {month: asked.value(metric, [month]) for month in months} for metric in metrics
    }
    return table, kinds.by_kind(actor, others, asked.found, asked.covered, last, scope)


def by(
    session: Session,
    actor: Principal,
    codes: Iterable[str],
    months: Sequence[str],
    over: Over,
    scope: Scope = COUNTY,
    least: int = 0,
) -> dict[Any, dict[str, Value]]:
    """Return the values of the months together, for each unit, point, place, kind or month.

    A kind's value is the number of its rows (its amount, where the metric sums amounts).
    least is the least sample of the last month, where it was read already.
    """
    if over == "month":
        table = values(session, actor, codes, months, scope)
        return {month: {code: table[code][month] for code in table} for month in months}
    metrics = [METRICS[code].of(scope, over) for code in codes]
    asked = _Asked.of(session, actor, metrics, months, scope, over, least=least)
    if over == "kind":
        return kinds.by_kind(actor, metrics, asked.found, asked.covered, months, scope)
    name = _keys(session, over, is_final=asked.is_final)
    keyed: dict[Any, list[Sum]] = {}
    for one in asked.found:
        keyed.setdefault(name(one.key), []).append(one)
    points = asked.covered.by(_point_key(over, name)) if asked.covered else {}
    return {
        key: {
            metric.code: asked.value(metric, months, key, keyed.get(key, []), points.get(key, []))
            for metric in metrics
        }
        for key in sorted(keyed.keys() | points.keys(), key=str)
        if key
    }


def _point_key(over: str, name: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return by what the points of a comparison are told apart."""
    if over == "unit":
        return lambda point: point.unit_id
    if over == "point":
        return lambda point: point.id
    return lambda point: name(point.place)


def _keys(session: Session, over: str, *, is_final: bool) -> Callable[[Any], Any]:
    """Return how a key of the rows is read: a dead code of a place as its successor.

    Cells alone are named by their final codes already.
    """
    if over in {"unit", "point"}:
        return lambda key: key
    finals: Any = [] if is_final else session.execute(counting.finals())
    final = {code: last for code, last in finals}  # Rows are no pairs.

    def read(code: str) -> str:
        """Return the code that a place has today."""
        last = final.get(code, code)
        return f"{last[:9]}000" if over == "township" and last else last

    return read


@dataclass(frozen=True)
class _Asked:
    """What was read for one asking: everything that its values are made of."""

    actor: Principal
    scope: Scope
    found: list[Sum]
    facts: valuing.Facts
    covered: Covered | None
    is_final: bool

    @classmethod
    def of(
        cls,
        session: Session,
        actor: Principal,
        metrics: Sequence[Metric],
        months: Sequence[str],
        scope: Scope,
        over: str = "",
        seen_in: Sequence[str] = (),
        least: int = 0,
    ) -> _Asked:
        """Read the sums of the months, and of all months before for what stands over.

        seen_in are the months of coverage, all where none are given.
        """
        seen = [metric for metric in metrics if rights.may_see(actor, metric, scope)]
        ask = Ask(tuple(months), scope, rights.counts_secret(actor, scope), over)
        spans = {c for m in seen if m.shape not in APART for c in m.measures}
        stocks = {c for m in seen if m.shape is Shape.STOCK for c in m.measures}
        off = barring.of(session, actor)
        found = [
            *cells.sums(session, spans, ask, stocks),
            *barring.taken_off(session, off, spans, ask),
            *_standing(session, stocks, ask, off),
        ]
        found = barring.merged(found) if off is not None else found
        covers = next((m for m in seen if m.shape is Shape.COVERAGE), None)
        within = replace(ask, months=tuple(seen_in) or ask.months)
        covered = covering.load(session, covers.top[0].measure, within, off) if covers else None
        final = off is None and covered is None and cells.holds_all(spans | stocks, ask)
        return cls(actor, scope, found, _facts(session, metrics, ask, least), covered, final)

    def value(
        self,
        metric: Metric,
        months: Sequence[str],
        key: Any = None,
        own: Sequence[Sum] | None = None,
        points: Sequence[Point] | None = None,
    ) -> Value:
        """Return a value of some months together, hidden where this person may not see it."""
        open_to = key is None or not metric.inside or rights.sees_inside(self.actor)
        if not (open_to and rights.may_see(self.actor, metric, self.scope)):
            return Value(metric, 0, None, None, "hidden")
        if metric.shape is Shape.COVERAGE and self.covered is not None:
            chosen = self.covered.points if points is None else points
            return self.covered.value(metric, months, chosen)
        value = _at(metric, self.found if own is None else own, months, self.facts)
        return self._told(metric, months, value, whole=key is None)

    def _told(self, metric: Metric, months: Sequence[str], value: Value, *, whole: bool) -> Value:
        """Return a value, hidden where it is told of only as a whole and from a number on."""
        past = max(months) < clock.today().isoformat()[:7]
        if not rights.may_know(self.actor, metric, self.scope, whole=whole, past=past):
            return Value(metric, 0, None, None, "hidden")
        few = metric.guarded and 0 < value.n < self.facts.fewest
        if few and not rights.sees_secret(self.actor):
            return Value(metric, 0, None, None, "hidden")
        return value


def _standing(
    session: Session, stocks: set[str], ask: Ask, off: barring.Barred | None
) -> Iterator[Sum]:
    """Yield what is kept from a person of all months until the last one."""
    for one in barring.taken_off(session, off, stocks, replace(ask, standing=True)):
        yield replace(one, standing=True)


def _at(metric: Metric, found: Sequence[Sum], months: Sequence[str], facts: valuing.Facts) -> Value:
    """Return a value of some months together; a stock as it stands at the end of the last."""
    if metric.shape is Shape.STOCK:
        last = max(months)
        if metric.code == "open_start":
            last = timewords.shifted(min(months), -1)
        own = [one for one in found if one.standing and one.month <= last]
        return valuing.value(metric, own, facts)
    wanted = set(months)
    own = [one for one in found if one.month in wanted and not one.standing]
    return valuing.value(metric, own, facts)


def _facts(session: Session, metrics: Sequence[Metric], ask: Ask, least: int) -> valuing.Facts:
    """Return what the values depend on besides the rows.

    Months that are compared are held to one least sample: that of the last of them.
    """
    small = least
    if not least and ask.months and any(metric.sample for metric in metrics):
        narrow = ask.over == "point" or ask.scope.point_id is not None
        kind = ScoredKind.WINDOW if narrow else ScoredKind.UNIT
        small = least_sample.least(session, kind, max(ask.months))
    fewest = 0
    if any(metric.guarded for metric in metrics):
        fewest = parameters.integer(session, "suppress_below")
    return valuing.Facts(timewords.minute(clock.now()), small, fewest)


def split(
    session: Session,
    actor: Principal,
    code: str,
    months: Sequence[str],
    kinds_: Sequence[str],
    scope: Scope = COUNTY,
) -> list[tuple[str, int]]:
    """Return (kind, rows) of some kinds, and of all others together as REST.

    The rest is always there, so that the parts are the whole: 27 + 1652 + 303 of 2044 leave 62.
    """
    table = by(session, actor, [code], months, "kind", scope)
    found = {kind: one[code].n for kind, one in table.items() if code in one}
    named = [(kind, found.get(kind, 0)) for kind in kinds_]
    return [*named, (REST, sum(found.values()) - sum(n for _, n in named))]


def place_name(session: Session, code: str, month: str) -> str:
    """Return what a place was called in a month: a past one keeps the old name.

    code has 9 or 12 digits and is the present one.
    """
    wanted = code.ljust(12, "0")
    region = table_of(Region).c
    last = timewords.shifted(month, 1)
    final = counting.finals().subquery("figure_final").c
    before = region.code.in_(sa.select(final.code).where(final.final == wanted))
    begun = region.valid_from < timewords.first_day(last)
    ended = sa.or_(region.valid_to.is_(None), region.valid_to >= timewords.first_day(month))
    query = sa.select(region.name).where(before, begun, ended).order_by(region.valid_from)
    name = session.execute(query).scalars().first()
    if name is None:
        name = session.execute(sa.select(region.name).where(region.code == wanted)).scalar()
    return name or code


def place_names(session: Session, codes: Collection[str]) -> dict[str, str]:
    """Return what places are called, by the code that a row carries."""
    region = table_of(Region).c
    query = sa.select(region.code, region.short_name).where(region.code.in_(sorted(codes)))
    return (
        {code: name for code, name in session.execute(query)} if codes else {}
    )  # Rows are no pairs.


def pending(session: Session) -> datetime | None:
    """Return since when something changed that the figures do not hold yet, None for nothing."""
    mark = table_of(FigureMark)
    oldest = sa.select(mark.c.created_at).order_by(mark.c.id).limit(1)
    return session.execute(oldest).scalar()

"""What screens and papers ask: values, comparisons, the rows behind a number, and their members."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.enums import RecordStatus
from app.figures import counting, rights, timewords, valuing
from app.figures.behind import Page, Row, members, rows
from app.figures.catalogue import GROUPS, METRICS
from app.figures.counting import FIRST, Sum
from app.figures.shape import Metric, Part, Scope, Shape, Value
from app.models import Region, ServicePoint, table_of
from app.principal import Principal
from app.queries import parameters

__all__ = [
    "GROUPS",
    "METRICS",
    "Metric",
    "Page",
    "Part",
    "Row",
    "Scope",
    "Shape",
    "Value",
    "by",
    "freshen",
    "may",
    "members",
    "pending",
    "rows",
    "values",
]
Over = Literal["unit", "point", "township", "village", "kind", "month"]
COUNTY = Scope()
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
    metrics = [METRICS[code] for code in codes]
    found = _sums(session, actor, metrics, months, scope)
    facts = _facts(session, metrics, scope)
    return {
        metric.code: {
            month: _guarded(actor, metric, scope, _at(metric, found, [month], facts))
            for month in months
        }
        for metric in metrics
    }


def by(
    session: Session,
    actor: Principal,
    codes: Iterable[str],
    months: Sequence[str],
    over: Over,
    scope: Scope = COUNTY,
) -> dict[Any, dict[str, Value]]:
    """Return the values of the months together, for each unit, point, place, kind or month.

    A kind's value is the number of its rows (its amount, where the metric sums amounts).
    """
    if over == "month":
        table = values(session, actor, codes, months, scope)
        return {month: {code: table[code][month] for code in table} for month in months}
    metrics = [METRICS[code] for code in codes]
    found = _sums(session, actor, metrics, months, scope, "" if over == "kind" else over)
    if over == "kind":
        return _by_kind(actor, metrics, found, months, scope)
    facts = _facts(session, metrics, scope, over)
    keyed: dict[Any, list[Sum]] = {}
    name = _keys(session, over)
    for one in found:
        keyed.setdefault(name(one.key), []).append(one)
    return {
        key: {
            metric.code: _guarded(actor, metric, scope, _at(metric, own, months, facts), key)
            for metric in metrics
        }
        for key, own in sorted(keyed.items(), key=lambda item: str(item[0]))
        if key
    }


def _keys(session: Session, over: str) -> Callable[[Any], Any]:
    """Return how a key of the rows is read: a dead code of a place as its successor."""
    if over in {"unit", "point"}:
        return lambda key: key
    region = table_of(Region)
    query = sa.select(region.c.code, region.c.successor_code).where(
        region.c.successor_code.is_not(None)
    )
    follows = {code: next_code for code, next_code in session.execute(query)}

    def read(code: str) -> str:
        """Return the code that a place has today."""
        while code in follows:
            code = follows[code]
        return f"{code[:9]}000" if over == "township" and code else code

    return read


def _sums(
    session: Session,
    actor: Principal,
    metrics: Sequence[Metric],
    months: Sequence[str],
    scope: Scope,
    over: str = "",
) -> list[Sum]:
    """Return the sums that the metrics need: of the months, and of all before for a stock."""
    seen = [metric for metric in metrics if rights.may_see(actor, metric, scope)]
    secret = rights.counts_secret(actor, scope)
    first, last = min(months), max(months)
    stocks = {code for m in seen if m.shape is Shape.STOCK for code in m.measures}
    spans = {code for m in seen if m.shape is not Shape.STOCK for code in m.measures}
    if any(m.shape is Shape.COVERAGE for m in seen) and not over:
        over = "point"
    found = list(counting.sums(session, spans - stocks, first, last, scope, secret, over))
    return found + list(counting.sums(session, stocks, FIRST, last, scope, secret, over))


def _at(metric: Metric, found: Sequence[Sum], months: Sequence[str], facts: valuing.Facts) -> Value:
    """Return a value of some months together; a stock as it stands at the end of the last."""
    if metric.shape is Shape.STOCK:
        last = max(months)
        if metric.code == "open_start":
            last = timewords.shifted(min(months), -1)
        return valuing.value(metric, [one for one in found if one.month <= last], facts)
    wanted = set(months)
    return valuing.value(
        metric,
        [one for one in found if one.month in wanted and one.measure in metric.measures],
        facts,
    )


def _facts(
    session: Session, metrics: Sequence[Metric], scope: Scope, over: str = ""
) -> valuing.Facts:
    """Return what the values depend on besides the rows."""
    small, points = 0, 0
    if any(metric.sample for metric in metrics):
        narrow = over == "point" or scope.point_id is not None
        small = parameters.integer(session, "min_sample_window" if narrow else "min_sample_unit")
    if any(metric.shape is Shape.COVERAGE for metric in metrics):
        points = _points(session, scope)
    return valuing.Facts(timewords.minute(clock.now()), small, points)


def _points(session: Session, scope: Scope) -> int:
    """Return how many points are in use."""
    point = table_of(ServicePoint)
    query = (
        sa.select(sa.func.count()).select_from(point).where(point.c.status == RecordStatus.ACTIVE)
    )
    if scope.unit_id is not None:
        query = query.where(point.c.unit_id == scope.unit_id)
    if scope.point_id is not None:
        query = query.where(point.c.id == scope.point_id)
    if scope.region_code is not None:
        query = query.where(point.c.region_code.in_(counting.places_like(scope.region_code)))
    return int(session.execute(query).scalar_one())


def _guarded(
    actor: Principal, metric: Metric, scope: Scope, value: Value, key: Any = None
) -> Value:
    """Return a value, hidden where this person may not see it."""
    open_to = key is None or not metric.inside or rights.sees_inside(actor)
    if open_to and rights.may_see(actor, metric, scope):
        return value
    return Value(metric, 0, None, None, "hidden")


def _by_kind(
    actor: Principal,
    metrics: Sequence[Metric],
    found: Sequence[Sum],
    months: Sequence[str],
    scope: Scope,
) -> dict[str, dict[str, Value]]:
    """Return the values of each kind of the first parts."""
    wanted, now = set(months), timewords.minute(clock.now())
    table: dict[str, dict[str, Value]] = {}
    for metric in metrics:
        if metric.inside and not rights.sees_inside(actor):
            continue
        for kind, own in _kinds(metric, [one for one in found if one.month in wanted], now).items():
            value = valuing.value(metric, own, valuing.Facts(now))
            table.setdefault(kind, {})[metric.code] = value
    return table


def _kinds(metric: Metric, found: Sequence[Sum], now: str) -> dict[str, list[Sum]]:
    """Return the sums of the first parts by kind."""
    kinds: dict[str, list[Sum]] = {}
    for one in found:
        if any(p.measure == one.measure and p.takes(one.kind, now) for p in metric.top):
            kinds.setdefault(one.kind, []).append(one)
    return kinds


def freshen(session: Session) -> None:
    """Bring the figures up to this moment, before something is frozen from them."""


def pending(session: Session) -> bool:
    """Tell whether something changed that the figures do not hold yet."""
    return False

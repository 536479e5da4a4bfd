"""Numbers by kind: every kind has its number, and outside the commission small ones stay hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app import clock
from app.figures import rights, timewords, valuing
from app.figures.counting import Sum
from app.figures.covering import Covered
from app.figures.shape import Metric, Scope, Shape, Value
from app.principal import Principal


def by_kind(
    actor: Principal,
    metrics: Sequence[Metric],
    found: Sequence[Sum],
    covered: Covered | None,
    months: Sequence[str],
    scope: Scope,
) -> dict[Any, dict[str, Value]]:
    """Return the values of each kind of the first parts; of coverage, of each kind of point."""
    table: dict[Any, dict[str, Value]] = {}
    for metric in metrics:
        if not rights.may_see(actor, metric, scope):
            continue
        if metric.inside and not rights.sees_inside(actor):
            continue
        if not rights.may_know(actor, metric, scope, whole=False, past=False):
            continue
        if metric.shape is Shape.COVERAGE:
            for kind, points in (covered.by(lambda one: one.kind) if covered else {}).items():
                table.setdefault(kind, {})[metric.code] = covered.value(metric, months, points)  # type: ignore[union-attr]  # Checked above.
            continue
        wanted = [one for one in found if one.month in set(months) or one.standing]
        for kind, value in _values(metric, wanted).items():
            table.setdefault(kind, {})[metric.code] = value
    return table


def _values(metric: Metric, found: Sequence[Sum]) -> dict[str, Value]:
    """Return the number of rows, or the amount, of each kind of the first parts."""
    now = timewords.minute(clock.now())
    own: dict[str, list[Sum]] = {}
    for one in found:
        if any(p.measure == one.measure and p.takes(one.kind, now) for p in metric.top):
            own.setdefault(one.kind, []).append(one)
    return {kind: _value(metric, sums, now) for kind, sums in own.items()}


def _value(metric: Metric, sums: Sequence[Sum], now: str) -> Value:
    """Return the number of rows of one kind, or the value where amounts are summed."""
    if metric.shape is Shape.SUM:
        return valuing.value(metric, sums, valuing.Facts(now))
    n = valuing.total(metric.top, sums, now)
    return Value(metric, n, None, valuing.whole(n))

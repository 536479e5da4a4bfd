"""From sums to values: counts, rates, means, percentiles and stocks, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.figures.counting import Sum
from app.figures.shape import Metric, Part, Shape, Value, Why
from app.measures import MONEY

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Facts:
    """What a value depends on besides the rows: the minute, the smallest sample and number."""

    now: str
    sample: int = 0
    fewest: int = 0


def quotient(part: int, whole: int) -> Decimal:
    """Return a share in per cent, two decimals, half up."""
    return rounded(Decimal(part) * 100 / Decimal(whole))


def whole(n: int) -> Decimal:
    """Return a number of rows as a value."""
    return Decimal(n)


def rounded(value: Decimal) -> Decimal:
    """Return a value of two decimals, half up."""
    return value.quantize(CENT, ROUND_HALF_UP)


def total(parts: Iterable[Part], sums: Sequence[Sum], now: str) -> int:
    """Return the rows, or amounts, of some parts."""
    return sum(
        part.sign * (one.amount if part.weighs else one.n)
        for part in parts
        for one in sums
        if one.measure == part.measure and part.takes(one.kind, now)
    )


def amount(metric: Metric, sums: Sequence[Sum], now: str) -> int:
    """Return the amounts of the first parts."""
    return sum(
        one.amount
        for part in metric.top
        for one in sums
        if one.measure == part.measure and part.takes(one.kind, now)
    )


def histogram(metric: Metric, sums: Sequence[Sum]) -> list[tuple[int, int]]:
    """Return (number, rows) in order, for a measure whose kinds are numbers."""
    found: dict[int, int] = {}
    for one in sums:
        if one.measure == metric.top[0].measure:
            found[int(one.kind)] = found.get(int(one.kind), 0) + one.n
    return sorted((number, n) for number, n in found.items() if n > 0)


def ranked(steps: Sequence[tuple[int, int]], rank: int) -> int:
    """Return the number at a rank, counted from 1."""
    seen = 0
    for number, n in steps:
        seen += n
        if seen >= rank:
            return number
    raise ValueError(rank)


def median(steps: Sequence[tuple[int, int]], n: int) -> Decimal:
    """Return the middle number, the mean of both where there are two."""
    low, high = ranked(steps, (n + 1) // 2), ranked(steps, n // 2 + 1)
    return Decimal(low + high) / 2


def _spread(metric: Metric, sums: Sequence[Sum]) -> Value:
    """Return a mean, a median or a 90th percentile (nearest rank)."""
    steps = histogram(metric, sums)
    n = sum(count for _, count in steps)
    if not n:
        return Value(metric, 0, None, None, "unknown")
    if metric.shape is Shape.MEAN:
        whole = sum(number * count for number, count in steps)
        return Value(metric, n, whole, rounded(Decimal(whole) / n))
    if metric.shape is Shape.MEDIAN:
        return Value(metric, n, None, median(steps, n))
    return Value(metric, n, None, Decimal(ranked(steps, -(-n * 9 // 10))))


def _rate(metric: Metric, sums: Sequence[Sum], facts: Facts) -> Value:
    """Return a rate, or why there is none."""
    whole = total(metric.under, sums, facts.now)
    part = total(metric.top, sums, facts.now)
    why: Why = ""
    if whole <= 0:
        why = "unknown"
    elif metric.sample and whole < facts.sample:
        why = "small_sample"
    least = facts.sample if metric.sample else 0
    return Value(metric, whole, part, None if why else quotient(part, whole), why, least)


def value(metric: Metric, sums: Sequence[Sum], facts: Facts) -> Value:
    """Return the value of a metric from the sums of its measures."""
    if metric.shape is Shape.RATE:
        return _rate(metric, sums, facts)
    if metric.shape in {Shape.MEAN, Shape.MEDIAN, Shape.P90}:
        return _spread(metric, sums)
    n = total(metric.top, sums, facts.now)
    if metric.shape is Shape.SUM:
        exact = Decimal(amount(metric, sums, facts.now))
        money = metric.top[0].kinds[0] in MONEY
        return Value(metric, n, None, exact / 100 if money else exact)
    return Value(metric, n, None, Decimal(n))

"""The arithmetic of the score (domain.md 4.6): a rule and a month's counts in, a score out.

Pure and exact: fractions inside, rounded once at the end, half up, two decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from app.enums_scoring import Fault, ScoredKind

FULL = 100
# The three steps of domain.md 2.1: of five levels the upper two are 满意, the middle two 一般.
STEPS = {"good": "满意", "neutral": "一般", "bad": "不满意"}
NAMES = {"level": "满意度", "rectified": "差评按期整改", "callback": "回访满意"}


@dataclass(frozen=True)
class Rule:
    """One version of the rule: points of a level, weights, least samples and deductions."""

    version: int
    level_points: Mapping[str, Decimal]
    weights: Mapping[str, Decimal]
    min_sample: Mapping[str, int]
    deductions: Mapping[str, Decimal]


@dataclass(frozen=True)
class Tally:
    """What happened at one unit or window in a month."""

    levels: Mapping[str, int] = field(default_factory=dict)
    due: int = 0
    rectified: int = 0
    reached: int = 0
    satisfied: int = 0
    faults: Mapping[str, int] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Return how many evaluations the score rests on."""
        return sum(self.levels.values())


@dataclass(frozen=True)
class Line:
    """One line of the explanation: what, how it is reckoned, and what it adds."""

    code: str
    label: str
    formula: str
    value: Decimal


@dataclass(frozen=True)
class Score:
    """A score with its lines; None when the sample is too small to rank."""

    n: int
    least: int
    value: Decimal | None
    lines: tuple[Line, ...]


def first_rule() -> Rule:
    """Return the example of domain.md 4.6, from which a first version is drafted."""
    return Rule(
        version=0,
        level_points={"good": Decimal(100), "neutral": Decimal(60), "bad": Decimal(0)},
        weights={"level": Decimal(70), "rectified": Decimal(20), "callback": Decimal(10)},
        min_sample={ScoredKind.UNIT.value: 50, ScoredKind.WINDOW.value: 20},
        deductions={
            Fault.OVERDUE.value: Decimal(2),
            Fault.WRONG_RETURN.value: Decimal(1),
            Fault.BRIBERY.value: Decimal(10),
        },
    )


def score(rule: Rule, tally: Tally, kind: str) -> Score:
    """Return the score of a month's counts under a rule."""
    least = max(1, rule.min_sample[kind])
    if tally.n < least:
        return Score(tally.n, least, None, ())
    parts = [*_parts(rule, tally), *_deducted(rule, tally)]
    total = max(Fraction(0), sum((value for *_words, value in parts), Fraction(0)))
    lines = tuple(
        Line(code, label, formula, rounded(value, 4)) for code, label, formula, value in parts
    )
    return Score(tally.n, least, rounded(total), lines)


Part = tuple[str, str, str, Fraction]


def _parts(rule: Rule, tally: Tally) -> list[Part]:
    """Return the three parts that add; no callback moves its weight to the first."""
    weights = {name: Fraction(rule.weights[name]) for name in NAMES}
    if not tally.reached:
        weights["level"], weights["callback"] = weights["level"] + weights["callback"], Fraction(0)
    points = sum(
        (Fraction(rule.level_points[level]) * n for level, n in tally.levels.items()), Fraction(0)
    )
    level = weights["level"] * points / tally.n / FULL
    return [
        ("level", NAMES["level"], _level_formula(rule, tally, weights["level"]), level),
        _rate("rectified", weights, tally.rectified, tally.due, "没有到期的差评，按 1 计", 1),
        _rate("callback", weights, tally.satisfied, tally.reached, "没有回访，分值并入满意度", 0),
    ]


def _level_formula(rule: Rule, tally: Tally, weight: Fraction) -> str:
    """Return how the first part is reckoned."""
    sums = " + ".join(
        f"{STEPS[level]} {n}×{rule.level_points[level]:f}" for level, n in tally.levels.items() if n
    )
    return f"{_plain(weight)} ×（{sums}）÷ {tally.n} ÷ {FULL}"


def _rate(
    code: str, weights: Mapping[str, Fraction], part: int, of: int, none: str, otherwise: int
) -> Part:
    """Return a part that is a rate; without anything to count it is as the rule says."""
    weight = weights[code]
    if not of:
        return (code, NAMES[code], none, weight * otherwise)
    return (code, NAMES[code], f"{_plain(weight)} × {part} ÷ {of}", weight * Fraction(part, of))


def _deducted(rule: Rule, tally: Tally) -> list[Part]:
    """Return what is taken off, by fault."""
    return [
        (
            fault.value,
            fault.label,
            f"－{rule.deductions[fault.value]:f} × {count}",
            -Fraction(rule.deductions[fault.value]) * count,
        )
        for fault in Fault
        if (count := tally.faults.get(fault.value, 0))
    ]


def _plain(value: Fraction) -> str:
    """Return a weight without needless zeros."""
    return f"{rounded(value).normalize():f}"


def rounded(value: Fraction, places: int = 2) -> Decimal:
    """Return a value half up, away from zero where it is negative."""
    scale = 10**places
    units = (abs(value) * scale * 2 + 1) // 2
    whole = int(units) if value >= 0 else -int(units)
    return Decimal(whole).scaleb(-places)


def tenth(part: int, whole: int) -> Decimal:
    """Return a share in per cent with one decimal, half up as every metric."""
    return rounded(Fraction(part * 100, whole), 1)


def share(part: int, whole: int) -> str:
    """Return a share as every metric of a paper is printed: at most two decimals, half up."""
    return f"{_plain(Fraction(part * 100, whole))}%"


def ranks(values: Mapping[int, Decimal | None]) -> dict[int, int | None]:
    """Return the rank of every scored object; equal scores share one, no score has none."""
    scored = sorted((value for value in values.values() if value is not None), reverse=True)
    return {
        key: None if value is None else scored.index(value) + 1 for key, value in values.items()
    }

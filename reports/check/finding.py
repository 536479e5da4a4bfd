"""One line of a check: the item, what the standard wants, what was measured, the verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reports.check.roles import Subject

Result = tuple[str, str]
Measure = Callable[[Subject], Result]


@dataclass(frozen=True)
class Finding:
    """What one item of the standard wants and what the paper measures."""

    item: int
    name: str
    expected: str
    measured: str
    verdict: str

    def __str__(self) -> str:
        return f"{self.item:>2} {self.name}\t{self.expected}\t{self.measured}\t{self.verdict}"


@dataclass(frozen=True)
class Item:
    """One item of official-documents' table: how to name it and how to measure it."""

    number: int
    name: str
    expected: str
    measure: Measure


def ok(measured: str) -> Result:
    """Return a result that holds."""
    return "ok", measured


def bad(measured: str) -> Result:
    """Return a result that does not hold."""
    return "FAIL", measured


def absent(reason: str) -> Result:
    """Return that the item does not apply to this paper."""
    return "n/a", reason


def judge(measured: str, *conditions: bool) -> Result:
    """Return ok when every condition holds."""
    return ok(measured) if all(conditions) else bad(measured)


def near(value: float, target: float, tolerance: float) -> bool:
    """Tell whether a measure in mm or points is within its tolerance."""
    return abs(value - target) <= tolerance

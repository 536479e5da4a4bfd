"""Figures as tables: what macros/figures.html prints and charts.js draws from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# How a table is drawn: standing columns, the same with a name under each, lying bars, or a mark
# with its interval.
Kind = Literal["", "columns", "pareto", "bars", "interval"]
Tone = Literal["", "late", "warn", "ok", "still"]


@dataclass(frozen=True)
class Head:
    """A column; series says what is drawn of it, right that its axis is on the right.

    derived says that its numbers are worked out from the others of the row: they have no rows.
    """

    label: str
    series: Literal["", "bar", "stack", "line", "value", "low", "high"] = ""
    unit: str = ""
    right: bool = False
    tone: Tone = ""
    derived: bool = False


@dataclass(frozen=True)
class Cell:
    """A text, with the address of the rows behind it."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Row:
    """A line; one that stands apart is printed and not drawn."""

    cells: Sequence[Cell]
    short: str = ""
    apart: bool = False


@dataclass(frozen=True)
class Chart:
    """A table with its picture; words are its summary for who does not see the picture."""

    key: str
    title: str
    heads: Sequence[Head]
    rows: Sequence[Row]
    kind: Kind = ""
    words: str = ""
    wide: bool = False
    empty: str = "这个月没有数据。"

    @property
    def derived(self) -> str:
        """Return the columns that have no rows of their own, in words."""
        return "".join(f"「{head.label}」" for head in self.heads if head.derived)


@dataclass(frozen=True)
class Headline:
    """One of the main figures: its number, its address, and the lines below it."""

    label: str
    text: str
    url: str
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Choice:
    """What the page may be asked for: whose figures, which month, and on a map which figure."""

    url: str
    scope: str
    scopes: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    month: str
    months: Sequence[tuple[str, str]]
    metric: str = ""
    metrics: Sequence[tuple[str, str]] = ()

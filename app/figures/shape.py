"""What a figure is made of: measures are named sets of rows, metrics are made of measures."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

import sqlalchemy as sa

from app.figures import timewords

ZERO = sa.literal_column("0", sa.BigInteger())
NO_PLACE = sa.literal_column("''", sa.String())


class Shape(StrEnum):
    """How a value comes out of the sums of its parts."""

    COUNT = "count"  # Sum of the rows of the first parts.
    RATE = "rate"  # First parts over second parts, in per cent.
    SUM = "sum"  # Sum of the amounts of the first parts.
    MEAN = "mean"  # Mean of the kinds, which are numbers.
    MEDIAN = "median"
    P90 = "p90"
    STOCK = "stock"  # What came in until the end of the month, without what went out.
    COVERAGE = "coverage"  # Points with a row over the points in use.


@dataclass(frozen=True)
class Rows:
    """The rows of a measure: one falls into the one month of its own instant.

    secret is 1 on rows of the discipline track and on sensitive ones: they are counted
    only for who may see all such rows.
    """

    model: Any
    # Whose change moves the row: the evaluation, the item.
    root: Any
    at: Any
    unit: Any
    kind: Any
    secret: Any
    place: Any = NO_PLACE
    point: Any = ZERO
    amount: Any = ZERO
    joins: tuple[tuple[Any, Any], ...] = ()
    where: tuple[Any, ...] = ()

    def select(self, *columns: Any) -> sa.Select[Any]:
        """Return a select of columns over the rows."""
        query = sa.select(*columns).select_from(self.model)
        for target, on in self.joins:
            query = query.join(target, on)
        return query.where(*self.where)

    @property
    def month(self) -> Any:
        """Return the month of a row."""
        return timewords.month_of(self.at)

    @property
    def word(self) -> Any:
        """Return the kind of a row as text, whatever list of words it is from."""
        return sa.cast(self.kind, sa.String())

    @property
    def unit_key(self) -> Any:
        """Return the unit of a row, nought for none."""
        return sa.func.coalesce(self.unit, 0) if self.unit.nullable else self.unit

    def of_units(self, units: Collection[int]) -> Any:
        """Return the criterion that a row is one of these units', nought standing for none."""
        named = self.unit.in_(sorted(set(units) - {0}))
        return sa.or_(named, self.unit.is_(None)) if 0 in units and self.unit.nullable else named


@dataclass(frozen=True)
class Measure:
    """A named set of rows. subject is the table whose changed rows it is recounted for.

    placed ones are kept by point and place too; others are counted from the rows there.
    """

    code: str
    label: str
    subject: str
    rows: Callable[[], Rows]
    placed: bool = False


@dataclass(frozen=True)
class Part:
    """The rows of one measure, of some kinds only; with before, kinds of an instant before now.

    Where it weighs, its amounts are summed, not its rows counted.
    """

    measure: str
    kinds: tuple[str, ...] = ()
    sign: int = 1
    before: str = ""
    weighs: bool = False

    def takes(self, kind: str, now: str) -> bool:
        """Tell whether a kind belongs to the part."""
        if self.before and kind.startswith(self.before):
            return kind.removeprefix(self.before) < now
        return kind in self.kinds or not (self.kinds or self.before)


@dataclass(frozen=True)
class Metric:
    """One number that people read, with its definition in their words."""

    code: str
    label: str
    words: str
    shape: Shape
    top: tuple[Part, ...]
    under: tuple[Part, ...] = ()
    unit: str = "件"
    # A rate of too few rows is not printed; the smallest number is a parameter.
    sample: bool = False
    # Zero rows below mean that nobody knows, which is not the same as none.
    unknown: bool = False
    # Whose parts are single persons' matters: outside the commission only the county's total.
    inside: bool = False
    # Shown outside the commission from a smallest number on, and only for the whole county.
    guarded: bool = False
    # What a unit answers for itself, where that is not its part of the county's number.
    own_top: tuple[Part, ...] = ()
    own_under: tuple[Part, ...] = ()

    def of(self, scope: Scope, over: str = "") -> Metric:
        """Return the metric as it is made for a scope or a comparison."""
        if self.own_top and (scope.unit_id is not None or over == "unit"):
            return replace(self, top=self.own_top, under=self.own_under)
        return self

    @property
    def has_denominator(self) -> bool:
        """Tell whether it is made of two sets of rows."""
        return bool(self.under) or self.shape is Shape.COVERAGE

    @property
    def measures(self) -> frozenset[str]:
        """Return the measures the metric is made of."""
        return frozenset(part.measure for part in (*self.top, *self.under))


@dataclass(frozen=True)
class Scope:
    """Whose figures: one unit's, one place's (9 or 12 digits), one point's, or the county's.

    plain leaves out the discipline track and sensitive rows, whoever asks: for what leaves
    the house.
    """

    unit_id: int | None = None
    region_code: str | None = None
    point_id: int | None = None
    plain: bool = False

    @property
    def is_county(self) -> bool:
        """Tell whether it is the whole county."""
        return self.unit_id is None and self.region_code is None and self.point_id is None


Why = Literal["", "unknown", "small_sample", "hidden"]
WHY = {"": "", "unknown": "—", "small_sample": "样本不足", "hidden": "不显示"}


@dataclass(frozen=True)
class Value:
    """One number: n is the denominator or the count, part the numerator of a rate."""

    metric: Metric
    n: int
    part: int | None
    value: Decimal | None
    why: Why = ""
    # From how many cases on a rate is printed; 0 where any number will do.
    least: int = field(default=0, compare=False)

    @property
    def text(self) -> str:
        """Return the number as people read it, with its unit; why there is none otherwise."""
        if self.value is None:
            return WHY[self.why]
        text = f"{self.value:f}"
        short = text.rstrip("0").rstrip(".") if "." in text else text
        return f"{short}{self.metric.unit}"

"""The county as tiles: each place a link with its number, coloured by bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app import scoring
from app.figures import api
from app.figures.shape import Scope, Value
from app.queries.figure_places import Place
from views.figure_parts import CASES, Asked
from views.figure_table import Cell, Chart, Head, Row

# What a map may show, place by place. Single bad evaluations of a village are not among them:
# few people live there, and who was not satisfied would be known.
# The first is shown unless another is asked for: a number that is known everywhere, while a share
# needs a sample that few townships and hardly any village reach.
METRICS = ("evaluations", "registered", "closed", "good_rate", "bad_rate")
BANDS = 5


@dataclass(frozen=True)
class Tile:
    """One place: its name, number, what stands below it, its band of colour and its address."""

    name: str
    text: str
    words: str
    band: str
    url: str
    row: int = 0
    column: int = 0


@dataclass(frozen=True)
class Band:
    """One colour of the map in words."""

    band: str
    words: str


Figures = Mapping[Any, Mapping[str, Value]]


def value_of(figures: Figures, code: str, place: Place) -> Value:
    """Return the figure of a place; nothing was written down where it has none."""
    found = figures.get(place.code, {}).get(code)
    if found is not None:
        return found
    return Value(api.METRICS[code], 0, None, Decimal(0) if counts(code) else None, "")


@dataclass(frozen=True)
class Scale:
    """How numbers become bands: where the first begins, how wide each is, how many there are."""

    low: Decimal
    high: Decimal
    width: Decimal
    count: int
    counts: bool

    def words(self, at: int) -> str:
        """Return from where to where a band reaches; counts are whole numbers."""
        first = self.low + self.width * at
        if not self.counts:
            return _span(_tenth(first), _tenth(first + self.width))
        return _span(f"{first:.0f}", f"{min(first + self.width - 1, self.high):.0f}")


def _span(first: str, last: str) -> str:
    """Return a band in words."""
    return first if first == last else f"{first}—{last}"


def scale(values: Sequence[Value]) -> Scale:
    """Return the bands of numbers: shares in five, counts in at most five of whole numbers."""
    known = [one.value for one in values if one.value is not None]
    low, high = (min(known), max(known)) if known else (Decimal(0), Decimal(0))
    if all(one.metric.unit == "%" for one in values):
        return Scale(low, high, (high - low) / BANDS, BANDS if high > low else 1, counts=False)
    width = -(-(int(high - low) + 1) // BANDS)
    return Scale(low, high, Decimal(width), int(high - low) // width + 1, counts=True)


def counts(code: str) -> bool:
    """Tell whether a figure is a number of rows, not a share."""
    return api.METRICS[code].unit != "%"


def _tenth(value: Decimal) -> str:
    """Return the end of a band with one decimal, half up as every figure."""
    return str(scoring.rounded(Fraction(value), 1))


def band_of(value: Value, of: Scale) -> str:
    """Return the class of a value's colour, "none" without a number."""
    if value.value is None:
        return "none"
    at = int((value.value - of.low) / of.width) if of.width else 0
    return _colour(min(at, of.count - 1), of)


def _colour(at: int, of: Scale) -> str:
    """Return the colour of a band: few bands are as far apart as many."""
    return f"b{1 + at * (BANDS - 1) // max(of.count - 1, 1)}"


def tiles(
    places: Sequence[Place], figures: Figures, code: str, urls: Mapping[str, str]
) -> list[Tile]:
    """Return the places as tiles."""
    of = scale([value_of(figures, code, one) for one in places])
    found = []
    for one in places:
        value = value_of(figures, code, one)
        found.append(
            Tile(
                one.short,
                text_of(value),
                f"{CASES} {value.n}" if value.metric.unit == "%" else "",
                band_of(value, of),
                urls.get(one.code, ""),
                one.row,
                one.column,
            )
        )
    return found


def text_of(value: Value) -> str:
    """Return what a tile and its row say."""
    if value.value is None and value.metric.unit == "%":
        return "样本不足" if value.n else "没有评价"
    return value.text


def lacking(places: Sequence[Place], figures: Figures, code: str) -> str:
    """Return in words how many places have too few cases for a share, nothing where none has."""
    values = [value_of(figures, code, one) for one in places]
    few = sum(one.why == "small_sample" for one in values)
    if not few:
        return ""
    known = sum(one.value is not None for one in values)
    return f"{known} 个地方有{api.METRICS[code].label}；{few} 个地方评价太少，算不出可靠的比例。"


def elsewhere(places: Sequence[Place], figures: Figures, code: str, whole: Value) -> int:
    """Return how many rows of a number lie in none of the places; 0 where that is not known."""
    values = [value_of(figures, code, one).value for one in places]
    known = [one for one in values if one is not None]
    if not counts(code) or whole.value is None or len(known) < len(values):
        return 0
    return int(whole.value - sum(known))


def _spans(low: Decimal, high: Decimal, width: Decimal, code: str) -> list[str]:
    """Return the bands in words; a count's run from whole number to whole number."""
    if not counts(code):
        ends = [(low + width * at, low + width * (at + 1)) for at in range(BANDS)]
        return [f"{_tenth(a)}—{_tenth(b)}" for a, b in ends]
    starts = [low + width * at for at in range(BANDS) if low + width * at <= high]
    spans = [(int(one), int(min(one + width - 1, high))) for one in starts]
    return [f"{a}—{b}" if a < b else f"{a}" for a, b in spans]


def key(places: Sequence[Place], figures: Figures, code: str) -> list[Band]:
    """Return what the colours mean."""
    values = [value_of(figures, code, one) for one in places]
    unknown = sum(one.value is None for one in values)
    of, unit = scale(values), api.METRICS[code].unit
    few = [Band("none", "没有数字")] if unknown else []
    if unknown == len(values):
        return few
    return [*(Band(_colour(at, of), f"{of.words(at)}{unit}") for at in range(of.count)), *few]


def columns(places: Sequence[Place]) -> int:
    """Return how many columns an arranged map has, 0 for a plain grid."""
    return max((one.column for one in places), default=0)


def table(
    asked: Asked, places: Sequence[Place], figures: Figures, code: str, urls: Mapping[str, str]
) -> Chart:
    """Return the same numbers as a table."""
    share = api.METRICS[code].unit == "%"
    rows = []
    for one in places:
        value = value_of(figures, code, one)
        own = asked.within(Scope(region_code=one.prefix))
        number = own.cell(code, value) if value.value is not None else Cell(text_of(value))
        cases = [own.cases(code, value)] if share else []
        rows.append(Row([Cell(one.name, urls.get(one.code, "")), number, *cases]))
    heads = [Head("地方"), Head(api.METRICS[code].label), *([Head(CASES)] if share else [])]
    return Chart("table", f"{api.METRICS[code].label}（表）", heads, rows)

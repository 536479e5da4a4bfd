"""Cells of Excel files that are numbers, shares and dates, not texts that look like them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app import clock, exchange
from app.figures import api
from app.queries import listing

# Behind a printed figure stands the unit of its metric, and nothing else.
UNITS = {"", "%", *(one.unit for one in api.METRICS.values())}
PRINTED = re.compile(r"([+-]?\d+(?:\.\d+)?)(.*)", re.DOTALL)
WIDEST, WIDTH_OF_DATE = 40, 18


@dataclass(frozen=True)
class Share:
    """A share in per cent, which Excel shows as one and reckons with as a fraction."""

    percent: Decimal


Cell = str | int | Decimal | date | Share
FORMATS = {
    "head": {"bold": True, "text_wrap": True, "valign": "top"},
    # As it is printed: at most two decimals, no needless zero.
    "share0": {"num_format": "0%"},
    "share1": {"num_format": "0.0%"},
    "share2": {"num_format": "0.00%"},
    "number": {"num_format": "0.0#"},
    "day": {"num_format": "yyyy-mm-dd"},
    "instant": {"num_format": "yyyy-mm-dd hh:mm"},
}


def printed(text: str) -> Cell:
    """Return what a printed figure says as a number or a share; other words stay words."""
    if text == "持平":
        return 0
    found = PRINTED.fullmatch(text)
    if found is None or found[2] not in UNITS:
        return text
    number = Decimal(found[1])
    if found[2] == "%":
        return Share(number)
    return int(number) if number == number.to_integral_value() else number


def stored(row: listing.Row, name: str) -> Cell:
    """Return a stored value as Excel takes it; what a list names by a word stays that word."""
    value = row.values[name]
    if isinstance(value, datetime):
        return clock.local(value).replace(tzinfo=None)
    if isinstance(value, date):
        return value
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return value if is_number and name not in row.names else exchange.cell(row, name)


def widths(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Return how wide each column is, by its head and first rows; a Chinese sign takes two."""
    found = [_width(head) for head in heads]
    for row in rows[:50]:
        for at, cell in enumerate(row):
            wide = WIDTH_OF_DATE if isinstance(cell, date) else _width(str(cell))
            found[at] = max(found[at], wide)
    return [min(WIDEST, wide + 2) for wide in found]


def _width(text: str) -> int:
    """Return how many half signs a text takes."""
    return sum(2 if ord(sign) > 255 else 1 for sign in text)


def _share(cell: Share) -> str:
    """Return the format of a share by the decimals that it has."""
    places = -int(cell.percent.normalize().as_tuple().exponent)
    return f"share{min(2, max(0, places))}"


def write(sheet: Any, formats: dict[str, Any], row: int, column: int, cell: Cell) -> None:
    """Write one cell as what it is."""
    if isinstance(cell, Share):
        sheet.write_number(row, column, float(cell.percent / 100), formats[_share(cell)])
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, formats["instant"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, formats["day"])
    elif isinstance(cell, Decimal):
        sheet.write_number(row, column, float(cell), formats["number"])
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, cell)

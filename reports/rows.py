"""Rows of half lines, and the rules by which they fall on pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from reports.grid import PITCH, SIZE, UNIT, UPRIGHT, Area
from reports.pen import Element

Draw = Callable[[float], None]


@dataclass(frozen=True)
class Row:
    """Something that takes `units` half lines and draws itself below a given top.

    `keep` holds it on the page of the next row. `is_table` rows start on any half
    line and repeat `header` on a new page; a `blank` row vanishes at a page's top.
    A `new_page` row may bring another `area`, which holds until the next new page.
    """

    units: int = 2
    draw: Draw | None = None
    element: Element | None = None
    keep: bool = False
    blank: bool = False
    is_body: bool = False
    is_table: bool = False
    header: Row | None = None
    new_page: bool = False
    area: Area = UPRIGHT


@dataclass
class Page:
    """One page: where its grid begins and what stands on it (top in points, row)."""

    origin: float = UPRIGHT.top
    area: Area = UPRIGHT
    placed: list[tuple[float, Row]] = field(default_factory=list)
    used: int = 0

    @property
    def capacity(self) -> int:
        """Return the half lines whose text ends inside the 版心."""
        return 2 * (int((self.area.bottom - SIZE - self.origin + 0.01) // PITCH) + 1)

    @property
    def ink_end(self) -> float:
        """Return where the text or table so far ends."""
        if not self.used:
            return self.origin
        last = self.placed[-1][1]
        end = self.origin + self.used * UNIT
        return end if last.is_table else end - (PITCH - SIZE)

    def start_of(self, row: Row) -> int:
        """Return the half line on which the row would start."""
        after_table = bool(self.placed) and self.placed[-1][1].is_table
        if row.is_table:
            return self.used
        # The text above a table ends before its line does; below it as much stays free.
        return -(-(self.used + after_table) // 2) * 2

    def fits(self, rows: list[Row]) -> bool:
        """Tell whether the rows can all stand on what is left of the page."""
        if len(rows) == 1:
            [row] = rows
            return self.start_of(row) + row.units <= self.capacity - row.is_table
        trial = Page(self.origin, self.area, list(self.placed[-1:]), self.used)
        for row in rows:
            trial.put(row)
            if trial.used > trial.capacity - (1 if row.is_table else 0):
                return False
        return True

    def put(self, row: Row) -> None:
        """Place the row below what stands there."""
        start = self.start_of(row)
        self.placed.append((self.origin + start * UNIT, row))
        self.used = start + row.units


def paginate(rows: list[Row], first_origin: float, area: Area = UPRIGHT) -> list[Page]:
    """Distribute rows over pages; rows chained by `keep` move together."""
    pages = [Page(first_origin, area)]
    index = 0
    while index < len(rows):
        group = _group(rows, index)
        page = pages[-1]
        if page.used and (group[0].new_page or not page.fits(group)):
            area = group[0].area if group[0].new_page else area
            pages.append(Page(area.top, area))
        _put_group(pages, group)
        index += len(group)
    return pages


def _group(rows: list[Row], index: int) -> list[Row]:
    end = index
    while end + 1 < len(rows) and rows[end].keep and not rows[end + 1].new_page:
        end += 1
    return rows[index : end + 1]


def _put_group(pages: list[Page], group: list[Row]) -> None:
    for row in group:
        if row.blank and not pages[-1].used:
            continue
        if pages[-1].used and not pages[-1].fits([row]):
            area = pages[-1].area
            pages.append(Page(area.top, area))
        if row.header is not None and not pages[-1].used:
            pages[-1].put(row.header)
        pages[-1].put(row)

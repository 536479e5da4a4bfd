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
    Where a `floats` row has no room left, the text after it fills the page first.
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
    floats: bool = False
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
    waiting: list[list[Row]] = []
    while index < len(rows):
        group = _group(rows, index)
        index += len(group)
        begins = _begins(pages[-1], group[0])
        _put_waiting(pages, waiting, is_last=not _is_text(group), may=begins)
        is_full = pages[-1].used > 0 and not pages[-1].fits(group)
        if group[-1].floats and (waiting or is_full):
            waiting.append(group)
            continue
        if pages[-1].used and (group[0].new_page or is_full):
            area = group[0].area if group[0].new_page else area
            pages.append(Page(area.top, area))
            _put_waiting(pages, waiting, is_last=False, may=begins)
            _next_page(pages, group)
        _put_group(pages, group)
    _put_waiting(pages, waiting, is_last=True, may=True)
    return pages


def _is_text(group: list[Row]) -> bool:
    """Tell whether a group may stand before a figure that waits: text, not what closes it."""
    return all(row.is_body or row.is_table or row.keep or row.blank for row in group)


def _begins(page: Page, row: Row) -> bool:
    """Tell whether a row begins a paragraph or the title of a table: no figure parts one."""
    last = page.placed[-1][1].element if page.placed else None
    return not row.is_table and (row.element is None or row.element is not last)


def _put_waiting(pages: list[Page], waiting: list[list[Row]], *, is_last: bool, may: bool) -> None:
    """Place the figures that found no room, in their order, where the text may be parted."""
    while waiting and (is_last or (may and pages[-1].fits(waiting[0]))):
        group = waiting.pop(0)
        _next_page(pages, group)
        _put_group(pages, group)


def _next_page(pages: list[Page], group: list[Row]) -> None:
    """Begin a page where a group has no room on the last one."""
    page = pages[-1]
    if page.used and not page.fits(group):
        pages.append(Page(page.area.top, page.area))


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

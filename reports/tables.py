"""Tables on the grid: 小四 text on half lines, thin rules, the header repeated on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from reports.errors import FactsError
from reports.grid import LEFT, TABLE_UNITS, UNIT, WIDTH
from reports.paper import Column, Table
from reports.pen import Broken, Element, Pen, Span, Style
from reports.rows import Row

CELL_SIZE = 12.0
PAD = 3.5
RULE = 0.5
CELL = Style("fangsong", CELL_SIZE)
LABEL = Style("hei", CELL_SIZE)
_UNIT_CELLS = WIDTH / 28
_NATURAL_CAP = 12 * CELL_SIZE
_MAX_HEADER_UNITS = 6
_MAX_ROW_UNITS = TABLE_UNITS - _MAX_HEADER_UNITS


@dataclass(frozen=True)
class _Frame:
    """The columns of one table: their edges and how each aligns its text."""

    edges: tuple[float, ...]
    aligns: tuple[str, ...]

    def widths(self) -> list[float]:
        return [right - left for left, right in pairwise(self.edges)]


def table_rows(pen: Pen, table: Table, parent: Element) -> list[Row]:
    """Return the rows of a table, its title first; parent gets the Table element."""
    tree = Element("Table")
    parent.children.append(tree)
    frame = _frame(pen, table)
    rows = [_title_row(pen, table.title, tree)] if table.title else []
    header = None
    if table.has_header:
        labels = tuple(column.label for column in table.columns)
        again = _row(pen, frame, labels, None, is_header=True)
        rows.append(_row(pen, frame, labels, tree, is_header=True, keep=True))
        header = again
        if header.units > _MAX_HEADER_UNITS:
            raise FactsError("表头的文字太多，请缩短列名或改列宽")
    for place, cells in enumerate(table.rows, 1):
        row = _row(pen, frame, cells, tree, has_label=not table.has_header, header=header)
        if row.units > _MAX_ROW_UNITS:
            raise FactsError(f"表格第{place}行的文字太多，一页放不下，请缩短或分成几行")
        rows.append(row)
    return rows


def _title_row(pen: Pen, title: str, tree: Element) -> Row:
    caption = Element("Caption")
    tree.children.append(caption)
    style = Style("hei", 14.0)
    if pen.width(title, style) > WIDTH:
        raise FactsError(f"表格的标题太长：{title[:20]}……")
    x = LEFT + (WIDTH - pen.width(title, style)) / 2

    def draw(top: float) -> None:
        pen.text(title, x, top + 1 + 0.88 * style.size, style)

    return Row(draw=draw, element=caption, keep=True)


def _frame(pen: Pen, table: Table) -> _Frame:
    columns = list(zip(*table.rows, strict=True)) or [() for _ in table.columns]
    natural = [
        _natural(pen, column, cells) for column, cells in zip(table.columns, columns, strict=True)
    ]
    widths = _shares(table.columns, natural)
    edges = tuple(accumulate(widths, initial=LEFT))
    aligns = tuple(
        column.align or ("center" if _longest(pen, cells) <= width else "left")
        for column, cells, width in zip(table.columns, columns, widths, strict=True)
    )
    return _Frame(edges, aligns)


def _natural(pen: Pen, column: Column, cells: Sequence[str]) -> float:
    return max(_longest(pen, cells), pen.width(column.label, LABEL) + 2 * PAD)


def _longest(pen: Pen, cells: Sequence[str]) -> float:
    return max((pen.width(cell, CELL) for cell in cells), default=0.0) + 2 * PAD


def _shares(columns: tuple[Column, ...], natural: list[float]) -> list[float]:
    """Give each column its set width, share the rest by what the texts would like."""
    fixed = [column.width * _UNIT_CELLS for column in columns]
    wishes = [min(max(width, 3 * CELL_SIZE), _NATURAL_CAP + 2 * PAD) for width in natural]
    rest = WIDTH - sum(fixed)
    wish = sum(w for w, f in zip(wishes, fixed, strict=True) if not f)
    if wish:
        shares = [f or w * rest / wish for w, f in zip(wishes, fixed, strict=True)]
    else:
        shares = [width * WIDTH / sum(fixed) for width in fixed]
    if min(shares) < CELL_SIZE + 2 * PAD:
        raise FactsError("表格的列太多或太窄，请减少列数或改列宽")
    return shares


def _row(
    pen: Pen,
    frame: _Frame,
    cells: Sequence[str],
    tree: Element | None,
    *,
    is_header: bool = False,
    has_label: bool = False,
    keep: bool = False,
    header: Row | None = None,
) -> Row:
    parts = []
    for place, (cell, width) in enumerate(zip(cells, frame.widths(), strict=True)):
        is_label = is_header or (has_label and place == 0)
        room = width - 2 * PAD
        broken = _label(pen, cell, room) if is_label else _text(pen, cell, CELL, room)
        parts.append((broken, "center" if is_label else frame.aligns[place]))
    units = max(1, *(len(broken.lines) for broken, _ in parts)) + 1
    marks = _elements(tree, len(cells), is_header=is_header, has_label=has_label)

    def draw(top: float) -> None:
        _draw_frame(pen, frame, top, units)
        for place, (broken, align) in enumerate(parts):
            with pen.tagged(marks[place] if marks else None):
                _draw_cell(pen, broken, align, frame.edges[place : place + 2], (top, units))

    return Row(units=units, draw=draw, keep=keep, is_body=True, is_table=True, header=header)


def _text(pen: Pen, text: str, style: Style, room: float) -> Broken:
    return pen.break_spans([Span(text, style)], (room, room), justify=False)


def _label(pen: Pen, text: str, room: float) -> Broken:
    """Break a label into lines of even length: 超期 / 天数, not 超期天 / 数."""
    broken = _text(pen, text, LABEL, room)
    even = -(-len(text) // max(len(broken.lines), 1)) * CELL_SIZE + 0.1
    again = _text(pen, text, LABEL, min(room, even))
    return again if len(again.lines) == len(broken.lines) else broken


def _elements(
    tree: Element | None, count: int, *, is_header: bool, has_label: bool
) -> list[Element]:
    if tree is None:
        return []
    row = Element("TR")
    tree.children.append(row)
    row.children = [
        Element("TH" if is_header or (has_label and at == 0) else "TD") for at in range(count)
    ]
    return row.children


def _draw_frame(pen: Pen, frame: _Frame, top: float, units: int) -> None:
    bottom = top + units * UNIT
    with pen.tagged(None):
        pen.rule(frame.edges[0], frame.edges[-1], top, RULE)
        pen.rule(frame.edges[0], frame.edges[-1], bottom, RULE)
        for edge in frame.edges:
            pen.upright(edge, top, bottom, RULE)


def _draw_cell(
    pen: Pen, broken: Broken, align: str, edges: Sequence[float], place: tuple[float, int]
) -> None:
    top, units = place
    room = edges[1] - edges[0] - 2 * PAD
    y = top + (units - len(broken.lines)) * UNIT / 2 + (UNIT - CELL_SIZE) / 2 + 0.88 * CELL_SIZE
    single = align
    for line in broken.lines:
        slack = room - line.width
        shift = {"center": slack / 2, "right": slack}.get(single, 0.0)
        pen.line(broken, line, edges[0] + PAD + shift, y)
        y += UNIT

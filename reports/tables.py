"""Tables on the grid: 小四 text on half lines, thin rules, the header repeated on every page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from reports.breaker import Line
from reports.errors import FactsError
from reports.grid import COLUMNS, UNIT, UPRIGHT, WIDTH, Area
from reports.paper import Column, Table
from reports.pen import Broken, Element, Pen, Span, Style
from reports.rows import Draw, Row

CELL_SIZE = 12.0
PAD = 3.5
RULE = 0.5
CELL = Style("fangsong", CELL_SIZE)
LABEL = Style("hei", CELL_SIZE)
TITLE_SIZE = 14.0
# A title stands nearer to its table than to the text above.
_TITLE_DROP = 2.0
# An item number or a date that a narrow column would cut.
_WHOLE = re.compile(r"[A-Z]{2,6}-\d{4}-\d+|\d{4}年\d{1,2}月\d{1,2}日")
_LEAST_ROOM = 5 * CELL_SIZE + 2 * PAD
_SOURCE = Style("fangsong", 10.5)
_UNIT_CELLS = WIDTH / COLUMNS
_NATURAL_CAP = 12 * CELL_SIZE
_MAX_HEADER_UNITS = 6
_SLACK = 0.1
# What of a cell's free room stands left of its text.
_SHARES = {"left": 0.0, "center": 0.5, "right": 1.0}


@dataclass(frozen=True)
class _Frame:
    """The columns of one table: their edges and how each aligns its text."""

    edges: tuple[float, ...]
    aligns: tuple[str, ...]

    def edges_of(self, count: int) -> tuple[float, ...]:
        """Return the edges of a row of `count` cells; its last cell spans the rest."""
        return (*self.edges[:count], self.edges[-1])


@dataclass(slots=True)
class _Cell:
    """One cell as it is drawn; a text that fits on one line is not broken."""

    text: str
    style: Style
    width: float
    align: str
    foot: str = ""
    broken: Broken | None = None

    @property
    def lines(self) -> int:
        """Return the lines of its text."""
        return len(self.broken.lines) if self.broken else 1

    @property
    def units(self) -> int:
        """Return the half lines its text and its foot take."""
        return max(1, self.lines) + bool(self.foot)


def table_rows(pen: Pen, table: Table, parent: Element, area: Area = UPRIGHT) -> list[Row]:
    """Return the rows of a table, its title first; parent gets the Table element."""
    tree = Element("Table")
    parent.children.append(tree)
    rows = [title_row(pen, table.title, tree, area)] if table.title else []
    limit = area.table_units - _MAX_HEADER_UNITS
    for place, row in enumerate(_lines(pen, table, tree, area), int(table.is_form)):
        if row.units > limit:
            raise FactsError(f"表格第{place}行的文字太多，一页放不下，请缩短或分成几行")
        rows.append(row)
    if table.source:
        rows[-1] = replace(rows[-1], keep=True)
        rows += _source_rows(pen, table.source, tree, area)
    return rows


def _source_rows(pen: Pen, source: str, tree: Element, area: Area) -> list[Row]:
    """Return the note below a table, in 五号."""
    element = Element("P")
    tree.children.append(element)
    broken = _text(pen, source, _SOURCE, area.width)

    def drawer(line: Line) -> Draw:
        return lambda top: pen.line(broken, line, area.left, top + UNIT - PAD)

    return [
        Row(units=1, draw=drawer(line), element=element, is_table=True) for line in broken.lines
    ]


def _lines(pen: Pen, table: Table, tree: Element, area: Area) -> list[Row]:
    """Return the rows below the title: a form's, or the header's and the table's."""
    frame = _frame(pen, table, area)
    if table.is_form:
        return [_form_row(pen, frame, table, place, tree) for place in range(len(table.rows))]
    labels = [(column.label, True) for column in table.columns]
    header = _row(pen, frame, labels, None)
    if header.units > _MAX_HEADER_UNITS:
        raise FactsError("表头的文字太多，请缩短列名或改列宽")
    rows = [_row(pen, frame, labels, tree, keep=True)]
    for cells in table.rows:
        rows.append(_row(pen, frame, [(cell, False) for cell in cells], tree, header=header))
    return rows


def title_row(pen: Pen, title: str, tree: Element, area: Area = UPRIGHT) -> Row:
    """Return the title of a table or a chart: 4号黑体, centred above it."""
    caption = Element("Caption")
    tree.children.append(caption)
    style = Style("hei", TITLE_SIZE)
    if pen.width(title, style) > area.width:
        raise FactsError(f"表格的标题太长：{title[:20]}……")
    x = area.left + (area.width - pen.width(title, style)) / 2

    def draw(top: float) -> None:
        pen.text(title, x, top + _TITLE_DROP + 0.88 * style.size, style)

    return Row(draw=draw, element=caption, keep=True)


def _frame(pen: Pen, table: Table, area: Area) -> _Frame:
    if table.is_form:
        widths = _form_shares(table.columns, area.width)
        return _Frame(tuple(accumulate(widths, initial=area.left)), ())
    columns = list(zip(*table.rows, strict=True)) or [() for _ in table.columns]
    longest = [_longest(pen, cells) for cells in columns]
    natural = [
        max(widest, pen.width(column.label, LABEL) + 2 * PAD)
        for column, widest in zip(table.columns, longest, strict=True)
    ]
    widths = _shares(table.columns, natural, area.width)
    if any(wish > width for wish, width in zip(longest, widths, strict=True)):
        widths = _roomy(pen, columns, widths)
    edges = tuple(accumulate(widths, initial=area.left))
    aligns = tuple(
        column.align or ("center" if widest <= width else "left")
        for column, widest, width in zip(table.columns, longest, widths, strict=True)
    )
    return _Frame(edges, aligns)


def _longest(pen: Pen, cells: Sequence[str]) -> float:
    return max((pen.width(cell, CELL) for cell in cells), default=0.0) + 2 * PAD


def _shares(columns: tuple[Column, ...], natural: list[float], room: float) -> list[float]:
    """Give each column its set width, share the rest by what the texts would like."""
    fixed = [column.width * _UNIT_CELLS for column in columns]
    wishes = [min(max(width, 3 * CELL_SIZE), _NATURAL_CAP + 2 * PAD) for width in natural]
    rest = room - sum(fixed)
    if rest < -0.01:
        raise FactsError(f"表格的宽度合计不能超过{int(room / _UNIT_CELLS + 0.01)}字")
    wish = sum(w for w, f in zip(wishes, fixed, strict=True) if not f)
    if wish:
        shares = [f or w * rest / wish for w, f in zip(wishes, fixed, strict=True)]
    else:
        shares = [width * room / sum(fixed) for width in fixed]
    if min(shares) < CELL_SIZE + 2 * PAD:
        raise FactsError("表格的列太多或太窄，请减少列数或改列宽")
    return shares


def _roomy(pen: Pen, columns: Sequence[Sequence[str]], widths: list[float]) -> list[float]:
    """Widen columns that would cut an item number or a date, at the cost of the widest one."""
    needs = [
        max((pen.width(whole, CELL) for cell in cells for whole in _WHOLE.findall(cell)), default=0)
        + 2 * PAD
        + _SLACK
        for cells in columns
    ]
    wide = [max(width, need) for width, need in zip(widths, needs, strict=True)]
    payer = wide.index(max(wide))
    left = wide[payer] - (sum(wide) - sum(widths))
    if left < max(needs[payer], _LEAST_ROOM):
        return widths
    return [*wide[:payer], left, *wide[payer + 1 :]]


def _form_shares(columns: tuple[Column, ...], room: float) -> list[float]:
    """Give labels five characters unless set, and share the rest among the values."""
    wide = [c.width or (0.0 if at % 2 else 5.0) for at, c in enumerate(columns)]
    open_columns = wide.count(0.0)
    rest = room / _UNIT_CELLS - sum(wide)
    if rest < (3.0 * open_columns if open_columns else -0.01):
        raise FactsError("表格的列太多或太窄，请减少列数或改列宽")
    scale = 1.0 if open_columns else room / _UNIT_CELLS / sum(wide)
    return [(w * scale or rest / open_columns) * _UNIT_CELLS for w in wide]


def _form_row(pen: Pen, frame: _Frame, table: Table, place: int, tree: Element) -> Row:
    cells = [(cell, at % 2 == 0) for at, cell in enumerate(table.rows[place])]
    least = table.lines[place] if table.lines else 1
    foot = table.feet[place] if table.feet else ""
    return _row(pen, frame, cells, tree, least=least, foot=foot)


def _row(
    pen: Pen,
    frame: _Frame,
    cells: Sequence[tuple[str, bool]],
    tree: Element | None,
    *,
    keep: bool = False,
    header: Row | None = None,
    least: int = 1,
    foot: str = "",
) -> Row:
    """Return one row; each cell is its text and whether it is a label."""
    edges = frame.edges_of(len(cells))
    parts = []
    for place, ((text, is_label), (left, right)) in enumerate(
        zip(cells, pairwise(edges), strict=True)
    ):
        own_foot = foot if place + 1 == len(cells) else ""
        align = frame.aligns[place] if frame.aligns else "left"
        parts.append(_cell(pen, text, right - left - 2 * PAD, align, own_foot, is_label=is_label))
    units = max(least, *(part.units for part in parts)) + 1
    marks = _elements(tree, [is_label for _, is_label in cells])

    def draw(top: float) -> None:
        _draw_frame(pen, edges, top, units)
        for place, part in enumerate(parts):
            pen.begin(marks[place] if marks else None)
            _draw_cell(pen, part, edges[place : place + 2], (top, units))
            pen.end()

    return Row(units=units, draw=draw, keep=keep, is_body=True, is_table=True, header=header)


def _cell(pen: Pen, text: str, room: float, align: str, foot: str, *, is_label: bool) -> _Cell:
    style = LABEL if is_label else CELL
    if foot and pen.width(foot, CELL) > room - CELL_SIZE:
        raise FactsError(f"表格里“{foot[:10]}”太长，一行放不下")
    cell = _Cell(text, style, pen.width(text, style), "center" if is_label else align, foot)
    if cell.width > room:
        cell.broken = _label(pen, text, room) if is_label else _text(pen, text, CELL, room)
    return cell


def _text(pen: Pen, text: str, style: Style, room: float) -> Broken:
    return pen.break_spans([Span(text, style)], (room, room), justify=False)


def _label(pen: Pen, text: str, room: float) -> Broken:
    """Break a label into lines of even length: 超期 / 天数, not 超期天 / 数."""
    broken = _text(pen, text, LABEL, room)
    even = -(-len(text) // max(len(broken.lines), 1)) * CELL_SIZE + 0.1
    again = _text(pen, text, LABEL, min(room, even))
    return again if len(again.lines) == len(broken.lines) else broken


def _elements(tree: Element | None, are_labels: Sequence[bool]) -> list[Element]:
    if tree is None:
        return []
    row = Element("TR")
    tree.children.append(row)
    row.children = [Element("TH" if is_label else "TD") for is_label in are_labels]
    return row.children


def _draw_frame(pen: Pen, edges: Sequence[float], top: float, units: int) -> None:
    bottom = top + units * UNIT
    across = [(edges[0], y, edges[-1], y) for y in (top, bottom)]
    pen.begin(None)
    pen.rules([*across, *((edge, top, edge, bottom) for edge in edges)], RULE)
    pen.end()


def _draw_cell(pen: Pen, cell: _Cell, edges: Sequence[float], place: tuple[float, int]) -> None:
    top, units = place
    room = edges[1] - edges[0] - 2 * PAD
    inner = (UNIT - CELL_SIZE) / 2 + 0.88 * CELL_SIZE
    y = top + (units - bool(cell.foot) - cell.lines) * UNIT / 2 + inner
    left, share = edges[0] + PAD, _SHARES[cell.align]
    if cell.broken is None:
        pen.run(cell.text, left + (room - cell.width) * share, y, cell.style)
    else:
        for line in cell.broken.lines:
            pen.line(cell.broken, line, left + (room - line.width) * share, y)
            y += UNIT
    if cell.foot:
        x = edges[1] - PAD - CELL_SIZE - pen.width(cell.foot, CELL)
        pen.text(cell.foot, x, top + (units - 1.4) * UNIT + inner, CELL)

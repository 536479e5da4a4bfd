"""Tables, forms and charts of a .docx; a chart is the picture that the PDF draws."""

from __future__ import annotations

from docx.shared import Pt

from reports.chart_picture import picture
from reports.charts import alt_of
from reports.docx_pen import Align, DocPen, cell, repeat
from reports.grid import CELL, SMALL, UNIT, WIDTH
from reports.paper import Chart, Table

ALIGN = {"left": Align.LEFT, "center": Align.CENTER, "right": Align.RIGHT, "": Align.CENTER}
LABEL = 5.0
# Free space above and below a table: half a line less what the line's own leading gives.
CLEAR = 7.0
NOTE = 10.5
# A longer text of a column is broken over lines rather than widened for.
MOST = 20


def table(pen: DocPen, one: Table, *, has_title: bool = True, room: float = WIDTH) -> None:
    """Write a table with its title and its note."""
    if one.title and has_title:
        line = pen.text(one.title, "hei", SMALL, align=Align.CENTER)
        line.paragraph_format.keep_with_next = True
    else:
        pen.line(height=CLEAR)
    if one.is_form:
        _form(pen, one)
    else:
        _plain(pen, one, room)
    if one.source:
        pen.text(one.source, size=NOTE)
    pen.line(height=CLEAR)


def _plain(pen: DocPen, one: Table, room: float) -> None:
    """Write a table with a header that repeats on every page."""
    found = pen.table(1 + len(one.rows), _widths(one, room))
    for place, column in zip(found.rows[0].cells, one.columns, strict=True):
        cell(place, column.label, "hei", Align.CENTER)
    for row, texts in zip(list(found.rows)[1:], one.rows, strict=True):
        for place, column, text in zip(row.cells, one.columns, texts, strict=True):
            cell(place, text, "fangsong", ALIGN[column.align])
    for row in found.rows:
        row.height = Pt(2 * UNIT)
    repeat(found)


def _widths(one: Table, room: float) -> list[float]:
    """Return the widths: the given ones, the rest shared by the longest text of each."""
    given = sum(column.width for column in one.columns) * CELL
    cells = list(zip(*one.rows, strict=True)) or [()] * len(one.columns)
    longest = [
        0 if column.width else min(MOST, max(map(len, (column.label, *texts))))
        for column, texts in zip(one.columns, cells, strict=True)
    ]
    share = max(room - given, CELL) / max(sum(longest), 1)
    found = [
        column.width * CELL or most * share
        for most, column in zip(longest, one.columns, strict=True)
    ]
    scale = room / sum(found)
    return [width * scale for width in found]


def _form(pen: DocPen, one: Table) -> None:
    """Write a form: label and content by turns, the last cell of a short row takes the rest."""
    count = len(one.columns)
    label = (one.columns[0].width or LABEL) * CELL
    wide = (WIDTH - label * (count // 2)) / (count // 2)
    found = pen.table(len(one.rows), [label if at % 2 == 0 else wide for at in range(count)])
    lines = one.lines or (1,) * len(one.rows)
    feet = one.feet or ("",) * len(one.rows)
    for row, texts, least, foot in zip(found.rows, one.rows, lines, feet, strict=True):
        places = list(row.cells)
        if len(texts) < count:
            places[len(texts) - 1] = places[len(texts) - 1].merge(places[-1])
        for at, text in enumerate(texts):
            if at % 2 == 0:
                cell(places[at], text, "hei", Align.CENTER)
            else:
                cell(places[at], text, "fangsong", Align.LEFT)
        if foot:
            cell(places[len(texts) - 1], foot, "fangsong", Align.RIGHT)
        row.height = Pt((least + 1) * UNIT)


def chart(pen: DocPen, one: Chart) -> None:
    """Put a chart as a picture below its title, with its numbers as the text in its place."""
    title = pen.text(one.title, "hei", SMALL, align=Align.CENTER)
    title.paragraph_format.keep_with_next = True
    pen.picture(picture(one), WIDTH, alt=alt_of(one))
    pen.line(height=CLEAR)

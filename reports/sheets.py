"""The office's own sheets without a head: 办理单 upright, 台账 turned on the page."""

from __future__ import annotations

from dataclasses import replace

from reports import blocks
from reports.errors import FactsError
from reports.grid import CELL, MM, TURNED, UPRIGHT, Area
from reports.page import draw_pages
from reports.paper import NO_DATE, Paper, Parts, chinese_date
from reports.pen import Element, Pen, Style
from reports.qr import SIDE, caption_of, draw_code
from reports.rows import Row, paginate
from reports.signing import note_rows, sign_rows
from reports.tables import table_rows

_SUBLINE = Style("fangsong", 12.0)


def compose_form(pen: Pen, paper: Paper, parts: Parts) -> None:
    """Draw a 办理单: title, agency and date on one line, text, forms, signature."""
    rows = _head_rows(pen, paper, UPRIGHT)
    rows += blocks.body_rows(pen, paper.body, Parts())
    for table in parts.tables:
        rows += [*table_rows(pen, table, pen.root), blocks.BLANK]
    rows += _tail_rows(pen, paper)
    draw_pages(pen, paper, paginate(rows, UPRIGHT.top), has_single_number=False)


def compose_ledger(pen: Pen, paper: Paper, parts: Parts) -> None:
    """Draw a 台账: wide tables turned counter-clockwise, page numbers as on upright pages (7.6)."""
    rows = _head_rows(pen, paper, TURNED)
    for table in parts.tables:
        rows += [*table_rows(pen, table, pen.root, TURNED), blocks.BLANK]
    rows += note_rows(pen, paper.note, TURNED) if paper.note else []
    draw_pages(pen, paper, paginate(rows, TURNED.top, TURNED), has_single_number=True)


def _head_rows(pen: Pen, paper: Paper, area: Area) -> list[Row]:
    """Return the title and, below it, agency at the left, number and date at the right."""
    words = [paper.agency, paper.sign]
    rows = [*_code_rows(pen, paper, area), *blocks.title_rows(pen, paper.title, words, area)]
    right = [str(paper.number)] if paper.number else []
    if paper.date != NO_DATE and (area.is_turned or not paper.sign):
        right.append(chinese_date(paper.date))
    return [*rows, _subline(pen, paper.sign or paper.agency, "　".join(right), area)]


def _code_rows(pen: Pen, paper: Paper, area: Area) -> list[Row]:
    """Return the verification code, in the margin above the title's left end.

    Its words stand inside the 版心: where the title leaves them no room, on a line of their own.
    """
    if not paper.verify_url:
        return []
    free = (area.width - pen.width(paper.title, blocks.TITLE)) / 2 - CELL
    is_beside = free > SIDE
    caption = caption_of(pen, paper.verify_url, free if is_beside else area.width)

    def draw(top: float) -> None:
        draw_code(pen, paper.verify_url, area.left, top - SIDE - 2 * MM)
        caption(area.left, top)

    return [Row(units=0 if is_beside else 2, draw=draw, keep=True)]


def _subline(pen: Pen, left: str, right: str, area: Area) -> Row:
    if pen.width(left, _SUBLINE) + pen.width(right, _SUBLINE) > area.width - CELL:
        raise FactsError("agency（发文机关）太长，和编号、日期一行放不下，请用规范化简称")
    element = Element("P")
    pen.root.children.append(element)

    def draw(top: float) -> None:
        pen.text(left, area.left, top + CELL, _SUBLINE)
        pen.text(right, area.right - pen.width(right, _SUBLINE), top + CELL, _SUBLINE)

    return Row(draw=draw, element=element, keep=True)


def _tail_rows(pen: Pen, paper: Paper) -> list[Row]:
    """Return 署名 with its date where there is one, else the note and the code alone."""
    if paper.sign and paper.date != NO_DATE:
        return sign_rows(pen, replace(paper, seal="none", verify_url=""))
    return note_rows(pen, paper.note) if paper.note else []

"""Composes one paper: head, rows on the 22 x 28 grid, page numbers and 版记."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from reports import blocks, heads, imprint
from reports.catalog import KIND_FORMATS, PaperFormat
from reports.errors import FactsError
from reports.grid import BOTTOM, LEFT, MM, PITCH, RIGHT, SIZE, SMALL
from reports.imprint import Imprint
from reports.paper import Paper, Table
from reports.pen import Pen, Style
from reports.qr import SIDE, draw_code
from reports.rows import Page, Row, paginate

_NUMBER = Style("song", SMALL)
_DASH = Style("fangsong", SMALL)
_NUMBER_TOP = BOTTOM + 7 * MM


def compose(pen: Pen, paper: Paper, tables: Sequence[Table]) -> None:
    """Draw the paper's pages; raise FactsError for what no page can hold."""
    is_letter = KIND_FORMATS[paper.kind][1] is PaperFormat.LETTER
    origin = (heads.letter_head if is_letter else heads.file_head)(pen, paper)
    pages, foot = _lay_out(pen, paper, tables, origin)
    numbers = _add_imprint_page(pen, pages, foot)
    for index, page in enumerate(pages):
        _draw_page(pen, page)
        if index + 1 == len(pages):
            imprint.draw(pen, foot)
        if numbers[index] and not (is_letter and index == 0):
            _page_number(pen, index + 1)
        pen.next_page()


def _lay_out(
    pen: Pen, paper: Paper, tables: Sequence[Table], origin: float
) -> tuple[list[Page], Imprint]:
    """Distribute the rows; 主送 moves to the 版记 when it would push 正文 off page 1 (7.3.2)."""
    head = list(pen.root.children)
    for is_moved in (False, True) if paper.addressees else (False,):
        pen.root.children = list(head)
        pages = paginate(_rows(pen, paper, tables, is_moved=is_moved), origin)
        if any(row.is_body for _, row in pages[0].placed):
            return pages, imprint.measure(pen, paper, with_addressees=is_moved)
    raise FactsError("title（标题）太长，第一页放不下正文，请缩短标题")


def _rows(pen: Pen, paper: Paper, tables: Sequence[Table], *, is_moved: bool) -> list[Row]:
    words = [paper.agency, paper.sign, *paper.addressees]
    words += [cell for table in tables for row in table.rows for cell in row if 1 < len(cell) < 9]
    rows = blocks.title_rows(pen, paper.title, words)
    rows += blocks.addressee_rows(pen, () if is_moved else paper.addressees)
    body = blocks.body_rows(pen, paper.body, tables)
    rows += [*body[:-2], *(replace(row, keep=True) for row in body[-2:])]
    rows += blocks.attachment_note(pen, paper.attachments)
    rows += _with_code(pen, paper, blocks.sign_rows(pen, paper))
    return rows + blocks.bound_attachments(pen, paper.attachments)


def _with_code(pen: Pen, paper: Paper, rows: list[Row]) -> list[Row]:
    """Set the verification code at the left of 署名 and 成文日期, its foot on the date's."""
    if not paper.verify_url:
        return rows
    if pen.width(paper.sign) > RIGHT - LEFT - SIDE - 6 * SIZE:
        raise FactsError("sign（署名）太长，放不下核验码，请用规范化简称")
    inner = rows[2].draw

    def draw(top: float) -> None:
        if inner is not None:
            inner(top)
        draw_code(pen, paper.verify_url, LEFT, top + SIZE - SIDE)

    return [*rows[:2], replace(rows[2], draw=draw), *rows[3:]]


def _add_imprint_page(pen: Pen, pages: list[Page], foot: Imprint) -> list[bool]:
    """Add pages until the 版记 has its place; tell which pages carry a number (7.5)."""
    if foot.height and pages[-1].ink_end > BOTTOM - foot.height - (PITCH - SIZE) / 2:
        pages.append(Page())
    numbers = [True] * len(pages)
    if foot.height and pen.settings.imprint_page == "even" and len(pages) % 2:
        pages.append(Page())
        numbers.append(False)
    return numbers


def _draw_page(pen: Pen, page: Page) -> None:
    for _, group in groupby(page.placed, key=lambda placed: id(placed[1].element)):
        rows = [(top, row) for top, row in group if row.draw is not None]
        if not rows:
            continue
        element = rows[0][1].element
        if element is None:
            _draw_rows(rows)
        else:
            with pen.tagged(element):
                _draw_rows(rows)


def _draw_rows(rows: list[tuple[float, Row]]) -> None:
    for top, row in rows:
        if row.draw is not None:
            row.draw(top)


def _page_number(pen: Pen, number: int) -> None:
    """Draw 页码 with a 一字线 at each side: odd at the right, even at the left (7.5)."""
    digits = str(number)
    half = SMALL / 2
    width = 2 * SMALL + 2 * half + pen.width(digits, _NUMBER)
    x = RIGHT - SMALL - width if number % 2 else LEFT + SMALL
    high = pen.fonts.ink("fangsong", "—")[1]
    baseline = _NUMBER_TOP + high * SMALL
    with pen.tagged(None):
        pen.text("—", x, baseline, _DASH)
        pen.text(digits, x + SMALL + half, baseline, _NUMBER)
        pen.text("—", x + width - SMALL, baseline, _DASH)

"""Composes one paper: head, rows on the 22 x 28 grid, page numbers and 版记."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from itertools import groupby

from reports import blocks, heads, imprint
from reports.catalog import KIND_FORMATS, PaperFormat
from reports.errors import FactsError
from reports.grid import BOTTOM, LEFT, MM, PITCH, RIGHT, SIZE, SMALL
from reports.imprint import Imprint
from reports.overlays import draw_overlays
from reports.paper import Paper, Parts
from reports.pen import Pen, Style
from reports.rows import Page, Row, paginate
from reports.signing import code_rows, note_rows, sign_rows
from reports.tables import table_rows

_NUMBER = Style("song", SMALL)
_DASH = Style("fangsong", SMALL)
_NUMBER_TOP = BOTTOM + 7 * MM
_HEADS: dict[PaperFormat, Callable[[Pen, Paper], float]] = {
    PaperFormat.FILE: heads.file_head,
    PaperFormat.LETTER: heads.letter_head,
    PaperFormat.MINUTES: heads.minutes_head,
}


def compose(pen: Pen, paper: Paper, parts: Parts) -> None:
    """Draw the paper's pages; raise FactsError for what no page can hold."""
    form = KIND_FORMATS[paper.kind][1]
    origin = _HEADS[form](pen, paper)
    pages, foot = _lay_out(pen, paper, parts, origin)
    numbers = _add_imprint_page(pen, pages, foot)
    if form is PaperFormat.LETTER:
        numbers[0] = False
    for index, page in enumerate(pages):
        _draw_page(pen, page)
        if index + 1 == len(pages):
            imprint.draw(pen, foot)
        _close_page(pen, paper, page, numbered=numbers[index])


def draw_pages(pen: Pen, paper: Paper, pages: list[Page], *, has_single_number: bool) -> None:
    """Draw the pages of a sheet; a single page carries a number only when it may grow."""
    for page in pages:
        _draw_page(pen, page)
        _close_page(pen, paper, page, numbered=has_single_number or len(pages) > 1)


def _close_page(pen: Pen, paper: Paper, page: Page, *, numbered: bool) -> None:
    if numbered:
        _page_number(pen, pen.page + 1)
    with pen.turned() if page.area.is_turned else nullcontext():
        draw_overlays(pen, paper, page.area)
    if page.area.is_turned:
        pen.turned_pages.add(pen.page)
    pen.next_page()


def _lay_out(pen: Pen, paper: Paper, parts: Parts, origin: float) -> tuple[list[Page], Imprint]:
    """Distribute the rows so that page 1 shows 正文 (7.3.3).

    主送 moves to the 版记 when it would push 正文 off page 1 (7.3.2). A text too short to
    leave page 1 with the signatures of many agencies stays there without them.
    """
    head = list(pen.root.children)
    ways = [(is_moved, has_text) for has_text in (True, False) for is_moved in (False, True)]
    for is_moved, has_text in ways:
        if is_moved and not paper.addressees:
            continue
        pen.root.children = list(head)
        rows = _rows(pen, paper, parts, is_moved=is_moved, has_text=has_text)
        pages = paginate(rows, origin)
        if any(row.is_body for _, row in pages[0].placed):
            return pages, imprint.measure(pen, paper, with_addressees=is_moved)
    raise FactsError("title（标题）太长，第一页放不下正文，请缩短标题")


def _rows(pen: Pen, paper: Paper, parts: Parts, *, is_moved: bool, has_text: bool) -> list[Row]:
    """Return all rows; with `has_text` the end of the text stays with the signature."""
    words = [paper.agency, paper.sign, *paper.addressees]
    cells = [cell for table in parts.tables for row in table.rows for cell in row]
    words += [cell for cell in cells if 1 < len(cell) < 9]
    rows = blocks.title_rows(pen, paper.title, words)
    rows += blocks.addressee_rows(pen, () if is_moved else paper.addressees)
    body = blocks.body_rows(pen, paper.body, parts)
    cut = len(body) - (_last_rows(body) if has_text else 0)
    rows += [*body[:cut], *(replace(row, keep=True) for row in body[cut:])]
    rows += blocks.attachment_note(pen, paper.attachments)
    rows += _end_rows(pen, paper, parts)
    for slip in parts.slips:
        rows += [blocks.BLANK, *_together(table_rows(pen, slip, pen.root))]
    rows += blocks.bound_attachments(pen, paper.attachments)
    return rows + blocks.form_pages(pen, parts.pages)


def _last_rows(body: list[Row]) -> int:
    """Return how many rows of the text must stand with the signature: no paragraph's last alone."""
    if len(body) < 2:
        return len(body)
    last, before = body[-1], body[-2]
    return 1 if not last.is_table and last.element is not before.element else 2


def _end_rows(pen: Pen, paper: Paper, parts: Parts) -> list[Row]:
    """Return what closes the text: 署名 and date, or in 纪要 who attended."""
    if KIND_FORMATS[paper.kind][1] is not PaperFormat.MINUTES:
        return sign_rows(pen, paper)
    rows = blocks.list_rows(pen, parts.lists)
    rows += note_rows(pen, paper.note) if paper.note else []
    return rows + code_rows(pen, paper)


def _together(rows: list[Row]) -> list[Row]:
    return [*(replace(row, keep=True) for row in rows[:-1]), rows[-1]]


def _add_imprint_page(pen: Pen, pages: list[Page], foot: Imprint) -> list[bool]:
    """Add pages until the 版记 has its place; tell which pages carry a number (7.5)."""
    room = BOTTOM - foot.height - (PITCH - SIZE) / 2
    if foot.height and (pages[-1].area.is_turned or pages[-1].ink_end > room):
        pages.append(Page())
    numbers = [True] * len(pages)
    if foot.height and pen.settings.imprint_page == "even" and len(pages) % 2:
        pages.append(Page())
        numbers.append(False)
    return numbers


def _draw_page(pen: Pen, page: Page) -> None:
    with pen.turned() if page.area.is_turned else nullcontext():
        _draw_groups(pen, page)


def _draw_groups(pen: Pen, page: Page) -> None:
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

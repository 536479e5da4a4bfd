"""草稿, 副本, 作废: marks drawn over a finished page as artifacts; the text stays whole."""

from __future__ import annotations

from reportlab.lib.rl_accel import fp_str

from reports.grid import MM, PAGE_HEIGHT, SIZE, UPRIGHT, Area
from reports.paper import Paper
from reports.pen import Pen, Style

_COPY = Style("hei", SIZE)
_COPY_TOP = 12 * MM
_PAD = 5.0
_VOID = Style("fangsong", 170.0)
_COS, _SIN = 0.8660, 0.5


def draw_overlays(pen: Pen, paper: Paper, area: Area = UPRIGHT) -> None:
    """Draw the marks that the facts ask for on the current page."""
    if paper.draft_mark:
        _draw_word(pen, area, "草稿，尚未签发")
    draw_marks(pen, area, is_copy=paper.copy_mark, is_void=paper.void_mark)


def draw_marks(pen: Pen, area: Area, *, is_copy: bool, is_void: bool) -> None:
    """Draw 副本 and 作废 on the current page."""
    if is_copy:
        _draw_word(pen, area, "副本")
    if is_void:
        _draw_void(pen, area)


def _draw_word(pen: Pen, area: Area, word: str) -> None:
    """Draw a word in a red frame above the right end of the 版心."""
    x = area.right - pen.width(word, _COPY) - _PAD
    with pen.tagged(None), pen.red():
        pen.text(word, x, _COPY_TOP + _PAD + 0.88 * SIZE, _COPY)
        pen.frame((x - _PAD, _COPY_TOP, area.right, _COPY_TOP + SIZE + 2 * _PAD), 1.0)


def _draw_void(pen: Pen, area: Area) -> None:
    """Draw 作废 in red outline across the 版心; what it covers stays legible.

    It stays clear of the head, whose red ink is measured.
    """
    half = pen.width("作废", _VOID) / 2
    drop = 0.38 * _VOID.size
    middle = area.top + 0.7 * (area.bottom - area.top)
    x = area.left + area.width / 2 - half * _COS + drop * _SIN
    y = PAGE_HEIGHT - middle - half * _SIN - drop * _COS
    code = pen.canvas._code
    with pen.tagged(None), pen.red():
        code.append(f"1.5 w 1 Tr {fp_str(_COS, _SIN, -_SIN, _COS, x, y)} cm")
        pen.text("作废", 0, PAGE_HEIGHT, _VOID)

"""The top of page 1: 文件格式 (7.2) and 信函格式 (10.1) of GB/T 9704-2012."""

from __future__ import annotations

from reports.errors import FactsError
from reports.grid import LEFT, MM, PITCH, RIGHT, RISE, SIZE, TOP, WIDTH
from reports.paper import Paper
from reports.pen import BODY, Element, Pen, Style

HEI = Style("hei")
# The ink of the mark is as high as makes the title fall on the grid's eleventh line, with
# 35 mm above it, two blank lines below it, 4 mm to the red line and two blank lines again.
MARK_INK = 10 * PITCH - (35 * MM + PITCH - SIZE + 4 * PITCH + SIZE + 4 * MM)
_NARROWEST = 0.45
_LETTER_LEFT = 20 * MM
_LETTER_RIGHT = 190 * MM
_LETTER_FOOT = 277 * MM
_THICK = 1.5
_THIN = 0.75
_RED_LINE = 2.0
_BETWEEN = (_THICK + _THIN) / 2 + 1


def file_head(pen: Pen, paper: Paper) -> float:
    """Draw the head of 文件格式 and return where the title's first line begins."""
    _left_marks(pen, paper, TOP, is_fixed=True)
    _mark(pen, paper.mark, TOP + 35 * MM)
    title_top = TOP + 10 * PITCH
    red_line = title_top - 2 * PITCH
    if paper.number:
        number = str(paper.number)
        x = LEFT + (WIDTH - pen.width(number)) / 2
        with pen.tagged(_child(pen, "P")):
            pen.text(number, x, red_line - 4 * MM - (1 - RISE) * SIZE)
    with pen.tagged(None), pen.red():
        pen.rule(LEFT, RIGHT, red_line, _RED_LINE)
    return title_top


def letter_head(pen: Pen, paper: Paper) -> float:
    """Draw the head and the foot line of 信函格式; return where the title begins."""
    _mark(pen, paper.mark, 30 * MM)
    first = 30 * MM + MARK_INK + 4 * MM
    with pen.tagged(None), pen.red():
        pen.rule(_LETTER_LEFT, _LETTER_RIGHT, first, _THICK)
        pen.rule(_LETTER_LEFT, _LETTER_RIGHT, first + _BETWEEN, _THIN)
        pen.rule(_LETTER_LEFT, _LETTER_RIGHT, _LETTER_FOOT - _BETWEEN, _THIN)
        pen.rule(_LETTER_LEFT, _LETTER_RIGHT, _LETTER_FOOT, _THICK)
    top = first + _BETWEEN + SIZE * 7 / 8
    count = _left_marks(pen, paper, top, is_fixed=False)
    if paper.number:
        number = str(paper.number)
        with pen.tagged(_child(pen, "P")):
            pen.text(number, RIGHT - pen.width(number), top + RISE * SIZE)
    return top + (max(count, 1) + 2) * PITCH


def _child(pen: Pen, tag: str) -> Element:
    element = Element(tag)
    pen.root.children.append(element)
    return element


def _left_marks(pen: Pen, paper: Paper, top: float, *, is_fixed: bool) -> int:
    """Draw 份号, 密级, 紧急程度 from the top left; with `is_fixed` 密级 stays on line 2 (7.2.2)."""
    secrecy = paper.secrecy + (f"★{paper.secrecy_term}" if paper.secrecy_term else "")
    wanted = [(paper.copy_no, BODY), (secrecy, HEI), (paper.urgency, HEI)]
    if is_fixed and secrecy and not paper.copy_no:
        top += PITCH
    marks = [(text, style) for text, style in wanted if text]
    for place, (text, style) in enumerate(marks):
        with pen.tagged(_child(pen, "P")):
            pen.text(text, LEFT, top + place * PITCH + RISE * SIZE, style)
    return len(marks)


def _mark(pen: Pen, text: str, ink_top: float) -> None:
    """Draw 发文机关标志 in red 小标宋, its ink at the given top, narrowed to fit the 版心."""
    low, high = pen.fonts.ink("xiaobiaosong", text)
    style = Style("xiaobiaosong", MARK_INK / (high - low))
    natural = pen.width(text, style)
    scale = min(1.0, WIDTH / natural)
    if scale < _NARROWEST:
        raise FactsError("mark（机关标志）太长，一行放不下，请用规范化简称")
    x = LEFT + (WIDTH - natural * scale) / 2
    with pen.tagged(_child(pen, "P")), pen.red():
        pen.text(text, x, ink_top + high * style.size, style, scale=scale)

"""The top of page 1: 文件 (7.2), 信函 (10.1) and 纪要格式 (10.3) of GB/T 9704-2012."""

from __future__ import annotations

from reports.errors import FactsError
from reports.grid import CELL, LEFT, MM, PITCH, RIGHT, RISE, SIZE, TOP, WIDTH
from reports.paper import Paper, chinese_date
from reports.pen import BODY, Element, Pen, Style

HEI = Style("hei")
_KAI = Style("kai")
# The ink of the mark is as high as makes the title fall on the grid's eleventh line, with
# 35 mm above it, two blank lines below it, 4 mm to the red line and two blank lines again.
MARK_INK = 10 * PITCH - (35 * MM + PITCH - SIZE + 4 * PITCH + SIZE + 4 * MM)
_NARROWEST = 0.45
_MARK_GAP = 3 * MM
_LETTER_LEFT = 20 * MM
_LETTER_RIGHT = 190 * MM
_LETTER_FOOT = 277 * MM
_THICK = 1.5
_THIN = 0.75
_RED_LINE = 2.0
_BETWEEN = (_THICK + _THIN) / 2 + 1


def file_head(pen: Pen, paper: Paper) -> float:
    """Draw the head of 文件格式 and return where the title's first line begins.

    Each agency after the first and each line of 签发人 after the first moves the title
    down by one line of the grid.
    """
    _left_marks(pen, paper, TOP, is_fixed=True)
    names = (paper.agency, *paper.joint)
    extra = 0 if paper.mark else len(names) - 1
    if extra:
        _joint_mark(pen, names, MARK_INK + extra * PITCH)
    else:
        _mark(pen, paper.mark, TOP + 35 * MM)
    title_top = TOP + (10 + extra + max(0, -(-len(paper.signer) // 2) - 1)) * PITCH
    red_line = title_top - 2 * PITCH
    _number_line(pen, paper, red_line - 4 * MM - (1 - RISE) * SIZE)
    _red_line(pen, red_line)
    return title_top


def minutes_head(pen: Pen, paper: Paper) -> float:
    """Draw the head of 纪要格式: mark, number, agency and date, red line (10.3)."""
    _left_marks(pen, paper, TOP, is_fixed=True)
    _mark(pen, paper.mark, TOP + 35 * MM)
    title_top = TOP + 11 * PITCH
    red_line = title_top - 2 * PITCH
    baseline = red_line - 4 * MM - (1 - RISE) * SIZE
    _number_line(pen, paper, baseline - PITCH)
    day = chinese_date(paper.date)
    if pen.width(paper.sign) + pen.width(day) > WIDTH - 4 * CELL:
        raise FactsError("sign（署名）太长，一行放不下，请用规范化简称")
    with pen.tagged(_child(pen, "P")):
        pen.text(paper.sign, LEFT + CELL, baseline)
        pen.text(day, RIGHT - CELL - pen.width(day), baseline)
    _red_line(pen, red_line)
    return title_top


def _red_line(pen: Pen, y: float) -> None:
    with pen.tagged(None), pen.red():
        pen.rule(LEFT, RIGHT, y, _RED_LINE)


def _number_line(pen: Pen, paper: Paper, baseline: float) -> None:
    """Draw 发文字号 centred, or in an upward paper at the left with 签发人 at the right."""
    number = str(paper.number or "")
    x = LEFT + (CELL if paper.signer else (WIDTH - pen.width(number)) / 2)
    if number:
        with pen.tagged(_child(pen, "P")):
            pen.text(number, x, baseline)
    if paper.signer:
        end = x + pen.width(number) if number else LEFT
        _draw_signers(pen, paper.signer, baseline, end + CELL)


def _draw_signers(pen: Pen, names: tuple[str, ...], baseline: float, free: float) -> None:
    """Draw 签发人 in 楷体, two a line, the last line on `baseline`, right − 1 char (7.2.6)."""
    slot = max(pen.width(name, _KAI) for name in names)
    lines = [names[at : at + 2] for at in range(0, len(names), 2)]
    x = RIGHT - CELL - slot - (slot + CELL if len(names) > 1 else 0.0)
    label = "签发人："
    if x - pen.width(label) < free:
        raise FactsError("signer（签发人）太长，一行放不下")
    with pen.tagged(_child(pen, "P")):
        for at, line in enumerate(lines):
            y = baseline - (len(lines) - 1 - at) * PITCH
            if not at:
                pen.text(label, x - pen.width(label), y)
            for place, name in enumerate(line):
                pen.text(name, x + place * (slot + CELL), y, _KAI)


def _joint_mark(pen: Pen, names: tuple[str, ...], block: float) -> None:
    """Draw the names of a joint paper, 主办机关 first and all equally wide, then 文件 (7.2.4)."""
    each = (block - (len(names) - 1) * _MARK_GAP) / len(names)
    file_style, file_high = _mark_style(pen, "文件", MARK_INK)
    file_width = pen.width("文件", file_style)
    room = WIDTH - file_width - _MARK_GAP
    styled = [(name, *_mark_style(pen, name, each)) for name in names]
    widest = min(room, max(pen.width(name, style) for name, style, _ in styled))
    left = LEFT + (WIDTH - widest - _MARK_GAP - file_width) / 2
    top = TOP + 35 * MM
    for at, (name, style, high) in enumerate(styled):
        y = top + at * (each + _MARK_GAP) + high
        with pen.tagged(_child(pen, "P")), pen.red():
            _spread(pen, name, (left, left + widest), y, style)
    with pen.tagged(_child(pen, "P")), pen.red():
        y = top + (block - MARK_INK) / 2 + file_high
        pen.text("文件", left + widest + _MARK_GAP, y, file_style)


def _mark_style(pen: Pen, text: str, ink: float) -> tuple[Style, float]:
    """Return the style whose ink is so high, and how far the ink rises above the baseline."""
    low, high = pen.fonts.ink("xiaobiaosong", text)
    style = Style("xiaobiaosong", ink / (high - low))
    return style, high * style.size


def _spread(pen: Pen, text: str, edges: tuple[float, float], baseline: float, style: Style) -> None:
    """Draw a name from edge to edge: spaced when it is short, narrowed when it is long."""
    left, right = edges
    natural = pen.width(text, style)
    scale = min(1.0, (right - left) / natural)
    if scale < _NARROWEST:
        raise FactsError("joint（联合发文机关）的名称太长，一行放不下，请用规范化简称")
    gap = (right - left - natural * scale) / max(1, len(text) - 1)
    x = left
    for char in text if gap else (text,):
        pen.text(char, x, baseline, style, scale=scale)
        x += pen.width(char, style) * scale + gap


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
    style, high = _mark_style(pen, text, MARK_INK)
    natural = pen.width(text, style)
    scale = min(1.0, WIDTH / natural)
    if scale < _NARROWEST:
        raise FactsError("mark（机关标志）太长，一行放不下，请用规范化简称")
    x = LEFT + (WIDTH - natural * scale) / 2
    with pen.tagged(_child(pen, "P")), pen.red():
        pen.text(text, x, ink_top + high, style, scale=scale)

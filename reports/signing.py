"""署名, 成文日期 and 附注 (7.3.5, 7.3.6), of one agency or of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.blocks import BLANK, text_rows
from reports.errors import FactsError
from reports.grid import CELL, LEFT, MM, PITCH, RIGHT, RISE, SIZE, TOP, UPRIGHT, WIDTH, Area
from reports.paper import Paper, chinese_date
from reports.pen import Element, Pen, Span
from reports.qr import CAPTION_HEIGHT, SIDE, caption_of, draw_code
from reports.rows import Row
from reports.seal import ALT, draw_seal

# Seals of a county are 45 mm wide and may not touch (7.3.5.1).
_SEAL = 46 * MM
_SEAL_LINES = int(_SEAL // PITCH) + 1
# 居印章中心偏下 (7.3.5.1): the middle of 署名 and date lies that much below the seal's.
_BELOW_MIDDLE = 1.2 * MM
# The seal's top stays below the text above, which ends a blank line and a gap before 署名.
_CLEAR = 0.3 * MM
_TEXT_ABOVE = 2 * PITCH - SIZE


@dataclass(frozen=True)
class _Line:
    """One line of the signature: its texts and where each begins."""

    texts: tuple[str, ...]
    xs: tuple[float, ...]


def sign_rows(pen: Pen, paper: Paper) -> list[Row]:
    """Return the signature's rows; raise FactsError for names no line can hold."""
    names = (paper.sign, *paper.joint)
    has_seal = paper.seal in ("placeholder", "image")
    lines = _sealed(pen, paper, names) if has_seal else _unsealed(pen, paper)
    first = min(x for line in lines for x in line.xs)
    if first < LEFT - 0.01:
        raise FactsError("sign（署名）太长，一行放不下，请用规范化简称")
    if paper.verify_url and first < LEFT + SIDE + CELL:
        raise FactsError("sign（署名）太长，放不下核验码，请用规范化简称")
    rows = [BLANK, *_seal_row(pen, paper, lines)]
    for place, line in enumerate(lines):
        if place and has_seal and place + 1 < len(lines):
            rows += [Row()] * (_SEAL_LINES - 1)
        rows.append(_drawn(pen, line))
    if paper.verify_url:
        # Only the date, the last line, stands beside the words below the code.
        room = min(lines[-1].xs) - LEFT - CELL / 2
        rows.append(_code_row(pen, paper.verify_url, room, may_sink=not paper.note))
    if paper.seal == "image" and not paper.note:
        # The seal reaches below the date: nothing else may stand there.
        rows.append(Row())
    rows = [*(replace(row, keep=True) for row in rows[:-1]), rows[-1]]
    if not paper.note:
        return rows
    rows[-1] = replace(rows[-1], keep=True)
    return [*rows, *note_rows(pen, paper.note)]


def note_rows(pen: Pen, note: str, area: Area = UPRIGHT) -> list[Row]:
    """Return 附注: indent 2, in round brackets (7.3.6)."""
    wrapped = note.startswith("（") and note.endswith("）")
    return text_rows(pen, [Span(note if wrapped else f"（{note}）")], is_body=False, area=area)


def _sealed(pen: Pen, paper: Paper, names: Sequence[str]) -> list[_Line]:
    """成文日期 右空四字, the last 署名 centred over it, the others beside and above it.

    A long 署名 shifts both to stay in the 版心.
    """
    day = chinese_date(paper.date)
    widths = {name: pen.width(name) for name in names}
    centre = min(RIGHT - 4 * CELL - pen.width(day) / 2, RIGHT - widths[names[-1]] / 2)
    slot = max(_SEAL, max(widths.values()) + 3 * CELL)
    left = LEFT + (SIDE + CELL if paper.verify_url else 0.0)
    room = centre + max(widths.values()) / 2 - left
    count = max(1, min(3, int(room // slot), len(names)))
    lines = []
    for start in range(0, len(names), count):
        row = tuple(names[start : start + count])
        centres = [centre - slot * back for back in range(len(row) - 1, -1, -1)]
        # A name longer than the last may not leave the 版心 for the sake of its middle.
        middles = zip(centres, (widths[name] for name in row), strict=True)
        xs = (min(c - width / 2, RIGHT - width) for c, width in middles)
        lines.append(_Line(row, tuple(xs)))
    return [*lines, _Line((day,), (centre - pen.width(day) / 2,))]


def _unsealed(pen: Pen, paper: Paper) -> list[_Line]:
    """署名 右空二字, others below it; the date two to the right of it, or itself 右空二字."""
    day = chinese_date(paper.date)
    names = (paper.sign, *paper.joint)
    widest = max(pen.width(name) for name in names)
    sign_x = RIGHT - 2 * CELL - widest
    day_x = min(sign_x + 2 * CELL, RIGHT - 2 * CELL - pen.width(day))
    sign_x = min(sign_x, day_x - 2 * CELL)
    if widest > WIDTH - 4 * CELL:
        raise FactsError("sign（署名）太长，一行放不下，请用规范化简称")
    return [*(_Line((name,), (sign_x,)) for name in names), _Line((day,), (day_x,))]


def _drawn(pen: Pen, line: _Line) -> Row:
    element = Element("P")
    pen.root.children.append(element)

    def draw(top: float) -> None:
        for text, x in zip(line.texts, line.xs, strict=True):
            pen.text(text, x, top + RISE * SIZE)

    return Row(draw=draw, element=element)


def _seal_row(pen: Pen, paper: Paper, lines: Sequence[_Line]) -> list[Row]:
    """Return the seal on a row without height, upright and over the middle of what follows."""
    seal = pen.settings.seal
    if paper.seal != "image" or seal is None:
        return []
    (day,), (x,) = lines[-1].texts, lines[-1].xs
    centre = x + pen.width(day) / 2
    radius = seal.width / 2
    drop = max((PITCH + SIZE) / 2 - _BELOW_MIDDLE, radius + _CLEAR - _TEXT_ABOVE)
    figure = Element("Figure", alt=ALT)
    pen.root.children.append(figure)

    def draw(top: float) -> None:
        draw_seal(pen, seal, centre, top + drop - radius)

    return [Row(units=0, draw=draw, element=figure, keep=True)]


def _code_row(pen: Pen, url: str, room: float, *, may_sink: bool) -> Row:
    """Return the verification code at the left of the date above it, its caption's foot on it.

    At the top of a page it sinks into the 版心 as far as what follows leaves it room: all of it
    where nothing follows, its words where 附注 stands on the next line.
    """
    caption = caption_of(pen, url, room)

    def draw(top: float) -> None:
        foot = top - PITCH + SIZE
        sunk = SIDE if may_sink else 0.0
        foot = max(foot, TOP + sunk + CAPTION_HEIGHT)
        draw_code(pen, url, LEFT, foot - CAPTION_HEIGHT - SIDE)
        caption(LEFT, foot - CAPTION_HEIGHT)

    return Row(units=0, draw=draw)


def code_rows(pen: Pen, paper: Paper) -> list[Row]:
    """Return the verification code on rows of its own, for papers without 署名."""
    if not paper.verify_url:
        return []
    caption = caption_of(pen, paper.verify_url, WIDTH)

    def draw(top: float) -> None:
        draw_code(pen, paper.verify_url, LEFT, top)
        caption(LEFT, top + SIDE)

    return [BLANK, Row(units=6, draw=draw)]

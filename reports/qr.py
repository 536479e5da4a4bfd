"""The verification code: one vector path, so that it prints sharp at any size."""

from __future__ import annotations

import re
from collections.abc import Callable

import segno
from reportlab.lib.rl_accel import fp_str

from reports.grid import MM, PAGE_HEIGHT, RISE
from reports.pen import Element, Pen, Style

SIDE = 20 * MM
CAPTION = "扫码核验真伪"
_STYLE = Style("song", 9.0)
_TYPED = Style("fangsong", 9.0)
_GAP = 3.0
_BETWEEN = 2.0
CAPTION_HEIGHT = _GAP + _STYLE.size + _BETWEEN + _TYPED.size
# The end of an address that a person can type: number of the paper and 16 signs.
_CODE = re.compile(r"([0-9]{1,12}-)([0-9A-Z]{16})")


def draw_code(pen: Pen, url: str, x: float, top: float, side: float = SIDE) -> None:
    """Draw the QR code of an address, 20 mm wide unless told, as one filled path."""
    matrix = tuple(segno.make_qr(url, error="m").matrix)
    module = side / len(matrix)
    path = []
    for row, cells in enumerate(matrix, 1):
        y = PAGE_HEIGHT - top - row * module
        for column, length in _bars(cells):
            path.append(f"{fp_str(x + column * module, y, length * module, module)} re")
    with pen.tagged(None):
        pen.canvas._code.append(" ".join(path) + " f")


def typed_code(url: str) -> str:
    """Return the code of an address in groups of four signs; empty where it ends otherwise."""
    found = _CODE.fullmatch(url.rpartition("/")[2])
    return found[1] + " ".join(re.findall("....", found[2])) if found else ""


def caption_of(pen: Pen, url: str, room: float) -> Callable[[float, float], None]:
    """Return what draws the words below a code of the usual size: at its left edge, from its foot.

    Below the words stands the code as text, narrowed to the room. They take their place in the
    order of reading when this is called.
    """
    element = Element("P")
    pen.root.children.append(element)
    inset = (SIDE - pen.width(CAPTION, _STYLE)) / 2
    code = typed_code(url)
    scale = min(1.0, room / pen.width(code, _TYPED)) if code else 1.0

    def draw(left: float, foot: float) -> None:
        with pen.tagged(element):
            baseline = foot + _GAP + RISE * _STYLE.size
            pen.run(CAPTION, left + inset, baseline, _STYLE)
            if code:
                pen.text(code, left, baseline + _BETWEEN + _TYPED.size, _TYPED, scale=scale)

    return draw


def _bars(cells: bytearray) -> list[tuple[int, int]]:
    """Return start and length of each dark stretch of a row."""
    bars: list[tuple[int, int]] = []
    for column, is_dark in enumerate(cells):
        if not is_dark:
            continue
        if bars and sum(bars[-1]) == column:
            bars[-1] = (bars[-1][0], bars[-1][1] + 1)
        else:
            bars.append((column, 1))
    return bars

"""The verification code: one vector path, so that it prints sharp at any size."""

from __future__ import annotations

import segno
from reportlab.lib.rl_accel import fp_str

from reports.grid import MM, PAGE_HEIGHT
from reports.pen import Pen

SIDE = 20 * MM


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

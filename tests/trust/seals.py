"""A seal that is no office's: a ring, a star and a bar, drawn for the tests."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw

RED = (200, 20, 20, 255)


def picture(side: int = 620, *, high: int = 0, margin: int = 12, ground: str = "") -> bytes:
    """Return a PNG of a seal; without a ground it is transparent."""
    high = high or side
    base = Image.new("RGBA", (side, high), ground or (255, 255, 255, 0))
    pen = ImageDraw.Draw(base)
    pen.ellipse((margin, margin, side - margin, high - margin), outline=RED, width=18)
    middle, reach = side / 2, side / 6
    points = []
    for at in range(10):
        length = reach if at % 2 == 0 else reach * 0.382
        angle = math.pi * at / 5
        points.append((middle + length * math.sin(angle), high / 2 - length * math.cos(angle)))
    pen.polygon(points, fill=RED)
    pen.rectangle((side * 0.3, high * 0.72, side * 0.7, high * 0.77), fill=RED)
    out = io.BytesIO()
    base.save(out, "PNG")
    return out.getvalue()

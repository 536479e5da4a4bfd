"""Drawn pictures that stand for the photos which units attach as evidence."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageDraw

SIZE = (640, 480)


def photo(name: str) -> io.BytesIO:
    """Return a JPEG of a village street, the same one for the same name."""
    dice = Random(f"photo {name}")
    sky = (dice.randint(110, 200), dice.randint(150, 210), dice.randint(200, 240))
    image = Image.new("RGB", SIZE, sky)
    pen = ImageDraw.Draw(image)
    ground = dice.randint(260, 330)
    pen.rectangle((0, ground, *SIZE), fill=(150, 140, dice.randint(100, 125)))
    pen.polygon([(250, ground), (390, ground), (600, SIZE[1]), (60, SIZE[1])], fill=(95, 95, 98))
    for _ in range(6):
        _house(pen, dice, ground)
    lamp = dice.randint(80, 560)
    pen.line((lamp, ground - 150, lamp, ground + 40), fill=(70, 70, 72), width=6)
    pen.ellipse((lamp - 14, ground - 170, lamp + 14, ground - 145), fill=(250, 235, 170))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    out.seek(0)
    return out


def _house(pen: ImageDraw.ImageDraw, dice: Random, ground: int) -> None:
    """Draw one house at the side of the street."""
    left = dice.choice([dice.randint(-20, 170), dice.randint(420, 600)])
    top = ground - dice.randint(50, 95)
    wall = (dice.randint(170, 215), dice.randint(150, 190), dice.randint(130, 165))
    pen.rectangle((left, top, left + 90, ground), fill=wall)
    pen.polygon([(left - 8, top), (left + 98, top), (left + 45, top - 28)], fill=(140, 60, 50))

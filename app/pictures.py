"""Photographs made small enough to stand on a page; the kept file stays as it came."""

from __future__ import annotations

import io
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

SIDE = 960
QUALITY = 80


def is_picture(mime: str) -> bool:
    """Tell whether a kept file is one of the kinds of photograph that the store takes."""
    return mime in {"image/jpeg", "image/png", "image/webp"}


def reduced(stream: BinaryIO) -> bytes | None:
    """Return a photograph as a JPEG of at most SIDE dots a side; None for what cannot be drawn."""
    try:
        with Image.open(stream) as image:
            image.draft("RGB", (SIDE, SIDE))
            small = ImageOps.exif_transpose(image).convert("RGB")
            small.thumbnail((SIDE, SIDE))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


PORTRAIT = (240, 320)
# Faces stand in the upper half of a photograph.
UPPER = (0.5, 0.3)
QUALITIES = (80, 65, 50, 35, 20)


def portrait(data: bytes, most: int) -> bytes | None:
    """Return a person's photograph as a JPEG of 240 × 320 dots and at most so many bytes."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    sharp = ImageOps.fit(upright, PORTRAIT, Image.Resampling.LANCZOS, centering=UPPER)
    soft = sharp.resize((PORTRAIT[0] // 3, PORTRAIT[1] // 3)).resize(PORTRAIT)
    # What no quality makes small enough, such as noise, loses its fine parts.
    for drawn, quality in (*((sharp, step) for step in QUALITIES), (soft, QUALITIES[-1])):
        out = io.BytesIO()
        drawn.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if len(out.getvalue()) <= most:
            return out.getvalue()
    return None

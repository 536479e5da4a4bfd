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

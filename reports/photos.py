"""Photographs as evidence: read from the facts, checked by decoding, drawn two a page."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from io import BytesIO
from typing import Any

from PIL import Image, UnidentifiedImageError
from reportlab.lib.utils import ImageReader

from reports import readers
from reports.errors import FactsError
from reports.grid import LEFT, PAGE_HEIGHT, RISE, SIZE, UNIT, WIDTH
from reports.paper import Attachment, Photo
from reports.pen import BODY, Element, Pen
from reports.readers import Reader
from reports.rows import Row

TITLE = "证据照片"
MOST = 20
# Bytes of one decoded file, and dots: more than a page can show only makes the paper heavy.
MOST_BYTES = 3_000_000
MOST_DOTS = 12_000_000
LONGEST_CAPTION = 24
# Half lines of a picture; with its caption two stand on a page, below its title too.
_UNITS = 14
_FORMATS = {"JPEG", "PNG"}
# A paper is sRGB throughout (PDF/A): four colours, and anything seen through, are refused.
_MODES = {"RGB", "L"}
_BROKEN = (
    binascii.Error,
    Image.DecompressionBombError,
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
)


def photos(value: Any, where: str) -> tuple[Photo, ...]:
    """Read photographs: a caption of one line and the file in base64."""
    found = readers.items(value, where)
    if len(found) > MOST:
        raise FactsError(f"{where}最多{MOST}张")
    return tuple(_photo(item, f"{where}第{at}张") for at, item in enumerate(found, 1))


def _photo(value: Any, where: str) -> Photo:
    keys: dict[str, Reader] = {"caption": readers.text, "data": decoded}
    found = readers.mapping(value, where, keys, set(keys))
    if len(found["caption"]) > LONGEST_CAPTION:
        raise FactsError(f"{where}.caption（说明）最多{LONGEST_CAPTION}字")
    return Photo(found["caption"], *found["data"])


def decoded(value: Any, where: str) -> tuple[bytes, int, int]:
    """Read a file in base64: its bytes, width and height."""
    if not isinstance(value, str) or len(value) > MOST_BYTES * 4 // 3 + 4:
        raise FactsError(f"{where}应当是base64文字，照片不超过{MOST_BYTES // 1_000_000}MB")
    try:
        data = base64.b64decode(value, validate=True)
        with Image.open(BytesIO(data), formats=sorted(_FORMATS)) as image:
            if image.width * image.height > MOST_DOTS:
                raise FactsError(f"{where}太大，最多{MOST_DOTS // 10_000}万像素")
            if image.mode not in _MODES:
                raise FactsError(f"{where}应当是RGB或灰度的照片，没有透明层")
            image.load()
            return data, image.width, image.height
    except FactsError:
        raise
    except _BROKEN as error:
        raise FactsError(f"{where}不是能打开的JPEG或PNG照片") from error


def bound(found: tuple[Photo, ...]) -> tuple[Attachment, ...]:
    """Return the attachment that photographs are, none without any."""
    return (Attachment(TITLE, photos=found),) if found else ()


def photo_rows(pen: Pen, found: tuple[Photo, ...]) -> list[Row]:
    """Return a picture and its caption each; the two stay together."""
    rows: list[Row] = []
    for number, photo in enumerate(found, 1):
        figure = Element("Figure", alt=f"图{number}：{photo.caption}")
        caption = Element("P")
        pen.root.children += [figure, caption]
        rows.append(replace(_picture(pen, photo), element=figure))
        rows.append(replace(_caption(pen, f"图{number}　{photo.caption}"), element=caption))
    return rows


def _picture(pen: Pen, photo: Photo) -> Row:
    """Return the row of a picture, as large as its place allows, in the middle of the line."""
    room = _UNITS * UNIT - SIZE / 2
    scale = min(WIDTH / photo.width, room / photo.height)
    width, height = photo.width * scale, photo.height * scale
    x = LEFT + (WIDTH - width) / 2

    def draw(top: float) -> None:
        y = PAGE_HEIGHT - top - height
        pen.canvas.drawImage(ImageReader(BytesIO(photo.data)), x, y, width, height)

    return Row(units=_UNITS, draw=draw, keep=True)


def _caption(pen: Pen, text: str) -> Row:
    """Return the row of a caption, in the middle of the line."""
    x = LEFT + (WIDTH - pen.width(text)) / 2

    def draw(top: float) -> None:
        pen.text(text, x, top + RISE * SIZE, BODY)

    return Row(draw=draw)

"""The image of an agency's seal: read from a PNG once, drawn as a stencil in the paper's red.

A stencil has no background that could hide the text and no transparency (PDF/A): only its ink
is painted. It is drawn below the text, so that 署名 and date stay legible.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image
from reportlab.lib.rl_accel import fp_str
from reportlab.pdfbase import pdfdoc

from reports.errors import PaperError
from reports.grid import MM, PAGE_HEIGHT
from reports.pen import Pen

NAME = "agency-seal"
ALT = "发文机关印章"
# 300 dpi at 42 mm; more pixels than 1,200 dpi add nothing to a seal.
_LEAST, _MOST = 496, 2000
_MOST_GIVEN = 6000
_ROUND = 0.04
# Red and black ink are dark in green; what is lighter is paper.
_DARK = 150


@dataclass(frozen=True)
class Seal:
    """A seal's ink: one bit a pixel, 0 is ink; as wide as it is high."""

    side: int
    bits: bytes
    width: float


def read_seal(png: bytes, millimetres: float) -> Seal:
    """Read a seal from a PNG; its ink, cut free of the margin, is as wide as told.

    Raises PaperError with one Chinese line for what is no round seal.
    """
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as given:
            fits = max(given.size) <= _MOST_GIVEN
            picture = _flat(given) if fits else Image.new("RGB", (1, 1))
    except (OSError, SyntaxError) as error:
        raise PaperError("印章图案不是 PNG 图片") from error
    if not fits:
        raise PaperError(f"印章图案太大，每边最多{_MOST_GIVEN}像素")
    ink = picture.getchannel("G").point([255 if v < _DARK else 0 for v in range(256)])
    box = ink.getbbox()
    if box is None:
        raise PaperError("印章图案是空白的")
    wide, high = box[2] - box[0], box[3] - box[1]
    if abs(wide - high) > _ROUND * max(wide, high):
        raise PaperError(f"印章图案应当是圆形，现在宽{wide}、高{high}像素")
    if max(wide, high) < _LEAST:
        raise PaperError(f"印章图案太小，直径至少{_LEAST}像素（300 dpi）")
    side = min(max(wide, high), _MOST)
    cut = ink.crop(box).resize((side, side), Image.Resampling.LANCZOS)
    bits = cut.point([0 if v >= 128 else 255 for v in range(256)]).convert("1")
    return Seal(side, bits.tobytes(), millimetres * MM)


def _flat(given: Image.Image) -> Image.Image:
    """Return a picture on white paper."""
    full = given.convert("RGBA")
    paper = Image.new("RGBA", full.size, "white")
    return Image.alpha_composite(paper, full).convert("RGB")


def draw_seal(pen: Pen, seal: Seal, centre: float, top: float) -> None:
    """Draw the seal upright in red, its middle over a place, its top edge at a height."""
    x, y = centre - seal.width / 2, PAGE_HEIGHT - top - seal.width
    name = _stencil(pen, seal)
    size = fp_str(seal.width)
    with pen.red():
        pen.canvas._code.append(f"q {size} 0 0 {size} {fp_str(x, y)} cm /{name} Do Q")
    pen.canvas._formsinuse.append(NAME)


def _stencil(pen: Pen, seal: Seal) -> str:
    """Return the name of the stencil in the file, which holds it once."""
    document = pen.canvas._doc
    name: str = document.getXObjectName(NAME)
    if name not in document.idToObject:
        stream = pdfdoc.PDFStream(content=seal.bits)
        stream.filters = [pdfdoc.PDFZCompress]
        facts: dict[str, object] = {"Type": "/XObject", "Subtype": "/Image", "ImageMask": "true"}
        facts |= {"Width": seal.side, "Height": seal.side, "BitsPerComponent": 1}
        for key, value in facts.items():
            stream.dictionary[key] = value
        document.Reference(stream, name)
        document.addForm(NAME, stream)
        pen.canvas._setXObjects(stream)
    return name

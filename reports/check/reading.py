"""Reads a PDF into lines of text, rules and red ink in millimetres from the page's top left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Any

import pdfplumber
import pikepdf
import pypdfium2
from PIL import Image, ImageChops

from reports.errors import CheckError

MM = 72 / 25.4
_FAMILIES = (
    ("xiaobiaosong", re.compile(r"biaosong|xbs|fzxbs|小标宋|serif.*black", re.I)),
    ("fangsong", re.compile(r"fang|fzfs|仿宋", re.I)),
    ("kai", re.compile(r"kai|楷", re.I)),
    ("hei", re.compile(r"hei|sans|黑", re.I)),
    ("song", re.compile(r"song|simsun|serif|宋", re.I)),
)
_DPI = 300
# A seal that leans by a degree is not upright.
_STRAIGHT = 0.02


@dataclass(frozen=True)
class Glyph:
    """One character as drawn: place in mm, size in points, family and colour."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    family: str
    colour: tuple[float, ...]

    @property
    def top(self) -> float:
        """Return the top of the em box."""
        return self.baseline - 0.88 * self.size / MM

    @property
    def bottom(self) -> float:
        """Return the bottom of the em box."""
        return self.baseline + 0.12 * self.size / MM


@dataclass(frozen=True)
class TextLine:
    """Characters on one baseline without a wide gap between them."""

    page: int
    glyphs: tuple[Glyph, ...]

    @cached_property
    def text(self) -> str:
        """Return the characters in reading order."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def first(self) -> Glyph:
        """Return the leftmost character."""
        return self.glyphs[0]

    @property
    def x0(self) -> float:
        """Return the left edge of the first box."""
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        """Return the right edge of the last box."""
        return self.glyphs[-1].x1

    @property
    def centre(self) -> float:
        """Return the middle of the boxes."""
        return (self.x0 + self.x1) / 2

    @property
    def baseline(self) -> float:
        """Return the baseline."""
        return self.glyphs[0].baseline

    @property
    def size(self) -> float:
        """Return the largest size on the line, in points."""
        return max(glyph.size for glyph in self.glyphs)

    @property
    def top(self) -> float:
        """Return the top of the highest em box."""
        return min(glyph.top for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        """Return the bottom of the lowest em box."""
        return max(glyph.bottom for glyph in self.glyphs)

    @property
    def is_coloured(self) -> bool:
        """Tell whether the line is drawn in anything but black."""
        return not is_black(self.first.colour)


@dataclass(frozen=True)
class Rule:
    """A horizontal line: place in mm, weight in mm."""

    page: int
    x0: float
    x1: float
    y: float
    weight: float
    colour: tuple[float, ...]


@dataclass
class PageView:
    """What one sheet of paper shows, measured without the viewer's rotation.

    `turned` are the lines that read from the sheet's right side, measured as if the
    sheet lay on that side; `has_clockwise` tells of text that reads from its left side.
    """

    width: float
    height: float
    lines: list[TextLine] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    turned: list[TextLine] = field(default_factory=list)
    has_clockwise: bool = False


@dataclass
class Reading:
    """A whole paper as measured, with its kind as the XMP names it."""

    pages: list[PageView]
    kind: str
    author: str
    data: bytes

    @property
    def lines(self) -> list[TextLine]:
        """Return every line of every page."""
        return [line for page in self.pages for line in page.lines]

    @property
    def rules(self) -> list[Rule]:
        """Return every horizontal rule of every page."""
        return [rule for page in self.pages for rule in page.rules]

    def ink(
        self, page: int, box: tuple[float, float, float, float], *, red: bool = False
    ) -> tuple[float, float, float, float] | None:
        """Return x0, y0, x1, y1 in mm of the (red) ink inside a box, measured at 300 dpi."""
        view = self.pages[page]
        x0, y0, x1, y1 = box
        margins = (x0 * MM, (view.height - y1) * MM, (view.width - x1) * MM, y0 * MM)
        document = pypdfium2.PdfDocument(self.data)
        try:
            picture = document[page].render(scale=_DPI / 72, crop=margins).to_pil().convert("RGB")
        finally:
            document.close()
        found = (_red_mask(picture) if red else _dark_mask(picture)).getbbox()
        if found is None:
            return None
        left, top, right, bottom = (value * 25.4 / _DPI for value in found)
        return x0 + left, y0 + top, x0 + right, y0 + bottom

    def images(self, page: int) -> list[tuple[tuple[float, float, float, float], bool]]:
        """Return the box in mm of every image of a page, and whether it stands upright."""
        height = self.pages[page].height
        document = pypdfium2.PdfDocument(self.data)
        try:
            found = []
            for one in document[page].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
                left, low, right, high = one.get_bounds()
                a, b, c, d, _, _ = one.get_matrix().get()
                upright = a > 0 and d > 0 and abs(b) + abs(c) < _STRAIGHT * (a + d)
                box = (left / MM, height - high / MM, right / MM, height - low / MM)
                found.append((box, upright))
            return found
        finally:
            document.close()


def _red_mask(picture: Image.Image) -> Image.Image:
    red, green, blue = picture.split()
    pale = ImageChops.lighter(green, blue)
    return ImageChops.subtract(red, pale).point([255 if v > 90 else 0 for v in range(256)])


def _dark_mask(picture: Image.Image) -> Image.Image:
    return picture.convert("L").point([255 if v < 128 else 0 for v in range(256)])


def is_black(colour: Sequence[float]) -> bool:
    """Tell whether a grey, RGB or CMYK colour is black."""
    if len(colour) == 4:
        return tuple(colour) == (0, 0, 0, 1)
    return not any(colour)


def is_red(colour: Sequence[float]) -> bool:
    """Tell whether a colour is the red of official papers: RGB red or Y80 M80."""
    if len(colour) == 4:
        return all(abs(a - b) <= 0.05 for a, b in zip(colour, (0, 0.8, 0.8, 0), strict=True))
    return len(colour) == 3 and colour[0] >= 0.85 and max(colour[1:]) <= 0.15


def read_pdf(data: bytes) -> Reading:
    """Read the PDF; raise CheckError when it is not one."""
    try:
        kind, author, data = _prepared(data)
        with pdfplumber.open(BytesIO(data)) as document:
            pages = [_page(page, index) for index, page in enumerate(document.pages)]
        return Reading(pages, kind, author, data)
    except CheckError:
        raise
    except Exception as error:
        raise CheckError("这个文件不是能读的PDF") from error


def _prepared(data: bytes) -> tuple[str, str, bytes]:
    """Return kind and author of the XMP, and the PDF as it lies on paper: no page rotated."""
    with pikepdf.open(BytesIO(data)) as document:
        kind, author = _names(document)
        rotated = [page for page in document.pages if int(page.get("/Rotate", 0)) % 360]
        if not rotated:
            return kind, author, data
        for page in rotated:
            page.Rotate = 0
        out = BytesIO()
        document.save(out)
        return kind, author, out.getvalue()


def _names(document: pikepdf.Pdf) -> tuple[str, str]:
    if "/Metadata" not in document.Root:
        return "", ""
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
        found = (next(iter(meta.get(key) or []), "") for key in ("dc:type", "dc:creator"))
        kind, author = found
        return str(kind), str(author)


def _page(page: Any, index: int) -> PageView:
    box = page.mediabox
    view = PageView((box[2] - box[0]) / MM, (box[3] - box[1]) / MM)
    chars: dict[str, list[Any]] = {"": [], "up": [], "left": [], "right": []}
    for char in page.chars:
        chars[_direction(char["matrix"])].append(char)
    lines = _lines([_glyph(char, box) for char in chars["up"]], index)
    turned = _lines([_turned_glyph(char) for char in chars["left"]], index)
    view.lines = [line for line in lines if not _is_overlay(line, 36)]
    view.turned = [line for line in turned if not _is_overlay(line, 27)]
    view.has_clockwise = bool(chars["right"])
    view.rules = sorted(_rules(page, index, box), key=lambda rule: rule.y)
    return view


def _direction(matrix: Sequence[float]) -> str:
    """Tell how text stands: up, or its top to the left or right; slanted text is a stamp."""
    a, b = matrix[0], matrix[1]
    if abs(b) < 1e-3:
        return "up"
    if abs(a) < 1e-3:
        return "left" if b > 0 else "right"
    return ""


def _is_overlay(line: TextLine, top: float) -> bool:
    """Tell whether a line is a mark such as 副本: coloured, small, above the 版心's top."""
    return line.is_coloured and line.bottom < top and line.size < 20


def _glyph(char: dict[str, Any], box: Sequence[float]) -> Glyph:
    matrix = char["matrix"]
    left, width = matrix[4], char["x1"] - char["x0"]
    return _placed(char, left, width, box[3] - box[1] - matrix[5], char["size"])


def _turned_glyph(char: dict[str, Any]) -> Glyph:
    """Measure a character that reads upwards as if the sheet lay on its right side."""
    matrix = char["matrix"]
    return _placed(char, matrix[5], char["y1"] - char["y0"], matrix[4], char["x1"] - char["x0"])


def _placed(char: dict[str, Any], left: float, width: float, baseline: float, size: float) -> Glyph:
    name = char["fontname"].split("+")[-1]
    colour = char["non_stroking_color"]
    return Glyph(
        char["text"],
        left / MM,
        (left + width) / MM,
        baseline / MM,
        size,
        next((family for family, names in _FAMILIES if names.search(name)), name),
        tuple(colour) if isinstance(colour, list | tuple) else (colour or 0,),
    )


def _lines(glyphs: list[Glyph], page: int) -> list[TextLine]:
    """Group characters by baseline, then cut where a gap is wider than two characters."""
    rows: dict[int, list[Glyph]] = {}
    for glyph in sorted(glyphs, key=lambda item: item.baseline):
        key = next((k for k in rows if abs(rows[k][0].baseline - glyph.baseline) < 0.2), len(rows))
        rows.setdefault(key, []).append(glyph)
    found: list[TextLine] = []
    for row in rows.values():
        row.sort(key=lambda item: item.x0)
        start = 0
        for at in range(1, len(row) + 1):
            if at == len(row) or row[at].x0 - row[at - 1].x1 > 2 * row[at].size / MM:
                found.append(TextLine(page, tuple(row[start:at])))
                start = at
    return found


def _rules(page: Any, index: int, box: Sequence[float]) -> list[Rule]:
    found = []
    for line in page.lines:
        if abs(line["y0"] - line["y1"]) < 0.1:
            colour = line["stroking_color"]
            found.append(
                Rule(
                    index,
                    line["x0"] / MM,
                    line["x1"] / MM,
                    (box[3] - box[1] - line["y0"]) / MM,
                    line["linewidth"] / MM,
                    tuple(colour) if isinstance(colour, list | tuple) else (colour or 0,),
                )
            )
    return found

"""Writes text, rules and tags on a canvas, in points from the top left of the page."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from itertools import accumulate, groupby
from threading import Lock

from reportlab import rl_config
from reportlab.lib.rl_accel import escapePDF, fp_str
from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from reports.breaker import Line, Run, break_lines
from reports.fontset import FontSet, Known
from reports.grid import PAGE_HEIGHT, PAGE_WIDTH, SIZE, TRACKING
from reports.settings import PaperSettings
from reports.ttf import PaperFont

# Streams stay binary: as ASCII-85 every paper would be a quarter larger.
rl_config.useA85 = 0


class Deflate(pdfdoc.PDFStreamFilterZCompress):
    """Flate at its quickest: a paper is a twentieth larger and takes a fifth less time."""

    def encode(self, text: str | bytes) -> bytes:
        """Return a stream's bytes as they stand in the file."""
        return zlib.compress(text.encode() if isinstance(text, str) else text, 1)


pdfdoc.PDFZCompress = Deflate()
# ReportLab's faces keep a read position, so two threads may not write two papers at once.
SAVING = Lock()
RED = {"screen": "1 0 0", "print": "0 .8 .8 0"}


@dataclass(frozen=True)
class Style:
    """A role, a size, and the tracking that sets 16 pt glyphs on the 28 cells of a line."""

    role: str = "fangsong"
    size: float = SIZE
    # The space added after a full character; half of it after a narrow one.
    tracking: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        """Track what stands on the grid."""
        object.__setattr__(self, "tracking", TRACKING if self.size == SIZE else 0.0)


BODY = Style()


@dataclass
class Element:
    """A structure element: its tag and the marked content (page, id) or children it holds."""

    tag: str
    alt: str = ""
    marks: list[tuple[int, int]] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)


@dataclass(frozen=True)
class Span:
    """A stretch of text in one role, inside a paragraph."""

    text: str
    style: Style = BODY


@dataclass(frozen=True)
class Broken:
    """A paragraph in lines; `parts` are the end and the style of each of its spans."""

    text: str
    parts: tuple[tuple[int, Style], ...]
    lines: tuple[Line, ...]


class _Face:
    """One face in one paper: the codes that its characters have there."""

    def __init__(self, font: PaperFont, document: pdfdoc.PDFDocument) -> None:
        self._font = font
        self._document = document
        self._codes = Known(self._code)
        self._subsets: dict[str, int] = {}
        self._names: list[str] = []

    def _code(self, char: str) -> str:
        """Return the code of a character as it stands in a text of the PDF."""
        [(subset, code)] = self._font.splitString(char, self._document)
        self._subsets[char] = subset
        while len(self._names) <= subset:
            name = self._font.getSubsetInternalName(len(self._names), self._document)
            self._names.append(name)
        return str(escapePDF(code))

    def split(self, text: str) -> Iterator[tuple[str, str, int]]:
        """Yield name of the subset, codes and number of characters of each piece of one subset."""
        codes = list(map(self._codes.__getitem__, text))
        if len(self._names) == 1:
            yield self._names[0], "".join(codes), len(codes)
            return
        start = 0
        for subset, chars in groupby(text, self._subsets.__getitem__):
            end = start + len(list(chars))
            yield self._names[subset], "".join(codes[start:end]), end - start
            start = end


class Pen:
    """Draw one paper; every method takes points from the page's top left, baselines for text."""

    def __init__(self, fonts: FontSet, settings: PaperSettings) -> None:
        self.fonts = fonts
        self.settings = settings
        self.buffer = BytesIO()
        base = fonts.font("fangsong").fontName
        self.canvas = Canvas(
            self.buffer,
            pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
            pageCompression=1,
            invariant=1,
            initialFontName=base,
            pdfVersion=(1, 7),
            lang="zh-CN",
        )
        self._faces: dict[PaperFont, _Face] = {}
        self.page = 0
        self.turned_pages: set[int] = set()
        self.root = Element("Document")
        self._marks = 0

    def break_spans(
        self, spans: Sequence[Span], widths: tuple[float, float], *, justify: bool = True
    ) -> Broken:
        """Break a paragraph of one or more spans into lines."""
        if len(spans) == 1 and spans[0].text:
            text, style = spans[0].text, spans[0].style
            whole = self.width(text, style)
            if whole <= widths[0]:
                return Broken(text, ((len(text), style),), (self._single(text, style, whole),))
        text = "".join(span.text for span in spans)
        ends = accumulate(len(span.text) for span in spans)
        parts = tuple((end, span.style) for end, span in zip(ends, spans, strict=True))
        advances = [advance for span in spans for advance in self.rooms(span.text, span.style)]
        return Broken(text, parts, tuple(break_lines(text, advances, widths, justify=justify)))

    def _single(self, text: str, style: Style, width: float) -> Line:
        """Return the one line of a text that fits: nothing is squeezed or spread on it."""
        if not style.tracking:
            return Line(0, len(text), (Run(0.0, 0, len(text), 0.0, is_word=False),), width)
        runs, x, start = [], 0.0, 0
        for part in _by_width(text):
            end = start + len(part)
            runs.append(Run(x, start, end, 0.0, part.isascii()))
            x, start = x + self.width(part, style), end
        return Line(0, len(text), tuple(runs), width)

    def rooms(self, text: str, style: Style) -> Iterator[float]:
        """Return the room of each character, tracking included."""
        table = self.fonts.advances(style.role, style.size, style.tracking)
        return map(table.__getitem__, text)

    def width(self, text: str, style: Style = BODY) -> float:
        """Return the room of a text on one line."""
        return sum(self.rooms(text, style))

    def line(self, broken: Broken, line: Line, x: float, baseline: float) -> None:
        """Draw one broken line."""
        for run in line.runs:
            start, x_piece = run.start, x + run.x
            for end, style in broken.parts:
                if end <= start:
                    continue
                piece = broken.text[start : min(end, run.end)]
                self._show(piece, style, (x_piece, baseline), run.spacing)
                if end >= run.end:
                    break
                x_piece += self.width(piece, style) + run.spacing * len(piece)
                start = end

    def text(
        self, text: str, x: float, baseline: float, style: Style = BODY, *, scale: float = 1.0
    ) -> None:
        """Draw a text on one line; `scale` narrows it (长体)."""
        code = self.canvas._code
        for run in _by_width(text):
            if scale != 1:
                code.append(f"{fp_str(100 * scale)} Tz")
            self._show(run, style, (x, baseline), scale=scale)
            if scale != 1:
                code.append("100 Tz")
            x += self.width(run, style) * scale

    def _show(
        self,
        text: str,
        style: Style,
        place: tuple[float, float],
        spacing: float = 0.0,
        scale: float = 1.0,
    ) -> None:
        """Write one BT … ET: a run of one style, split by face and by subset.

        Each piece gets its own place: readers differ on whether the character
        spacing holds after the last character of a Tj.
        """
        tracking = spacing + (style.tracking / 2 if text[0].isascii() else style.tracking)
        x, y = place[0], PAGE_HEIGHT - place[1]
        size, widths = fp_str(style.size), self.fonts.widths(style.role)
        parts = [f"BT {fp_str(tracking)} Tc"]
        for font, run in self.fonts.pieces(style.role, text):
            start = 0
            for name, codes, count in self._face(font).split(run):
                parts.append(f"1 0 0 1 {fp_str(x, y)} Tm {name} {size} Tf ({codes}) Tj")
                wide = sum(map(widths.__getitem__, run[start : start + count]))
                x += wide * style.size * scale + tracking * count
                start += count
        self.canvas._code.append(" ".join(parts) + " ET")

    def _face(self, font: PaperFont) -> _Face:
        """Return a face as this paper uses it."""
        if font not in self._faces:
            self._faces[font] = _Face(font, self.canvas._doc)
        return self._faces[font]

    def rule(self, x0: float, x1: float, y: float, weight: float) -> None:
        """Draw a horizontal rule whose middle lies at y."""
        self.rules([(x0, y, x1, y)], weight)

    def rules(self, ends: Sequence[tuple[float, float, float, float]], weight: float) -> None:
        """Draw straight rules of one weight, each from x0, y0 to x1, y1."""
        path = [
            f"{fp_str(x0, PAGE_HEIGHT - y0)} m {fp_str(x1, PAGE_HEIGHT - y1)} l"
            for x0, y0, x1, y1 in ends
        ]
        self.canvas._code.append(f"{fp_str(weight)} w {' '.join(path)} S")

    def frame(self, box: tuple[float, float, float, float], weight: float) -> None:
        """Draw the outline of a box x0, y0, x1, y1."""
        self.canvas._code.append(f"{fp_str(weight)} w {_rectangle(box)} re S")

    def block(self, box: tuple[float, float, float, float], grey: float, weight: float) -> None:
        """Draw a box filled with a grey (0 is black), with a black outline unless weight is 0."""
        paint = "B" if weight else "f"
        fill = f"q {fp_str(grey)} g {fp_str(weight)} w {_rectangle(box)} re {paint} Q"
        self.canvas._code.append(fill)

    @contextmanager
    def turned(self) -> Iterator[None]:
        """Draw on the page turned by 90 degrees counter-clockwise: its top is the left edge."""
        self.canvas._code.append(f"q 0 1 -1 0 {fp_str(PAGE_HEIGHT)} 0 cm")
        yield
        self.canvas._code.append("Q")

    @contextmanager
    def red(self) -> Iterator[None]:
        """Draw in the red of the settings' ink (RGB on screen, Y80 M80 in print)."""
        colour = RED[self.settings.ink]
        fill, stroke = ("rg", "RG") if self.settings.ink == "screen" else ("k", "K")
        self.canvas._code.append(f"q {colour} {fill} {colour} {stroke}")
        yield
        self.canvas._code.append("Q")

    @contextmanager
    def tagged(self, element: Element | None) -> Iterator[None]:
        """Mark what is drawn as part of an element, or as an artifact when it is None."""
        code = self.canvas._code
        if element is None:
            code.append("/Artifact BMC")
        else:
            code.append(f"/{element.tag} <</MCID {self._marks}>> BDC")
            element.marks.append((self.page, self._marks))
            self._marks += 1
        yield
        code.append("EMC")

    def next_page(self) -> None:
        """Close the page and begin the next."""
        self.canvas.showPage()
        self.page += 1
        self._marks = 0

    def stamp(self, day: date, identity: str) -> None:
        """Fix the dates to the 成文日期 and the id to the facts, so that a reprint is equal."""
        document = self.canvas._doc
        stamp = TimeStamp(invariant=1)
        stamp.YMDhms = (day.year, day.month, day.day, 0, 0, 0)
        stamp.dhh, stamp.dmm = 8, 0
        document._timeStamp = stamp
        digest = hashlib.sha256(identity.encode()).hexdigest()[:32]
        document._ID = f"[<{digest}><{digest}>]\n".encode()


def _rectangle(box: tuple[float, float, float, float]) -> str:
    x0, y0, x1, y1 = box
    return str(fp_str(x0, PAGE_HEIGHT - y1, x1 - x0, y1 - y0))


def _by_width(text: str) -> Iterator[str]:
    """Split text into narrow and full runs, which take different tracking."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or text[at].isascii() != text[start].isascii():
            yield text[start:at]
            start = at

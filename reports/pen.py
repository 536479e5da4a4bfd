"""Writes text, rules and tags on a canvas, in points from the top left of the page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from threading import Lock

from reportlab import rl_config
from reportlab.lib.rl_accel import escapePDF, fp_str
from reportlab.lib.utils import TimeStamp
from reportlab.pdfgen.canvas import Canvas

from reports.breaker import Line, break_lines
from reports.fontset import FontSet
from reports.grid import PAGE_HEIGHT, PAGE_WIDTH, SIZE, TRACKING
from reports.settings import PaperSettings

# Streams stay binary: as ASCII-85 every paper would be a quarter larger.
rl_config.useA85 = 0
# ReportLab's faces keep a read position, so two threads may not write two papers at once.
SAVING = Lock()
RED = {"screen": "1 0 0", "print": "0 .8 .8 0"}


@dataclass(frozen=True)
class Style:
    """A role, a size, and the tracking that sets 16 pt glyphs on the 28 cells of a line."""

    role: str = "fangsong"
    size: float = SIZE

    @property
    def tracking(self) -> float:
        """Return the space added after a full character; half of it after a narrow one."""
        return TRACKING if self.size == SIZE else 0.0


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
    """A paragraph in lines, with the spans it was made of."""

    text: str
    styles: tuple[Style, ...]
    lines: tuple[Line, ...]


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
        self.page = 0
        self.turned_pages: set[int] = set()
        self.root = Element("Document")
        self._marks = 0

    def break_spans(
        self, spans: Sequence[Span], widths: tuple[float, float], *, justify: bool = True
    ) -> Broken:
        """Break a paragraph of one or more spans into lines."""
        styles = tuple(span.style for span in spans for _ in span.text)
        text = "".join(span.text for span in spans)
        advances = [self.advance(char, style) for char, style in zip(text, styles, strict=True)]
        return Broken(text, styles, tuple(break_lines(text, advances, widths, justify=justify)))

    def advance(self, char: str, style: Style) -> float:
        """Return the room of a character, tracking included."""
        tracking = style.tracking / 2 if char.isascii() else style.tracking
        return self.fonts.width(style.role, char) * style.size + tracking

    def width(self, text: str, style: Style = BODY) -> float:
        """Return the room of a text on one line."""
        return sum(self.advance(char, style) for char in text)

    def line(self, broken: Broken, line: Line, x: float, baseline: float) -> None:
        """Draw one broken line."""
        for run in line.runs:
            start = run.start
            for end in range(run.start + 1, run.end + 1):
                if end < run.end and broken.styles[end] is broken.styles[start]:
                    continue
                piece = broken.text[start:end]
                style = broken.styles[start]
                x_piece = x + run.x + self._lead(broken, run.start, start, run.spacing)
                self._show(piece, style, (x_piece, baseline), run.spacing)
                start = end

    def _lead(self, broken: Broken, start: int, end: int, spacing: float) -> float:
        pairs = zip(broken.text[start:end], broken.styles[start:end], strict=True)
        return sum(self.advance(char, style) + spacing for char, style in pairs)

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
        document = self.canvas._doc
        tracking = spacing + (style.tracking / 2 if text[0].isascii() else style.tracking)
        x, y = place[0], PAGE_HEIGHT - place[1]
        parts = [f"BT {fp_str(tracking)} Tc"]
        for font, run in self.fonts.pieces(style.role, text):
            start = 0
            for subset, codes in font.splitString(run, document):
                name = font.getSubsetInternalName(subset, document)
                parts.append(f"1 0 0 1 {fp_str(x, y)} Tm {name} {fp_str(style.size)} Tf")
                parts.append(f"({escapePDF(codes)}) Tj")
                for char in run[start : start + len(codes)]:
                    x += self.fonts.width(style.role, char) * style.size * scale + tracking
                start += len(codes)
        self.canvas._code.append(" ".join(parts) + " ET")

    def rule(self, x0: float, x1: float, y: float, weight: float) -> None:
        """Draw a horizontal rule whose middle lies at y."""
        flipped = PAGE_HEIGHT - y
        self.canvas._code.append(
            f"{fp_str(weight)} w {fp_str(x0, flipped)} m {fp_str(x1, flipped)} l S"
        )

    def upright(self, x: float, y0: float, y1: float, weight: float) -> None:
        """Draw a vertical rule."""
        ends = fp_str(x, PAGE_HEIGHT - y0), fp_str(x, PAGE_HEIGHT - y1)
        self.canvas._code.append(f"{fp_str(weight)} w {ends[0]} m {ends[1]} l S")

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

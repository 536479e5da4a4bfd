"""Writes text, rules and tags on a canvas, in points from the top left of the page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from io import BytesIO
from itertools import accumulate, pairwise
from threading import Lock

from reportlab import rl_config
from reportlab.lib.rl_accel import fp_str
from reportlab.lib.utils import TimeStamp
from reportlab.pdfgen.canvas import Canvas

from reports.breaker import Line, Run, break_lines
from reports.errors import FontError
from reports.fontset import FontSet
from reports.grid import PAGE_HEIGHT, PAGE_WIDTH, SIZE, TRACKING
from reports.known import Known
from reports.settings import PaperSettings
from reports.ttf import PaperFont

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
    # The space added after a full character; half of it after a narrow one.
    tracking: float = field(init=False, default=0.0)
    # The size as it stands in the file.
    points: str = field(init=False, default="", repr=False)

    def __post_init__(self) -> None:
        """Track what stands on the grid."""
        object.__setattr__(self, "tracking", TRACKING if self.size == SIZE else 0.0)
        object.__setattr__(self, "points", str(fp_str(self.size)))


BODY = Style()


@dataclass(slots=True)
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


class _Letters:
    """The characters of one role in one paper: the font of each and its code there, both as text.

    A font is named as the file names it, so that characters of equal names make one string.
    """

    def __init__(self, pen: Pen, role: str) -> None:
        self._pen = pen
        self._role = role
        self.names = Known(self._name)
        # Who asks for a code has asked for the name before.
        self.codes: dict[str, str] = {}

    def _name(self, char: str) -> str:
        font = self._pen.fonts.choose(self._role, char)
        if font is None:
            raise FontError(f"字库里没有“{char}”（U+{ord(char):04X}）")
        place = font.assign(char, font._assignState(self._pen.canvas._doc))
        self.codes[char] = f"{place & 0xFF:02X}"
        return self._pen.name_of(font, place >> 8)


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
        self._letters = Known(partial(_Letters, self))
        self._names: dict[tuple[PaperFont, int], str] = {}
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

    def run(self, text: str, x: float, baseline: float, style: Style) -> None:
        """Draw a text that fits, in a style without tracking: a table's cell."""
        if text:
            self._show(text, style, (x, baseline))

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
        letters, x = self._letters[style.role], place[0]
        names = [*map(letters.names.__getitem__, text)]
        down = _number(PAGE_HEIGHT - place[1])
        shown = f"BT {_number(tracking)} Tc"
        for start, end in _alike(names):
            piece = text[start:end]
            codes = "".join(map(letters.codes.__getitem__, piece))
            font = f"{names[start]} {style.points} Tf"
            shown += f" 1 0 0 1 {_number(x)} {down} Tm {font} <{codes}> Tj"
            if end < len(names):
                wide = sum(map(self.fonts.widths(style.role).__getitem__, piece))
                x += wide * style.size * scale + tracking * len(piece)
        self.canvas._code.append(f"{shown} ET")

    def name_of(self, font: PaperFont, subset: int) -> str:
        """Return the name that a font's subset has in this paper."""
        if (font, subset) not in self._names:
            found = font.getSubsetInternalName(subset, self.canvas._doc)
            self._names[font, subset] = found
        return self._names[font, subset]

    def rule(self, x0: float, x1: float, y: float, weight: float) -> None:
        """Draw a horizontal rule whose middle lies at y."""
        self.rules([(x0, y, x1, y)], weight)

    def rules(self, ends: Sequence[tuple[float, float, float, float]], weight: float) -> None:
        """Draw straight rules of one weight, each from x0, y0 to x1, y1."""
        path = [
            f"{_number(x0)} {_number(PAGE_HEIGHT - y0)} m"
            f" {_number(x1)} {_number(PAGE_HEIGHT - y1)} l"
            for x0, y0, x1, y1 in ends
        ]
        self.canvas._code.append(f"{_number(weight)} w {' '.join(path)} S")

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
        self.begin(element)
        yield
        self.end()

    def begin(self, element: Element | None) -> None:
        """Begin what `tagged` marks; a table's many cells need it to cost little."""
        if element is None:
            self.canvas._code.append("/Artifact BMC")
            return
        self.canvas._code.append(f"/{element.tag} <</MCID {self._marks}>> BDC")
        element.marks.append((self.page, self._marks))
        self._marks += 1

    def end(self) -> None:
        """End what `begin` began."""
        self.canvas._code.append("EMC")

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


def _alike(names: list[str]) -> list[tuple[int, int]]:
    """Return start and end of each stretch of equal names."""
    count = len(names)
    if names.count(names[0]) == count:
        return [(0, count)]
    starts = [0, *(at for at in range(1, count) if names[at] != names[at - 1])]
    return list(pairwise([*starts, count]))


@lru_cache(5000)
def _number(value: float) -> str:
    """Return a number as it stands in the file; what is used again and again."""
    return str(fp_str(value))


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

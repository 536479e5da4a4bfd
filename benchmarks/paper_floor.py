"""The floor of a paper: the drawing calls it came to, replayed on a bare canvas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from benchmarks.paper_engines import Facts, drawn
from reports.grid import PAGE_HEIGHT, PAGE_WIDTH
from reports.pen import Pen, Style

Call = tuple[Any, ...]
TAGS = ("/Artifact BMC", "EMC")


class Recorder(Pen):
    """A pen that keeps what it is asked to draw: texts, other strokes, page ends."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.calls: list[Call] = []
        self._seen = len(self.canvas._code)

    def _show(
        self,
        text: str,
        style: Style,
        place: tuple[float, float],
        spacing: float = 0.0,
        scale: float = 1.0,
    ) -> None:
        """Keep one call for each piece that one face prints."""
        self._strokes()
        super()._show(text, style, place, spacing, scale)
        self._seen = len(self.canvas._code)
        tracking = spacing + (style.tracking / 2 if text[0].isascii() else style.tracking)
        x = place[0]
        for font, run in self.fonts.pieces(style.role, text):
            y = PAGE_HEIGHT - place[1]
            self.calls.append(("text", font.fontName, style.size, x, y, run, tracking))
            wide = sum(self.fonts.width(style.role, char) for char in run)
            x += wide * style.size * scale + tracking * len(run)

    def _strokes(self) -> None:
        """Keep what was drawn beside text, without the tags."""
        code = self.canvas._code[self._seen :]
        self._seen = len(self.canvas._code)
        kept = [one for one in code if one not in TAGS and not one.endswith("BDC")]
        if kept:
            self.calls.append(("stroke", kept))

    def rules(self, ends: Sequence[tuple[float, float, float, float]], weight: float) -> None:
        """Keep one call for each rule."""
        self._strokes()
        super().rules(ends, weight)
        self._seen = len(self.canvas._code)
        self.calls.append(("width", weight))
        flip = PAGE_HEIGHT
        self.calls += [("line", x0, flip - y0, x1, flip - y1) for x0, y0, x1, y1 in ends]

    def next_page(self) -> None:
        """Keep the end of a page."""
        self._strokes()
        super().next_page()
        self.calls.append(("page",))
        self._seen = len(self.canvas._code)

    def ended(self) -> list[Call]:
        """Return all calls."""
        self._strokes()
        return self.calls


def recorded(kind: str, facts: Facts) -> list[Call]:
    """Return the drawing calls of a paper."""
    pen = drawn(kind, facts, Recorder)
    return pen.ended() if isinstance(pen, Recorder) else []


def replay(calls: list[Call]) -> bytes:
    """Draw the calls on a canvas that does nothing else."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), pageCompression=1, invariant=1)
    acts: dict[str, Callable[..., None]] = {
        "text": lambda *call: _text(canvas, *call),
        "stroke": lambda code: _strokes(canvas, code),
        "width": canvas.setLineWidth,
        "line": canvas.line,
        "page": canvas.showPage,
    }
    for name, *rest in calls:
        acts[name](*rest)
    canvas.save()
    return out.getvalue()


def _text(
    canvas: Canvas, font: str, size: float, x: float, y: float, text: str, tracking: float
) -> None:
    canvas.setFont(font, size)
    canvas.drawString(x, y, text, charSpace=tracking)


def _strokes(canvas: Canvas, code: list[str]) -> None:
    # A canvas begins a new list with each page.
    canvas._code.extend(code)

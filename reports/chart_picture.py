"""A chart as a picture for a .docx: the paper's own drawing at print resolution."""

from __future__ import annotations

from io import BytesIO
from threading import Lock

import pypdfium2

from reports.charts import HEIGHT, check_room, draw
from reports.fontset import font_set
from reports.grid import LEFT, PAGE_HEIGHT, PAGE_WIDTH, TOP, WIDTH
from reports.paper import Chart
from reports.pen import SAVING, Pen
from reports.settings import PaperSettings

DOTS_PER_INCH = 300
# Black, grey, white and the steps between them at the edges of letters.
GREYS = 16
# The library draws one page at a time in a process.
DRAWING = Lock()


def picture(chart: Chart) -> bytes:
    """Return a chart as a PNG as wide as the text; FactsError for names that find no room."""
    content = _page(chart)
    crop = (LEFT, PAGE_HEIGHT - TOP - HEIGHT, PAGE_WIDTH - LEFT - WIDTH, TOP)
    with DRAWING:
        document = pypdfium2.PdfDocument(content)
        try:
            image = document[0].render(scale=DOTS_PER_INCH / 72, crop=crop).to_pil()
        finally:
            document.close()
    out = BytesIO()
    dots = (DOTS_PER_INCH, DOTS_PER_INCH)
    image.convert("L").quantize(GREYS).save(out, "PNG", optimize=True, dpi=dots)
    return out.getvalue()


def _page(chart: Chart) -> bytes:
    """Return a page with the chart at its top."""
    with SAVING:
        settings = PaperSettings()
        pen = Pen(font_set(settings), settings)
        check_room(pen, chart)
        draw(pen, chart, TOP)
        pen.next_page()
        pen.canvas.save()
        return pen.buffer.getvalue()

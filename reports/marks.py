"""A sheet that holds nothing but 副本 or 作废, to be laid over the pages of a stored paper."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date

from reports.fontset import font_set
from reports.grid import TURNED, UPRIGHT
from reports.overlays import draw_marks
from reports.pen import SAVING, Pen
from reports.settings import PaperSettings

# A sheet has no day of its own; its file is never kept.
_DAY = date(2000, 1, 1)


def sheet(
    settings: PaperSettings | None = None,
    *,
    is_copy: bool = False,
    is_void: bool = False,
    is_turned: bool = False,
) -> bytes:
    """Return one page with the marks alone; is_turned is for a page that is read from its side."""
    settings = settings or PaperSettings()
    with SAVING:
        pen = Pen(font_set(settings), settings)
        pen.stamp(_DAY, f"{is_copy} {is_void} {is_turned}")
        area = TURNED if is_turned else UPRIGHT
        with pen.turned() if is_turned else nullcontext():
            draw_marks(pen, area, is_copy=is_copy, is_void=is_void)
        pen.next_page()
        pen.canvas.save()
        return pen.buffer.getvalue()

"""Official papers (公文) as PDF: a pure function of facts and settings, exact to GB/T 9704-2012."""

from __future__ import annotations

from reports.errors import CheckError, FactsError, FontError, PaperError
from reports.kinds import KINDS
from reports.kinds.base import Kind
from reports.marks import sheet as mark_sheet
from reports.render import render
from reports.settings import PaperSettings, settings_from

__all__ = [
    "KINDS",
    "CheckError",
    "FactsError",
    "FontError",
    "Kind",
    "PaperError",
    "PaperSettings",
    "mark_sheet",
    "render",
    "settings_from",
]

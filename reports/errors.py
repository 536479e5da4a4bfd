"""The errors a paper can meet, so that callers catch one family and print one line."""

from __future__ import annotations


class PaperError(ValueError):
    """Stop a paper for a reason that one Chinese line tells."""


class FactsError(PaperError):
    """Refuse facts that cannot become a paper."""


class FontError(PaperError):
    """Refuse a font file that cannot print every character it promises."""


class CheckError(PaperError):
    """Refuse to measure a PDF whose kind is unknown or whose bytes do not parse."""

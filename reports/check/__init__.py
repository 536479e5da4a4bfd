"""Measures a PDF against the 37 items of GB/T 9704-2012, knowing nothing of what drew it."""

from __future__ import annotations

from reports.catalog import KIND_FORMATS
from reports.check import head_items, imprint_items, layout_items, text_items
from reports.check.finding import Finding, absent
from reports.check.reading import read_pdf
from reports.check.roles import find_roles
from reports.errors import CheckError

_ITEMS = sorted(
    (*layout_items.ITEMS, *head_items.ITEMS, *text_items.ITEMS, *imprint_items.ITEMS),
    key=lambda item: item.number,
)
# What a sheet without a head shares with a paper: paper, 版心, page numbers, colour, turning.
_SHEET_ITEMS = frozenset({1, 3, 24, 31, 32, 33, 34})


def check_pdf(data: bytes, kind: str | None = None) -> list[Finding]:
    """Return one finding for each of the 37 items.

    The kind comes from the PDF's XMP unless given. Raises CheckError when it is
    in neither, or when the bytes are no PDF.
    """
    reading = read_pdf(data)
    found = kind or reading.kind
    if not found:
        raise CheckError("PDF里没有公文种类（XMP），请用 --kind 指明")
    if found not in KIND_FORMATS:
        raise CheckError(f"没有这种公文：{found[:40]}")
    subject = find_roles(reading, found)
    findings = []
    for item in _ITEMS:
        is_apt = not subject.is_sheet or item.number in _SHEET_ITEMS
        verdict, measured = item.measure(subject) if is_apt else absent("办公用表没有这一项")
        findings.append(Finding(item.number, item.name, item.expected, measured, verdict))
    return findings


__all__ = ["Finding", "check_pdf"]

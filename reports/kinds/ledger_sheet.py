"""台账: a wide table, turned on the sheet, its header repeated on every page."""

from __future__ import annotations

from reports import sheets
from reports.kinds.base import Kind

KIND = Kind(
    "ledger_sheet",
    base=("agency", "title", "tables"),
    compose=sheets.compose_ledger,
    also_refused=frozenset({"body"}),
)

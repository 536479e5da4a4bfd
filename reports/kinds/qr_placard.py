"""评价码牌: a large code with its place and the hotline, to stand on a counter."""

from __future__ import annotations

from reports import placard, readers
from reports.kinds.base import Kind

KIND = Kind(
    "qr_placard",
    extra={
        "point": readers.optional_text,
        "point_no": readers.optional_text,
        "staff": readers.optional_text,
        "hint": readers.optional_text,
        "hotline": readers.optional_text,
    },
    base=("title", "verify_url"),
    compose=placard.compose,
    also_refused=frozenset({"body", "tables", "number"}),
)

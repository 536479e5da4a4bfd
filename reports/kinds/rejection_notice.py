"""不予受理告知书: says why a matter is not taken up, on what basis, and where it can go."""

from __future__ import annotations

from reports import readers
from reports.kinds.base import Kind, day, form
from reports.paper import Paper, Parts


def _parts(paper: Paper) -> Parts:
    facts = paper.extra
    rows = [
        ("来件编号", facts.get("no", ""), "收到日期", day(facts, "received")),
        ("反映事项", facts["matter"]),
        ("不予受理的理由", facts["reason"]),
        ("依　　据", facts["basis"]),
        ("建议途径", facts.get("route", "")),
        ("异议权利", facts.get("remedy", "")),
        ("联系方式", facts.get("contact", "")),
    ]
    return Parts(tables=(form(paper, rows), *paper.tables))


KIND = Kind(
    "rejection_notice",
    extra={
        "no": readers.optional_text,
        "received": readers.iso_date,
        "matter": readers.text,
        "reason": readers.text,
        "basis": readers.text,
        "route": readers.optional_text,
        "remedy": readers.optional_text,
        "contact": readers.optional_text,
        "table_after": readers.count,
    },
    required=frozenset({"matter", "reason", "basis"}),
    parts=_parts,
)

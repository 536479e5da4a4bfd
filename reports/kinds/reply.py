"""答复意见书: what was found, what was decided, on what basis, and how to ask for review."""

from __future__ import annotations

from reports import readers
from reports.kinds.base import Kind, day, form
from reports.paper import Paper, Parts


def _parts(paper: Paper) -> Parts:
    facts = paper.extra
    rows = [
        ("来件编号", facts.get("no", ""), "收到日期", day(facts, "received")),
        ("反映事项", facts["matter"]),
        ("办理结果", facts["result"]),
        ("政策依据", facts.get("basis", "")),
        ("承办单位", facts.get("unit", "")),
        ("复查途径", facts.get("review", "")),
        ("联系方式", facts.get("contact", "")),
    ]
    return Parts(tables=(form(paper, rows), *paper.tables))


KIND = Kind(
    "reply",
    extra={
        "no": readers.optional_text,
        "received": readers.iso_date,
        "matter": readers.text,
        "result": readers.text,
        "basis": readers.optional_text,
        "unit": readers.optional_text,
        "review": readers.optional_text,
        "contact": readers.optional_text,
        "table_after": readers.count,
    },
    required=frozenset({"matter", "result"}),
    parts=_parts,
)

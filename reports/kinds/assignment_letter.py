"""交办单: hands one matter to a unit, with the leader's instruction and the time limit."""

from __future__ import annotations

from reports import readers
from reports.kinds.base import Kind, form
from reports.paper import Paper, Parts, chinese_date
from reports.readers import Reader

EXTRA: dict[str, Reader] = {
    "matter": readers.text,
    "source": readers.optional_text,
    "reason": readers.optional_text,
    "instruction": readers.optional_text,
    "lead_unit": readers.text,
    "co_units": readers.texts,
    "deadline": readers.iso_date,
    "feedback": readers.optional_text,
    "contact": readers.optional_text,
    "table_after": readers.count,
}


def _parts(paper: Paper) -> Parts:
    facts = paper.extra
    rows = [
        ("来　　源", facts.get("source", "")),
        ("交办事项", facts["matter"]),
        ("理　　由", facts.get("reason", "")),
        ("批示意见", facts.get("instruction", "")),
        ("主办单位", facts["lead_unit"], "协办单位", "、".join(facts.get("co_units", ()))),
        ("反馈要求", facts.get("feedback", "")),
        # Two to a row, so that the end of a short letter stands on its first page.
        ("办理时限", f"{chinese_date(facts['deadline'])}前", "联系方式", facts.get("contact", "")),
    ]
    return Parts(tables=(form(paper, rows), *paper.tables))


KIND = Kind(
    "assignment_letter",
    extra=EXTRA,
    required=frozenset({"matter", "lead_unit", "deadline"}),
    parts=_parts,
)

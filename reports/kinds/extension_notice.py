"""延期告知书: tells the person before the due day why it takes longer, and until when."""

from __future__ import annotations

from reports import readers
from reports.errors import FactsError
from reports.kinds.base import Kind, day, form
from reports.paper import TO_FILL, Paper, Parts


def _parts(paper: Paper) -> Parts:
    facts = paper.extra
    rows = [
        ("受理编号", facts["no"]),
        ("反映事项", facts["matter"]),
        ("承办单位", facts.get("unit", "")),
        ("原定期限", day(facts, "due"), "延长至", day(facts, "new_due")),
        ("延期理由", facts["reason"]),
        ("联系方式", facts.get("contact", "")),
    ]
    return Parts(tables=(form(paper, rows), *paper.tables))


def _check(paper: Paper) -> None:
    due, new_due = paper.extra["due"], paper.extra["new_due"]
    if TO_FILL not in (due, new_due) and new_due <= due:
        raise FactsError("延长后的期限（new_due）应当晚于原办结期限（due）")


KIND = Kind(
    "extension_notice",
    extra={
        "no": readers.text,
        "matter": readers.text,
        "unit": readers.optional_text,
        "due": readers.iso_date,
        "new_due": readers.iso_date,
        "reason": readers.text,
        "contact": readers.optional_text,
        "table_after": readers.count,
    },
    required=frozenset({"no", "matter", "due", "new_due", "reason"}),
    parts=_parts,
    check=_check,
)

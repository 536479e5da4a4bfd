"""受理告知书: tells a person that the matter was taken up, by whom and until when."""

from __future__ import annotations

from reports import readers
from reports.errors import FactsError
from reports.kinds.base import Kind, day, form
from reports.paper import Paper, Parts

_DATES = ("received", "accepted", "due")


def _parts(paper: Paper) -> Parts:
    facts = paper.extra
    rows = [
        ("受理编号", facts["no"], "收到日期", day(facts, "received")),
        ("受理日期", day(facts, "accepted"), "办结期限", day(facts, "due")),
        ("反映事项", facts["matter"]),
        ("承办单位", facts.get("unit", "")),
        ("查询办法", facts.get("lookup", "")),
        ("联系方式", facts.get("contact", "")),
    ]
    return Parts(tables=(form(paper, rows), *paper.tables))


def _check(paper: Paper) -> None:
    found = [paper.extra[key] for key in _DATES if key in paper.extra]
    if found != sorted(found):
        raise FactsError("收到（received）、受理（accepted）、办结期限（due）的先后不对")


KIND = Kind(
    "acceptance_notice",
    extra={
        "no": readers.text,
        "matter": readers.text,
        "received": readers.iso_date,
        "accepted": readers.iso_date,
        "due": readers.iso_date,
        "unit": readers.optional_text,
        "lookup": readers.optional_text,
        "contact": readers.optional_text,
        "table_after": readers.count,
    },
    required=frozenset({"no", "matter", "due"}),
    parts=_parts,
    check=_check,
)

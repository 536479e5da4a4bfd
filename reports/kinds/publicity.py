"""公示: puts a result or a promise before the public, with its days and where to object."""

from __future__ import annotations

from reports import readers
from reports.errors import FactsError
from reports.kinds.base import Kind, form
from reports.paper import Paper, Parts, chinese_date


def _parts(paper: Paper) -> Parts:
    facts = paper.extra
    days = ""
    if "starts_on" in facts and "ends_on" in facts:
        days = f"{chinese_date(facts['starts_on'])}至{chinese_date(facts['ends_on'])}"
    rows = [
        ("公示期限", days),
        ("受理单位", facts.get("unit", "")),
        ("反映方式", facts.get("ways", "")),
        ("联系电话", facts.get("phone", "")),
        ("通信地址", facts.get("address", "")),
    ]
    if not any(value for _, value in rows):
        return Parts(tables=paper.tables)
    return Parts(tables=(*paper.tables, form(paper, rows)))


def _check(paper: Paper) -> None:
    facts = paper.extra
    if ("starts_on" in facts) != ("ends_on" in facts):
        raise FactsError("公示期限要有起（starts_on）也要有止（ends_on）")
    if "starts_on" in facts and facts["ends_on"] < facts["starts_on"]:
        raise FactsError("公示止日（ends_on）不能早于起日（starts_on）")


KIND = Kind(
    "publicity",
    extra={
        "starts_on": readers.iso_date,
        "ends_on": readers.iso_date,
        "unit": readers.optional_text,
        "ways": readers.optional_text,
        "phone": readers.optional_text,
        "address": readers.optional_text,
        "table_after": readers.count,
    },
    parts=_parts,
    check=_check,
)

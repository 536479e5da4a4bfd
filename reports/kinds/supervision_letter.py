"""督办函: presses for items that are late, listed with their due dates and days over."""

from __future__ import annotations

from reports import readers
from reports.kinds.base import Kind, list_reader, place_of
from reports.paper import Column, Paper, Parts, Table, chinese_date
from reports.readers import Reader

_ITEM: dict[str, Reader] = {
    "no": readers.text,
    "matter": readers.text,
    "unit": readers.text,
    "due": readers.iso_date,
    "days_over": readers.count,
}
_COLUMNS = (
    Column("编号", 6.8, "center"),
    Column("事项", 8.0, "left"),
    Column("责任单位", 4.6, "center"),
    Column("到期日", 5.9, "center"),
    Column("超期天数", 2.7, "center"),
)


def _parts(paper: Paper) -> Parts:
    rows = tuple(
        (
            item["no"],
            item["matter"],
            item["unit"],
            chinese_date(item["due"]),
            str(item["days_over"]),
        )
        for item in paper.extra["items"]
    )
    table = Table(columns=_COLUMNS, rows=rows, after=place_of(paper))
    return Parts(tables=(table, *paper.tables))


KIND = Kind(
    "supervision_letter",
    extra={"items": list_reader(_ITEM, set(_ITEM), "督办事项"), "table_after": readers.count},
    required=frozenset({"items"}),
    parts=_parts,
)

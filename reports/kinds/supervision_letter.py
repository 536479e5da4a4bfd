"""督办函: presses for items that are late, listed with their due dates and days over."""

from __future__ import annotations

from typing import Any

from reports import readers
from reports.errors import FactsError
from reports.kinds.base import Kind
from reports.paper import Column, Paper, Table, chinese_date
from reports.readers import Reader

_ITEM: dict[str, Reader] = {
    "no": readers.text,
    "matter": readers.text,
    "unit": readers.text,
    "due": readers.iso_date,
    "days_over": readers.count,
}
_COLUMNS = (
    Column("编号", 6.4, "center"),
    Column("事项", 8.4, "left"),
    Column("责任单位", 4.6, "center"),
    Column("到期日", 5.9, "center"),
    Column("超期天数", 2.7, "center"),
)


def _items(value: Any, where: str) -> tuple[dict[str, Any], ...]:
    found = enumerate(readers.items(value, where), 1)
    items = [
        readers.mapping(item, f"{where}第{place}项", _ITEM, set(_ITEM)) for place, item in found
    ]
    if not items:
        raise FactsError(f"{where}不能为空：至少要有一个督办事项")
    return tuple(items)


def _tables(paper: Paper) -> tuple[Table, ...]:
    """Return the late items as a table after the body's item `table_after`."""
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
    after = min(paper.extra.get("table_after", 1), len(paper.body))
    return (Table(columns=_COLUMNS, rows=rows, after=after), *paper.tables)


KIND = Kind(
    "supervision_letter",
    extra={"items": _items, "table_after": readers.count},
    required=frozenset({"items"}),
    tables=_tables,
)

"""会议纪要: what a meeting settled, who attended, was excused and sat in."""

from __future__ import annotations

from reports import readers
from reports.kinds.base import Kind, list_reader, place_of
from reports.paper import Column, Paper, Parts, Table, chinese_date
from reports.readers import Reader

_DECISION: dict[str, Reader] = {
    "matter": readers.text,
    "unit": readers.text,
    "due": readers.iso_date,
}
_COLUMNS = (
    Column("序号", 2.4, "center"),
    Column("议定事项", 13.0, "left"),
    Column("责任单位", 6.7, "center"),
    Column("完成时限", 5.9, "center"),
)
_LISTS = (("attendees", "出席"), ("absentees", "请假"), ("observers", "列席"))


def _parts(paper: Paper) -> Parts:
    lists = tuple((label, paper.extra[key]) for key, label in _LISTS if paper.extra.get(key))
    tables = paper.tables
    if "decisions" in paper.extra:
        rows = tuple(
            (str(at), item["matter"], item["unit"], chinese_date(item["due"]))
            for at, item in enumerate(paper.extra["decisions"], 1)
        )
        tables = (Table(columns=_COLUMNS, rows=rows, after=place_of(paper)), *tables)
    return Parts(tables=tables, lists=lists)


KIND = Kind(
    "minutes",
    extra={
        "attendees": readers.texts,
        "absentees": readers.texts,
        "observers": readers.texts,
        "decisions": list_reader(_DECISION, set(_DECISION), "议定事项"),
        "table_after": readers.count,
    },
    required=frozenset({"attendees"}),
    parts=_parts,
)

"""建议书: names what a unit should mend, with the proposal and the day a reply is due."""

from __future__ import annotations

from reports import readers
from reports.kinds.base import Kind, list_reader, place_of
from reports.paper import Column, Paper, Parts, Table, chinese_date
from reports.readers import Reader

_ITEM: dict[str, Reader] = {
    "problem": readers.text,
    "proposal": readers.text,
    "due": readers.iso_date,
}
_COLUMNS = (
    Column("序号", 2.4, "center"),
    Column("存在问题", 9.2, "left"),
    Column("建议", 10.5, "left"),
    Column("完成时限", 5.9, "center"),
)


def _parts(paper: Paper) -> Parts:
    rows = tuple(
        (
            str(at),
            item["problem"],
            item["proposal"],
            chinese_date(item["due"]) if "due" in item else "立行立改",
        )
        for at, item in enumerate(paper.extra["items"], 1)
    )
    table = Table(columns=_COLUMNS, rows=rows, after=place_of(paper))
    return Parts(tables=(table, *paper.tables))


KIND = Kind(
    "proposal",
    extra={
        "items": list_reader(_ITEM, {"problem", "proposal"}, "建议事项"),
        "table_after": readers.count,
    },
    required=frozenset({"items"}),
    parts=_parts,
)

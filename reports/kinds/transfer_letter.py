"""转办函: passes matters on to the unit whose duty they are, with the day a reply is due."""

from __future__ import annotations

from reports import readers
from reports.kinds.base import Kind, list_reader, place_of
from reports.paper import Column, Paper, Parts, Table, chinese_date
from reports.readers import Reader

_ITEM: dict[str, Reader] = {
    "no": readers.text,
    "matter": readers.text,
    "source": readers.optional_text,
    "reporter": readers.optional_text,
    "due": readers.iso_date,
}
_COLUMNS = (
    Column("编号", 6.9, "center"),
    Column("反映事项", 6.5, "left"),
    Column("来源", 3.6, "center"),
    Column("反映人", 5.1, "center"),
    Column("反馈期限", 5.9, "center"),
)
_RECEIPT = (
    ("转办函文号", "{number}"),
    ("签收单位", ""),
    ("签收人", ""),
    ("签收时间", "　　　　年　　月　　日　　时"),
    ("承办人及电话", ""),
)


def _parts(paper: Paper) -> Parts:
    """Return the matters as a table and, when asked for, a receipt (回执) to send back."""
    rows = tuple(
        (
            item["no"],
            item["matter"],
            item.get("source", ""),
            item.get("reporter", ""),
            chinese_date(item["due"]),
        )
        for item in paper.extra["items"]
    )
    table = Table(columns=_COLUMNS, rows=rows, after=place_of(paper))
    slips = (_receipt(paper),) if paper.extra.get("receipt") else ()
    return Parts(tables=(table, *paper.tables), slips=slips)


def _receipt(paper: Paper) -> Table:
    rows = [(label, value.format(number=paper.number or "")) for label, value in _RECEIPT]
    return Table(
        columns=(Column("项目", 6.0), Column("内容", 22.0)),
        rows=tuple(rows),
        title="回　　执",
        is_form=True,
    )


KIND = Kind(
    "transfer_letter",
    extra={
        "items": list_reader(_ITEM, {"no", "matter", "due"}, "转办事项"),
        "receipt": readers.flag,
        "table_after": readers.count,
    },
    required=frozenset({"items"}),
    parts=_parts,
)

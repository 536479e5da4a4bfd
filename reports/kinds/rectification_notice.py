"""限期整改通知书: problems with their basis and time limit, 签收栏 and 送达回证."""

from __future__ import annotations

from reports import readers
from reports.errors import FactsError
from reports.kinds.base import Kind, list_reader, place_of
from reports.paper import Column, Paper, Parts, Table, chinese_date
from reports.readers import Reader

_ITEM: dict[str, Reader] = {
    "problem": readers.text,
    "basis": readers.optional_text,
    "measure": readers.text,
}
_COLUMNS = (
    Column("序号", 2.4, "center"),
    Column("存在问题", 9.4, "left"),
    Column("依据", 6.6, "left"),
    Column("整改要求", 9.6, "left"),
)
_PAIRS = (Column("项目", 5.0), Column("内容"), Column("项目", 5.0), Column("内容"))
_DAY = "　　　　年　　月　　日"


def _parts(paper: Paper) -> Parts:
    rows = tuple(
        (str(at), item["problem"], item.get("basis", ""), item["measure"])
        for at, item in enumerate(paper.extra["items"], 1)
    )
    problems = Table(columns=_COLUMNS, rows=rows, after=place_of(paper))
    return Parts(
        tables=(problems, *paper.tables), slips=(_signing(paper),), pages=(_service(paper),)
    )


def _signing(paper: Paper) -> Table:
    """Return 签收栏: who took the notice, and when."""
    unit = paper.extra["unit"]
    limit = f"{chinese_date(paper.extra['deadline'])}前"
    return Table(
        columns=_PAIRS,
        rows=(("签收单位", unit, "整改时限", limit), ("签收人", "", "签收时间", _DAY)),
        is_form=True,
    )


def _service(paper: Paper) -> Table:
    """Return 送达回证: what was served, to whom, how, and the hands of both sides."""
    extra = paper.extra
    return Table(
        title="送达回证",
        columns=_PAIRS,
        rows=(
            ("送达文书", paper.title.replace("|", "")),
            ("文　　号", str(paper.number or ""), "成文日期", chinese_date(paper.date)),
            ("受送达单位", extra["unit"]),
            ("送达地点", extra.get("place", "")),
            ("送达方式", extra.get("way", "直接送达")),
            ("受送达人", ""),
            ("代收人及代收理由", ""),
            ("送达人", ""),
            ("拒收情况及见证人", ""),
            ("备　　注", extra.get("remark", "")),
        ),
        lines=(1, 1, 1, 1, 1, 4, 4, 4, 4, 1),
        feet=(
            *[""] * 5,
            f"签名或盖章：　　　　　　　{_DAY}",
            f"签名：　　　　　　　{_DAY}",
            f"签名（两人）：　　　　　　　{_DAY}",
            f"签名：　　　　　　　{_DAY}",
            "",
        ),
        is_form=True,
    )


def _check(paper: Paper) -> None:
    if paper.extra["deadline"] < paper.date:
        raise FactsError("整改时限（deadline）不能早于成文日期（date）")


KIND = Kind(
    "rectification_notice",
    extra={
        "unit": readers.text,
        "items": list_reader(_ITEM, {"problem", "measure"}, "问题"),
        "deadline": readers.iso_date,
        "place": readers.optional_text,
        "way": readers.optional_text,
        "remark": readers.optional_text,
        "table_after": readers.count,
    },
    required=frozenset({"unit", "items", "deadline"}),
    parts=_parts,
    check=_check,
)

"""月度运行报告: the month's figures as tables and charts between the text."""

from __future__ import annotations

from dataclasses import replace

from reports import readers
from reports.errors import FactsError
from reports.kinds.base import Kind
from reports.paper import Paper, Parts, chinese_date


def _parts(paper: Paper) -> Parts:
    """Return the tables, period and cut-off below the first of them, and the charts."""
    facts = paper.extra
    scope = f"统计期间：{facts['period']}" if "period" in facts else ""
    if "cut_off" in facts:
        scope += f"{'；' if scope else ''}数据截至{chinese_date(facts['cut_off'])}"
    tables = list(paper.tables)
    if tables and scope and not tables[0].source:
        tables[0] = replace(tables[0], source=f"注：{scope}。")
    return Parts(tables=tuple(tables), charts=facts.get("charts", ()))


def _check(paper: Paper) -> None:
    for at, chart in enumerate(paper.extra.get("charts", ()), 1):
        if chart.after > len(paper.body):
            raise FactsError(f"charts第{at}个.after 超过了正文的段数（{len(paper.body)}）")


KIND = Kind(
    "monthly_report",
    extra={"period": readers.month, "cut_off": readers.iso_date, "charts": readers.charts},
    parts=_parts,
    check=_check,
)

"""The circular of a month: every unit with rank, n, 环比 and 同比, and who is late.

Who reported, and what was closed, after the end of the month is named with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import clock, months
from app.operations.month_late import late_rows, late_words
from app.operations.month_since import Since
from app.operations.month_text import (
    MOST_WHOLE,
    Figures,
    Text,
    corrected,
    left_out,
    moved,
    named,
    of,
    ranked,
    too_few,
)

SOON = "自本通报印发之日起5个工作日内办结；确有客观原因的，书面说明理由。"


def circular(figures: Figures, since: Since) -> dict[str, Any]:
    """Return body and tables of the circular of a month, with what became of its late items."""
    text = Text()
    name = months.said(figures["period"])
    text.say(f"现将{name}“民声直通车”运行情况通报如下：")
    text.head("群众评价情况")
    text.say(
        f"{name}收到评价{of(figures, 'evaluations')}，满意率{of(figures, 'good_rate')}，差评率"
        f"{of(figures, 'bad_rate')}，到期的差评按期整改率{of(figures, 'rectified_rate')}。"
        f"各单位情况见下表；{too_few(figures)}{left_out(figures)}"
        f"{'环比按更正后的上月数字计算。' if corrected(figures) else ''}"
    )
    rows = named(figures)
    text.table("各单位评价和评分情况", CIRCULAR_COLUMNS, [listed(row) for row in rows])
    _late(text, figures, since)
    text.head("工作要求")
    if any(since.is_open(one) for one in figures["late"]):
        text.say(f"有超期事项、到本通报印发时仍未办结的单位，{SOON}", 2)
    text.say("排名靠后、满意率下降的单位，对照差评的原因查找不足，限期整改。", 2)
    text.say("特此通报。")
    return text.parts()


def _late(text: Text, figures: Figures, since: Since) -> None:
    """超期未办结事项: whose they were at the end of the month, and which are finished since."""
    late = figures["late"]
    text.head("超期未办结事项")
    text.say(late_words(figures, _since_words(figures, since)))
    states = [since.of(one) for one in late[:MOST_WHOLE]]
    rows = late_rows(figures, MOST_WHOLE)
    rows = [[*row, state] for row, state in zip(rows, states, strict=True)]
    text.table("超期未办结事项", CIRCULAR_LATE, rows)


def _since_words(figures: Figures, since: Since) -> str:
    """Return how many of the late items are closed, reported or late no more by now."""
    late = figures["late"]
    items = {one["id"] for one in late}
    closed = {one["id"] for one in late if since.is_closed(one)}
    reported = items - {one["id"] for one in late if not since.is_reported(one)} - closed
    gone = items - {one["id"] for one in late if since.is_open(one)} - closed - reported
    parts = [
        f"{len(some)}件{words}"
        for some, words in (
            (closed, "已于通报前办结"),
            (reported, "已于通报前上报结果，等待核查、反馈"),
            (gone, "已延期、改派、退单等，不再超期"),
        )
        if some
    ]
    at = clock.local(since.at)
    when = f"{at.month}月{at.day}日{at.hour}时"
    return f"其中{'；'.join(parts)}（见下表，核对到{when}）。" if parts else ""


CIRCULAR_LATE = [
    {"label": "编号", "width": 6.6},
    {"label": "反映事项", "width": 5.8, "align": "left"},
    {"label": "责任单位", "width": 4.8},
    {"label": "到期日", "width": 3.6},
    {"label": "超期天数", "width": 2.2},
    {"label": "通报前情况", "width": 5, "align": "center"},
]
CIRCULAR_COLUMNS = [
    {"label": "名次", "width": 2.4},
    {"label": "单位", "width": 7.4, "align": "left"},
    {"label": "评价数", "width": 3.2},
    {"label": "满意率", "width": 4},
    {"label": "环比", "width": 3.5},
    {"label": "同比", "width": 3.5},
    {"label": "得分", "width": 4},
]


def listed(row: Mapping[str, Any]) -> list[str]:
    """Return a unit as a row of the circular."""
    cells = ranked(row)
    return [*cells[:5], moved(row["good"], row["year_ago"]), cells[5]]

"""The circular of a month: every unit with rank, n, 环比 and 同比, and who is late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import months
from app.operations.month_text import (
    LATE_COLUMNS,
    MOST_WHOLE,
    Figures,
    Text,
    late_rows,
    late_words,
    left_out,
    moved,
    named,
    of,
    ranked,
)


def circular(figures: Figures) -> dict[str, Any]:
    """Return body, tables and attachments of the circular of a month."""
    text = Text()
    name = months.said(figures["period"])
    text.say(f"现将{name}“民声直通车”运行情况通报如下：")
    text.head("群众评价情况")
    text.say(
        f"{name}收到评价{of(figures, 'evaluations')}，满意率{of(figures, 'good_rate')}，差评率"
        f"{of(figures, 'bad_rate')}，到期的差评按期整改率{of(figures, 'rectified_rate')}。"
        f"各单位情况见下表；样本不足的不排名。{left_out(figures)}"
    )
    rows = named(figures)
    text.table("各单位评价和评分情况", CIRCULAR_COLUMNS, [listed(row) for row in rows])
    text.head("超期未办结事项")
    text.say(late_words(figures))
    text.table("超期未办结事项", LATE_COLUMNS, late_rows(figures, MOST_WHOLE))
    text.head("工作要求")
    text.say("有超期事项的单位自本通报印发之日起5个工作日内办结；确有客观原因的，书面说明理由。", 2)
    text.say("排名靠后、满意率下降的单位，对照差评的原因查找不足，限期整改。", 2)
    text.say("特此通报。")
    return text.parts()


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

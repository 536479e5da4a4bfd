"""What the papers of a month say of late items: as of which instant, how many, and whose.

Pure: frozen figures in, texts out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import months

MOST_LATE = 30
Figures = Mapping[str, Any]


LATE_COLUMNS = [
    {"label": "编号", "width": 6.8},
    {"label": "反映事项", "width": 8, "align": "left"},
    {"label": "责任单位", "width": 5.6},
    {"label": "到期日", "width": 4.6},
    {"label": "超期天数", "width": 3},
]


def as_of(figures: Figures) -> str:
    """Return the instant of what is told of the end of a month: its last day, or the cut-off."""
    last, cut = months.last_day(figures["period"]).isoformat(), figures["cut_off"]
    if cut[:10] > last:
        return f"{_day(last)}24时"
    return f"{_day(cut[:10])}{int(cut[11:13])}时"


def late_words(figures: Figures, since: str = "") -> str:
    """Return how many items are late and whose they are, the most first.

    since says what became of them by now.
    """
    late, rest = figures["late"], figures.get("late_unlisted", 0)
    if not late and not rest:
        return f"截至{as_of(figures)}没有超期未办结的事项。"
    if not late:
        return f"截至{as_of(figures)}，超期未办结{figures['late_counts']['month']}件，不逐件列出。"
    whose: dict[str, set[int]] = {}
    for one in late:
        whose.setdefault(one["unit"], set()).add(one["id"])
    named = sorted(whose.items(), key=lambda one: (-len(one[1]), one[0]))
    said = "、".join(f"{unit}{len(ids)}件" for unit, ids in named)
    items = figures["late_counts"]["month"]
    shared = sum(len(ids) for ids in whose.values()) + rest > items
    unlisted = f"，另有{rest}件不逐件列出" if rest else ""
    each = "（由几个单位承办的，各单位都列）" if shared else ""
    more = f"，下表列出超期最久的{MOST_LATE}项" if len(late) > MOST_LATE else ""
    return (
        f"截至{as_of(figures)}，超期未办结{items}件，责任单位：{said}{each}{unlisted}{more}。"
        f"{since}超期天数按工作日计算到{as_of(figures)}。"
    )


def late_rows(figures: Figures, most: int) -> list[list[str]]:
    """Return the late items as rows, the longest late first."""
    return [
        [one["no"], one["title"], one["unit"], _day(one["due"]), str(one["days"])]
        for one in figures["late"][:most]
    ]


def _day(iso: str) -> str:
    """Return a day by month and day."""
    return f"{int(iso[5:7])}月{int(iso[8:])}日"

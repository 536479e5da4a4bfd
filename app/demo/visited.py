"""Visits and a survey of the sample county, each through its operation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app import clock, store
from app.operations import surveys, visits
from app.principal import Principal

# who, kind, place, where exactly, days ago, what was found
FOUND = (
    (
        "gaowan",
        "visit",
        "130924102225",
        "村西",
        3,
        "示例：村西三盏路灯不亮，老人晚上出门不便，村里说已报供电所。",
    ),
    (
        "bureau",
        "window",
        "130924000000",
        "政务大厅综合窗口",
        6,
        "示例：坐窗口半天，三位群众因材料没有一次告知跑了第二趟。",
    ),
    (
        "inspector",
        "inspection",
        "130924102000",
        "便民服务中心",
        9,
        "示例：工作日上午十点，两个窗口无人在岗，没有去向牌。",
    ),
)
SURVEY = {
    "title": "最多跑一次改革评议（示例）",
    "frame": "全县 197 个村，每村 5 户",
    "questions": "您对窗口服务满意吗：满意/一般/不满意*\n最近一次办事跑了几趟：一趟/两趟/三趟以上*",
}
SHEETS = (
    (1, "满意", 842),
    (1, "一般", 101),
    (1, "不满意", 42),
    (2, "一趟", 790),
    (2, "两趟", 140),
    (2, "三趟以上", 55),
)


def load(session: Session, loader: Principal, persons: Mapping[str, Principal]) -> None:
    """Record what was found and count a survey."""
    today = clock.today()
    try:
        for who, kind, region, place, ago, finding in FOUND:
            actor = persons[who]
            store.name(session, actor)
            facts: dict[str, Any] = {
                "kind": kind,
                "region_code": region,
                "place": place,
                "held_on": today - timedelta(days=ago),
                "visitors": actor.name,
                "finding": finding,
            }
            visits.record(session, actor, facts)
        actor = persons["intake"]
        store.name(session, actor)
        span = {"from_on": today - timedelta(days=20), "until_on": today - timedelta(days=6)}
        survey = surveys.add(session, actor, {**SURVEY, **span})
        surveys.count(session, actor, survey.id, SHEETS)
    finally:
        store.name(session, loader)

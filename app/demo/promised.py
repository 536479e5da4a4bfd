"""Promises of the sample county: made, audited, kept, and two that were broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app import clock, store
from app.operations import promises
from app.principal import Principal
from app.queries import promises as reads

MADE_AGO = timedelta(days=60)
# who enters, title, target, measures, days from today to the due day, how it is kept
TO_ALL = (
    (
        "gaowan",
        "村级代办点中午不断岗（示例）",
        "每个村站中午有人值守",
        "两人一班，排班上墙。",
        20,
        "",
    ),
    (
        "minzheng",
        "婚姻登记一次办好（示例）",
        "材料一次告知，当天办结",
        "告知单上墙，专人导办。",
        -10,
        "已逐项公示告知单",
    ),
    (
        "zhujian",
        "供热投诉两小时到场（示例）",
        "接诉后两小时内到场",
        "成立三个抢修班，公布电话。",
        35,
        "",
    ),
    ("bureau", "大厅延时服务（示例）", "上班时间外预约办理", "每周六上午开放预约窗口。", -20, ""),
)
OWED = (
    (
        "兑付道路工程款（示例）",
        "付清拖欠的工程款",
        "列入年度预算，分两次付清。",
        -15,
        "14万元",
        "上一届班子",
    ),
    ("办理厂区用地手续（示例）", "补齐用地手续", "自然资源部门牵头，月底前报批。", 25, "", ""),
)


def load(
    session: Session,
    loader: Principal,
    persons: Mapping[str, Principal],
    firms: Sequence[int],
) -> None:
    """Enter and publish the promises at their time; what is overdue is broken by now."""
    try:
        for who, title, target, measures, days, kept in TO_ALL:
            facts = _facts(title, target, measures, days, persons[who])
            row_id = _publish(session, persons, persons[who], facts)
            if kept:
                _keep(session, persons, who, row_id, kept)
        for at, (title, target, measures, days, amount, before) in enumerate(OWED):
            facts = _facts(title, target, measures, days, persons["gaowan"])
            facts |= {"enterprise_id": firms[at], "amount": amount, "predecessor_unit": before}
            _publish(session, persons, persons["intake"], facts)
    finally:
        store.name(session, loader)
    promises.lapse(session, loader)


def _facts(title: str, target: str, measures: str, days: int, of: Principal) -> dict[str, Any]:
    """Return the facts of a promise of a person's unit."""
    due = clock.today() + timedelta(days=days)
    given = {"title": title, "target": target, "measures": measures, "unit_id": of.unit_id}
    return {**given, "due_on": due, "money_unit": "yuan"}


def _publish(
    session: Session, persons: Mapping[str, Principal], by: Principal, facts: dict[str, Any]
) -> int:
    """Enter a promise two months ago and have a leader audit it an hour later."""
    made = clock.now() - MADE_AGO
    store.name(session, by)
    with clock.fixed(made):
        row = promises.enter(session, by, facts)
    store.name(session, persons["leader"])
    with clock.fixed(made + timedelta(hours=1)):
        promises.act(session, persons["leader"], row.id, row.row_version, "publish")
    return row.id


def _keep(
    session: Session, persons: Mapping[str, Principal], who: str, row_id: int, text: str
) -> None:
    """Let a unit report that it kept its promise in time, and a leader confirm it."""
    at = clock.now() - timedelta(days=15)
    with clock.fixed(at):
        for by, name, said in ((persons[who], "claim", text), (persons["leader"], "publish", "")):
            store.name(session, by)
            row = reads.get(session, row_id)
            promises.act(session, by, row_id, row.row_version, name, said)

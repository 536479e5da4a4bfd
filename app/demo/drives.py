"""Campaigns, a clustering and livelihood items of the sample county, each by its operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import Track
from app.enums_campaign import RawKind
from app.models import CampaignReturn, ClusterMember, Problem
from app.operations import campaign_returns, campaigns, clusters, livelihood
from app.principal import Principal
from app.queries import clusters as reads
from app.queries import raw_items

BEGUN_AGO = 60
# theme: items
THEMES = {
    "窗口作风（示例）": ("一次性告知不到位", "空岗离岗"),
    "惠民政策落实（示例）": ("补贴发放", "老旧路灯更换"),
}
PHASES = (("mobilise", -60, -50), ("self_check", -49, -20), ("rectify", -19, 40))
TASKS = (
    (("gaowan", "xinji"), "逐个窗口检查一次性告知（示例）", 6, "个"),
    (("minzheng",), "核对补贴发放名册（示例）", 12, "本"),
)
RETURNED = (
    ("gaowan", 2, "检查便民服务中心两个窗口，补齐告知单。", "accept"),
    ("minzheng", 5, "核对五个乡镇的名册。", ""),
)
ITEMS = (
    ("intake", "county", "更换村内老旧路灯（示例）", "更换老旧路灯三百盏，明确管护人。", True),
    ("gaowan", "township", "村卫生室药品直送（示例）", "每周给村卫生室送两次药。", False),
    ("intake", "city", "困难老人助餐点（示例）", "新建助餐点五处。", False),
)
KINDS = [kind.value for kind in RawKind]


def load(session: Session, loader: Principal, persons: Mapping[str, Principal]) -> None:
    """Begin two campaigns, sort what people said, and choose a livelihood item."""
    try:
        _campaign(session, persons)
        _sorted(session, persons)
        _items(session, persons)
    finally:
        store.name(session, loader)


@contextmanager
def _by(session: Session, actor: Principal, ago: int = 0) -> Iterator[Principal]:
    """Let a person act so many days ago."""
    store.name(session, actor)
    with clock.fixed(clock.now() - timedelta(days=ago)):
        yield actor


def _campaign(session: Session, persons: Mapping[str, Principal]) -> None:
    """Begin a campaign two months ago, with returns of which one is late."""
    today = clock.today()
    span = {"from_on": today - timedelta(days=BEGUN_AGO), "until_on": today + timedelta(days=60)}
    with _by(session, persons["intake"], BEGUN_AGO) as actor:
        facts = {"kind": "special", "title": "群众身边不正之风专项整治（示例）", **span}
        root = campaigns.begin(session, actor, {**facts, "basis": "县委办文件（示例）"}).id
        nodes = [root]
        for theme, items in THEMES.items():
            above = campaigns.add_node(session, actor, root, {"title": theme}).id
            for item in items:
                given = {"title": item, "parent_id": above}
                nodes.append(campaigns.add_node(session, actor, root, given).id)
        for kind, begin, end in PHASES:
            days = {
                "from_on": today + timedelta(days=begin),
                "until_on": today + timedelta(days=end),
            }
            campaigns.set_phase(session, actor, root, {"kind": kind, **days})
        for at, (who, measure, many, counted) in enumerate(TASKS, start=1):
            task = {
                "unit_ids": [persons[one].unit_id for one in who],
                "node_id": nodes[at],
                "measure": measure,
                "target_n": many,
                "target_unit": counted,
                "due_on": today + timedelta(days=40),
                "cadence": "monthly",
            }
            campaigns.add_task(session, actor, root, task)
    _returns(session, persons)
    _hundred_days(session, persons)


def _returns(session: Session, persons: Mapping[str, Principal]) -> None:
    """Let two units send their first return; one is accepted, one waits."""
    for who, done, text, then in RETURNED:
        with _by(session, persons[who], 25) as actor:
            query = sa.select(CampaignReturn).order_by(CampaignReturn.due_on, CampaignReturn.id)
            row = session.scalars(query).first()
            if row is None:
                continue
            facts = {"done_n": done, "text": f"{text}（示例）", "send": True}
            campaign_returns.fill(session, actor, row.id, row.row_version, facts)
        if then:
            with _by(session, persons["intake"], 24) as actor:
                campaign_returns.accept(session, actor, row.id, row.row_version)


def _hundred_days(session: Session, persons: Mapping[str, Principal]) -> None:
    """Begin a drive of a hundred days that counts."""
    today = clock.today()
    facts = {
        "kind": "hundred_days",
        "title": "百日解百难（示例）",
        "from_on": today - timedelta(days=17),
        "until_on": today + timedelta(days=82),
        "target_n": 100,
        "target_unit": "件",
    }
    with _by(session, persons["bureau_lead"], 17) as actor:
        campaigns.begin(session, actor, facts)


def _sorted(session: Session, persons: Mapping[str, Principal]) -> None:
    """Freeze what people said, sort a part of it and list one problem."""
    today = clock.today()
    with _by(session, persons["intake"]) as actor:
        facts = {
            "title": "近三个月群众意见（示例）",
            "from_on": today - timedelta(days=90),
            "until_on": today,
            "kinds": KINDS,
        }
        run = clusters.begin(session, actor, facts).id
        clusters.suggest(session, actor, run, reads.near(session, run))
        ids = _open(session, run)
        half = max(1, len(ids) // 3)
        named = {"title": "办事材料没有一次告知（示例）", "theme": "政务服务类"}
        made = clusters.make(session, actor, run, ids[:half], named)
        more = {"title": "村内设施没人管护（示例）", "theme": "民生类"}
        clusters.make(session, actor, run, ids[half : half + 3] or ids[:1], more, None)
        plain = sa.select(Problem.problem_no).where(Problem.track == Track.SERVICE)
        listed = {
            "number": session.scalars(plain.order_by(Problem.id)).first() or "",
            "owner_unit_id": persons["bureau"].unit_id,
            "measures": "公布一次性告知清单，窗口逐项说明。",
            "due_on": today + timedelta(days=30),
        }
        clusters.put_on_list(session, actor, made.id, made.row_version, listed)


def _open(session: Session, run: int) -> list[int]:
    """Return the members that the commission does not keep to itself."""
    query = sa.select(ClusterMember).where(ClusterMember.run_id == run).order_by(ClusterMember.id)
    rows = session.scalars(query).all()
    said = raw_items.said(session, [(row.kind, row.source_id) for row in rows])
    inner = {key for key, one in said.items() if one.is_inner}
    return [row.id for row in rows if (row.kind, row.source_id) not in inner]


def _items(session: Session, persons: Mapping[str, Principal]) -> None:
    """Put livelihood items forward and select one."""
    today = clock.today()
    for who, level, title, detail, chosen in ITEMS:
        with _by(session, persons[who]) as actor:
            facts = {"title": title, "detail": detail, "level": level, "year": today.year}
            row = livelihood.collect(session, actor, facts)
        if chosen:
            with _by(session, persons["leader"]) as actor:
                given: dict[str, Any] = {
                    "reason": "群众反映集中",
                    "leader_owner": "分管副县长（示例）",
                    "lead_unit_id": persons["gaowan"].unit_id,
                    "due_on": today + timedelta(days=45),
                }
                livelihood.select(session, actor, row.id, row.row_version, given)

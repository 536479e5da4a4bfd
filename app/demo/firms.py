"""Enterprises of the sample county: invented names, real check digits, one officer each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import store
from app.demo import source
from app.enums_ledger import MetricKind
from app.models import Problem
from app.operations import enterprises, metrics
from app.principal import Principal

# code, name, place, industry, officer
FIRMS = (
    ("91130924MA0000111T", "海兴示例机械厂", "130924100000", "通用设备制造", "intake"),
    ("91130924MA000012XJ", "海兴示例运输有限公司", "130924102000", "道路运输", "gaowan"),
    ("91130924MA0000138J", "海兴示例盐化有限公司", "130924000000", "化工", "bureau"),
    ("91130924MA0000146D", "辛集示例养殖合作社", "130924101000", "养殖", "xinji"),
    ("91130924MA00001548", "海兴示例新能源有限公司", "130924000000", "光伏发电", "zhujian"),
)
LINKED = 3


def load(session: Session, loader: Principal, persons: Mapping[str, Principal]) -> list[int]:
    """Add the enterprises, each with a sealed contact; link the items that are about business."""
    people = source.People("enterprises", "reporters")
    actor, made = persons["intake"], []
    try:
        store.name(session, actor)
        for uscc, name, place, industry, officer in FIRMS:
            facts: dict[str, Any] = {
                "uscc": uscc,
                "name": name,
                "region_code": place,
                "industry": industry,
                "officer_id": persons[officer].account_id,
                "contact_name": f"{people.name()}（示例）",
                "contact_phone": people.phone(),
            }
            made.append(enterprises.keep(session, actor, facts).id)
    finally:
        store.name(session, loader)
    business = _link(session, made)
    if business:
        _serve_all(session, loader, persons, business[0])
    return made


def _link(session: Session, made: list[int]) -> list[int]:
    """Let the items with the tag of enterprises be theirs, in turn; return their ids."""
    rows = session.scalars(sa.select(Problem).order_by(Problem.id))
    business = [row for row in rows if "enterprise" in (row.tags or ())]
    for at, row in enumerate(business):
        row.enterprise_id = made[at % LINKED]
    session.flush()
    return [row.id for row in business]


def _serve_all(
    session: Session, loader: Principal, persons: Mapping[str, Principal], problem_id: int
) -> None:
    """Enter a result of one enterprise's item that serves every enterprise, and verify it."""
    facts = {
        "kind": MetricKind.POLICY_MADE,
        "value": "1",
        "beneficiary": "全县货运企业（示例）",
        "basis": "三家单位联合印发的通行证办理办法（示例）",
        "serves_all": True,
    }
    try:
        store.name(session, persons["intake"])
        row = metrics.enter(session, persons["intake"], problem_id, facts)
        store.name(session, persons["inspector"])
        metrics.verify(session, persons["inspector"], row.id, row.row_version)
    finally:
        store.name(session, loader)

"""走访、领导坐窗口、明察暗访: recorded on the day, registered as an item where one is needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app import audit, clock, secrecy, store
from app.enums import IdentityMode
from app.enums_visit import CHANNELS, VisitKind
from app.errors import Conflict, Forbidden, Refused
from app.models import FieldVisit, Problem
from app.operations import intake, site_photos, tail
from app.operations.facts import Reader
from app.operations.intake import EARLIEST
from app.principal import Principal
from app.queries import visits

LONGEST_FINDING = 2000


def record(session: Session, actor: Principal, facts: Mapping[str, Any]) -> FieldVisit:
    """Keep what was found; no telephone and no ID number of a household stays in it."""
    if not visits.may_record(actor):
        raise Forbidden("您没有记录走访检查的权限。")
    with store.acting(session, tail.KEEPER):
        reader = Reader(session, facts)
        found: dict[str, Any] = {
            "kind": reader.word("kind", "类别", VisitKind),
            "held_on": reader.day("held_on", "日期"),
            "region_code": reader.place("region_code", "地点"),
            "place": reader.text("place", "具体地点", 60, required=False, line=True),
            "visited_unit_id": reader.unit("visited_unit_id", "到访单位", required=False),
            "visitors": reader.text("visitors", "走访检查人", 100, line=True),
            "finding": reader.text("finding", "发现的情况", LONGEST_FINDING),
        }
        if found["kind"] is not None and found["kind"] not in visits.kinds(actor):
            reader.blame("kind", "明察暗访由纪委监委记录。")
        day = found["held_on"]
        if day is not None and not EARLIEST <= day <= clock.today():
            reader.blame("held_on", "日期不能晚于今天，也请核对年份。")
        reader.finish()
        for name in ("place", "visitors", "finding"):
            found[name] = secrecy.redact(found[name])
        row = FieldVisit(unit_id=actor.unit_id, created_by_id=actor.account_id, **found)
        session.add(row)
        session.flush()
    audit.record(session, actor, "visit.add", "field_visit", row.id, detail={"kind": row.kind})
    return row


def register(
    session: Session, actor: Principal, row_id: int, version: int, facts: Mapping[str, Any]
) -> Problem:
    """Register what a visit found as an item, once, and link the two."""
    row = visits.get(session, row_id)
    if not visits.may_record(actor):
        raise Forbidden("您没有登记诉求的权限。")
    if row.problem_id is not None:
        raise Refused("这条记录已经登记为台账事项。")
    if row.row_version != version:
        raise Conflict()
    given = {
        **facts,
        "channel": CHANNELS[row.kind].value,
        "identity_mode": IdentityMode.ANONYMOUS.value,
        "region_code": row.region_code,
        "occurred_on": row.held_on,
    }
    problem = intake.register(session, actor, given)
    with store.acting(session, tail.KEEPER):
        row.problem_id = problem.id
        site_photos.lend(session, row.id, problem.id)
        session.flush()
    detail = {"problem_id": problem.id}
    audit.record(session, actor, "visit.register", "field_visit", row.id, detail=detail)
    return problem

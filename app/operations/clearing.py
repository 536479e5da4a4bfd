"""线索清仓 and the risk list: keepers and leaders act, an office reads its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app import clock, store
from app.clue_moves import RUNNING
from app.enums_clue import RiskState
from app.errors import Conflict, Invalid, Missing, Refused
from app.models import ClueClearing, DisciplineRisk, Unit
from app.operations import compartment
from app.operations.clue_acts import OFFICES
from app.operations.facts import Reader
from app.permissions import Right
from app.principal import Principal
from app.queries import clearing
from app.queries import clues as reads

MOST = 200
LONGEST = {"risk": 500, "measure": 500}


def may_keep(actor: Principal) -> bool:
    """Tell whether somebody sets the days of a clearing and keeps the risk list."""
    return actor.has(Right.CLUES, "A", "2")


def set_target(
    session: Session, actor: Principal, clue_ids: Sequence[int], facts: Mapping[str, Any]
) -> int:
    """Say by which day visible, running clues are to be cleared; return how many."""
    if not may_keep(actor):
        raise Missing()
    wanted = sorted(set(clue_ids))
    if not wanted:
        raise Refused("请先勾选线索。")
    if len(wanted) > MOST:
        raise Refused(f"一次最多 {MOST} 条。")
    found = [reads.get(session, clue_id) for clue_id in wanted]
    if any(clue.state not in RUNNING for clue in found):
        raise Refused("勾选的线索里有的已经处置完毕，请刷新页面。")
    reader = Reader(session, facts)
    day = reader.day("target_on", "清仓期限")
    if day is not None and day < clock.today():
        reader.blame("target_on", "清仓期限不能早于今天。")
    reader.finish()
    with store.acting(session, compartment.KEEPER):
        session.add_all(
            ClueClearing(clue_id=clue.id, target_on=day, created_by_id=actor.account_id)
            for clue in found
        )
        session.flush()
        facts = {"clearing": [clue.uid for clue in found], "target_on": str(day)}
        compartment.trace(session, actor, facts)
    return len(found)


def add_risk(session: Session, actor: Principal, facts: Mapping[str, Any]) -> DisciplineRisk:
    """Enter a risk at a unit with the office that answers for its measure."""
    if not may_keep(actor):
        raise Missing()
    with store.acting(session, compartment.KEEPER):
        reader = Reader(session, facts)
        texts = {
            "risk": reader.text("risk", "风险", LONGEST["risk"]),
            "measure": reader.text("measure", "措施", LONGEST["measure"]),
        }
        unit, owner = reader.unit("unit_id", "单位"), reader.unit("owner_unit_id", "责任室")
        if owner is not None and session.get_one(Unit, owner).kind not in OFFICES:
            reader.blame("owner_unit_id", "责任室是监督检查室、派驻组等纪检监察机关的内设机构。")
        if unit is not None and owner == unit:
            reader.blame("owner_unit_id", "责任室不能是存在风险的单位自己。")
        if unit is not None and unit == actor.unit_id:
            reader.blame("unit_id", "本单位的风险由别的单位登记。")
        due_on = reader.day("due_on", "化解期限")
        reader.finish()
        row = DisciplineRisk(
            **compartment.seal(texts),
            unit_id=unit,
            owner_unit_id=owner,
            due_on=due_on,
            created_by_id=actor.account_id,
        )
        session.add(row)
        session.flush()
        compartment.trace(session, actor, {"risk": row.uid, **texts})
    return row


def change_risk(
    session: Session, actor: Principal, row_id: int, version: int, facts: Mapping[str, Any]
) -> DisciplineRisk:
    """Say where a visible risk stands, and perhaps a new day."""
    row = clearing.risk(session, row_id)
    if row.row_version != version:
        raise Conflict()
    if row.state == RiskState.RESOLVED:
        raise Invalid({"state": "已化解的不再改；又出现的，另登记一条。"})
    reader = Reader(session, facts)
    state = reader.word("state", "状态", RiskState)
    due_on = reader.day("due_on", "化解期限", required=False)
    reader.finish()
    with store.acting(session, compartment.KEEPER):
        row.state, row.due_on = state or row.state, due_on or row.due_on
        session.flush()
        compartment.trace(session, actor, {"risk": row.uid, "state": row.state.value})
    return row


def log_opening(session: Session, actor: Principal) -> None:
    """Audit that somebody opens the words of the risk list, before they are decrypted."""
    compartment.trace_read(session, actor, {"risks": clock.now().isoformat()})

"""A unit's appeal against a bad evaluation: asked in days, decided by somebody of another unit.

The record stays whatever is decided; an appeal that holds takes it out of the score.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, store
from app import policies_evaluations as policies
from app.enums import EvalState, Role
from app.enums_evaluation import AppealGround, AppealState, FlagState
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.models import EvalAppeal, Evaluation, EvaluationFlag
from app.operations import handling, limits, notices, rectifying
from app.operations.facts import Reader
from app.principal import Principal
from app.queries import parameters


def ask(
    session: Session, actor: Principal, evaluation_id: int, facts: Mapping[str, Any]
) -> EvalAppeal:
    """Appeal for the actor's unit, once for an evaluation and within its days."""
    query = sa.select(Evaluation).where(Evaluation.id == evaluation_id).with_for_update()
    row = session.scalars(query).one_or_none()
    if row is None:
        raise Missing()
    if not policies.may_appeal(actor, row):
        raise Forbidden("只有被评价的单位能对有效的差评申诉。")
    known = sa.select(EvalAppeal.id).where(EvalAppeal.evaluation_id == row.id)
    if session.execute(known).first() is not None:
        raise Refused("这条评价已经申诉过，裁定是最后的。")
    days = parameters.integer(session, "appeal_ask_days")
    if clock.now() > limits.after(session, days, row.submitted_at).at:
        raise Refused(f"申诉要在收到评价后 {days} 个工作日内提出，已经过了期限。")
    reader = Reader(session, facts)
    ground = reader.word("ground", "申诉理由", AppealGround)
    evidence = reader.text("evidence", "事实和证据", rectifying.LONGEST)
    reader.finish()
    due = limits.after(session, parameters.integer(session, "appeal_decide_days")).at
    with store.acting(session, handling.KEEPER):
        appeal = EvalAppeal(
            evaluation_id=row.id,
            unit_id=row.unit_id,
            ground=ground,
            evidence=evidence,
            asked_by_id=actor.account_id,
            asked_at=clock.now(),
            decide_due=due,
            created_by_id=actor.account_id,
        )
        session.add(appeal)
        row.state = EvalState.UNDER_APPEAL
        session.flush()
        for unit in sorted(notices.units_of(session, Role.DC_INTAKE, Role.AB_LEAD)):
            if unit != row.unit_id:
                payload = {"evaluation_id": row.id}
                key = f"appeal.asked:{appeal.id}:{unit}"
                notices.notice(session, "appeal.asked", unit, payload, key)
    detail = {"evaluation_id": row.id, "ground": appeal.ground}
    audit.record(session, actor, "appeal.ask", "eval_appeal", appeal.id, detail=detail)
    return appeal


def decide(
    session: Session, actor: Principal, evaluation_id: int, version: int, facts: Mapping[str, Any]
) -> None:
    """Decide an appeal: void takes the evaluation out of the score, else it counts again."""
    query = sa.select(EvalAppeal).where(EvalAppeal.evaluation_id == evaluation_id)
    appeal = session.scalars(query.with_for_update()).one_or_none()
    if appeal is None:
        raise Missing()
    if not policies.may_decide(actor, appeal):
        raise Forbidden("申诉由提出申诉以外的单位裁定，而且只裁定一次。")
    if appeal.row_version != version:
        raise Conflict(current={"decision": appeal.decision})
    outcome = str(facts.get("outcome", ""))
    if outcome not in {AppealState.UPHELD, AppealState.REJECTED}:
        raise Invalid({"outcome": "请选择裁定结果。"})
    appeal.decision = rectifying.words("decision", "裁定意见", str(facts.get("decision") or ""))
    appeal.state = AppealState(outcome)
    appeal.decided_by_id, appeal.decided_at = actor.account_id, clock.now()
    upheld = appeal.state == AppealState.UPHELD
    with store.acting(session, handling.KEEPER):
        row = session.get(Evaluation, evaluation_id)
        if row is None:
            raise Missing()
        stuffed = sa.select(EvaluationFlag.id).where(
            EvaluationFlag.evaluation_id == row.id, EvaluationFlag.state == FlagState.CONFIRMED
        )
        # What was found to be stuffed meanwhile does not count again.
        counts = not upheld and session.execute(stuffed).first() is None
        row.state = EvalState.VALID if counts else EvalState.VOID
        if not counts:
            note = "申诉成立，不计入评价。" if upheld else "已核实为异常评价，不计入评价。"
            rectifying.end_task(session, actor, row.id, note)
        payload, key = {"evaluation_id": row.id}, f"appeal.decided:{appeal.id}"
        notices.notice(session, "appeal.decided", appeal.unit_id, payload, key)
    detail = {"evaluation_id": evaluation_id, "state": appeal.state}
    audit.record(session, actor, "appeal.decide", "eval_appeal", appeal.id, detail=detail)

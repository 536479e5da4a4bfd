"""F01, T16, T17: the reporter is told, and the item closes or goes back."""

from __future__ import annotations

import sqlalchemy as sa

from app.enums import CallbackResult, FeedbackWay, StepRole
from app.errors import Invalid, Refused
from app.models import Feedback
from app.operations import answering, call_tasks, guards
from app.operations.case import Case, Note
from app.queries import parameters

MOST_ATTEMPTS = 50


def last_feedback(case: Case) -> Feedback | None:
    """Return the newest feedback since the result was submitted."""
    query = (
        sa.select(Feedback)
        .where(Feedback.problem_id == case.problem.id, Feedback.at >= case.problem.submitted_at)
        .order_by(Feedback.id.desc())
        .limit(1)
    )
    return case.session.scalars(query).first()


def callback(case: Case) -> Note:
    """F01: somebody told the reporter, or tried to; the state stays."""
    facts = case.facts
    if case.problem.contact_id is None:
        raise Refused("来访人没有留下联系方式，不用回访，请在“办结”里写明如何反馈。")
    errors = {}
    if facts["way"] == FeedbackWay.NONE:
        errors["way"] = "请选择实际使用的反馈方式。"
    if facts["callback_result"] == CallbackResult.NOT_APPLICABLE:
        errors["callback_result"] = "来访人留有电话，请选择实际的回访结果。"
    least = parameters.integer(case.session, "callback_attempts")
    unreached = facts["callback_result"] == CallbackResult.UNREACHABLE
    if unreached and facts["attempts"] < least:
        errors["attempts"] = f"至少拨打 {least} 次仍未接通，才能记为“未接通”。"
    if facts["attempts"] > MOST_ATTEMPTS:
        errors["attempts"] = f"拨打次数最多填 {MOST_ATTEMPTS}。"
    if errors:
        raise Invalid(errors)
    _keep(case, facts["way"], facts["text"], facts["callback_result"], facts["attempts"])
    call_tasks.told(case.session, case.problem.id)
    label = facts["callback_result"].label
    data = {"way": facts["way"], "result": facts["callback_result"], "attempts": facts["attempts"]}
    return Note(f"{label}：{facts['text']}", data, inner=True)


def _keep(case: Case, way: FeedbackWay, text: str, result: CallbackResult, attempts: int) -> None:
    """Add a feedback row."""
    case.session.add(
        Feedback(
            problem_id=case.problem.id,
            way=way,
            content=text,
            callback_result=result,
            attempts=attempts,
            at=case.now,
            by_id=case.actor.account_id,
            created_by_id=case.actor.account_id,
        )
    )


def close(case: Case) -> Note:
    """T16: guard 3, no closing without feedback or the reason why there is none."""
    text = case.facts["text"]
    if case.problem.contact_id is None:
        if not text:
            raise Invalid({"text": "来访人没有留下联系方式，请写明如何反馈或为何无法反馈。"})
        _keep(case, FeedbackWay.NONE, text, CallbackResult.NOT_APPLICABLE, 0)
    else:
        _check_told(case)
    case.problem.state = case.transition.target or case.problem.state
    case.problem.closed_at = case.now
    for step in case.open_steps(StepRole.CO):
        case.end(step)
    return Note(text, {"outcome": case.problem.outcome_kind}, inner=True)


def _check_told(case: Case) -> None:
    """Refuse to close over a missing callback, or over a first dissatisfied one."""
    last = last_feedback(case)
    if last is None:
        raise Refused("还没有回访记录，请先“回访反馈”再办结。")
    if last.callback_result != CallbackResult.DISSATISFIED:
        return
    if not case.did("T17"):
        raise Refused("来访人不满意，请先“不满意重办”，不能直接办结。")
    if not case.facts["text"]:
        raise Invalid({"text": "重办后来访人仍不满意，请写明办结的理由。"})


def dissatisfied(case: Case) -> Note:
    """T17: the reporter is not satisfied; the first time the lead unit works again."""
    if case.did("T17"):
        raise Refused("这件事项已因不满意重办过一次，再次重办须由县纪委领导批准，请先报领导。")
    last = last_feedback(case)
    if last is None or last.callback_result != CallbackResult.DISSATISFIED:
        raise Refused("最近一次回访的结果不是“不满意”，请先记录回访。")
    most = parameters.integer(case.session, "reopen_days")
    answering.again(case, guards.check_days(case.facts["days"], most))
    return Note(case.facts["reason"], {"days": case.facts["days"]})

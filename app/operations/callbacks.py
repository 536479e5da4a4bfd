"""What is kept of a call to a reporter, his own item's or one that was merged into another."""

from __future__ import annotations

from app.enums import CallbackResult, FeedbackWay
from app.errors import Invalid, Refused
from app.models import Feedback
from app.operations import call_tasks
from app.operations.case import Case, Note
from app.queries import parameters

MOST_ATTEMPTS = 50


def told(case: Case) -> Note:
    """Keep that somebody told the reporter, or tried to; the state stays."""
    facts = case.facts
    check(case)
    keep(case, facts["way"], facts["text"], facts["callback_result"], facts["attempts"])
    call_tasks.told(case.session, case.problem.id)
    label = facts["callback_result"].label
    data = {"way": facts["way"], "result": facts["callback_result"], "attempts": facts["attempts"]}
    return Note(f"{label}：{facts['text']}", data, inner=True)


def check(case: Case) -> None:
    """Refuse a callback without a number, without a way, or given up too soon."""
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


def keep(case: Case, way: FeedbackWay, text: str, result: CallbackResult, attempts: int) -> None:
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

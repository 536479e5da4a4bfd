"""F01, T16, T17: the reporter is told, and the item closes or goes back."""

from __future__ import annotations

import sqlalchemy as sa

from app import endings, secrecy
from app.enums import CallbackResult, FeedbackWay, OutcomeKind, StepRole
from app.errors import Invalid, Refused
from app.models import Feedback
from app.operations import answering, callbacks, family, guards, identity, merging
from app.operations.case import Case, Note
from app.queries import parameters


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
    return callbacks.told(case)


def close(case: Case) -> Note:
    """T16: guard 3, no closing without feedback or the reason why there is none."""
    text = case.facts["text"]
    if case.problem.contact_id is None:
        if not text:
            raise Invalid({"text": "来访人没有留下联系方式，请写明如何反馈或为何无法反馈。"})
        callbacks.keep(case, FeedbackWay.NONE, text, CallbackResult.NOT_APPLICABLE, 0)
    else:
        _check_told(case)
    family.check_parts_closed(case)
    merging.check_all_told(case)
    _check_happy(case)
    case.problem.state = case.transition.target or case.problem.state
    case.problem.closed_at = case.now
    for step in case.open_steps(StepRole.CO):
        case.end(step)
    merging.master_closed(case)
    outcome = {"outcome": case.problem.outcome_kind}
    return Note(text, outcome, inner=True, reply=_to_read(case))


def _to_read(case: Case) -> str:
    """Return what the reporter reads by his code; of a discipline item the outcome alone."""
    problem = case.problem
    parts = [f"办理结果：{OutcomeKind.label_of(problem.outcome_kind)}。"]
    if not case.discipline:
        said = (("办理情况", problem.outcome_text), ("政策依据", problem.policy_basis))
        for label, words in said:
            if words:
                plain = secrecy.redact(identity.without_reporter(words, problem))
                parts.append(f"{label}：{plain}")
    return "\n".join(parts)


def _check_told(case: Case) -> None:
    """Refuse to close over a missing callback."""
    if last_feedback(case) is None:
        raise Refused("还没有回访记录，请先“回访反馈”再办结。")


def _check_happy(case: Case) -> None:
    """Refuse to close over a first dissatisfied word, of a merged reporter too."""
    if not endings.is_unhappy(case.session, case.problem):
        return
    if not case.did("T17"):
        raise Refused("来访人不满意，请先“不满意重办”，不能直接办结。")
    if not case.facts["text"]:
        raise Invalid({"text": "重办后来访人仍不满意，请写明办结的理由。"})


def dissatisfied(case: Case) -> Note:
    """T17: the reporter is not satisfied; the first time freely, then as the leader agrees."""
    if case.did("T17") and not endings.allowed_again(case.session, case.problem.id):
        raise Refused(
            "这件事项已因不满意重办过，再次重办须由县纪委领导批准，请等领导“批准再次重办”。"
        )
    if not endings.is_unhappy(case.session, case.problem):
        raise Refused("最近一次回访的结果不是“不满意”，请先记录回访。")
    most = parameters.integer(case.session, "reopen_days")
    answering.again(case, guards.check_days(case.facts["days"], most))
    merging.result_is_gone(case)
    return Note(case.facts["reason"], {"days": case.facts["days"]})

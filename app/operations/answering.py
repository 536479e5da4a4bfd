"""P01, P02, T13–T15: units work and answer, the inspection office verifies."""

from __future__ import annotations

from app.enums import OutcomeKind, StepRole
from app.enums_ledger import DeadlineKind
from app.errors import Invalid
from app.models import ProblemStep
from app.operations import blocked, guards, limits, merging
from app.operations.case import Case, Note
from app.queries import parameters, vocabulary

# What stands on the part of a co-handler whose answer the lead unit did not wait for.
UNANSWERED = "未答复，已说明"


def progress(case: Case) -> Note:
    """P01: a note in the history; it moves no date."""
    return Note(case.facts["text"])


def answer(case: Case) -> Note:
    """P02: a co-handler answers, which signs for and ends its own step."""
    step = case.own_step(StepRole.CO)
    step.signed_at = step.signed_at or case.now
    _keep(step, case)
    case.end(step)
    return Note(case.facts["measures"], {"step_id": step.id, "late": step.late})


def _keep(step: ProblemStep, case: Case) -> None:
    """Keep on the step what the unit did and who answers for it."""
    step.measures = case.facts["measures"]
    step.leader_name = case.facts["leader_name"]
    step.leader_opinion = case.facts["leader_opinion"]


def submit(case: Case) -> Note:
    """T13: the lead unit reports its result; its lateness is frozen."""
    problem, facts = case.problem, case.facts
    _check_result(case)
    step = case.own_step(StepRole.LEAD)
    _keep(step, case)
    case.end(step)
    for part in case.open_steps(StepRole.CO):
        part.measures = UNANSWERED
        case.end(part)
    problem.outcome_kind, problem.outcome_text = facts["outcome_kind"], facts["measures"]
    problem.policy_basis = facts["policy_basis"] or None
    problem.submitted_at = case.now
    case.enter("verify")
    data = {
        "step_id": step.id,
        "late": step.late,
        "outcome": facts["outcome_kind"],
        "reporter_contacted": facts["reporter_contacted"],
    }
    text = f"{facts['outcome_kind'].label}：{facts['measures']}"
    return Note(_joined(text, "协办未答复的说明", facts["co_reason"]), data)


def _check_result(case: Case) -> None:
    """Ask for the basis of an explanation and for the reason of a missing answer."""
    facts, errors = case.facts, {}
    if facts["outcome_kind"] == OutcomeKind.EXPLAINED and not facts["policy_basis"]:
        errors["policy_basis"] = "办理结果是“政策原因解释说明”的，请写明政策依据。"
    elif blocked.lacks_basis(case.problem, facts["policy_basis"]):
        errors["policy_basis"] = blocked.NO_BASIS
    if case.open_steps(StepRole.CO) and not facts["co_reason"]:
        errors["co_reason"] = "还有协办单位没有答复，请等其答复，或写明不等的理由。"
    if errors:
        raise Invalid(errors)


def _joined(text: str, label: str, more: str) -> str:
    """Append a labelled text when there is one."""
    return f"{text}\n{label}：{more}" if more else text


def verify(case: Case) -> Note:
    """T15: the result holds; now the reporter is told, and those of merged items."""
    case.enter("feedback")
    merging.result_is_there(case)
    method = vocabulary.label(case.session, "verification_method", case.facts["method"])
    return Note(f"{method}：{case.facts['finding']}", {"method": case.facts["method"]})


def rework(case: Case) -> Note:
    """T14: the result does not hold; the lead unit gets a new step, the old one stays judged."""
    most = parameters.integer(case.session, "rework_days")
    again(case, guards.check_days(case.facts["days"], most))
    return Note(case.facts["reason"], {"days": case.facts["days"]})


def again(case: Case, days: int) -> None:
    """Give the lead unit a new step under a due of its own."""
    handle = limits.in_workdays(case.session, DeadlineKind.HANDLE, days)
    last = next(step for step in reversed(case.steps) if step.role == StepRole.LEAD)
    case.begin(last.unit_id, StepRole.LEAD, handle, last)
    case.problem.rework_count += 1
    case.move(handle.due)

"""E01: a lead unit asks for more days before its due date, once, and two levels decide."""

from __future__ import annotations

from datetime import datetime

from app.enums import FeedbackWay, StepRole
from app.enums_ledger import DeadlineCause, DeadlineKind
from app.errors import Invalid, Refused
from app.formats import day
from app.models import Extension, ProblemStep
from app.more_time import newest
from app.operations import call_tasks, deadlines, limits, two_levels
from app.operations.case import Case, Note
from app.operations.limits import Limit
from app.queries import parameters
from app.workdays import local_day

H = DeadlineKind.HANDLE


def ask(case: Case) -> Note:
    """E01a: the lead unit asks; nothing moves."""
    step, days = case.own_step(StepRole.LEAD), int(case.facts["days"])
    _check_in_time(case, step)
    _check_length(case, step, days)
    case.session.add(
        Extension(
            problem_id=case.problem.id,
            step_id=step.id,
            days=days,
            reason=case.facts["reason"],
            asked_by_id=case.actor.account_id,
            asked_at=case.now,
            due_before=step.handle_due,
            created_by_id=case.actor.account_id,
        )
    )
    return Note(f"申请延期 {days} 个工作日：{case.facts['reason']}", {"days": days})


def _check_in_time(case: Case, step: ProblemStep) -> None:
    """Refuse what is asked for too late."""
    if case.now > step.handle_due:
        raise Refused("已过到期日，不能再申请延期。")
    before = parameters.integer(case.session, "extension_ask_before_days")
    if limits.days_until(case.session, step.handle_due) < before:
        raise Refused(f"延期须在到期日 {before} 个工作日以前提出，现在已来不及。")


def _check_length(case: Case, step: ProblemStep, days: int) -> Limit:
    """Refuse more than the original days, or more than the bound in natural days."""
    original = case.problem.days_limit or 0
    if days > original:
        raise Invalid({"days": f"延期最多为原办理时限，即 {original} 个工作日。"})
    longer = limits.longer(case.session, H, step.handle_due, days)
    most = parameters.integer(case.session, "extension_max_days")
    added = (longer.due.on - local_day(step.handle_due)).days
    if added > most:
        raise Invalid({"days": f"延期最多 {most} 个自然日，您填的 {days} 个工作日合 {added} 日。"})
    return longer


def _asking(case: Case, row: Extension) -> ProblemStep:
    """Return the part for which more time was asked."""
    return next(step for step in case.steps if step.id == row.step_id)


def agree(case: Case) -> Note:
    """E01b: the intake office agrees and passes it on."""
    row = _pending(case)
    two_levels.agreed(case, row)
    return Note(case.facts["opinion"], {"extension_id": row.id}, inner=True)


def _pending(case: Case) -> Extension:
    """Return the request, still in time to be granted; the gate has made sure that it waits."""
    row: Extension = newest(case.problem, Extension)
    if case.now > _asking(case, row).handle_due:
        raise Refused("已过到期日，不能再同意延期，请点“不同意延期”写明理由。")
    return row


def approve(case: Case) -> Note:
    """E01: the leader grants it; every open part and the overall due move, the legal one may."""
    row = _pending(case)
    lead = _asking(case, row)
    longer = _check_length(case, lead, row.days)
    before = lead.handle_due
    for step in (lead, *case.open_steps(StepRole.CO)):
        _move(case, step, row.days)
    two_levels.approved(case, row)
    row.due_before, row.due_after = before, longer.at
    _move_legal(case, longer)
    case.move(_overall(case, longer, before, row.days).due)
    data = {"extension_id": row.id, "days": row.days, "due": longer.due.on.isoformat()}
    return Note(
        f"延期 {row.days} 个工作日，延至{day(longer.due.on)}。{case.facts['decision']}", data
    )


def _move(case: Case, step: ProblemStep, days: int) -> None:
    """Give a part the days, with a row of its own."""
    longer = limits.longer(case.session, H, step.handle_due, days)
    step.handle_due, step.extended_days = longer.at, days
    case.start(longer, step, DeadlineCause.EXTENSION)


def _overall(case: Case, longer: Limit, before: datetime, days: int) -> Limit:
    """Return the stage's new limit; a rework has a due of its own, the first stays as it was."""
    problem = case.problem
    if problem.submitted_at is not None or problem.handle_due_at in {None, before}:
        overall = longer
    else:
        overall = limits.longer(case.session, H, problem.handle_due_at or before, days)
    if problem.submitted_at is None:
        problem.handle_due_at = overall.at
    return overall


def _move_legal(case: Case, longer: Limit) -> None:
    """Extend the legal limit as far as the new due needs it, at most by its own bound."""
    problem, work = case.problem, case.session
    if problem.legal_due_on is None or problem.accepted_at is None:
        return
    if longer.due.on <= problem.legal_due_on:
        return
    base, days = _legal_base(case, problem.accepted_at)
    most = parameters.integer(work, "legal_extension_days")
    added = min(most, (longer.due.on - problem.legal_due_on).days)
    legal = limits.natural(work, DeadlineKind.LEGAL, days + added, base)
    if legal.due.on > problem.legal_due_on:
        problem.legal_due_on = legal.due.on
        case.start(legal, cause=DeadlineCause.EXTENSION)


def _legal_base(case: Case, accepted_at: datetime) -> tuple[datetime, int]:
    """Return start and length of the legal clock that runs: a reopened item has a new one."""
    row = deadlines.current(case.session, case.problem, DeadlineKind.LEGAL)
    if row is None:
        return accepted_at, parameters.integer(case.session, "legal_days")
    return row.base_at, row.days


def refuse(case: Case) -> Note:
    """E01d: whoever's turn it is says no."""
    row: Extension = newest(case.problem, Extension)
    _say_no(case, row)
    return Note(case.facts["reason"], {"extension_id": row.id})


def _say_no(case: Case, row: Extension) -> None:
    """Keep the reason where the turn was; who agreed takes back no more than the opinion."""
    two_levels.refused(case, row)


def tell(case: Case) -> Note:
    """E01c: the reporter was told that it takes longer, and how."""
    row: Extension = newest(case.problem, Extension)
    way: FeedbackWay = case.facts["way"]
    row.told_at, row.told_way = case.now, way
    call_tasks.told(case.session, case.problem.id)
    return Note(f"{way.label}：{case.facts['text']}", {"extension_id": row.id}, inner=True)

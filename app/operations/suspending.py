"""T11, T12: the local clock stops when a leader approves it, and goes on with the time left."""

from __future__ import annotations

from datetime import datetime, timedelta

from app import clock
from app.enums import StepRole
from app.enums_ledger import DeadlineCause, DeadlineKind
from app.errors import Invalid, Refused
from app.formats import day
from app.models import ProblemStep, Suspension
from app.more_time import newest
from app.operations import deadlines, limits, two_levels
from app.operations.case import Case, Note
from app.queries import parameters, vocabulary
from app.workdays import Due

# The whole item's name among the times left.
OVERALL = "overall"
MINUTE = timedelta(minutes=1)


def ask(case: Case) -> Note:
    """T11a: the lead unit asks; the clock runs on."""
    step, facts = case.own_step(StepRole.LEAD), case.facts
    _check_running(case, step)
    most = parameters.integer(case.session, "suspension_max_days")
    last = clock.today() + timedelta(days=most)
    if not clock.today() < facts["expected_on"] <= last:
        text = f"预计恢复日须在明天以后、{most} 日以内，最迟{day(last)}。"
        raise Invalid({"expected_on": text})
    case.session.add(
        Suspension(
            problem_id=case.problem.id,
            step_id=step.id,
            ground=facts["ground"],
            reason=facts["reason"],
            expected_on=facts["expected_on"],
            asked_by_id=case.actor.account_id,
            asked_at=case.now,
            due_before=step.handle_due,
            created_by_id=case.actor.account_id,
        )
    )
    ground = vocabulary.label(case.session, "suspension_reason", facts["ground"])
    text = f"{ground}，预计{day(facts['expected_on'])}恢复：{facts['reason']}"
    return Note(text, {"ground": facts["ground"], "expected_on": f"{facts['expected_on']}"})


def _check_running(case: Case, step: ProblemStep) -> None:
    """Refuse to stop a clock that has run out: that would hide the lateness."""
    if case.now > step.handle_due:
        raise Refused("已超过办理期限，不能再中止。")


def agree(case: Case) -> Note:
    """T11b: the intake office agrees and passes it on."""
    row = _pending(case)
    two_levels.agreed(case, row)
    return Note(case.facts["opinion"], {"suspension_id": row.id}, inner=True)


def _pending(case: Case) -> Suspension:
    """Return the request, still worth granting; the gate has made sure that it waits."""
    row: Suspension = newest(case.problem, Suspension)
    if row.expected_on <= clock.today():
        raise Refused("预计恢复日已到，不用再中止，请点“不同意中止”写明理由。")
    _check_running(case, next(step for step in case.steps if step.id == row.step_id))
    return row


def approve(case: Case) -> Note:
    """T11: the local clock stops now; only the legal day counts on."""
    row, problem = _pending(case), case.problem
    two_levels.approved(case, row)
    row.started_at = case.now
    lead = next(step for step in case.steps if step.id == row.step_id)
    row.due_before, row.time_left = lead.handle_due, _time_left(case)
    deadlines.stop(case.session, problem)
    case.move(limits.closing(case.session, problem.legal_due_on or row.expected_on))
    data = {"suspension_id": row.id, "expected_on": row.expected_on.isoformat()}
    return Note(f"预计{day(row.expected_on)}恢复。{case.facts['decision']}", data)


def _time_left(case: Case) -> dict[str, float]:
    """Return the working seconds that each open part and the whole item have left."""
    parts = (*case.open_steps(StepRole.LEAD), *case.open_steps(StepRole.CO))
    dues = {str(step.id): step.handle_due for step in parts}
    if case.problem.handle_due_at is not None:
        dues[OVERALL] = case.problem.handle_due_at
    return {
        name: limits.work_left(case.session, case.now, due).total_seconds()
        for name, due in dues.items()
    }


def refuse(case: Case) -> Note:
    """T11d: whoever's turn it is says no; who agreed takes back no more than the opinion."""
    row: Suspension = newest(case.problem, Suspension)
    two_levels.refused(case, row)
    return Note(case.facts["reason"], {"suspension_id": row.id})


def resume(case: Case) -> Note:
    """T12: every open part goes on with exactly the working time it had left."""
    row: Suspension = newest(case.problem, Suspension)
    at = going_on(case, row)
    counted = _counted_from(case, row, at)
    for step in (*case.open_steps(StepRole.LEAD), *case.open_steps(StepRole.CO)):
        left = _left(case, row, str(step.id), step.handle_due)
        limit = limits.resumed(case.session, counted, left)
        step.handle_due = limit.at
        case.start(limit, step, DeadlineCause.RESUME)
        if step.id == row.step_id:
            row.due_after = limit.at
    row.ended_at = at
    due = _overall(case, row, counted)
    case.move(due)
    return Note(case.facts["reason"], {"suspension_id": row.id, "due": due.on.isoformat()})


def going_on(case: Case, row: Suspension) -> datetime:
    """Return when the clock goes on: now, or the expected day where the timed work comes late."""
    if case.actor.is_person:
        return case.now
    return min(case.now, max(row.started_at or case.now, limits.opening(row.expected_on)))


def _counted_from(case: Case, row: Suspension, at: datetime) -> datetime:
    """Return the instant from which the time left is counted.

    A stop of less than a working minute is none: it would lead a limit from one day's close
    into the next working day.
    """
    stopped = row.started_at or at
    lost = limits.work_left(case.session, stopped, at)
    return at if lost >= MINUTE else stopped


def _left(case: Case, row: Suspension, name: str, due_at: datetime) -> timedelta:
    """Return the working time that was left of a limit when its clock stopped."""
    if name in row.time_left:
        return timedelta(seconds=row.time_left[name])
    return limits.work_left(case.session, row.started_at or case.now, due_at)


def _overall(case: Case, row: Suspension, at: datetime) -> Due:
    """Return the stage's new limit and move the overall one; a rework's first due stays."""
    problem = case.problem
    lead = next(step for step in case.steps if step.id == row.step_id)
    if problem.submitted_at is not None or problem.handle_due_at is None:
        return limits.until(case.session, DeadlineKind.HANDLE, lead.handle_due).due
    left = _left(case, row, OVERALL, problem.handle_due_at)
    due = limits.resumed(case.session, at, left).due
    problem.handle_due_at = due.at
    return due

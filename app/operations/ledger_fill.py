"""Limits of items that were open before limits had rows: written once, when `flask init` upgrades.

The due dates that people were given stand as they were; only the legal day, which nobody kept,
is computed anew, and the item turns red by it where it comes first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, calendars
from app.enums import IdentityMode, ProblemState, StepRole
from app.enums_ledger import DeadlineKind, LimitUnit
from app.models import Deadline, Problem, ProblemScope, ProblemStep
from app.operations import deadlines, limits
from app.operations.deadlines import Started
from app.operations.limits import Limit
from app.principal import Principal
from app.queries import parameters
from app.transitions import OPEN_STATES
from app.workdays import Calendar, CalendarError, Due, event_day, local_day, workdays_between

# The version whose tables keep limits.
SINCE = "0008"


def fill(session: Session, actor: Principal) -> int:
    """Write the limits of open items that have none; return how many items there were."""
    kept = sa.select(Deadline.id).where(Deadline.problem_id == Problem.id).exists()
    open_ones = Problem.state.not_in(calendars.ENDED)
    query = sa.select(Problem).where(open_ones, ~kept).order_by(Problem.id)
    known, calendar = deadlines.versions(session), calendars.load(session)
    acts = []
    for problem in session.scalars(query).all():
        started = [*_stage(problem, calendar), *_steps(session, problem, calendar)]
        started += _legal(session, problem)
        deadlines.begin(session, problem, started, known)
        _light(session, problem)
        told = {"kinds": [one.limit.kind for one in started]}
        acts.append(audit.Act("problem.limits", "problem", problem.id, told))
    session.flush()
    audit.record_all(session, actor, acts)
    return len(acts)


def _stage(problem: Problem, calendar: Calendar) -> Iterator[Started]:
    """Yield the limit of the stage that the item is in."""
    for kind, state in deadlines.STAGES.items():
        if problem.state == state and problem.due_at is not None:
            since = problem.submitted_at if kind == DeadlineKind.VERIFY else problem.updated_at
            yield Started(_limit(calendar, kind, since or problem.registered_at, problem.due_at))


def _steps(session: Session, problem: Problem, calendar: Calendar) -> Iterator[Started]:
    """Yield the limits of every part that is open; a stopped clock runs for nobody."""
    if problem.state == ProblemState.SUSPENDED:
        return
    query = sa.select(ProblemStep).where(
        ProblemStep.problem_id == problem.id, ProblemStep.ended_at.is_(None)
    )
    for step in session.scalars(query.order_by(ProblemStep.id)):
        since = step.entered_at
        if step.signed_at is None and step.role == StepRole.LEAD:
            yield Started(_limit(calendar, DeadlineKind.SIGN, since, step.sign_due), step)
        yield Started(_limit(calendar, DeadlineKind.HANDLE, since, step.handle_due), step)


def _legal(session: Session, problem: Problem) -> Iterator[Started]:
    """Yield the legal limits, and keep the legal day (信访工作条例 art. 23, 34)."""
    if problem.accepted_at is not None:
        days = parameters.integer(session, "legal_days")
        legal = limits.natural(session, DeadlineKind.LEGAL, days, problem.accepted_at)
        problem.legal_due_on = legal.due.on
        yield Started(legal)
    elif problem.identity_mode == IdentityMode.NAMED:
        days = parameters.integer(session, "legal_notice_days")
        kind = DeadlineKind.LEGAL_NOTICE
        yield Started(limits.natural(session, kind, days, problem.registered_at))


def _limit(calendar: Calendar, kind: DeadlineKind, since: datetime, at: datetime) -> Limit:
    """Return a stored due date as a limit; its length is what the calendar counts today."""
    on = local_day(at)
    try:
        days = workdays_between(calendar, event_day(calendar, since), on)
        provisional = calendar.is_provisional(*sorted((local_day(since), on)))
    except CalendarError:
        days, provisional = (on - local_day(since)).days, True
    return Limit(kind, since, max(days, 0), LimitUnit.WORKDAY, Due(at, on, provisional))


def _light(session: Session, problem: Problem) -> None:
    """Let the item turn red at its legal day where that comes first."""
    if problem.due_at is None or problem.state == ProblemState.SUSPENDED:
        return
    local = Due(problem.due_at, local_day(problem.due_at), bool(problem.due_provisional))
    red = limits.red_at(session, local, problem.legal_due_on)
    if red.at == problem.due_at:
        return
    problem.due_at, problem.due_provisional = red.at, red.provisional
    session.execute(
        sa.update(ProblemScope)
        .where(ProblemScope.problem_id == problem.id)
        .values(due_at=red.at, open_due_at=red.at if problem.state in OPEN_STATES else None)
        .execution_options(synchronize_session=False)
    )

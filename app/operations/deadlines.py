"""Rows of every limit: begun with its stage or step, superseded by a later one, judged once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import calendars, clock
from app.enums import CalendarStatus, PendingState, ProblemState
from app.enums_ledger import DeadlineCause, DeadlineKind
from app.models import Deadline, Parameter, PendingChange, Problem, ProblemStep
from app.operations.limits import Limit

K = DeadlineKind
# The state in which a stage's clock runs; it is met when the item leaves that state.
STAGES: dict[DeadlineKind, ProblemState] = {
    K.TRIAGE: ProblemState.REGISTERED,
    K.DECIDE: ProblemState.PENDING_DECISION,
    K.VERIFY: ProblemState.SUBMITTED,
    K.FEEDBACK: ProblemState.PENDING_FEEDBACK,
}
# Several may run beside each other; each reply meets its own.
MANY = frozenset({K.ANSWER, K.TRACK})


@dataclass(frozen=True)
class Started:
    """A limit that begins with the present change."""

    limit: Limit
    step: ProblemStep | None = None
    cause: DeadlineCause = DeadlineCause.START


@dataclass(frozen=True)
class Versions:
    """Under which calendar and which rules a limit was computed or judged."""

    calendar: int
    rules: int


def versions(session: Session) -> Versions:
    """Return the calendar that counts here and the number of approved changes of parameters."""
    changes = sa.select(sa.func.count(PendingChange.id)).where(
        PendingChange.table_name == Parameter.__tablename__,
        PendingChange.state == PendingState.APPROVED,
    )
    return Versions(calendars.version_in_use(session), session.execute(changes).scalar() or 0)


def begin(session: Session, problem: Problem, started: Iterable[Started], known: Versions) -> None:
    """Write the limits that begin; the caller has flushed their steps."""
    for one in started:
        _start(session, problem, one, known)


def settle(session: Session, problem: Problem) -> None:
    """Write met_at and late on each running limit whose stage or step has ended."""
    query = (
        sa.select(Deadline, ProblemStep.signed_at, ProblemStep.ended_at)
        .outerjoin(ProblemStep, ProblemStep.id == Deadline.step_id)
        .where(Deadline.problem_id == problem.id, *running())
        .order_by(Deadline.id)
    )
    for row, signed_at, ended_at in session.execute(query).all():
        met_at = _met_at(row.kind, problem, signed_at, ended_at)
        if met_at is not None:
            row.met_at, row.late = met_at, met_at > row.due_at


def running() -> tuple[sa.ColumnElement[bool], ...]:
    """Return the criteria of limits that are neither judged nor superseded."""
    return Deadline.met_at.is_(None), Deadline.superseded_at.is_(None)


def current(session: Session, problem: Problem, kind: DeadlineKind) -> Deadline | None:
    """Return the newest limit of a kind that runs."""
    query = sa.select(Deadline).where(
        Deadline.problem_id == problem.id, Deadline.kind == kind, *running()
    )
    return session.scalars(query.order_by(Deadline.id.desc()).limit(1)).first()


def _met_at(
    kind: DeadlineKind, problem: Problem, signed_at: datetime | None, ended_at: datetime | None
) -> datetime | None:
    """Return when a limit was met, None while it runs."""
    over = clock.now() if problem.state in calendars.ENDED else None
    if kind in STAGES:
        return clock.now() if problem.state != STAGES[kind] else None
    if kind == K.SIGN:
        return signed_at or ended_at or over
    if kind == K.HANDLE:
        return ended_at or over
    if kind == K.LEGAL_NOTICE:
        return problem.accepted_at or over
    if kind == K.TRACK and problem.state == ProblemState.TRANSFERRED_OUT:
        return None
    return over if kind in {K.LEGAL, K.ANSWER, K.TRACK} else None


def _start(session: Session, problem: Problem, one: Started, known: Versions) -> None:
    """Add a row; the one before it of the same kind and step is superseded."""
    limit, step_id = one.limit, one.step.id if one.step else None
    before = None if limit.kind in MANY else _before(session, problem, limit.kind, step_id)
    if before is not None and before.superseded_at is None:
        before.superseded_at = clock.now()
    provisional = limit.due.provisional
    session.add(
        Deadline(
            problem_id=problem.id,
            step_id=step_id,
            kind=limit.kind,
            cause=one.cause,
            base_at=limit.base_at,
            days=limit.days,
            unit=limit.unit,
            due_at=limit.at,
            calendar_status=CalendarStatus.PROVISIONAL if provisional else CalendarStatus.FINAL,
            calendar_version=known.calendar,
            rule_version=known.rules,
            supersedes_id=before.id if before else None,
        )
    )


def _before(
    session: Session, problem: Problem, kind: DeadlineKind, step_id: int | None
) -> Deadline | None:
    """Return the newest row of a kind and step unless it was judged."""
    query = (
        sa.select(Deadline)
        .where(Deadline.problem_id == problem.id, Deadline.kind == kind)
        .where(Deadline.step_id == step_id if step_id else Deadline.step_id.is_(None))
        .order_by(Deadline.id.desc())
        .limit(1)
    )
    found = session.scalars(query).first()
    return found if found is not None and found.met_at is None else None


def stop(session: Session, problem: Problem) -> None:
    """Stop the local handling clocks: they are superseded, and nothing runs until the resume."""
    query = sa.select(Deadline).where(
        Deadline.problem_id == problem.id, Deadline.kind == K.HANDLE, *running()
    )
    for row in session.scalars(query):
        row.superseded_at = clock.now()


def released(session: Session, problem_id: int, asked_at: datetime) -> None:
    """End the limit of a reply that nobody owes any more; it is not judged."""
    query = sa.select(Deadline).where(
        Deadline.problem_id == problem_id,
        Deadline.kind == K.ANSWER,
        Deadline.base_at == asked_at,
        *running(),
    )
    for row in session.scalars(query):
        row.superseded_at = clock.now()


def answered(session: Session, problem_id: int, asked_at: datetime, now: datetime) -> None:
    """Judge the limit of one supervision's reply, which began when it was issued."""
    query = sa.select(Deadline).where(
        Deadline.problem_id == problem_id,
        Deadline.kind == K.ANSWER,
        Deadline.base_at == asked_at,
        *running(),
    )
    for row in session.scalars(query):
        row.met_at, row.late = now, now > row.due_at


def tracked(session: Session, problem_id: int, now: datetime) -> None:
    """Judge the limit by which the office outside was to be asked after."""
    query = sa.select(Deadline).where(
        Deadline.problem_id == problem_id, Deadline.kind == K.TRACK, *running()
    )
    for row in session.scalars(query):
        row.met_at, row.late = now, now > row.due_at

"""What every change of a problem ends with: event, scope, notices, version and audit row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app import audit, clock
from app.enums import EventVisibility, ProblemState, Track
from app.enums_account import COMMISSION
from app.models import Problem, ProblemEvent, ProblemScope, ProblemStep, Unit, table_of
from app.operations import deadlines, notices, overtaken, publishing, recusal_rules
from app.operations.case import Note
from app.operations.deadlines import Started, Versions
from app.principal import Principal, system
from app.transitions import OPEN_STATES

KEEPER = system("台账")
RAISED = (Track.SERVICE, Track.DISCIPLINE)


def snapshot(problem: Problem) -> dict[str, Any]:
    """Return the values of a problem, of which the audit row keeps the keyed hash alone."""
    return {column.key: getattr(problem, column.key) for column in table_of(Problem).columns}


def finish(
    session: Session,
    actor: Principal,
    problem: Problem,
    *,
    code: str,
    action: str,
    note: Note,
    was: dict[str, Any] | None = None,
    shown_to: set[int] | None = None,
    started: Sequence[Started] = (),
    versions: Versions | None = None,
) -> None:
    """Write what belongs to one change, the audit row last: it holds the chain's lock."""
    if was is not None:
        # Every act counts as a change, so that a form opened before it is held against it.
        problem.updated_at = clock.now()
        flag_modified(problem, "updated_at")
    session.flush()
    deadlines.settle(session, problem)
    if started:
        deadlines.begin(session, problem, started, versions or deadlines.versions(session))
    before = was["state"] if was else None
    event = _event(session, actor, problem, code=code, action=action, note=note, before=before)
    _scope(session, problem, shown_to or set())
    raised = was is not None and (was["track"], problem.track) == RAISED
    hidden = _hide(session, problem) if raised else []
    recused = recusal_rules.note(session, problem)
    if was is not None and (problem.state != before or note.reply):
        publishing.follow(session, problem, note.reply)
    gone = overtaken.follow(session, problem, code, was)
    notices.send(session, problem, code, event.seq)
    session.flush()
    detail = {"transition": code, "from": before, "to": problem.state, **note.data}
    if recused:
        detail["recused_unit_ids"] = recused
    if hidden:
        detail["hidden_unit_ids"] = hidden
    act = audit.Act(
        f"problem.{code}", "problem", problem.id, detail, before=was, after=snapshot(problem)
    )
    audit.record_all(session, actor, [*gone, act])


def _event(
    session: Session,
    actor: Principal,
    problem: Problem,
    *,
    code: str,
    action: str,
    note: Note,
    before: ProblemState | None,
) -> ProblemEvent:
    """Append the event; the problem's row is locked, so that its numbers have no gap."""
    last = sa.select(sa.func.max(ProblemEvent.seq)).where(ProblemEvent.problem_id == problem.id)
    hidden = note.inner and problem.track == Track.DISCIPLINE
    event = ProblemEvent(
        problem_id=problem.id,
        seq=(session.execute(last).scalar() or 0) + 1,
        transition=code,
        action=action,
        from_state=before,
        to_state=problem.state,
        actor_id=actor.account_id,
        actor_name=actor.name[:40],
        actor_unit_id=actor.unit_id,
        at=clock.now(),
        note=note.text,
        data=note.data,
        visibility=EventVisibility.DISCIPLINE if hidden else EventVisibility.ALL_HANDLERS,
        created_by_id=actor.account_id,
    )
    session.add(event)
    return event


def _scope(session: Session, problem: Problem, shown_to: set[int]) -> None:
    """Show the problem to more units, and keep the due that their lists are ordered by."""
    seen = sa.select(ProblemScope.unit_id).where(ProblemScope.problem_id == problem.id)
    for unit_id in sorted(shown_to - set(session.scalars(seen))):
        session.add(ProblemScope(unit_id=unit_id, due_at=problem.due_at, problem_id=problem.id))
    session.flush()
    open_due = problem.due_at if problem.state in OPEN_STATES else None
    kept = sa.and_(
        ProblemScope.due_at == problem.due_at,
        ProblemScope.open_due_at.is_not_distinct_from(open_due),
    )
    session.execute(
        sa.update(ProblemScope)
        .where(ProblemScope.problem_id == problem.id, sa.not_(kept))
        .values(due_at=problem.due_at, open_due_at=open_due)
        .execution_options(synchronize_session=False)
    )


def _hide(session: Session, problem: Problem) -> list[int]:
    """Take an item that was raised from the units that only registered it; return their ids.

    A unit that holds or held a step has seen it and keeps it; so do the commission's offices.
    """
    handled = sa.select(ProblemStep.unit_id).where(ProblemStep.problem_id == problem.id)
    query = (
        sa.select(ProblemScope.unit_id)
        .join(Unit, Unit.id == ProblemScope.unit_id)
        .where(
            ProblemScope.problem_id == problem.id,
            ProblemScope.unit_id.not_in(handled),
            Unit.kind.not_in(COMMISSION),
        )
    )
    hidden = sorted(session.scalars(query))
    # A row of this index is no record; who saw what, the events and the audit log tell.
    session.execute(
        sa.delete(ProblemScope)
        .where(ProblemScope.problem_id == problem.id, ProblemScope.unit_id.in_(hidden))
        .execution_options(synchronize_session=False)
    )
    return hidden

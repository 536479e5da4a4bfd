"""What every change of a problem ends with: event, scope, notices, version and audit row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app import audit, clock
from app.enums import EventVisibility, ProblemState, Track
from app.models import Problem, ProblemEvent, ProblemScope, table_of
from app.operations import deadlines, notices, recusal_rules
from app.operations.case import Note
from app.operations.deadlines import Started, Versions
from app.principal import Principal, system

KEEPER = system("台账")


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
    recused = recusal_rules.note(session, problem)
    notices.send(session, problem, code, event.seq)
    session.flush()
    detail = {"transition": code, "from": before, "to": problem.state, **note.data}
    if recused:
        detail["recused_unit_ids"] = recused
    audit.record(
        session,
        actor,
        f"problem.{code}",
        "problem",
        problem.id,
        detail=detail,
        before=was,
        after=snapshot(problem),
    )


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
    session.execute(
        sa.update(ProblemScope)
        .where(ProblemScope.problem_id == problem.id, ProblemScope.due_at != problem.due_at)
        .values(due_at=problem.due_at)
        .execution_options(synchronize_session=False)
    )

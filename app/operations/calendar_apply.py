"""What a changed calendar leaves on open items: new deadline rows, current values, one notice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import calendars, clock
from app.enums import CalendarStatus, ProblemState, Role, StepRole
from app.enums_ledger import DeadlineCause, DeadlineKind
from app.models import Deadline, Problem, ProblemStep, ProblemTransfer, Supervision
from app.operations import deadlines, notices, recusal_rules, tail
from app.operations.calendar_dues import STAGE, Change, Dues, Item
from app.operations.case import Note
from app.principal import Principal
from app.workdays import Calendar, Due, closing_at, local_day

K = DeadlineKind
CODE, ACTION = "D01", "日历更新"
MOST_IDS = 500


def hold(session: Session, dues: Dues) -> dict[int, Problem]:
    """Return the items by id, all held before the first audit row, always in the same order."""
    ids = sorted(item.problem_id for item in (*dues.items, *dues.marked))
    held: dict[int, Problem] = {}
    for start in range(0, len(ids), MOST_IDS):
        query = (
            sa.select(Problem)
            .where(Problem.id.in_(ids[start : start + MOST_IDS]))
            .order_by(Problem.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        held |= {problem.id: problem for problem in session.scalars(query)}
    return held


def apply(
    session: Session,
    actor: Principal,
    dues: Dues,
    held: dict[int, Problem],
    version: int,
    why: str,
) -> None:
    """Write the new dates of a plan; the caller holds the items and has stored the calendar."""
    calendar = calendars.read(session)
    for item in dues.marked:
        _write(session, held[item.problem_id], item, version, calendar)
    for item in dues.items:
        problem = held[item.problem_id]
        was = tail.snapshot(problem)
        _write(session, problem, item, version, calendar)
        text = "\n".join([why, *item.told()])
        data = {"calendar": version, "moved": [_fact(change) for change in item.moved()]}
        tail.finish(
            session,
            actor,
            problem,
            code=CODE,
            action=ACTION,
            note=Note(text, data),
            was=was,
        )
        _tell(session, problem, version)
    session.flush()


def _fact(change: Change) -> dict[str, str]:
    """Return a moved limit for the event: kind, old and new instant."""
    return {
        "kind": change.kind.value,
        "before": change.before.isoformat(),
        "after": change.after.at.isoformat(),
    }


def _write(
    session: Session, problem: Problem, item: Item, version: int, calendar: Calendar
) -> None:
    """Append the deadline rows and let the current values follow."""
    for change in item.changes:
        _append(session, problem, change, version)
        _follow(session, problem, change)
    session.flush()
    _light(session, problem, item.changes, calendar)
    session.flush()


def _append(session: Session, problem: Problem, change: Change, version: int) -> None:
    """Append the new row of a limit; one that had no row gets its old one written first."""
    now = clock.now()
    if change.row_id is None:
        old = _row(problem, change, DeadlineCause.START, change.before, 0)
        # What was known of it rested on the calendar as it stood before.
        old.calendar_status = _status(problem.due_provisional)
        old.superseded_at = now
        session.add(old)
        session.flush()
    else:
        old = session.get_one(Deadline, change.row_id)
        old.superseded_at = now
        session.flush()
    new = _row(problem, change, DeadlineCause.CALENDAR, change.after.at, version)
    new.calendar_status, new.supersedes_id = _status(change.after.provisional), old.id
    session.add(new)


def _status(provisional: bool) -> CalendarStatus:
    """Return the word of a date that rests, or does not, on a provisional year."""
    return CalendarStatus.PROVISIONAL if provisional else CalendarStatus.FINAL


def _row(
    problem: Problem, change: Change, cause: DeadlineCause, due_at: datetime, version: int
) -> Deadline:
    """Return a deadline row of a limit."""
    return Deadline(
        problem_id=problem.id,
        step_id=change.step_id,
        kind=change.kind,
        cause=cause,
        base_at=change.base_at,
        days=change.days,
        unit=change.unit,
        due_at=due_at,
        calendar_version=version,
        rule_version=change.rule_version,
    )


def _follow(session: Session, problem: Problem, change: Change) -> None:
    """Let the stored value behind a limit follow it; an ended step is never touched."""
    before, after = change.before, change.after
    if change.kind is K.HANDLE and problem.handle_due_at == before:
        problem.handle_due_at = after.at
    if change.kind is K.LEGAL:
        problem.legal_due_on = after.on
    step = session.get(ProblemStep, change.step_id) if change.step_id else None
    if step is not None and step.ended_at is None:
        _follow_step(step, change)
    if change.kind is K.TRACK:
        _shift(session, ProblemTransfer.track_due, problem.id, before, after)
    if change.kind is K.ANSWER:
        _shift(session, Supervision.reply_due, problem.id, before, after)


def _follow_step(step: ProblemStep, change: Change) -> None:
    """Let an open step's own dates follow."""
    if change.kind is K.HANDLE and step.handle_due == change.before:
        step.handle_due = change.after.at
    if change.kind is K.SIGN and step.sign_due == change.before:
        step.sign_due = change.after.at


def _shift(
    session: Session,
    column: sa.orm.InstrumentedAttribute[datetime] | sa.orm.InstrumentedAttribute[datetime | None],
    problem_id: int,
    before: datetime,
    after: Due,
) -> None:
    """Move an open date of a row that hangs on the item."""
    model = column.class_
    session.execute(
        sa.update(model)
        .where(model.problem_id == problem_id, column == before)
        .values({column.key: after.at})
        .execution_options(synchronize_session=False)
    )


def _light(
    session: Session, problem: Problem, changes: Sequence[Change], calendar: Calendar
) -> None:
    """Let the instant at which the item turns red follow: the earlier of stage and legal day."""
    was, kind = problem.due_at, STAGE.get(problem.state)
    found = {change.kind: change.after for change in changes if change.before == was}
    due = found.get(kind) if kind else None
    due = due or next(iter(found.values()), None)
    if due is not None:
        problem.due_at, problem.due_provisional = due.at, due.provisional
    if problem.legal_due_on is None or problem.state == ProblemState.SUSPENDED:
        return
    stage, legal = problem.due_at, closing_at(calendar, problem.legal_due_on)
    if kind and (found or was == legal):
        # It followed one of the two; whichever moved, the earlier one counts now.
        stage = _stage(session, problem, kind) or stage
    red = min(stage, legal)
    if red != problem.due_at:
        on = local_day(red)
        problem.due_at, problem.due_provisional = red, calendar.is_provisional(on, on)


def _stage(session: Session, problem: Problem, kind: DeadlineKind) -> datetime | None:
    """Return the limit of the stage that an item is in, None where it was never kept.

    Handling ends with the overall limit; a rework, which that one does not bind, with its part's.
    """
    if kind is not K.HANDLE:
        row = deadlines.current(session, problem, kind)
        return row.due_at if row else None
    if problem.submitted_at is None:
        return problem.handle_due_at
    query = (
        sa.select(ProblemStep.handle_due)
        .where(
            ProblemStep.problem_id == problem.id,
            ProblemStep.role == StepRole.LEAD,
            ProblemStep.ended_at.is_(None),
        )
        .order_by(ProblemStep.id.desc())
        .limit(1)
    )
    return session.execute(query).scalar()


def _tell(session: Session, problem: Problem, version: int) -> None:
    """Write one notice for each unit concerned, never for one that is kept from the item."""
    query = sa.select(ProblemStep.unit_id).where(
        ProblemStep.problem_id == problem.id, ProblemStep.ended_at.is_(None)
    )
    units = set(session.scalars(query)) | {problem.supervisor_unit_id or 0}
    if problem.lead_unit_id:
        units.add(problem.lead_unit_id)
    else:
        units |= notices.units_of(session, *notices.roles(problem, "intake"))
    off = recusal_rules.units_off(session, problem) | {problem.unit_complained_id or 0, 0}
    for unit_id in sorted(units - off) or notices.units_of(session, Role.DC_LEAD):
        notices.notice(
            session,
            "calendar.moved",
            unit_id,
            {"problem_id": problem.id},
            f"calendar:{version}:{problem.id}:{unit_id}",
        )

"""Identities are kept no longer than the office said: due ones are erased, day by day.

The day is written when what the reporter brought has ended, and held again before anything
is erased, so that a reopened item keeps its reporter.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.enums import ProblemState
from app.enums_identity import ErasureAsker, ErasureGround
from app.models import Contact, Evaluation, Message, Problem, ProblemEvent, Rectification
from app.operations import erasure
from app.principal import Principal
from app.queries import parameters

BATCH = 200


def keep_until(session: Session) -> int:
    """Write the day of erasure on contacts whose matter has ended; return on how many."""
    query = sa.select(Contact).where(
        Contact.purge_after.is_(None),
        Contact.purged_at.is_(None),
        sa.or_(*(_there(match) for match in _ended())),
        # What is still open would stand first in every pass and keep the others waiting.
        ~_there(sa.and_(Problem.contact_id == Contact.id, erasure.still_handled())),
    )
    query = query.order_by(Contact.id).limit(BATCH)
    written = 0
    for contact in session.scalars(query):
        contact.purge_after = due(session, contact.id)
        written += contact.purge_after is not None
    session.flush()
    return written


def _there(match: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Return that a row is there."""
    return sa.select(sa.literal(1)).where(match).exists()


def _ended() -> Iterator[sa.ColumnElement[bool]]:
    """Yield the criteria of what may have ended: an item, a message, an evaluation."""
    yield sa.and_(Problem.contact_id == Contact.id, sa.not_(erasure.still_handled()))
    yield sa.and_(Message.contact_id == Contact.id, Message.state.in_(erasure.MESSAGE_ENDED))
    becomes = sa.and_(Problem.id == Evaluation.problem_id, erasure.still_handled())
    unmended = sa.and_(
        Rectification.evaluation_id == Evaluation.id, Rectification.done_at.is_(None)
    )
    yield sa.and_(Evaluation.contact_id == Contact.id, ~_there(becomes), ~_there(unmended))


def purge_due(session: Session, actor: Principal) -> int:
    """Erase the contacts whose day has come; return how many."""
    today = clock.today()
    query = sa.select(Contact).where(Contact.purge_after <= today, Contact.purged_at.is_(None))
    erased = 0
    for contact in session.scalars(query.order_by(Contact.purge_after).limit(BATCH)).all():
        day = due(session, contact.id)
        if day is None or day > today:
            contact.purge_after = day
            continue
        ground, asker = ErasureGround.EXPIRED, ErasureAsker.OFFICE
        erased += erasure.purge(session, actor, contact.id, ground, asker) is not None
    session.flush()
    return erased


def due(session: Session, contact_id: int) -> date | None:
    """Return the day of erasure, None while anything is open or nothing refers to the contact."""
    if erasure.is_open(session, contact_id):
        return None
    days = [*_items(session, contact_id), *_messages(session, contact_id)]
    days += _evaluations(session, contact_id)
    return None if None in days or not days else max(day for day in days if day)


def _later(at: datetime | None, days: int) -> date | None:
    """Return the Chinese day so many days after an instant."""
    return None if at is None else clock.local(at).date() + timedelta(days=days)


def _items(session: Session, contact_id: int) -> Iterator[date | None]:
    """Yield the day of each item: a year after the day of its archiving."""
    keep = parameters.integer(session, "retention_named_contact_days")
    waits = parameters.integer(session, "archive_after_days")
    last = sa.func.max(ProblemEvent.at)
    archived = sa.func.max(
        sa.case((ProblemEvent.to_state == ProblemState.ARCHIVED.value, ProblemEvent.at))
    )
    query = (
        sa.select(Problem.closed_at, archived, last)
        .outerjoin(ProblemEvent, ProblemEvent.problem_id == Problem.id)
        .where(Problem.contact_id == contact_id)
        .group_by(Problem.id, Problem.closed_at)
    )
    for closed_at, archived_at, last_at in session.execute(query):
        if archived_at is not None:
            yield _later(archived_at, keep)
        else:
            yield _later(closed_at or last_at, waits + keep)


def _messages(session: Session, contact_id: int) -> Iterator[date | None]:
    """Yield the day of each message; one that became an item goes with the item."""
    keep = parameters.integer(session, "retention_named_contact_days")
    ended = sa.func.coalesce(
        Problem.closed_at, Message.replied_at, Message.decided_at, Message.submitted_at
    )
    query = (
        sa.select(ended)
        .select_from(Message)
        .outerjoin(Problem, Problem.id == Message.problem_id)
        .where(Message.contact_id == contact_id)
    )
    for at in session.scalars(query):
        yield _later(at, keep)


def _evaluations(session: Session, contact_id: int) -> Iterator[date | None]:
    """Yield the day of each evaluation, counted from the end of what it led to."""
    keep = parameters.integer(session, "retention_evaluation_contact_days")
    query = (
        sa.select(
            Evaluation.submitted_at,
            Evaluation.problem_id,
            sa.func.coalesce(Problem.closed_at, Problem.updated_at, Problem.registered_at),
            Rectification.id,
            Rectification.done_at,
        )
        .outerjoin(Problem, Problem.id == Evaluation.problem_id)
        .outerjoin(Rectification, Rectification.evaluation_id == Evaluation.id)
        .where(Evaluation.contact_id == contact_id)
    )
    for submitted_at, problem_id, ended_at, rectification_id, done_at in session.execute(query):
        ends: list[datetime | None] = [submitted_at]
        if problem_id is not None:
            ends.append(ended_at)
        if rectification_id is not None:
            ends.append(done_at)
        known = [end for end in ends if end is not None]
        yield _later(max(known), keep) if len(known) == len(ends) else None

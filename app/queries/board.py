"""Messages as their lists and pages read them: what waits, what is out, one with all its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import calendars, clock, workdays
from app.enums import MessageState
from app.errors import Missing
from app.models import (
    Attachment,
    Message,
    MessageTransfer,
    Problem,
    Publication,
    PublicFeedback,
    Region,
)
from app.queries import parameters
from app.queries.rungs import untouched
from app.workdays import CalendarError

MOST = 100
WAITING, OUT, DONE = "waiting", "out", "done"
LISTS = (WAITING, OUT, DONE)


@dataclass(frozen=True)
class Row:
    """One message of a list; due is when its present step ends."""

    message: Message
    place: str
    due: datetime | None


def listed(session: Session, kind: str) -> list[Row]:
    """Return the visible messages of a list: what waits or is out oldest first, others newest."""
    query = sa.select(Message, Region.short_name, MessageTransfer.track_due).outerjoin(
        Region, Region.code == Message.region_code
    )
    query = query.outerjoin(MessageTransfer, MessageTransfer.message_id == Message.id)
    if kind == WAITING:
        query = query.where(*untouched()).order_by(Message.submitted_at, Message.id)
    elif kind == OUT:
        query = query.where(Message.state == MessageState.TRANSFERRED)
        query = query.order_by(MessageTransfer.track_due, Message.id)
    else:
        over = (MessageState.RECEIVED, MessageState.TRANSFERRED)
        query = query.where(Message.state.not_in(over)).order_by(Message.submitted_at.desc())
    days = parameters.integer(session, "triage_days")
    return [
        Row(message, place or "", triage_due(session, message, days) if kind == WAITING else due)
        for message, place, due in session.execute(query.limit(MOST))
    ]


def count_waiting(session: Session) -> int:
    """Return how many visible messages wait to be decided, at most MOST + 1."""
    inner = sa.select(Message.id).where(*untouched()).limit(MOST + 1).subquery()
    return int(session.execute(sa.select(sa.func.count()).select_from(inner)).scalar_one())


def triage_due(session: Session, message: Message, days: int | None = None) -> datetime | None:
    """Return until when a message is to be decided, None where no calendar tells."""
    length = parameters.integer(session, "triage_days") if days is None else days
    try:
        return workdays.add_workdays(calendars.load(session), message.submitted_at, length).at
    except CalendarError:
        return None


def get(session: Session, row_id: int) -> Message:
    """Return a visible message; Missing for any other."""
    found = session.scalars(sa.select(Message).where(Message.id == row_id)).one_or_none()
    if found is None:
        raise Missing()
    return found


def transfer_of(session: Session, message_id: int) -> MessageTransfer | None:
    """Return where a message was passed on."""
    query = sa.select(MessageTransfer).where(MessageTransfer.message_id == message_id)
    return session.scalars(query).one_or_none()


def files_of(session: Session, message_id: int) -> Sequence[Attachment]:
    """Return the visible files of a message, in the order they came."""
    query = sa.select(Attachment).where(Attachment.message_id == message_id)
    return session.scalars(query.order_by(Attachment.id)).all()


def returned(session: Session, **of: int) -> Sequence[PublicFeedback]:
    """Return what the citizen sent back about a message or an item, oldest first."""
    query = sa.select(PublicFeedback).filter_by(**of)
    return session.scalars(query.order_by(PublicFeedback.id).limit(MOST)).all()


def publication_of(session: Session, message_id: int) -> Publication | None:
    """Return what is or was published about a message."""
    query = sa.select(Publication).where(Publication.message_id == message_id)
    return session.scalars(query).one_or_none()


def similar(session: Session, message: Message, limit: int = 5) -> Sequence[Message]:
    """Return other visible messages of the same place of the last 30 days."""
    if message.region_code is None:
        return []
    since = message.submitted_at - timedelta(days=30)
    query = sa.select(Message).where(
        Message.id != message.id,
        Message.region_code == message.region_code,
        Message.submitted_at >= since,
    )
    return session.scalars(query.order_by(Message.submitted_at.desc()).limit(limit)).all()


def items_at(session: Session, message: Message, limit: int = 5) -> Sequence[Problem]:
    """Return the visible items of the same place that were registered in the last 30 days."""
    if message.region_code is None:
        return []
    since = clock.now() - timedelta(days=30)
    query = sa.select(Problem).where(
        Problem.region_code == message.region_code, Problem.registered_at >= since
    )
    return session.scalars(query.order_by(Problem.registered_at.desc()).limit(limit)).all()

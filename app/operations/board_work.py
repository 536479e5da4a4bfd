"""What the worker makes of the public door's rows: notices to who decides and to who handles.

It writes the hour in place of the minute, as the submissions do: a notice must not tell when
somebody wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import OutboxState, Role, Track
from app.enums_board import ReturnKind
from app.models import Message, MessageTransfer, Outbox, Problem, PublicFeedback
from app.operations import notices
from app.operations.submission import in_the_hour
from app.transitions import OPEN_STATES

BATCH = 200


def take(session: Session) -> int:
    """Turn what waits into notices, oldest first; return how many rows were taken."""
    query = (
        sa.select(Outbox)
        .where(
            Outbox.template.in_(list(TAKEN)),
            Outbox.state == OutboxState.WAITING,
            Outbox.unit_id.is_(None),
        )
        .order_by(Outbox.id)
        .limit(BATCH)
        .with_for_update(key_share=True, skip_locked=True)
    )
    with in_the_hour():
        found = session.scalars(query).all()
        for row in found:
            TAKEN[row.template](session, row)
            row.state = OutboxState.SENT
        session.flush()
    return len(found)


def deciders(session: Session, message: Message) -> set[int]:
    """Return the units that decide about a message, the leaders where none of them may."""
    service = message.track == Track.SERVICE
    roles = (Role.DC_INTAKE, Role.AB_OFF) if service else (Role.DC_INTAKE,)
    found = notices.units_of(session, *roles) - {message.unit_complained_id}
    return found or notices.units_of(session, Role.DC_LEAD)


def _message(session: Session, row: Outbox) -> None:
    """Tell who decides that a message came."""
    message = session.get_one(Message, row.payload["message_id"])
    for unit_id in sorted(deciders(session, message)):
        key = f"message:{message.id}:new:{unit_id}"
        notices.notice(session, "message.new", unit_id, {"message_id": message.id}, key)


def _returned(session: Session, row: Outbox) -> None:
    """Find out what came back and tell who handles the matter."""
    back = session.get_one(PublicFeedback, row.payload["public_feedback_id"])
    query = sa.select(Message).where(Message.query_code_hash == back.code_hash)
    message = session.scalars(query).one_or_none()
    if message is None:
        return
    back.message_id, back.problem_id = message.id, message.problem_id
    problem = session.get(Problem, message.problem_id) if message.problem_id else None
    about = {"problem_id": problem.id} if problem else {"message_id": message.id}
    for unit_id in sorted(_told(session, message, problem, back.kind)):
        key = f"public_feedback:{back.id}:{unit_id}"
        notices.notice(session, f"returned.{back.kind.value}", unit_id, about, key)


def _told(
    session: Session, message: Message, problem: Problem | None, kind: ReturnKind
) -> set[int]:
    """Return the units that are told: who decides, and who has the matter in hand."""
    found = deciders(session, message)
    if kind == ReturnKind.RATING:
        return found
    if problem is not None and problem.state in OPEN_STATES:
        return found | notices.pressed(session, problem)
    query = sa.select(MessageTransfer.unit_id).where(
        MessageTransfer.message_id == message.id, MessageTransfer.answered_at.is_(None)
    )
    return found | {unit for unit in session.scalars(query) if unit is not None}


TAKEN: Mapping[str, Callable[[Session, Outbox], None]] = {
    "message.new": _message,
    "public_feedback.new": _returned,
}

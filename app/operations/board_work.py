"""What the worker makes of the public door's rows: notices to who decides and to who handles.

It writes the hour in place of the minute, as the submissions do: a notice must not tell when
somebody wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import OutboxState, Role, Track
from app.enums_board import ReturnKind
from app.models import Message, MessageTransfer, Outbox, Problem, PublicFeedback
from app.operations import notices, setting_aside
from app.operations.submission import in_the_hour
from app.operations.walking import Report, walk
from app.principal import Principal
from app.transitions import OPEN_STATES

PAGE = 50


def take(worker: Principal) -> Report:
    """Turn what waits into notices, oldest first, page after page.

    A row that fails costs no other: it is set aside for an hour, and somebody is told.
    """

    def find(work: Session, after: int | None) -> Sequence[int]:
        query = sa.select(Outbox.id).where(*_waiting(), Outbox.id > (after or 0))
        return work.scalars(query.order_by(Outbox.id).limit(PAGE)).all()

    def failed(key: int, error: Exception) -> None:
        setting_aside.aside(worker, key, error)

    report = walk(worker, find, _act, Report(), failed)
    report.scanned = report.acted + sum(report.skipped.values())
    return report


def _waiting() -> tuple[Any, ...]:
    """Return the criteria of the outbox' rows that wait for this work."""
    return (Outbox.template.in_(list(TAKEN)), Outbox.unit_id.is_(None), setting_aside.due())


def _act(session: Session, keys: Sequence[int]) -> Report:
    """Take a page of rows under their locks; what another worker holds is his."""
    held = sa.select(Outbox).where(Outbox.id.in_(keys), *_waiting()).order_by(Outbox.id)
    with in_the_hour():
        found = session.scalars(held.with_for_update(key_share=True, skip_locked=True)).all()
        for row in found:
            TAKEN[row.template](session, row)
            row.state = OutboxState.SENT
        session.flush()
    return Report(acted=len(found))


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

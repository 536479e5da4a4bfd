"""What a person has read; each mark is his own and is never taken back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.models import NoticeRead
from app.principal import Principal
from app.queries import inbox


def open_one(session: Session, actor: Principal, row_id: int) -> inbox.Told:
    """Mark a notice as read by this person and return it; Missing when he may not see it."""
    told = inbox.get(session, actor, row_id)
    if not told.is_read:
        _mark(session, actor, [told.id])
    return told


def open_run(session: Session, actor: Principal, row_id: int) -> inbox.Told:
    """Mark a notice and the others of its run as read, and return it."""
    told, ids = inbox.alike(session, actor, row_id)
    _mark(session, actor, ids)
    return told


def read_all(session: Session, actor: Principal, newest: int) -> int:
    """Mark what is unread, up to the newest notice that the person was shown; return how many."""
    ids = inbox.unread_ids(session, actor, newest)
    _mark(session, actor, ids)
    return len(ids)


def _mark(session: Session, actor: Principal, ids: Sequence[int]) -> None:
    """Add the marks; what another window of the same person marked meanwhile stays as it is."""
    for outbox_id in ids:
        try:
            with session.begin_nested():
                session.add(
                    NoticeRead(
                        account_id=actor.account_id,
                        outbox_id=outbox_id,
                        read_at=clock.now(),
                        created_by_id=actor.account_id,
                    )
                )
        except IntegrityError:
            continue

"""A citizen's row that the worker cannot take up waits for the next hour, and somebody is told.

It is never given up: what a citizen sent must reach who decides, once the fault is mended. The
row keeps the hour alone, like all that hangs on a submission.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import OutboxState, Role
from app.models import Outbox
from app.operations import notices
from app.principal import Principal

LATER = timedelta(hours=1)
LONGEST_REASON = 40


def due() -> sa.ColumnElement[bool]:
    """Return the criterion of rows that wait and were not set aside for a later hour."""
    come = sa.or_(Outbox.next_try_at.is_(None), Outbox.next_try_at <= clock.now())
    return sa.and_(Outbox.state == OutboxState.WAITING, come)


def aside(worker: Principal, row_id: int, error: Exception) -> None:
    """Set a row aside for an hour, with the kind of its fault, in a transaction of its own."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    with clock.fixed(hour), store.write(worker) as session:
        query = sa.select(Outbox).where(Outbox.id == row_id, Outbox.state == OutboxState.WAITING)
        row = session.scalars(query.with_for_update(key_share=True)).one_or_none()
        if row is None:
            return
        row.tries += 1
        row.next_try_at = hour + LATER
        row.reason = type(error).__name__[:LONGEST_REASON]
        _tell(session)


def _tell(session: Session) -> None:
    """Tell the system administrators once a day that something of a citizen waits."""
    day = clock.today().isoformat()
    for account_id in sorted(notices.accounts_of(session, Role.SYS)):
        key = f"intake.failed:{day}:{account_id}"
        if session.execute(sa.select(Outbox.id).where(Outbox.dedupe_key == key)).first() is None:
            notices.notice(session, "intake.failed", None, {}, key, account_id=account_id)
    session.flush()

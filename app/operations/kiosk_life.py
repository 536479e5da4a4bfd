"""A touch screen's signs of life: when it was last heard, and what it still holds."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.models import Kiosk, table_of

MOST = 1_000_000


def note(session: Session, kiosk_id: int, waiting: int) -> None:
    """Note a sign of life; only these two columns are the public door's to change.

    It is told by the device's own clock, once a minute and not with an evaluation, so that it
    dates none.
    """
    table = table_of(Kiosk)
    session.execute(
        sa.update(table)
        .where(table.c.id == kiosk_id)
        .values(last_seen=clock.now(), waiting=min(max(waiting, 0), MOST))
    )

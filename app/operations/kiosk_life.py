"""A touch screen's signs of life: when it was last heard, what it held, what cannot be true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.models import Kiosk, table_of

MOST = 1_000_000
# How far the clock of an honest device may be off.
SKEW = timedelta(minutes=5)
HOUR = timedelta(hours=1)


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


@dataclass(frozen=True)
class Known:
    """What the server itself knows of a device, whatever its entries say."""

    since: datetime
    last_seen: datetime | None
    waiting: int | None

    @classmethod
    def of(cls, kiosk: Kiosk) -> Known:
        """Return what is known of a device before its entries are kept."""
        return cls(kiosk.created_at, kiosk.last_seen, kiosk.waiting)

    def denies(self, on: date, hour: int | None) -> bool:
        """Tell whether nothing can have been pressed in an hour that an entry names.

        It has not come yet, the device was not registered, or the device was heard of later
        and held nothing back. An entry without a readable hour is denied as well.
        """
        if hour is None:
            return True
        began = datetime.combine(on, time(hour), clock.CHINA)
        ended = began + HOUR + SKEW
        if began > clock.now() + SKEW or ended < self.since:
            return True
        return self.waiting == 0 and self.last_seen is not None and ended < self.last_seen

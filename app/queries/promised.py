"""What the public door may say of limits: it reads days alone, not the office's hours."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.models import CalendarDay

# No office works from here on, whatever its hours are.
EVENING = 18


def day_after(session: Session, days: int) -> date | None:
    """Return the day so many working days from now; None where the calendar does not reach.

    An evening, like a rest day, counts as the working day that follows.
    """
    now = clock.local(clock.now())
    query = (
        sa.select(CalendarDay.on)
        .where(CalendarDay.is_workday, CalendarDay.on >= now.date())
        .order_by(CalendarDay.on)
        .limit(days + 2)
    )
    found = list(session.scalars(query))
    if now.hour >= EVENING and found and found[0] == now.date():
        found = found[1:]
    return found[days] if len(found) > days else None

"""Whether the product works: the database answers, the calendar reaches, the queue moves."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import CalendarStatus, OutboxChannel, OutboxState
from app.models import CalendarYear, Outbox
from app.queries import calendar_years


def health(session: Session) -> dict[str, Any]:
    """Return database, calendar ends and warning, and queue; counts only, no content."""
    years = session.execute(sa.select(CalendarYear.year, CalendarYear.status)).all()
    final = [row.year for row in years if row.status == CalendarStatus.FINAL]
    # Calls wait for people, not for the worker.
    waiting = sa.select(sa.func.count()).where(
        Outbox.state == OutboxState.WAITING, Outbox.channel != OutboxChannel.CALL_TASK
    )
    return {
        "database": "ok",
        "calendar_end": _last_day(row.year for row in years),
        "calendar_final_end": _last_day(final),
        "calendar_warning": calendar_years.state_of_next(session)[1] or None,
        "queue": int(session.execute(waiting).scalar_one()),
    }


def _last_day(years: Any) -> str | None:
    """Return the last day of the latest year, None without a year."""
    latest = max(years, default=None)
    return f"{latest}-12-31" if latest else None

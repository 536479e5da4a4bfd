"""Which running items are late or nearly due: one criterion for the tiles and for the lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app import calendars, clock
from app.transitions import OPEN_STATES
from app.workdays import CalendarError, closing_at

LATE, SOON = "late", "soon"
SOON_DAYS = 2


@dataclass(frozen=True)
class Span:
    """The due dates of a word at one instant; until is the last one of those nearly due."""

    word: str
    now: datetime
    until: datetime

    def criteria(self, c: Any) -> tuple[Any, ...]:
        """Return the criteria over a class that has state and due date."""
        running = c.state.in_(OPEN_STATES)
        if self.word == LATE:
            return running, c.due_at < self.now
        return running, c.due_at >= self.now, c.due_at <= self.until


def span(session: Session, word: str) -> Span:
    """Return what a word means now: nearly due is until the second working day's close."""
    now = clock.now()
    return Span(word, now, _until(session, now) if word == SOON else now)


def _until(session: Session, now: datetime) -> datetime:
    """Return the close of the second working day from today; now where no calendar tells it."""
    calendar = calendars.load(session)
    try:
        return closing_at(calendar, calendar.shift(clock.local(now).date(), SOON_DAYS))
    except CalendarError:
        return now

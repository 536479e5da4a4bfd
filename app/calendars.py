"""The working calendar of the database, held per application and read again when it changes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import clock
from app.enums import ProblemState, Word
from app.models import CalendarBatch, CalendarDay, CalendarYear, Problem, WorkHours
from app.workdays import Calendar, CalendarError, Day, Hours, light, overdue_workdays, workdays_left

KEPT = "vx_calendar"
SECONDS = 60.0


def load(session: Session) -> Calendar:
    """Return the loaded calendar, at most a minute old."""
    kept = current_app.extensions.get(KEPT)
    if kept is not None and time.monotonic() - kept[0] < SECONDS:
        return kept[1]  # type: ignore[no-any-return]  # Extensions are an untyped dict.
    calendar = read(session)
    current_app.extensions[KEPT] = (time.monotonic(), calendar)
    return calendar


def forget() -> None:
    """Read the calendar again at the next use, after an import."""
    current_app.extensions.pop(KEPT, None)


def read(session: Session, replaced: Sequence[Day] = ()) -> Calendar:
    """Read days, years and hours from the database, some days as they would be replaced."""
    days = session.execute(sa.select(CalendarDay.on, CalendarDay.is_workday)).all()
    years = session.execute(sa.select(CalendarYear.year, CalendarYear.status)).all()
    hours = session.scalars(sa.select(WorkHours).order_by(WorkHours.valid_from)).all()
    return Calendar(
        days={row.on: row.is_workday for row in days}
        | {day.on: day.is_workday for day in replaced},
        years={row.year: row.status.value for row in years}
        | {day.on.year: day.status for day in replaced},
        hours=[
            Hours(h.am_start, h.am_end, h.pm_start, h.pm_end, h.valid_from, h.valid_to)
            for h in hours
        ],
    )


def version(session: Session) -> int:
    """Return the calendar's version: the newest loading, 0 before the first one."""
    return session.execute(sa.select(sa.func.max(CalendarBatch.id))).scalar() or 0


class Lamp(Word):
    """Kinds of the light on a page, with their plain word."""

    OK = ("ok", "正常")
    WARN = ("warn", "临期")
    LATE = ("late", "超期")
    STILL = ("still", "已结束")


ENDED = frozenset(
    {
        ProblemState.CLOSED,
        ProblemState.ARCHIVED,
        ProblemState.REJECTED,
        ProblemState.TRANSFERRED_OUT,
        ProblemState.MERGED,
        ProblemState.WITHDRAWN,
    }
)


def lamp(
    calendar: Calendar, due_at: datetime | None, state: ProblemState | None = None
) -> dict[str, str]:
    """Return {kind, text} of a due date: the word tells what the colour does."""
    if state in ENDED or due_at is None:
        return {"kind": "still", "text": ProblemState.label_of(state) or "无期限"}
    now, stopped = clock.now(), state == ProblemState.SUSPENDED
    try:
        # The due date of a suspended item is its legal day, which nothing stops (decision 45).
        legal = clock.local(due_at).date() if stopped else None
        colour = light(calendar, due_at, now, stopped, legal_due_on=legal)
        if colour == "grey":
            return {"kind": "still", "text": "已中止"}
        if colour == "red":
            days = overdue_workdays(calendar, due_at, now)
            return {"kind": "late", "text": f"超期 {days} 天" if days else "已超期"}
        if colour == "yellow":
            days = workdays_left(calendar, now, due_at)
            if clock.local(due_at).date() == clock.local(now).date():
                return {"kind": "warn", "text": "今天到期"}
            return {"kind": "warn", "text": f"还有 {max(days, 1)} 天"}
    except CalendarError as error:
        return {"kind": "warn", "text": str(error)[:20]}
    return {"kind": "ok", "text": "正常"}


def problem_lamp(calendar: Calendar, problem: Problem) -> dict[str, str]:
    """Return the light of a problem."""
    return lamp(calendar, problem.due_at, problem.state)

"""The working calendar of the database, held per application and read again when it changes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import ProblemState, Word
from app.models import CalendarBatch, CalendarDay, CalendarYear, Problem, WorkHours
from app.workdays import Calendar, CalendarError, Day, Hours, light, overdue_workdays, workdays_left

KEPT, SEEN = "vx_calendar", "vx_calendar_seen"
SECONDS = 60.0
# The newest loading, and how many office hours in how many versions.
Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Kept:
    """A calendar as it was read, and what it was read from."""

    read_at: float
    stamp: Stamp
    calendar: Calendar


def load(session: Session) -> Calendar:
    """Return the loaded calendar: at most a minute old, and the newest one for who writes."""
    return _held(session).calendar


def version_in_use(session: Session) -> int:
    """Return the newest loading of the calendar that load() counts by, 0 before the first one."""
    return _held(session).stamp[0]


def _held(session: Session) -> Kept:
    """Return the calendar that is kept, read again when it is old or, for who writes, not the last.

    A transaction that writes asks once, so that all its limits are counted by one calendar.
    """
    writes = session.info.get(store.WRITING)
    asked, seen = session.info.get(SEEN, (None, None))
    if writes and asked is not None and asked is session.get_transaction():
        return cast(Kept, seen)
    kept: Kept | None = current_app.extensions.get(KEPT)
    old = kept is None or time.monotonic() - kept.read_at >= SECONDS
    if kept is None or old or (writes and _stamp(session) != kept.stamp):
        # The stamp first: a calendar that comes between is read again by the next writer.
        kept = Kept(time.monotonic(), _stamp(session), read(session))
        current_app.extensions[KEPT] = kept
    if writes:
        session.info[SEEN] = (session.get_transaction(), kept)
    return kept


def _stamp(session: Session) -> Stamp:
    """Return what changes with every loading and with every change of the office hours."""
    newest = sa.select(sa.func.coalesce(sa.func.max(CalendarBatch.id), 0)).scalar_subquery()
    hours = sa.select(
        newest, sa.func.count(WorkHours.id), sa.func.coalesce(sa.func.sum(WorkHours.row_version), 0)
    )
    first, count, versions = session.execute(hours).one()
    return first, count, versions


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

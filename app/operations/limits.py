"""When each stage must end: day limits are parameters, days are counted by the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from app import calendars, clock
from app.enums import RequestType, Urgency
from app.enums_ledger import DeadlineKind, LimitUnit
from app.errors import Invalid
from app.queries import parameters
from app.workdays import (
    Calendar,
    CalendarError,
    CalendarNotLoaded,
    Due,
    add_natural_days,
    add_work_hours,
    add_work_time,
    add_workdays,
    at_local,
    closing_at,
    event_day,
    local_day,
    work_time_between,
    workdays_between,
)

# Stage: the parameter in working days, and the one in working hours for urgent items.
STAGES: dict[str, tuple[str, str]] = {
    "triage": ("triage_days", "triage_hours_urgent"),
    "decide": ("decide_days", "decide_hours_urgent"),
    "sign": ("sign_days", "sign_hours_urgent"),
    "verify": ("verify_days", ""),
    "feedback": ("feedback_days", ""),
}
LONGEST_DAYS = 60
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """One limit as it was computed: so many units from an instant lead to the due date."""

    kind: DeadlineKind
    base_at: datetime
    days: int
    unit: LimitUnit
    due: Due

    @property
    def at(self) -> datetime:
        """Return the due instant."""
        return self.due.at


@contextmanager
def _counting() -> Iterator[None]:
    """Turn a calendar that cannot answer into a message for the whole form."""
    try:
        yield
    except CalendarError as error:
        raise Invalid({"": str(error)}) from error


def stage(session: Session, name: str, urgency: Urgency) -> Limit:
    """Return the limit of a stage that begins now."""
    days, hours = STAGES[name]
    calendar, now, kind = calendars.load(session), clock.now(), DeadlineKind(name)
    with _counting():
        if hours and urgency != Urgency.NORMAL:
            length = parameters.integer(session, hours)
            due = add_work_hours(calendar, now, length)
            return Limit(kind, now, length, LimitUnit.WORKHOUR, due)
        length = parameters.integer(session, days)
        return Limit(kind, now, length, LimitUnit.WORKDAY, add_workdays(calendar, now, length))


def after(session: Session, days: int, start: datetime | None = None) -> Due:
    """Return the closing time that many working days after an instant, now by default."""
    with _counting():
        return add_workdays(calendars.load(session), start or clock.now(), days)


def in_workdays(session: Session, kind: DeadlineKind, days: int) -> Limit:
    """Return a limit of that many working days from now."""
    return Limit(kind, clock.now(), days, LimitUnit.WORKDAY, after(session, days))


def natural(session: Session, kind: DeadlineKind, days: int, start: datetime) -> Limit:
    """Return a limit in natural days, rolled off a rest day.

    Where the holidays of its year are not known yet it is the day itself, provisional: a legal
    day lies months ahead and must not keep anybody from writing down what a citizen says.
    """
    calendar = calendars.load(session)
    with _counting():
        try:
            due = add_natural_days(calendar, start, days)
        except CalendarNotLoaded:
            on = local_day(start) + timedelta(days=days)
            due = Due(closing_at(calendar, on), on, provisional=True)
    return Limit(kind, start, days, LimitUnit.NATURAL, due)


def closing(session: Session, on: date) -> Due:
    """Return the closing time of a day as a due date."""
    calendar = calendars.load(session)
    with _counting():
        unknown = on.year not in calendar.loaded_years
        return Due(closing_at(calendar, on), on, unknown or calendar.is_provisional(on, on))


def red_at(session: Session, local: Due, legal_due_on: date | None) -> Due:
    """Return when an item turns red: at its local limit or its legal day, the earlier one."""
    if legal_due_on is None:
        return local
    return min(local, closing(session, legal_due_on), key=lambda due: due.at)


def until(session: Session, kind: DeadlineKind, at: datetime) -> Limit:
    """Return the limit that leads from now to a given instant.

    Whole working hours and the instant from which they count keep it exact where it falls
    inside a day.
    """
    calendar, now = calendars.load(session), clock.now()
    with _counting():
        due = Due(
            at, local_day(at), calendar.is_provisional(*sorted((local_day(now), local_day(at))))
        )
        if at == closing_at(calendar, due.on) and at > now:
            days = workdays_between(calendar, event_day(calendar, now), due.on)
            return Limit(kind, now, days, LimitUnit.WORKDAY, due)
        left = work_time_between(calendar, now, at)
        return replace(_in_hours(calendar, kind, now, left), due=due)


def work_left(session: Session, now: datetime, due_at: datetime) -> timedelta:
    """Return the working time from an instant to a due date."""
    with _counting():
        return work_time_between(calendars.load(session), now, due_at)


def resumed(session: Session, at: datetime, left: timedelta) -> Limit:
    """Return the handling limit that goes on at an instant with the working time left."""
    with _counting():
        return _in_hours(calendars.load(session), DeadlineKind.HANDLE, at, left)


def _in_hours(calendar: Calendar, kind: DeadlineKind, at: datetime, left: timedelta) -> Limit:
    """Return a span of working time as whole working hours after the odd minutes."""
    hours, odd = divmod(left, HOUR)
    base = add_work_time(calendar, at, odd).at if odd else at
    return Limit(kind, base, hours, LimitUnit.WORKHOUR, add_work_time(calendar, at, left))


def longer(session: Session, kind: DeadlineKind, due_at: datetime, days: int) -> Limit:
    """Return a limit moved by that many working days from its due day."""
    with _counting():
        due = add_workdays(calendars.load(session), local_day(due_at), days)
    return Limit(kind, due_at, days, LimitUnit.WORKDAY, due)


def days_until(session: Session, due_at: datetime) -> int:
    """Return the working days from today, as an event counts, to a due day."""
    calendar = calendars.load(session)
    with _counting():
        return workdays_between(calendar, event_day(calendar, clock.now()), due_at)


def opening(on: date) -> datetime:
    """Return the first instant of a day; no office works at it."""
    return at_local(on, time())


def days_left(session: Session, overall: datetime) -> Limit:
    """Return the limit of a new step under an overall due that never restarts (domain.md 4.3)."""
    least = in_workdays(session, DeadlineKind.HANDLE, parameters.integer(session, "min_days_left"))
    return until(session, DeadlineKind.HANDLE, overall) if overall > least.at else least


def default_days(session: Session, request_type: RequestType, urgency: Urgency) -> int:
    """Return the handling limit in working days that a request begins with."""
    kind = "critical" if urgency == Urgency.CRITICAL else RequestType(request_type).value
    return parameters.integer(session, f"handle_days_{kind}")

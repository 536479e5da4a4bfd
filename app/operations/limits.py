"""When each stage must end: day limits are parameters, days are counted by the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from app import calendars, clock
from app.enums import RequestType, Urgency
from app.errors import Invalid
from app.queries import parameters
from app.workdays import CalendarError, Due, add_work_hours, add_workdays

# Stage: the parameter in working days, and the one in working hours for urgent items.
STAGES: dict[str, tuple[str, str]] = {
    "triage": ("triage_days", "triage_hours_urgent"),
    "decide": ("decide_days", "decide_hours_urgent"),
    "sign": ("sign_days", "sign_hours_urgent"),
    "verify": ("verify_days", ""),
    "feedback": ("feedback_days", ""),
}
LONGEST_DAYS = 60


@contextmanager
def _counting() -> Iterator[None]:
    """Turn a calendar that cannot answer into a message for the whole form."""
    try:
        yield
    except CalendarError as error:
        raise Invalid({"": str(error)}) from error


def stage(session: Session, name: str, urgency: Urgency) -> Due:
    """Return when a stage that begins now must end."""
    days, hours = STAGES[name]
    calendar = calendars.load(session)
    with _counting():
        if hours and urgency != Urgency.NORMAL:
            return add_work_hours(calendar, clock.now(), parameters.integer(session, hours))
        return add_workdays(calendar, clock.now(), parameters.integer(session, days))


def after(session: Session, days: int, start: datetime | None = None) -> Due:
    """Return the closing time that many working days after an instant, now by default."""
    with _counting():
        return add_workdays(calendars.load(session), start or clock.now(), days)


def days_left(session: Session, overall: datetime) -> datetime:
    """Return the due of a new step under an overall due that never restarts (domain.md 4.3)."""
    least = after(session, parameters.integer(session, "min_days_left"))
    return max(overall, least.at)


def default_days(session: Session, request_type: RequestType, urgency: Urgency) -> int:
    """Return the handling limit in working days that a request begins with."""
    kind = "critical" if urgency == Urgency.CRITICAL else RequestType(request_type).value
    return parameters.integer(session, f"handle_days_{kind}")

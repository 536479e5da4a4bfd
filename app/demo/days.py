"""Working moments before "today", so that the sample county is always ten weeks old."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from app import clock, workdays
from app.workdays import Calendar

# Minutes of an ordinary day that lie inside the opening hours, 08:40 to 11:50 and 13:40 to 17:20.
MINUTES = (*range(8 * 60 + 40, 11 * 60 + 50), *range(13 * 60 + 40, 17 * 60 + 20))


def workday_before(calendar: Calendar, days: int) -> date:
    """Return the working day that many working days before today; 1 is the last one."""
    today = clock.today()
    return calendar.shift(today, -days)


def moments(calendar: Calendar, days: int, count: int, dice: Random) -> list[datetime]:
    """Return that many ascending moments inside the hours of a past working day."""
    on = workday_before(calendar, days)
    chosen = sorted(dice.sample(MINUTES, count))
    return [_at(on, minute, dice) for minute in chosen]


def _at(on: date, minute: int, dice: Random) -> datetime:
    """Return an instant of a day, with odd seconds."""
    clock_time = time(minute // 60, minute % 60, dice.randrange(60))
    return workdays.at_local(on, clock_time)


def some_moment(calendar: Calendar, earliest: int, dice: Random) -> datetime:
    """Return a moment between yesterday and so many working days ago."""
    return moments(calendar, dice.randint(1, earliest), 1, dice)[0]


def day_before(at: datetime, days: int) -> date:
    """Return the local date so many days before an instant."""
    return clock.local(at).date() - timedelta(days=days)

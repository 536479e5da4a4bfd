"""The arithmetic of limits against a slow oracle: a walk from day to day over the raw rows.

Nothing of app/workdays.py is used to find the expected answer; each case that leaves the loaded
years must fail in both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app import calendars, store
from app.models import CalendarDay, WorkHours
from app.principal import system
from app.workdays import (
    Calendar,
    CalendarNotLoaded,
    add_natural_days,
    add_work_time,
    add_workdays,
    work_time_between,
)

MANY, FEW = 10_000, 250
CHINA = timezone(timedelta(hours=8))
# Whole minutes, as a wall clock shows them.
START = st.integers(0, 4 * 1461 * 360 - 1).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=CHINA) + timedelta(minutes=minutes)
)
Row = tuple[date | None, date | None, time, time, time, time]


class OutOfYears(Exception):
    """The walk came to a day that is not in the table."""


@dataclass
class Oracle:
    """The raw rows: which days work, and which hours from when until when."""

    works: dict[date, bool]
    hours: list[Row]

    def is_workday(self, on: date) -> bool:
        """Look the day up."""
        if on not in self.works:
            raise OutOfYears
        return self.works[on]

    def spans(self, on: date) -> list[tuple[datetime, datetime]]:
        """Return the two half-days; of two rows that hold, the one that began later."""
        held = [r for r in self.hours if (r[0] or on) <= on <= (r[1] or on)]
        row = max(held, key=lambda r: r[0] or date.min)
        pair = ((row[2], row[3]), (row[4], row[5]))
        return [tuple(datetime.combine(on, t, CHINA) for t in one) for one in pair]  # type: ignore[misc]  # Pairs stay pairs.

    def first(self, start: datetime) -> date:
        """Return the working day as which an event counts."""
        on = start.date()
        if self.is_workday(on) and start > self.spans(on)[1][1]:
            on += timedelta(days=1)
        while not self.is_workday(on):
            on += timedelta(days=1)
        return on

    def workdays(self, start: datetime, days: int) -> datetime:
        """Walk on until so many working days have passed."""
        on = self.first(start)
        while days:
            on += timedelta(days=1)
            days -= self.is_workday(on)
        return self.spans(on)[1][1]

    def natural(self, start: datetime, days: int) -> datetime:
        """Count every day, then walk to a working day."""
        on = start.date()
        self.is_workday(on)
        for _ in range(days):
            on += timedelta(days=1)
        while not self.is_workday(on):
            on += timedelta(days=1)
        return self.spans(on)[1][1]

    def minutes(self, start: datetime, left: int) -> datetime:
        """Take the open minutes one day after another until none is left."""
        on = start.date()
        while True:
            for opens, closes in self.spans(on) if self.is_workday(on) else ():
                begin = max(opens, start)
                open_minutes = int((closes - begin).total_seconds() // 60)
                for minute in range(open_minutes):
                    left -= 1
                    if not left:
                        return begin + timedelta(minutes=minute + 1)
            on += timedelta(days=1)

    def open_minutes(self, start: datetime, end: datetime) -> int:
        """Count the open minutes of every day between two instants."""
        on, count = start.date(), 0
        while on <= end.date():
            for opens, closes in self.spans(on) if self.is_workday(on) else ():
                inside = min(closes, end) - max(opens, start)
                count += max(0, int(inside.total_seconds() // 60))
            on += timedelta(days=1)
        return count


@dataclass
class Pair:
    """The product's calendar and the oracle over the same database."""

    calendar: Calendar
    oracle: Oracle

    def agree(self, found: Callable[[], datetime], expected: Callable[[], datetime]) -> None:
        """Hold both answers against each other; both may say that a year is missing."""
        try:
            wanted = expected()
        except OutOfYears:
            with pytest.raises(CalendarNotLoaded):
                found()
            return
        assert found() == wanted


@pytest.fixture
def pair(session: Session) -> Pair:
    """Return both over a database whose summers have hours of their own."""
    summer = (time(8), time(12), time(14, 30), time(18))
    with store.write(system("test")) as work:
        for year in (2024, 2025, 2026, 2027):
            names = ("am_start", "am_end", "pm_start", "pm_end")
            since, until = date(year, 6, 1), date(year, 9, 15)
            hours = dict(zip(names, summer, strict=True))
            work.add(WorkHours(season="夏季", valid_from=since, valid_to=until, **hours))
    days = session.execute(sa.select(CalendarDay.on, CalendarDay.is_workday)).all()
    columns = (
        WorkHours.valid_from,
        WorkHours.valid_to,
        WorkHours.am_start,
        WorkHours.am_end,
        WorkHours.pm_start,
        WorkHours.pm_end,
    )
    hours_rows = [tuple(row) for row in session.execute(sa.select(*columns))]
    oracle = Oracle({row.on: row.is_workday for row in days}, hours_rows)  # type: ignore[arg-type]  # Rows as they come.
    return Pair(calendars.read(session), oracle)


def play(soak: bool, case: Callable[..., None], *strategies: st.SearchStrategy[object]) -> None:
    """Try a case as often as the run asks for."""
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    many = settings(
        max_examples=MANY if soak else FEW,
        deadline=None,
        suppress_health_check=checks,
        database=None,
    )
    many(given(*strategies)(case))()


def test_working_days_agree_with_the_walk(pair: Pair, soak: bool) -> None:
    def case(start: datetime, days: int) -> None:
        pair.agree(
            lambda: add_workdays(pair.calendar, start, days).at,
            lambda: pair.oracle.workdays(start, days),
        )

    play(soak, case, START, st.integers(0, 60))


def test_natural_days_agree_with_the_walk(pair: Pair, soak: bool) -> None:
    def case(start: datetime, days: int) -> None:
        pair.agree(
            lambda: add_natural_days(pair.calendar, start, days).at,
            lambda: pair.oracle.natural(start, days),
        )

    play(soak, case, START, st.integers(0, 120))


def test_working_hours_agree_with_the_walk(pair: Pair, soak: bool) -> None:
    def case(start: datetime, left: int) -> None:
        pair.agree(
            lambda: add_work_time(pair.calendar, start, timedelta(minutes=left)).at,
            lambda: pair.oracle.minutes(start, left),
        )

    play(soak, case, START, st.integers(1, 3000))


def test_working_time_left_at_a_stop_is_given_back_whole(pair: Pair, soak: bool) -> None:
    def case(start: datetime, days: int, part: float, pause: int) -> None:
        calendar, oracle = pair.calendar, pair.oracle
        try:
            due = oracle.workdays(start, days)
        except OutOfYears:
            return
        stop = start + timedelta(minutes=int(part * (due - start).total_seconds() // 60))
        resumed = stop + timedelta(minutes=pause)
        left = work_time_between(calendar, stop, due)
        assert left == timedelta(minutes=oracle.open_minutes(stop, due))
        pair.agree(
            lambda: add_work_time(calendar, resumed, left).at,
            lambda: oracle.minutes(resumed, oracle.open_minutes(stop, due)),
        )

    parts = st.floats(0, 0.999, allow_nan=False)
    play(soak, case, START, st.integers(1, 30), parts, st.integers(0, 90 * 1440))

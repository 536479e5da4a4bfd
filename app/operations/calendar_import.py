"""Years of the working calendar: a new year is loaded, a provisional one becomes final."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, calendars, clock
from app.enums import CalendarStatus, DayKind
from app.models import CalendarDay, CalendarYear, Problem
from app.principal import Principal
from app.transitions import OPEN_STATES
from app.workdays import (
    Calendar,
    CalendarError,
    CalendarFileError,
    Day,
    add_workdays,
    event_day,
    local_day,
    parse_exceptions,
    year_days,
)


@dataclass(frozen=True)
class Moved:
    """An open problem whose due date the new calendar would change."""

    problem_no: str
    before: str
    after: str


@dataclass
class Imported:
    """What an import did to each year, and the due dates it would change."""

    years: dict[int, str] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the report for the person who imports."""
        lines = [f"{year} 年：{what}" for year, what in sorted(self.years.items())]
        lines += [f"{row.problem_no}：到期 {row.before} → {row.after}" for row in self.moved]
        if self.moved:
            lines.append(f"以上 {len(self.moved)} 件的到期日会变；重新计算尚未提供，未改动。")
        return lines


def load(
    session: Session, actor: Principal, rows: Iterable[Mapping[str, str | None]], source: str
) -> Imported:
    """Load the years of a list of exceptions; raise CalendarFileError for one that may not be."""
    exceptions = parse_exceptions(rows)
    before, result = calendars.read(session), Imported()
    for year in sorted({day.on.year for day in exceptions}):
        result.years[year] = load_year(session, year_days(year, exceptions), source)
    session.flush()
    result.moved = moved(session, before, calendars.read(session))
    detail = {"years": {str(year): what for year, what in result.years.items()}}
    audit.record(session, actor, "import_calendar", "calendar_year", None, detail=detail)
    return result


def load_year(session: Session, days: Sequence[Day], source: str) -> str:
    """Load one whole year; return what was done with it.

    A final year never changes by an import: its due dates were given to people.
    """
    year, status = days[0].on.year, CalendarStatus(days[0].status)
    known = session.scalars(sa.select(CalendarYear).where(CalendarYear.year == year)).first()
    stored = stored_days(session, year)
    if known is None:
        session.add(CalendarYear(year=year, status=status, source=source))
        session.add_all(CalendarDay(**values(day)) for day in days)
        return f"新增（{status.label}）"
    changed = [day for day in days if differs(stored[day.on.isoformat()], day)]
    if not changed:
        return "没有变化"
    if known.status == CalendarStatus.FINAL:
        raise CalendarFileError([f"{year}年已是正式日历，改动 {len(changed)} 天尚未提供"])
    known.status, known.source = status, source
    for day in changed:
        for name, value in values(day).items():
            setattr(stored[day.on.isoformat()], name, value)
    return f"已更新为{status.label}，改动 {len(changed)} 天"


def stored_days(session: Session, year: int) -> dict[str, CalendarDay]:
    """Return the stored days of a year by ISO date."""
    inside = CalendarDay.on.between(date(year, 1, 1), date(year, 12, 31))
    days = session.scalars(sa.select(CalendarDay).where(inside))
    return {day.on.isoformat(): day for day in days}


def values(day: Day) -> dict[str, object]:
    """Return the columns of a day."""
    return {
        "on": day.on,
        "is_workday": day.is_workday,
        "kind": DayKind(day.kind),
        "name": day.name,
        "status": CalendarStatus(day.status),
    }


def differs(stored: CalendarDay, day: Day) -> bool:
    """Tell whether a stored day is not what the list says."""
    return any(getattr(stored, name) != value for name, value in values(day).items())


def moved(session: Session, before: Calendar, after: Calendar) -> list[Moved]:
    """Return the open problems whose stage would end on another day under the new calendar."""
    query = sa.select(
        Problem.problem_no, Problem.registered_at, Problem.accepted_at, Problem.due_at
    ).where(Problem.state.in_(OPEN_STATES), Problem.due_at >= clock.now())
    found = []
    for row in session.execute(query.order_by(Problem.problem_no)):
        start = row.accepted_at or row.registered_at
        day = new_due(before, after, start, row.due_at)
        if day is not None and day != local_day(row.due_at).isoformat():
            found.append(Moved(row.problem_no, local_day(row.due_at).isoformat(), day))
    return found


def new_due(before: Calendar, after: Calendar, start: datetime, due_at: datetime) -> str | None:
    """Return the due day of the same number of working days, None when it cannot be told."""
    try:
        count = before.count(event_day(before, start), local_day(due_at))
        return add_workdays(after, start, max(count, 0)).on.isoformat()
    except CalendarError:
        return None

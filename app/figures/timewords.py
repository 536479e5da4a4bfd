"""The county's months and days in SQL, for instants that are stored in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app import clock, months, workdays
from app.models import CalendarDay, table_of


class LocalMonth(FunctionElement[str]):
    """The month of an instant in China, as "2026-10"."""

    inherit_cache = True
    type = sa.String()


class DayMonth(FunctionElement[str]):
    """The month of a day, as "2026-10"."""

    inherit_cache = True
    type = sa.String()


class LocalDay(FunctionElement[date]):
    """The day of an instant in China."""

    inherit_cache = True
    type = sa.Date()


class Minute(FunctionElement[str]):
    """An instant in UTC to the minute, as a text that sorts."""

    inherit_cache = True
    type = sa.String()


_SQLITE = {
    LocalMonth: "strftime('%Y-%m', {}, '+8 hours')",
    DayMonth: "substr({}, 1, 7)",
    LocalDay: "date({}, '+8 hours')",
    Minute: "strftime('%Y-%m-%d %H:%M', {})",
}
_POSTGRES = {
    LocalMonth: "to_char({} + interval '8 hours', 'YYYY-MM')",
    DayMonth: "to_char({}, 'YYYY-MM')",
    LocalDay: "CAST({} + interval '8 hours' AS DATE)",
    Minute: "to_char({}, 'YYYY-MM-DD HH24:MI')",
}


def _write(kind: Any, dialect: str, text: str) -> None:
    """Say how a dialect writes one of the words."""

    def written(element: Any, compiler: Any, **options: Any) -> str:
        inner = compiler.process(element.clauses, **options)
        # The driver's own mark is doubled, where the statement goes through it.
        mark = text.replace("%", "%%") if compiler.preparer._double_percents else text
        return mark.format(inner)

    compiles(kind, dialect)(written)


for _kind, _text in _SQLITE.items():
    _write(_kind, "sqlite", _text)
for _kind, _text in _POSTGRES.items():
    _write(_kind, "postgresql", _text)


def month_of(at: Any) -> Any:
    """Return the month of a column: a day's own, an instant's in China."""
    return DayMonth(at) if isinstance(at.type, sa.Date) else LocalMonth(at)


def minute(at: datetime) -> str:
    """Return an instant as Minute writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def workdays_between(begin: Any, end: Any) -> Any:
    """Return how many working days lie after the day of one instant, up to that of another."""
    day = table_of(CalendarDay).alias("figure_day")
    return (
        sa.select(sa.func.count())
        .select_from(day)
        .where(day.c.is_workday, day.c.on > LocalDay(begin), day.c.on <= LocalDay(end))
        .scalar_subquery()
    )


def known(text: str) -> str:
    """Return a month that was typed; ValueError for another text, or a month that is to come."""
    if months.first_day(text) > clock.today():
        raise ValueError(text)
    return text


def first_day(month: str) -> date:
    """Return the first day of a month that the product itself named, of any century."""
    return date(int(month[:4]), int(month[5:]), 1)


def shifted(month: str, count: int) -> str:
    """Return the month so many months later, or earlier."""
    first = first_day(month)
    years, index = divmod(first.year * 12 + first.month - 1 + count, 12)
    return f"{years:04d}-{index + 1:02d}"


def begins(month: str) -> datetime:
    """Return the instant at which a month begins in China."""
    return datetime.combine(first_day(month), time(), workdays.SHANGHAI).astimezone(UTC)


def within(at: Any, first: str, last: str) -> Any:
    """Return the criterion that a column lies in the months from one to another."""
    if isinstance(at.type, sa.Date):
        return sa.and_(at >= first_day(first), at < first_day(shifted(last, 1)))
    return sa.and_(at >= begins(first), at < begins(shifted(last, 1)))

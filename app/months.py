"""Months written as 2026-10: their days and instants, their neighbours, how they are said."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from app import clock

WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def first_day(period: str) -> date:
    """Return the first day of a month; ValueError for another text."""
    if not WRITTEN.fullmatch(period):
        raise ValueError(period)
    return date.fromisoformat(f"{period}-01")


def of(on: date) -> str:
    """Return the month of a day."""
    return f"{on:%Y-%m}"


def shift(period: str, by: int) -> str:
    """Return the month so many months later."""
    first = first_day(period)
    count = first.year * 12 + first.month - 1 + by
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def begin(period: str) -> datetime:
    """Return the instant at which a month begins in China."""
    return datetime.combine(first_day(period), time(), clock.CHINA).astimezone(UTC)


def end(period: str) -> datetime:
    """Return the instant at which a month is over in China."""
    return begin(shift(period, 1))


def last_day(period: str) -> date:
    """Return the last day of a month."""
    return date.fromordinal(first_day(shift(period, 1)).toordinal() - 1)


def so_far(period: str) -> list[str]:
    """Return the months of a year up to this one."""
    first = first_day(period)
    return [f"{first.year:04d}-{month:02d}" for month in range(1, first.month + 1)]


def before(period: str, count: int) -> list[str]:
    """Return so many months up to and with this one, the oldest first."""
    return [shift(period, step) for step in range(1 - count, 1)]


def said(period: str) -> str:
    """Return 2026年10月."""
    first = first_day(period)
    return f"{first.year}年{first.month}月"

"""Working-time arithmetic, pure: every limit, light and lateness is computed here and nowhere else.

The calendar is injected; a year that is not loaded is an error, never a guess.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import isleap, monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Literal

# A fixed offset needs no time-zone database on the machine; China has kept UTC+8 since 1991.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

Light = Literal["green", "yellow", "red", "grey"]
YearStatus = Literal["final", "provisional"]
YELLOW_BEFORE_DAYS = 2


class CalendarError(Exception):
    """Something the calendar does not hold; the text is for the user."""


class CalendarNotLoaded(CalendarError):
    """A year whose holidays have not been imported."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"{year}年日历尚未导入，不能计算工作日，请系统管理员先导入该年的放假安排。"
        )


class HoursNotSet(CalendarError):
    """A day that no row of office hours covers."""

    def __init__(self, on: date) -> None:
        super().__init__(f"{on.year}年{on.month}月{on.day}日没有设置上下班时间，请先设置。")


@dataclass(frozen=True, slots=True)
class Day:
    """One row of calendar_day; kind is normal, weekend, holiday or makeup_workday."""

    on: date
    is_workday: bool
    status: YearStatus
    kind: str = "normal"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """Office hours in local time; both validity days are inclusive, None means open."""

    am_start: time
    am_end: time
    pm_start: time
    pm_end: time
    valid_from: date | None = None
    valid_to: date | None = None

    def covers(self, on: date) -> bool:
        """Say whether these hours hold on that day."""
        starts = self.valid_from is None or self.valid_from <= on
        return starts and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Due:
    """A due instant (UTC), its local day, and whether a provisional year was used."""

    at: datetime
    on: date
    provisional: bool


class Calendar:
    """Loaded years with their working days counted once, so that each question is a bisect."""

    def __init__(
        self, days: Mapping[date, bool], years: Mapping[int, str], hours: Sequence[Hours]
    ) -> None:
        """Index the days; a year of which a day is missing counts as not loaded."""
        known: dict[int, int] = {}
        for on in days:
            known[on.year] = known.get(on.year, 0) + 1
        self.provisional_years = frozenset(y for y, s in years.items() if s == "provisional")
        self.loaded_years = frozenset(y for y in years if known.get(y) == 365 + isleap(y))
        self._workdays = sorted(
            on.toordinal() for on, works in days.items() if works and on.year in self.loaded_years
        )
        self._hours = sorted(hours, key=lambda row: row.valid_from or date.min, reverse=True)

    def require(self, first: int, last: int) -> None:
        """Raise CalendarNotLoaded for the first year in the range that is missing."""
        for year in range(first, last + 1):
            if year not in self.loaded_years:
                raise CalendarNotLoaded(year)

    def is_workday(self, on: date) -> bool:
        """Say whether the office works on that day."""
        self.require(on.year, on.year)
        position = bisect_left(self._workdays, on.toordinal())
        return position < len(self._workdays) and self._workdays[position] == on.toordinal()

    def hours_on(self, on: date) -> Hours:
        """Return the hours in force; of two rows that overlap, the later one."""
        for row in self._hours:
            if row.covers(on):
                return row
        raise HoursNotSet(on)

    def shift(self, on: date, days: int) -> date:
        """Return the working day that many working days after the first one on or after `on`.

        Zero gives `on` itself, or the next working day; minus two gives the second one before.
        """
        self.require(on.year, on.year)
        position = bisect_left(self._workdays, on.toordinal()) + days
        if position < 0:
            raise CalendarNotLoaded(min(self.loaded_years) - 1)
        if position >= len(self._workdays):
            raise CalendarNotLoaded(max(self.loaded_years) + 1)
        found = date.fromordinal(self._workdays[position])
        self.require(*sorted((on.year, found.year)))
        return found

    def count(self, after: date, until: date) -> int:
        """Count the working days later than the first day and not later than the second."""
        self.require(*sorted((after.year, until.year)))
        return bisect_right(self._workdays, until.toordinal()) - bisect_right(
            self._workdays, after.toordinal()
        )

    def is_provisional(self, first: date, last: date) -> bool:
        """Say whether the span touches a year whose official notice has not come."""
        return any(y in self.provisional_years for y in range(first.year, last.year + 1))


def local(moment: datetime) -> datetime:
    """Turn an aware instant into local time; ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no place in working time")
    return moment.astimezone(SHANGHAI)


def local_day(moment: datetime | date) -> date:
    """Return the local day of an instant, or the day itself."""
    return local(moment).date() if isinstance(moment, datetime) else moment


def at_local(on: date, clock: time) -> datetime:
    """Return the UTC instant of a local clock time."""
    return datetime.combine(on, clock, SHANGHAI).astimezone(UTC)


def closing_at(cal: Calendar, on: date) -> datetime:
    """Return the instant the office closes on that day: when a limit of that day ends."""
    return at_local(on, cal.hours_on(on).pm_end)


def event_day(cal: Calendar, start: datetime | date) -> date:
    """Return the working day an event counts as: the next one after closing or on a rest day."""
    if not isinstance(start, datetime):
        return cal.shift(start, 0)
    moment = local(start)
    on = moment.date()
    closed = cal.is_workday(on) and moment.time() > cal.hours_on(on).pm_end
    return cal.shift(on + timedelta(days=1) if closed else on, 0)


def _require_positive(length: float) -> None:
    if length < 0:
        raise ValueError("a limit has no negative length")


def add_workdays(cal: Calendar, start: datetime | date, days: int) -> Due:
    """Return when a limit in working days ends; the day of the event is day 0."""
    _require_positive(days)
    last = cal.shift(event_day(cal, start), days)
    return Due(closing_at(cal, last), last, cal.is_provisional(local_day(start), last))


def _half_days(cal: Calendar, on: date) -> tuple[tuple[datetime, datetime], ...]:
    hours = cal.hours_on(on)
    return (
        (at_local(on, hours.am_start), at_local(on, hours.am_end)),
        (at_local(on, hours.pm_start), at_local(on, hours.pm_end)),
    )


def add_work_hours(cal: Calendar, start: datetime, hours: float) -> Due:
    """Return when a limit in working hours ends; nights, lunch and rest days do not count."""
    return add_work_time(cal, start, timedelta(hours=hours))


def add_work_time(cal: Calendar, start: datetime, left: timedelta) -> Due:
    """Return when a span of working time ends that begins at an instant."""
    _require_positive(left.total_seconds())
    on = event_day(cal, start)
    while True:
        for opens, closes in _half_days(cal, on):
            begin = max(opens, start)
            if begin <= closes and left <= closes - begin:
                end = begin + left
                return Due(end.astimezone(UTC), on, cal.is_provisional(local_day(start), on))
            left -= max(closes - begin, timedelta())
        on = cal.shift(on + timedelta(days=1), 0)


def work_time_between(cal: Calendar, start: datetime, end: datetime) -> timedelta:
    """Return the working time from one instant to a later one, nothing for an earlier one."""
    total, on, last = timedelta(), event_day(cal, start), local_day(end)
    while on <= last:
        for opens, closes in _half_days(cal, on):
            total += max(min(closes, end) - max(opens, start), timedelta())
        on = cal.shift(on + timedelta(days=1), 0)
    return total


def workdays_between(cal: Calendar, a: datetime | date, b: datetime | date) -> int:
    """Count working days after the day of `a` up to the day of `b`; negative when b is earlier."""
    return cal.count(local_day(a), local_day(b))


def overdue_workdays(cal: Calendar, due_at: datetime, now: datetime) -> int:
    """Return n of 超期 n 天: 0 when not late, else at least 1; a day counts from its opening."""
    if now <= due_at:
        return 0
    on = local_day(now)
    opens = at_local(on, cal.hours_on(on).am_start)
    last = on if now >= opens else on - timedelta(days=1)
    return max(1, cal.count(local_day(due_at), last))


def workdays_left(cal: Calendar, now: datetime, due_at: datetime) -> int:
    """Return the working days that lead from now to the due day, 0 when it is today or past."""
    if now >= due_at:
        return 0
    return max(0, cal.count(event_day(cal, now), local_day(due_at)))


def yellow_from(cal: Calendar, due_at: datetime, before: int = YELLOW_BEFORE_DAYS) -> datetime:
    """Return the opening, that many working days before the due day, at which yellow begins."""
    on = cal.shift(local_day(due_at), -before)
    return at_local(on, cal.hours_on(on).am_start)


def _running_light(cal: Calendar, due_at: datetime, now: datetime, before: int) -> Light:
    if now > due_at:
        return "red"
    return "yellow" if now >= yellow_from(cal, due_at, before) else "green"


def light(
    cal: Calendar,
    due_at: datetime,
    now: datetime,
    suspended: bool = False,
    *,
    legal_due_on: date | None = None,
    before: int = YELLOW_BEFORE_DAYS,
) -> Light:
    """Return the light of the earlier of the local and the legal due.

    A suspension stops the local clock only: then the light is grey until the legal day nears.
    """
    legal_due_at = closing_at(cal, legal_due_on) if legal_due_on else None
    if suspended:
        legal = _running_light(cal, legal_due_at, now, before) if legal_due_at else "green"
        return "grey" if legal == "green" else legal
    return _running_light(cal, min(due_at, legal_due_at or due_at), now, before)


def roll_natural(cal: Calendar, on: date) -> date:
    """Return the day, or the next working day when it is a rest day (民法典 art. 203)."""
    return cal.shift(on, 0)


def add_natural_days(cal: Calendar, start: datetime | date, days: int) -> Due:
    """Return when a limit in natural days ends, rolled off a rest day."""
    _require_positive(days)
    first = local_day(start)
    last = roll_natural(cal, first + timedelta(days=days))
    return Due(closing_at(cal, last), last, cal.is_provisional(first, last))


def month_after(on: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month (民法典 art. 202)."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def add_months(cal: Calendar, start: datetime | date, months: int) -> Due:
    """Return when a limit in months ends, rolled off a rest day (民法典 art. 203)."""
    _require_positive(months)
    first = local_day(start)
    last = roll_natural(cal, month_after(first, months))
    return Due(closing_at(cal, last), last, cal.is_provisional(first, last))


class CalendarFileError(CalendarError):
    """A list of exceptions that cannot be loaded; `problems` has one line for each fault."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(self.problems))


# A year beyond these is a slip of the pen, and dates are counted past its end.
FIRST_YEAR, LAST_YEAR = 2000, 2100
EXCEPTION_COLUMNS = ("date", "is_workday", "kind", "name", "status")
_KIND_WORKS = {"holiday": "0", "makeup_workday": "1"}
_STATUSES: Mapping[str, YearStatus] = {"final": "final", "provisional": "provisional"}


def _iso_date(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=SHANGHAI).date()
    except ValueError:
        return None


def _read_exception(row: Mapping[str, str]) -> Day | str:
    on = _iso_date(row["date"])
    if on is None:
        return f"日期“{row['date']}”不对，应写成 2026-10-01 这样"
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        return f"日期“{row['date']}”不对，年份只能是 {FIRST_YEAR} 至 {LAST_YEAR}"
    if row["kind"] not in _KIND_WORKS:
        return f"类别“{row['kind']}”不对，只能是“放假”（holiday）或“调休上班”（makeup_workday）"
    if row["is_workday"] != _KIND_WORKS[row["kind"]]:
        return f"{on} 的“是否上班”与类别不符，放假填 否（0），调休上班填 是（1）"
    if row["kind"] == "makeup_workday" and on.weekday() < 5:
        return f"{on} 不是周六或周日，不能是调休上班日"
    status = _STATUSES.get(row["status"])
    if status is None:
        return f"状态“{row['status']}”不对，只能是“正式”（final）或“暂定”（provisional）"
    return Day(on, row["is_workday"] == "1", status, row["kind"], row["name"])


def _clash(day: Day, found: Mapping[date, Day]) -> str:
    if day.on in found:
        return f"{day.on} 重复"
    if any(d.status != day.status for on, d in found.items() if on.year == day.on.year):
        return f"{day.on.year}年的状态前后不一，同一年只能全是正式或全是暂定"
    return ""


def parse_exceptions(rows: Iterable[Mapping[str, str | None]]) -> list[Day]:
    """Read holidays and make-up days (csv columns EXCEPTION_COLUMNS), in order of date.

    Raise CalendarFileError with every fault and its line; the header is line 1.
    """
    found: dict[date, Day] = {}
    faults: list[str] = []
    for line, raw in enumerate(rows, start=2):
        row = {key: (raw.get(key) or "").strip() for key in EXCEPTION_COLUMNS}
        day = _read_exception(row)
        fault = day if isinstance(day, str) else _clash(day, found)
        if isinstance(day, Day) and not fault:
            found[day.on] = day
        else:
            faults.append(f"第{line}行：{fault}")
    if faults or not found:
        raise CalendarFileError(faults or ["文件里没有一行日期"])
    return [found[on] for on in sorted(found)]


def year_days(year: int, exceptions: Iterable[Day]) -> list[Day]:
    """Fill a whole year from its exceptions; Monday to Friday are workdays otherwise."""
    special = {day.on: day for day in exceptions if day.on.year == year}
    if not special:
        raise CalendarFileError([f"{year}年没有任何放假安排，不能当作已导入"])
    status = next(iter(special.values())).status
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365 + isleap(year)))
    return [special.get(on) or _plain_day(on, status) for on in days]


def _plain_day(on: date, status: YearStatus) -> Day:
    return Day(on, True, status) if on.weekday() < 5 else Day(on, False, status, "weekend")

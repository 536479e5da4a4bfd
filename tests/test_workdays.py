"""The calendar's promises: due dates, lights and lateness over the seeded years."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.workdays import (
    SHANGHAI,
    Calendar,
    CalendarFileError,
    CalendarNotLoaded,
    Hours,
    HoursNotSet,
    add_natural_days,
    add_work_hours,
    add_workdays,
    closing_at,
    event_day,
    light,
    overdue_workdays,
    parse_exceptions,
    roll_natural,
    workdays_between,
    workdays_left,
    year_days,
)
from tests.steps import steps_of

BASE = Path(__file__).parent.parent / "seeds" / "base"
OFFICE = Hours(time(8, 30), time(12), time(13, 30), time(17, 30))


def read(name: str) -> list[dict[str, str]]:
    with (BASE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make_calendar(*years: int, hours: tuple[Hours, ...] = (OFFICE,)) -> Calendar:
    exceptions = parse_exceptions(read("calendar_exceptions.csv"))
    days = [d for year in years or (2024, 2025, 2026, 2027) for d in year_days(year, exceptions)]
    return Calendar({d.on: d.is_workday for d in days}, {d.on.year: d.status for d in days}, hours)


CAL = make_calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def exception(**changes: str) -> dict[str, str]:
    row = {"date": "2026-10-01", "is_workday": "0", "kind": "holiday", "status": "final"}
    return {**row, "name": "国庆节", **changes}


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-10-09", 1, "2026-10-10"),
        ("2026-10-03", 1, "2026-10-09"),
        ("2026-10-03", 0, "2026-10-08"),
        ("2026-09-30", 0, "2026-09-30"),
    ],
)
def test_limit_in_working_days_follows_the_holiday_notice(start: str, days: int, due: str) -> None:
    assert add_workdays(CAL, date.fromisoformat(start), days).on == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-09-30T17:30", "2026-10-08"),
        ("2026-09-30T17:31", "2026-10-09"),
        ("2026-09-30T06:00", "2026-10-08"),
        ("2026-10-03T09:00", "2026-10-09"),
    ],
)
def test_event_after_closing_counts_as_the_next_working_day(moment: str, due: str) -> None:
    assert add_workdays(CAL, at(moment), 1).on == date.fromisoformat(due)


def test_utc_instant_is_judged_by_the_local_day() -> None:
    late_evening = datetime(2026, 9, 17, 16, 30, tzinfo=UTC)
    assert event_day(CAL, late_evening) == date(2026, 9, 18)


def test_due_instant_is_the_closing_time_in_utc() -> None:
    due = add_workdays(CAL, date(2026, 9, 18), 5)
    assert due.at == datetime(2026, 9, 24, 9, 30, tzinfo=UTC)


def test_limit_into_a_year_without_notice_is_provisional() -> None:
    due = add_workdays(CAL, date(2026, 12, 18), 15)
    assert (due.on, due.provisional) == (date(2027, 1, 11), True)


def test_limit_inside_a_final_year_is_not_provisional() -> None:
    assert not add_workdays(CAL, date(2026, 12, 18), 5).provisional


def test_year_that_is_not_loaded_is_refused_by_name() -> None:
    with pytest.raises(CalendarNotLoaded, match="2028年日历尚未导入"):
        add_workdays(CAL, date(2027, 12, 20), 30)


def test_start_in_a_year_that_is_not_loaded_is_refused() -> None:
    with pytest.raises(CalendarNotLoaded, match="2030年日历尚未导入"):
        add_workdays(CAL, date(2030, 1, 4), 0)


def test_hole_between_loaded_years_is_refused() -> None:
    with pytest.raises(CalendarNotLoaded, match="2025年"):
        add_workdays(make_calendar(2024, 2026), date(2024, 12, 31), 1)


def test_days_before_the_first_loaded_year_are_refused() -> None:
    with pytest.raises(CalendarNotLoaded, match="2025年"):
        make_calendar(2026).shift(date(2026, 1, 4), -1)


def test_year_with_a_day_missing_counts_as_not_loaded() -> None:
    days = {d.on: d.is_workday for d in year_days(2026, parse_exceptions([exception()]))}
    del days[date(2026, 7, 1)]
    with pytest.raises(CalendarNotLoaded):
        add_workdays(Calendar(days, {2026: "final"}, [OFFICE]), date(2026, 3, 2), 1)


def test_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        add_workdays(CAL, datetime(2026, 3, 2, 9), 1)  # noqa: DTZ001 - The refusal is the test.


@pytest.mark.parametrize("add", [add_workdays, add_work_hours, add_natural_days])
def test_negative_limit_is_refused(add: object) -> None:
    with pytest.raises(ValueError, match="negative"):
        add(CAL, at("2026-03-02T09:00"), -1)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-09-18T09:00", 2, "2026-09-18T11:00"),
        ("2026-09-18T11:00", 2, "2026-09-18T14:30"),
        ("2026-09-18T12:40", 2, "2026-09-18T15:30"),
        ("2026-09-18T16:30", 2, "2026-09-20T09:30"),
        ("2026-09-18T07:00", 4, "2026-09-18T14:00"),
        ("2026-09-30T17:31", 4, "2026-10-08T14:00"),
        ("2026-10-03T10:00", 2, "2026-10-08T10:30"),
        ("2026-09-18T08:30", 7.5, "2026-09-18T17:30"),
    ],
)
def test_limit_in_hours_skips_lunch_nights_and_rest_days(
    start: str, hours: float, due: str
) -> None:
    assert add_work_hours(CAL, at(start), hours).at == at(due)


def test_hours_in_force_on_the_due_day_decide_the_closing_time() -> None:
    summer = Hours(time(8), time(12), time(14, 30), time(18), date(2026, 6, 1), date(2026, 8, 31))
    cal = make_calendar(hours=(OFFICE, summer))
    assert add_workdays(cal, date(2026, 5, 29), 1).at == at("2026-06-01T18:00")


def test_day_without_office_hours_is_refused_by_name() -> None:
    later = Hours(time(9), time(12), time(13), time(17), date(2026, 6, 1))
    with pytest.raises(HoursNotSet, match="2026年5月29日没有设置上下班时间"):
        add_workdays(make_calendar(hours=(later,)), date(2026, 5, 28), 1)


def test_working_days_between_are_signed() -> None:
    span = date(2026, 9, 18), date(2026, 9, 24)
    assert (workdays_between(CAL, *span), workdays_between(CAL, *span[::-1])) == (5, -5)


@pytest.mark.parametrize(
    ("now", "late"),
    [
        ("2026-09-24T17:30", 0),
        ("2026-09-24T17:31", 1),
        ("2026-09-25T10:00", 1),
        ("2026-09-28T10:00", 1),
        ("2026-09-28T17:31", 1),
        ("2026-09-29T06:20", 1),
        ("2026-09-29T08:30", 2),
        ("2026-09-29T10:00", 2),
    ],
)
def test_lateness_counts_working_days(now: str, late: int) -> None:
    assert overdue_workdays(CAL, at("2026-09-24T17:30"), at(now)) == late


def test_end_of_a_month_counts_no_day_that_has_not_begun() -> None:
    assert overdue_workdays(CAL, at("2026-10-21T17:30"), at("2026-11-01T00:00")) == 7


def test_limit_in_hours_missed_by_minutes_is_one_day_late() -> None:
    assert overdue_workdays(CAL, at("2026-09-24T10:00"), at("2026-09-24T10:05")) == 1


def test_no_day_is_left_after_the_due_instant() -> None:
    assert workdays_left(CAL, at("2026-09-24T17:31"), at("2026-09-24T17:30")) == 0


@pytest.mark.parametrize(
    ("now", "colour"),
    [
        ("2026-09-22T08:29", "green"),
        ("2026-09-22T08:30", "yellow"),
        ("2026-09-24T17:30", "yellow"),
        ("2026-09-24T17:31", "red"),
    ],
)
def test_light_turns_yellow_two_working_days_before_the_due_day(now: str, colour: str) -> None:
    assert light(CAL, at("2026-09-24T17:30"), at(now)) == colour


def test_light_skips_the_holiday_when_it_looks_back() -> None:
    due = at("2026-10-08T17:30")
    assert light(CAL, due, at("2026-09-29T08:30")) == "yellow"
    assert light(CAL, due, at("2026-09-29T08:29")) == "green"


def test_suspended_item_is_grey() -> None:
    assert light(CAL, at("2026-09-24T17:30"), at("2026-11-02T09:00"), suspended=True) == "grey"


@pytest.mark.parametrize(
    ("now", "colour"),
    [("2026-11-02T09:00", "grey"), ("2026-11-19T09:00", "yellow"), ("2026-11-21T09:00", "red")],
)
def test_legal_day_shines_through_a_suspension(now: str, colour: str) -> None:
    due, legal = at("2026-09-24T17:30"), date(2026, 11, 20)
    assert light(CAL, due, at(now), suspended=True, legal_due_on=legal) == colour


def test_earlier_legal_day_decides_the_light() -> None:
    due, legal = at("2026-12-24T17:30"), date(2026, 9, 24)
    assert light(CAL, due, at("2026-09-25T09:00"), legal_due_on=legal) == "red"


@pytest.mark.parametrize(
    ("on", "rolled"), [("2026-10-03", "2026-10-08"), ("2026-10-10", "2026-10-10")]
)
def test_natural_limit_ending_on_a_rest_day_rolls_on(on: str, rolled: str) -> None:
    assert roll_natural(CAL, date.fromisoformat(on)) == date.fromisoformat(rolled)


def test_sixty_natural_days_end_at_closing_of_a_working_day() -> None:
    due = add_natural_days(CAL, at("2026-08-04T18:00"), 60)
    assert (due.on, due.at) == (date(2026, 10, 8), at("2026-10-08T17:30"))


# A light looks two working days back, so the first days of the first loaded year are left out.
SPAN = st.dates(date(2024, 1, 8), date(2026, 12, 31))
MOMENT = st.datetimes(datetime(2024, 1, 8), datetime(2026, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=SHANGHAI)  # The zone is added here.
)
DAYS = st.integers(0, 60)


@given(MOMENT, MOMENT, DAYS)
def test_later_event_is_never_due_earlier(a: datetime, b: datetime, days: int) -> None:
    first, second = sorted((a, b))
    assert add_workdays(CAL, first, days).at <= add_workdays(CAL, second, days).at


@given(SPAN, DAYS, DAYS)
def test_two_limits_add_up_to_their_sum(start: date, m: int, n: int) -> None:
    step = add_workdays(CAL, start, m).on
    assert add_workdays(CAL, step, n).on == add_workdays(CAL, start, m + n).on


@given(MOMENT, DAYS)
def test_days_left_lead_to_the_due_day(start: datetime, days: int) -> None:
    due = add_workdays(CAL, start, days)
    assert workdays_left(CAL, start, due.at) == days
    assert workdays_between(CAL, event_day(CAL, start), due.on) == days


@given(MOMENT, st.floats(0, 100))
def test_hours_end_inside_opening_hours_of_a_working_day(start: datetime, hours: float) -> None:
    due = add_work_hours(CAL, start, hours)
    assert CAL.is_workday(due.on)
    assert at(f"{due.on}T08:30") <= due.at <= closing_at(CAL, due.on)


@given(MOMENT, DAYS, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_red_light_and_lateness_say_the_same(start: datetime, days: int, passed: timedelta) -> None:
    due, now = add_workdays(CAL, start, days).at, start + passed
    assert (light(CAL, due, now) == "red") == (overdue_workdays(CAL, due, now) > 0)


def test_a_page_of_lights_takes_a_few_steps_each() -> None:
    dues = [add_workdays(CAL, date(2026, 9, 1) + timedelta(days=n), 7).at for n in range(25)]
    now = at("2026-09-18T10:00")
    assert steps_of(lambda: [light(CAL, due, now) for due in dues]) < 25 * 40


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (exception(date="2026-13-01"), "第2行：日期“2026-13-01”不对"),
        (exception(date="2026/10/01"), "第2行：日期“2026/10/01”不对"),
        (exception(kind="rest"), "第2行：类别“rest”不对"),
        (exception(is_workday="1"), "第2行：2026-10-01 的“是否上班”与类别不符"),
        (exception(kind="makeup_workday", is_workday="1"), "2026-10-01 不是周六或周日"),
        (exception(status="maybe"), "第2行：状态“maybe”不对"),
    ],
)
def test_faulty_exception_row_is_named_by_line(row: dict[str, str], message: str) -> None:
    with pytest.raises(CalendarFileError, match=message):
        parse_exceptions([row])


def test_duplicate_day_is_refused() -> None:
    with pytest.raises(CalendarFileError, match="第3行：2026-10-01 重复"):
        parse_exceptions([exception(), exception()])


def test_year_half_final_and_half_provisional_is_refused() -> None:
    with pytest.raises(CalendarFileError, match="第3行：2026年的状态前后不一"):
        parse_exceptions([exception(), exception(date="2026-10-02", status="provisional")])


def test_every_fault_of_a_file_is_told_at_once() -> None:
    with pytest.raises(CalendarFileError) as caught:
        parse_exceptions([exception(date="x"), exception(), exception(kind="y")])
    assert [fault[:3] for fault in caught.value.problems] == ["第2行", "第4行"]


def test_empty_file_is_refused() -> None:
    with pytest.raises(CalendarFileError, match="没有一行日期"):
        parse_exceptions([])


def test_year_without_any_holiday_is_not_filled() -> None:
    with pytest.raises(CalendarFileError, match="2028年没有任何放假安排"):
        year_days(2028, parse_exceptions([exception()]))


@pytest.mark.parametrize(
    ("year", "holidays", "makeup", "workdays", "status"),
    [(2026, 33, 6, 248, "final"), (2027, 19, 0, 248, "provisional")],
)
def test_seeded_year_has_the_days_of_its_notice(
    year: int, holidays: int, makeup: int, workdays: int, status: str
) -> None:
    days = year_days(year, parse_exceptions(read("calendar_exceptions.csv")))
    assert sum(d.kind == "holiday" for d in days) == holidays
    assert sum(d.kind == "makeup_workday" for d in days) == makeup
    assert sum(d.is_workday for d in days) == workdays
    assert {d.status for d in days} == {status}


def test_seeded_office_hours_are_the_default_ones() -> None:
    row = read("work_hours.csv")[0]
    names = ("am_start", "am_end", "pm_start", "pm_end")
    clocks = {name: time.fromisoformat(row[name]) for name in names}
    assert clocks == {name: getattr(OFFICE, name) for name in clocks}

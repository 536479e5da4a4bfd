"""A changed calendar: open due dates are counted again once, what has ended stays as it was."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import calendars, clock, store
from app.enums import CalendarStatus, ProblemState
from app.enums_ledger import DeadlineCause, DeadlineKind, LimitUnit
from app.errors import Conflict, Forbidden
from app.models import (
    AuditLog,
    CalendarBatch,
    CalendarDay,
    Deadline,
    Outbox,
    Problem,
    ProblemEvent,
    ProblemScope,
    ProblemStep,
    ProblemTransfer,
)
from app.operations import calendar_import
from app.operations.calendar_import import Plan
from app.principal import system
from app.workdays import (
    CalendarFileError,
    add_natural_days,
    add_work_hours,
    add_workdays,
    closing_at,
)
from config import ROOT
from tests import makers, support

NOTICE = "国办发明电〔2026〕9号"
BASE = datetime(2026, 12, 18, 2, tzinfo=UTC)
# Fifteen working days from 18 December: before and after 4 January becomes a holiday.
BEFORE, AFTER = date(2027, 1, 11), date(2027, 1, 12)


def listed(year: int) -> list[dict[str, str | None]]:
    """Return the exceptions of a year as they are seeded."""
    path = ROOT / "seeds" / "base" / "calendar_exceptions.csv"
    with path.open(encoding="utf-8") as file:
        rows: list[dict[str, str | None]] = [dict(row) for row in csv.DictReader(file)]
    return [row for row in rows if str(row["date"]).startswith(str(year))]


def day(on: str, kind: str = "holiday", status: str = "final") -> dict[str, str | None]:
    """Return one exception."""
    works = "0" if kind == "holiday" else "1"
    return {"date": on, "is_workday": works, "kind": kind, "name": "元旦", "status": status}


def final_2027(*more: dict[str, str | None]) -> list[dict[str, str | None]]:
    """Return 2027 as a final list with more days."""
    fixed = {str(row["date"]) for row in more}
    kept = [row for row in listed(2027) if str(row["date"]) not in fixed]
    return [{**row, "status": "final"} for row in kept] + list(more)


def load(rows: list[dict[str, str | None]], notice: str = NOTICE, **given: Any) -> Plan:
    """Load a list in the name of the command."""
    with store.write(system("test")) as work:
        found = calendar_import.load(work, system("test"), rows, "test.csv", notice, **given)
    calendars.forget()
    return found


def item(state: str = "in_progress", *, days: int = 15) -> int:
    """Return an item whose handling limit crosses into the provisional year.

    No row of it runs, as with an item from before its limits were kept.
    """
    with clock.fixed(BASE):
        problem_id = makers.registered()
        makers.act("intake", problem_id, "triage", days=days)
        if state != "pending_decision":
            makers.act("leader", problem_id, "instruct", days=days)
        if state == "in_progress":
            makers.act("gaowan", problem_id, "sign")
    with store.write(system("test")) as work:
        query = sa.select(Deadline).where(Deadline.problem_id == problem_id)
        for row in work.scalars(query.where(Deadline.met_at.is_(None))):
            row.superseded_at = BASE
    return problem_id


def with_row(problem_id: int) -> int:
    """Give the open lead step of an item its deadline row, and return the row's id."""
    with store.write(system("test")) as work:
        step = work.scalars(
            sa.select(ProblemStep).where(
                ProblemStep.problem_id == problem_id, ProblemStep.ended_at.is_(None)
            )
        ).first()
        assert step is not None
        row = Deadline(
            problem_id=problem_id,
            step_id=step.id,
            kind=DeadlineKind.HANDLE,
            cause=DeadlineCause.START,
            base_at=BASE,
            days=15,
            unit=LimitUnit.WORKDAY,
            due_at=step.handle_due,
            calendar_status=CalendarStatus.PROVISIONAL,
            calendar_version=0,
            rule_version=3,
        )
        work.add(row)
        work.flush()
        return int(row.id)


def every(model: Any, *criteria: Any) -> list[Any]:
    """Return rows of a table as they are stored now."""
    session = support.session()
    session.rollback()
    session.expire_all()
    store.name(session, system("test"))
    return list(session.scalars(sa.select(model).where(*criteria).order_by(model.id)))


def on(at: datetime | None) -> date:
    """Return the local day of an instant."""
    assert at is not None
    return clock.local(at).date()


@pytest.mark.parametrize("rows", [True, False])
def test_open_due_dates_are_counted_again_and_their_old_values_kept(app: Flask, rows: bool) -> None:
    problem_id = item()
    first = with_row(problem_id) if rows else 0
    before = makers.stored(problem_id)
    assert (on(before.due_at), before.due_provisional) == (BEFORE, True)
    found = load(final_2027(day("2027-01-04")))
    assert [one.problem_no for one in found.dues.items] == [before.problem_no]
    after = makers.stored(problem_id)
    assert (on(after.due_at), on(after.handle_due_at)) == (AFTER, AFTER)
    assert not after.due_provisional
    steps = every(ProblemStep, ProblemStep.problem_id == problem_id)
    assert {on(step.handle_due) for step in steps} == {AFTER}
    scopes = every(ProblemScope, ProblemScope.problem_id == problem_id)
    assert {on(scope.due_at) for scope in scopes} == {AFTER}
    lead = every(Deadline, Deadline.step_id == steps[0].id, Deadline.kind == DeadlineKind.HANDLE)
    old, new = lead[-2:]
    assert (on(old.due_at), on(new.due_at)) == (BEFORE, AFTER)
    assert (new.cause, new.supersedes_id, new.days) == (DeadlineCause.CALENDAR, old.id, 15)
    assert old.superseded_at is not None
    assert new.superseded_at is None
    assert old.id == first or not rows
    assert new.calendar_version == every(CalendarBatch)[-1].id


def test_each_unit_concerned_is_told_once_an_item(app: Flask) -> None:
    problem_id = item()
    load(final_2027(day("2027-01-04")))
    load(final_2027(day("2027-01-04")))
    told = every(Outbox, Outbox.template == "calendar.moved")
    units = {support.unit_id(code) for code in ("GW", "MZ", "JD1")}
    assert sorted(row.unit_id for row in told) == sorted(units)
    assert all(row.payload == {"problem_id": problem_id} for row in told)


def test_event_tells_old_and_new_date_and_the_notice(app: Flask) -> None:
    problem_id = item()
    load(final_2027(day("2027-01-04")))
    event = every(ProblemEvent, ProblemEvent.problem_id == problem_id)[-1]
    assert event.action == "日历更新"
    assert NOTICE in event.note
    assert "办理期限 2027-01-11 → 2027-01-12" in event.note
    acts = [row.action for row in every(AuditLog)]
    assert acts[-2:] == ["problem.D01", "import_calendar"]


def test_year_that_becomes_final_as_it_was_only_loses_the_word_provisional(app: Flask) -> None:
    problem_id = item()
    found = load(final_2027())
    assert (found.dues.items, len(found.dues.marked)) == ([], 1)
    after = makers.stored(problem_id)
    assert (on(after.due_at), after.due_provisional) == (BEFORE, False)
    assert every(Outbox, Outbox.template == "calendar.moved") == []
    batch = every(CalendarBatch)[-1]
    assert (batch.year, batch.status, batch.notice_no, batch.dues_changed) == (
        2027,
        CalendarStatus.FINAL,
        NOTICE,
        0,
    )


def test_ended_steps_and_frozen_lateness_never_change(app: Flask) -> None:
    with clock.fixed(BASE):
        problem_id = makers.problem_in("submitted")
    kept = [
        (step.id, step.handle_due, step.sign_due, step.late, step.row_version)
        for step in every(ProblemStep)
    ]
    load(final_2027(day("2027-01-04")))
    assert kept == [
        (step.id, step.handle_due, step.sign_due, step.late, step.row_version)
        for step in every(ProblemStep)
    ]
    assert makers.stored(problem_id).state == ProblemState.SUBMITTED


def test_a_changed_calendar_alters_no_closed_month(app: Flask) -> None:
    with clock.fixed(datetime(2026, 10, 9, 2, tzinfo=UTC)):
        done = makers.problem_in("closed")
        running = makers.problem_in("in_progress")
    was = makers.stored(done)
    kept = {column.key: getattr(was, column.key) for column in Problem.__table__.columns}
    steps = [
        (step.handle_due, step.ended_at, step.late)
        for step in every(ProblemStep, ProblemStep.problem_id == done)
    ]
    limits = [(row.due_at, row.late) for row in every(Deadline, Deadline.problem_id == done)]
    assert limits
    rows = [{**row} for row in listed(2026) if row["date"] != "2026-10-10"]
    load(rows)
    now = makers.stored(done)
    assert kept == {column.key: getattr(now, column.key) for column in Problem.__table__.columns}
    assert steps == [
        (step.handle_due, step.ended_at, step.late)
        for step in every(ProblemStep, ProblemStep.problem_id == done)
    ]
    found = every(Deadline, Deadline.problem_id == done)
    assert limits == [(row.due_at, row.late) for row in found]
    assert on(makers.stored(running).due_at) == date(2026, 10, 20)


def test_judged_deadline_stays_as_it_was_judged(app: Flask) -> None:
    problem_id = item()
    row_id = with_row(problem_id)
    with store.write(system("test")) as work:
        row = work.get_one(Deadline, row_id)
        row.met_at, row.late = support.NOW, False
        for step in work.scalars(
            sa.select(ProblemStep).where(ProblemStep.problem_id == problem_id)
        ):
            step.ended_at, step.late = support.NOW, False
    load(final_2027(day("2027-01-04")))
    (found,) = every(Deadline, Deadline.id == row_id)
    assert (on(found.due_at), found.superseded_at) == (BEFORE, None)


@pytest.mark.parametrize(
    ("kind", "unit", "days", "due", "moved"),
    [
        ("decide", LimitUnit.WORKHOUR, 100, None, True),
        ("legal_notice", LimitUnit.NATURAL, 17, date(2027, 1, 4), True),
        ("legal", LimitUnit.NATURAL, 24, date(2027, 1, 11), False),
    ],
)
def test_each_unit_of_length_is_counted_its_own_way(
    app: Flask, kind: str, unit: LimitUnit, days: int, due: date | None, moved: bool
) -> None:
    # Each limit runs in the state that it is for.
    problem_id = item("in_progress" if kind == "legal" else "pending_decision")
    counter = add_work_hours if unit is LimitUnit.WORKHOUR else add_natural_days
    old = counter(calendars.load(support.session()), BASE, days)
    assert due is None or old.on == due
    with store.write(system("test")) as work:
        row = Deadline(
            problem_id=problem_id,
            kind=DeadlineKind(kind),
            cause=DeadlineCause.START,
            base_at=BASE,
            days=days,
            unit=unit,
            due_at=old.at,
            calendar_status=CalendarStatus.PROVISIONAL,
            calendar_version=0,
            rule_version=0,
        )
        work.add(row)
    load(final_2027(day("2027-01-04")))
    new = counter(calendars.load(support.session()), BASE, days)
    running = (Deadline.superseded_at.is_(None), Deadline.met_at.is_(None))
    rows = every(Deadline, Deadline.kind == DeadlineKind(kind), *running)
    assert [one.due_at for one in rows] == [new.at]
    assert (new.at != old.at) is moved


def test_days_left_after_a_return_keep_their_number_of_working_days(app: Flask) -> None:
    problem_id = item()
    row_id = with_row(problem_id)
    with store.write(system("test")) as work:
        other = datetime(2027, 1, 13, 9, 30, tzinfo=UTC)
        kept = work.get_one(Deadline, row_id)
        work.add(
            Deadline(
                problem_id=problem_id,
                kind=DeadlineKind.ANSWER,
                cause=DeadlineCause.START,
                base_at=kept.base_at,
                days=2,
                unit=LimitUnit.WORKDAY,
                due_at=other,
                calendar_status=CalendarStatus.PROVISIONAL,
                calendar_version=0,
                rule_version=0,
            )
        )
    load(final_2027(day("2027-01-04")))
    new = every(Deadline, Deadline.kind == DeadlineKind.ANSWER)[-1]
    assert on(new.due_at) == date(2027, 1, 14)


def test_final_year_changes_only_under_a_notice(app: Flask) -> None:
    rows = [*listed(2026), day("2026-12-21")]
    with pytest.raises(CalendarFileError, match="须写明通知文号"):
        load(rows, "")
    problem_id = item()
    load(rows)
    assert on(makers.stored(problem_id).due_at) == AFTER
    with pytest.raises(CalendarFileError, match="不能改回暂定"):
        load([{**row, "status": "provisional"} for row in listed(2026)])


@pytest.mark.parametrize("year", [1999, 2101, 9999])
def test_year_beyond_the_bounds_is_refused_in_words(app: Flask, year: int) -> None:
    with pytest.raises(CalendarFileError, match="年份只能是 2000 至 2100"):
        load([day(f"{year}-01-01")])


def test_preview_writes_nothing_and_says_what_the_loading_does(app: Flask) -> None:
    item()
    rows = final_2027(day("2027-01-04"))
    loadings = len(every(CalendarBatch))
    with store.write(system("test")) as work:
        shown = calendar_import.plan(work, rows, NOTICE)
    assert len(every(CalendarBatch)) == loadings
    done = load(rows, version=shown.version)
    assert shown.lines() == done.lines()
    assert shown.lines()[0] == "2027 年：已更新为正式，改动 1 天"


def test_preview_of_an_older_calendar_is_refused(app: Flask) -> None:
    load(final_2027())
    with pytest.raises(Conflict):
        load(final_2027(day("2027-01-04")), version=0)


def test_who_may_not_import_is_refused(app: Flask) -> None:
    intake = support.person("intake")
    with pytest.raises(Forbidden), store.write(intake) as work:
        calendar_import.load(work, intake, final_2027(), "x.csv", NOTICE)


def test_value_whose_start_nobody_knows_is_left_with_its_reason(app: Flask) -> None:
    problem_id = item("assigned")
    with store.write(system("test")) as work:
        work.execute(
            sa.update(Problem)
            .where(Problem.id == problem_id)
            .values(due_at=datetime(2027, 1, 20, 9, 30, tzinfo=UTC))
        )
    found = load(final_2027(day("2027-01-04")))
    assert [row.reason for row in found.dues.left] == ["没有期限记录，起算时间不详"]
    assert on(makers.stored(problem_id).due_at) == date(2027, 1, 20)


def test_calendar_of_the_database_is_the_list(app: Flask) -> None:
    load(final_2027(day("2027-01-04")))
    (row,) = every(CalendarDay, CalendarDay.on == date(2027, 1, 4))
    assert (row.is_workday, row.status) == (False, CalendarStatus.FINAL)
    calendar = calendars.load(support.session())
    assert add_workdays(calendar, BASE, 15).on == AFTER


def test_overall_limit_follows_where_a_step_got_more_days_than_were_left(app: Flask) -> None:
    problem_id = item()
    row_id = with_row(problem_id)
    with store.write(system("test")) as work:
        later = datetime(2027, 1, 14, 9, 30, tzinfo=UTC)
        for step in work.scalars(
            sa.select(ProblemStep).where(ProblemStep.problem_id == problem_id)
        ):
            step.handle_due = later
        work.get_one(Deadline, row_id).superseded_at = BASE
    load(final_2027(day("2027-01-04")))
    after = makers.stored(problem_id)
    assert (on(after.handle_due_at), on(after.due_at)) == (AFTER, AFTER)
    steps = every(ProblemStep, ProblemStep.problem_id == problem_id)
    assert {on(step.handle_due) for step in steps} == {date(2027, 1, 15)}


def test_overall_limit_of_what_was_submitted_stays(app: Flask) -> None:
    with clock.fixed(BASE):
        problem_id = makers.problem_in("submitted")
    with store.write(system("test")) as work:
        work.execute(
            sa.update(Problem)
            .where(Problem.id == problem_id)
            .values(handle_due_at=datetime(2027, 1, 11, 9, 30, tzinfo=UTC))
        )
    load(final_2027(day("2027-01-04")))
    assert on(makers.stored(problem_id).handle_due_at) == BEFORE


def test_next_asking_after_a_transfer_follows_the_calendar(app: Flask) -> None:
    problem_id = makers.registered()
    makers.act("bureau", problem_id, "transfer")
    load([*listed(2026), day("2026-11-24")])
    row = every(ProblemTransfer)[0]
    assert on(row.track_due) == date(2026, 11, 26)
    assert makers.stored(problem_id).due_at == row.track_due


def test_stage_that_moves_before_the_legal_day_turns_the_item_red(app: Flask) -> None:
    problem_id = makers.problem_in("in_progress")
    legal = date(2026, 11, 26)
    with store.write(system("test")) as work:
        problem = work.get_one(Problem, problem_id)
        problem.legal_due_on, problem.due_at = legal, closing_at(calendars.load(work), legal)
    # A weekend becomes working days, so that seven of them end a day before the legal one.
    load([*listed(2026), *(day(f"2026-11-{n}", "makeup_workday") for n in (21, 22))])
    problem = makers.stored(problem_id)
    assert problem.due_at == problem.handle_due_at
    assert on(problem.due_at) == date(2026, 11, 25)

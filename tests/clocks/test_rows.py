"""Every limit has its row, which is judged once and moved by nothing but what may move it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import calendars, clock, store
from app.enums import CalendarStatus, PendingState
from app.enums_ledger import DeadlineKind
from app.models import (
    CalendarBatch,
    Deadline,
    Parameter,
    PendingChange,
    ProblemScope,
    ProblemStep,
    WorkHours,
)
from app.principal import system
from tests import makers, support
from tests.ladder.test_calendar import day as calendar_day
from tests.ladder.test_calendar import listed, load


def rows(problem_id: int) -> list[Deadline]:
    """Return the limits of an item as they are stored now."""
    makers.stored(problem_id)
    query = sa.select(Deadline).where(Deadline.problem_id == problem_id).order_by(Deadline.id)
    return list(support.session().scalars(query))


def steps(problem_id: int) -> list[ProblemStep]:
    """Return the parts of an item as they are stored now."""
    makers.stored(problem_id)
    query = sa.select(ProblemStep).where(ProblemStep.problem_id == problem_id)
    return list(support.session().scalars(query.order_by(ProblemStep.id)))


def told(row: Deadline) -> tuple[str, str, int, str, str]:
    """Return kind, cause, length, unit and local due of a limit."""
    due = clock.local(row.due_at)
    return (row.kind.value, row.cause.value, row.days, row.unit.value, f"{due:%m-%d %H:%M}")


def running(problem_id: int) -> set[str]:
    """Return the kinds of limits that run now."""
    found = rows(problem_id)
    return {r.kind.value for r in found if r.met_at is None and r.superseded_at is None}


def test_whole_way_leaves_a_row_for_each_limit(session: Session) -> None:
    problem_id = makers.problem_in("closed")
    assert [told(row) for row in rows(problem_id)] == [
        ("triage", "start", 1, "workday", "11-19 17:30"),
        ("legal_notice", "start", 15, "natural", "12-03 17:30"),
        ("decide", "start", 1, "workday", "11-19 17:30"),
        ("legal", "start", 60, "natural", "01-18 17:30"),
        ("sign", "start", 1, "workday", "11-19 17:30"),
        ("handle", "start", 7, "workday", "11-27 17:30"),
        ("handle", "start", 7, "workday", "11-27 17:30"),
        ("verify", "start", 3, "workday", "11-23 17:30"),
        ("feedback", "start", 3, "workday", "11-23 17:30"),
    ]
    assert all(row.met_at == support.NOW and row.late is False for row in rows(problem_id))


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        ("registered", {"triage", "legal_notice"}),
        ("pending_decision", {"decide", "legal_notice"}),
        ("assigned", {"sign", "handle", "legal"}),
        ("in_progress", {"handle", "legal"}),
        ("submitted", {"verify", "legal"}),
        ("pending_feedback", {"feedback", "legal"}),
        ("closed", set()),
    ],
)
def test_only_the_clocks_of_the_present_state_run(
    session: Session, state: str, kinds: set[str]
) -> None:
    assert running(makers.problem_in(state)) == kinds


def test_urgent_stage_is_kept_in_working_hours(session: Session) -> None:
    problem_id = makers.registered(urgency="urgent")
    assert told(rows(problem_id)[0]) == ("triage", "start", 2, "workhour", "11-18 11:30")


def test_anonymous_reporter_has_no_day_by_which_he_is_told(session: Session) -> None:
    mode = {"identity_mode": "anonymous", "name": "", "phone": "", "allow_unit_contact": False}
    assert running(makers.registered(**mode)) == {"triage"}


def test_stage_and_part_are_judged_by_the_minute_and_only_once(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    late = makers.stored(problem_id).due_at + timedelta(minutes=1)
    with clock.fixed(late):
        makers.act("minzheng", problem_id, "answer")
        makers.act("gaowan", problem_id, "submit")
    judged = [(row.id, row.met_at, row.late) for row in rows(problem_id) if row.met_at]
    assert [row[1:] for row in judged][-2:] == [(late, True), (late, True)]
    with clock.fixed(late + timedelta(hours=1)):
        makers.act("inspector", problem_id, "rework")
        makers.act("gaowan", problem_id, "submit")
    again = {row.id: (row.id, row.met_at, row.late) for row in rows(problem_id)}
    assert [again[row[0]] for row in judged] == judged
    assert [step.late for step in steps(problem_id)] == [True, True, False]


def test_lateness_is_frozen_with_the_calendar_and_the_rules_of_its_day(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    loaded = session.scalar(sa.select(sa.func.max(CalendarBatch.id)))
    with store.write(system("test")) as work:
        work.add(_batch())
        work.add_all(_change(work, state) for state in PendingState)
    newest = session.scalar(sa.select(sa.func.max(CalendarBatch.id)))
    makers.act("minzheng", problem_id, "answer")
    lead, co = steps(problem_id)
    assert (co.calendar_version, co.rule_version) == (newest, 1)
    assert (lead.calendar_version, lead.rule_version) == (None, None)
    makers.act("gaowan", problem_id, "submit")
    first, last = rows(problem_id)[0], rows(problem_id)[-1]
    assert (first.calendar_version, first.rule_version) == (loaded, 0)
    assert (last.calendar_version, last.rule_version) == (newest, 1)


def _batch() -> CalendarBatch:
    """Return a loading of a year."""
    return CalendarBatch(year=2026, status=CalendarStatus.FINAL, loaded_at=support.NOW)


def _change(work: Session, state: PendingState) -> PendingChange:
    """Return a proposed change of a parameter; only an approved one counts."""
    return PendingChange(
        table_name=Parameter.__tablename__,
        row_id=1,
        values={},
        before={},
        state=state,
        proposed_by_id=support.person("sysadmin").account_id,
        proposed_at=support.NOW,
    )


def test_101_notes_and_a_supervision_move_no_due_date(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    before = _dates(problem_id)
    for day in range(101):
        with clock.fixed(support.NOW + timedelta(hours=day)):
            makers.act("gaowan", problem_id, "progress", text=f"第 {day + 1} 次记录进展。")
    assert _dates(problem_id) == before
    makers.act("intake", problem_id, "supervise")
    assert [told(row) for row in rows(problem_id)][-1][:4] == ("answer", "start", 3, "workday")
    assert _dates(problem_id)[:-1] == before[:-1]


def _dates(problem_id: int) -> list[object]:
    """Return every due date of an item: its own, its parts', its scope rows', its limits'."""
    problem = makers.stored(problem_id)
    scope = sa.select(ProblemScope.due_at).where(ProblemScope.problem_id == problem_id)
    return [
        (problem.due_at, problem.handle_due_at, problem.legal_due_on, problem.due_provisional),
        [(step.sign_due, step.handle_due) for step in steps(problem_id)],
        sorted(support.session().scalars(scope)),
        [told(row) for row in rows(problem_id) if row.kind != DeadlineKind.ANSWER],
    ]


def test_return_stops_no_clock_and_the_new_unit_gets_the_days_left(session: Session) -> None:
    problem_id = makers.problem_in("assigned")
    overall = makers.stored(problem_id).handle_due_at
    with clock.fixed(support.NOW + timedelta(days=2)):
        makers.act("gaowan", problem_id, "return")
        makers.act("leader", problem_id, "instruct", lead_unit_id=support.unit_id("SP"))
    problem = makers.stored(problem_id)
    assert problem.handle_due_at == problem.due_at == overall
    assert steps(problem_id)[-1].handle_due == overall
    new = [row for row in rows(problem_id) if row.step_id == steps(problem_id)[-1].id]
    assert told(new[0])[:4] == ("handle", "start", 5, "workday")
    assert problem.legal_due_on == date(2027, 1, 18)


def test_new_unit_gets_at_least_three_days_though_the_item_turns_red_before(
    session: Session,
) -> None:
    problem_id = makers.problem_in("in_progress")
    overall = makers.stored(problem_id).handle_due_at
    assert overall is not None
    with clock.fixed(overall - timedelta(hours=3)):
        makers.act("leader", problem_id, "reassign")
        makers.act("leader", problem_id, "instruct")
    lead, problem = steps(problem_id)[-2], makers.stored(problem_id)
    assert (problem.due_at, problem.handle_due_at) == (overall, overall)
    assert clock.local(lead.handle_due).date() == date(2026, 12, 2)


@pytest.mark.parametrize(("who", "action"), [("inspector", "rework"), ("intake", "dissatisfied")])
def test_rework_has_a_due_of_its_own_and_leaves_the_first_and_the_legal_one(
    session: Session, who: str, action: str
) -> None:
    problem_id = makers.problem_in("submitted")
    first = makers.stored(problem_id)
    overall, legal = first.handle_due_at, first.legal_due_on
    if action == "dissatisfied":
        makers.act("inspector", problem_id, "verify")
        makers.act("clerk", problem_id, "callback", callback_result="dissatisfied")
    makers.act(who, problem_id, action, days=4)
    problem = makers.stored(problem_id)
    assert (problem.handle_due_at, problem.legal_due_on) == (overall, legal)
    assert told(rows(problem_id)[-1])[:4] == ("handle", "rework", 4, "workday")
    assert problem.due_at == steps(problem_id)[-1].handle_due == rows(problem_id)[-1].due_at


def test_item_turns_red_on_its_legal_day_where_that_is_the_earlier_one(session: Session) -> None:
    with clock.fixed(datetime(2026, 9, 1, 2, tzinfo=UTC)):
        problem_id = makers.problem_in("pending_decision")
        makers.act("leader", problem_id, "instruct", days=60)
    problem = makers.stored(problem_id)
    # The 60th day is a Saturday: the law ends on the Monday after it.
    assert problem.legal_due_on == date(2026, 11, 2)
    assert clock.local(problem.due_at).date() == date(2026, 11, 2)
    assert problem.handle_due_at is not None
    assert problem.handle_due_at > problem.due_at
    scope = sa.select(ProblemScope.due_at).where(ProblemScope.problem_id == problem_id)
    assert set(support.session().scalars(scope)) == {problem.due_at}


def test_legal_day_in_a_year_without_holidays_yet_is_told_as_provisional(session: Session) -> None:
    with clock.fixed(datetime(2027, 12, 1, 2, tzinfo=UTC)):
        problem_id = makers.problem_in("assigned")
    legal = next(row for row in rows(problem_id) if row.kind == DeadlineKind.LEGAL)
    assert makers.stored(problem_id).legal_due_on == date(2028, 1, 30)
    assert legal.calendar_status.value == "provisional"
    assert makers.stored(problem_id).due_provisional is True


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Deadline, {"late": True}),
        (Deadline, {"met_at": support.NOW + timedelta(days=9)}),
        (ProblemStep, {"late": True}),
        (ProblemStep, {"rule_version": 9}),
    ],
)
def test_database_refuses_a_second_judgement(
    session: Session, model: type[Deadline] | type[ProblemStep], change: dict[str, object]
) -> None:
    makers.problem_in("submitted")
    judged = model.late.is_not(None)
    with pytest.raises(IntegrityError, match="judged once"), store.write(system("test")) as work:
        work.execute(sa.update(model).where(judged).values(**change))


def test_writer_counts_by_the_calendar_that_another_process_loaded(session: Session) -> None:
    problem_id = makers.problem_in("pending_decision")
    calendars.load(session)
    kept = current_app.extensions[calendars.KEPT]
    load([*listed(2026), calendar_day("2026-11-24")])
    # What a process holds that did not load it.
    current_app.extensions[calendars.KEPT] = kept
    makers.act("leader", problem_id, "instruct")
    row = next(row for row in rows(problem_id) if row.kind.value == "handle")
    newest = support.session().scalars(sa.select(sa.func.max(CalendarBatch.id))).one()
    assert (told(row)[-1], row.calendar_version) == ("11-30 17:30", newest)


def test_writer_counts_by_the_office_hours_that_another_process_changed(session: Session) -> None:
    calendars.load(session)
    with store.write(system("test")) as work:
        row = work.scalars(sa.select(WorkHours).order_by(WorkHours.id)).first()
        assert row is not None
        row.pm_end = time(17, 0)
    with store.write(system("test")) as work:
        assert calendars.load(work).hours_on(support.NOW.date()).pm_end == time(17, 0)

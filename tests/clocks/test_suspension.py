"""Suspension (T11, T12): the local clock stops on approval, the legal one never."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import calendars, clock, store
from app.enums import ProblemState
from app.enums_ledger import AskState
from app.errors import Forbidden, Invalid, Refused
from app.models import ProblemEvent, Suspension
from app.operations import suspending, suspensions
from app.operations.case import Case
from app.principal import system
from tests import makers, recused, support
from tests.clocks.test_extension import _next, day
from tests.clocks.test_rows import rows, running, steps, told
from tests.ladder.test_calendar import day as calendar_day
from tests.ladder.test_calendar import listed, load

TIMER = system("定时任务")


def at(text: str) -> datetime:
    """Return an instant of Chinese local time."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.CHINA).astimezone(UTC)


def suspended(when: str = "2026-11-20T10:00", **changes: object) -> int:
    """Return an item whose clock was stopped at an instant."""
    problem_id = makers.problem_in("in_progress")
    with clock.fixed(at(when)):
        makers.walk(problem_id, makers.SUSPENSION, **changes)
    return problem_id


def asked(problem_id: int) -> Suspension:
    """Return the newest request as it is stored now."""
    makers.stored(problem_id)
    query = sa.select(Suspension).order_by(Suspension.id.desc()).limit(1)
    return support.session().scalars(query).one()


def lamp(problem_id: int, when: str) -> tuple[str, str]:
    """Return kind and words of an item's light at an instant."""
    problem = makers.stored(problem_id)
    with clock.fixed(at(when)):
        found = calendars.problem_lamp(calendars.load(support.session()), problem)
    return found["kind"], found["text"]


def test_local_clock_goes_on_with_exactly_the_working_time_left(session: Session) -> None:
    # Friday 10:00 to the Friday after it, 17:30: 6 hours and five days of 7.5.
    problem_id = suspended("2026-11-20T10:00")
    assert makers.stored(problem_id).state == ProblemState.SUSPENDED
    assert running(problem_id) == {"legal"}
    with clock.fixed(at("2026-12-02T14:10")):
        makers.act("intake", problem_id, "resume")
    problem = makers.stored(problem_id)
    assert problem.state == ProblemState.IN_PROGRESS
    # 3:20 of that Wednesday, 2:40 and five days later: Thursday 11:10 starts five more days.
    assert day(problem.due_at) == day(problem.handle_due_at) == "12-10 11:10"
    assert [day(step.handle_due) for step in steps(problem_id)] == ["12-10 11:10"] * 2
    assert [told(row)[:2] + told(row)[3:] for row in rows(problem_id)[-2:]] == [
        ("handle", "resume", "workhour", "12-10 11:10")
    ] * 2
    row = asked(problem_id)
    assert (row.started_at, row.ended_at) == (at("2026-11-20T10:00"), at("2026-12-02T14:10"))
    assert (day(row.due_before), day(row.due_after)) == ("11-27 17:30", "12-10 11:10")


def test_stop_of_less_than_a_working_minute_moves_no_due_date(session: Session) -> None:
    problem_id = suspended("2026-11-20T10:00")
    with clock.fixed(at("2026-11-20T10:00") + timedelta(seconds=59)):
        makers.act("intake", problem_id, "resume")
    problem = makers.stored(problem_id)
    assert day(problem.due_at) == day(problem.handle_due_at) == "11-27 17:30"
    assert [day(step.handle_due) for step in steps(problem_id)] == ["11-27 17:30"] * 2


def test_calendar_that_changes_meanwhile_takes_no_working_time(session: Session) -> None:
    problem_id = suspended("2026-11-20T10:00")
    load([*listed(2026), calendar_day("2026-11-24")])
    with clock.fixed(at("2026-12-02T14:10")):
        makers.act("intake", problem_id, "resume")
    problem = makers.stored(problem_id)
    assert day(problem.due_at) == day(problem.handle_due_at) == "12-10 11:10"
    assert [day(step.handle_due) for step in steps(problem_id)] == ["12-10 11:10"] * 2


def test_row_of_the_resume_leads_to_its_due_by_its_own_base_and_hours(session: Session) -> None:
    from app.workdays import add_work_hours

    problem_id = suspended("2026-11-20T10:07")
    with clock.fixed(at("2026-12-02T14:10")):
        makers.act("intake", problem_id, "resume")
    row = rows(problem_id)[-1]
    assert add_work_hours(calendars.load(session), row.base_at, row.days).at == row.due_at


def test_asking_and_agreeing_stop_nothing(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.walk(problem_id, makers.SUSPENSION[:2])
    assert makers.stored(problem_id).state == ProblemState.IN_PROGRESS
    assert day(makers.stored(problem_id).due_at) == "11-27 17:30"
    assert running(problem_id) == {"handle", "legal"}
    assert asked(problem_id).started_at is None


def test_legal_day_stays_and_turns_a_suspended_item_red(session: Session) -> None:
    problem_id = suspended(expected_on="2027-01-29")
    problem = makers.stored(problem_id)
    assert problem.legal_due_on == date(2027, 1, 18)
    assert day(problem.due_at) == "01-18 17:30"
    assert lamp(problem_id, "2026-11-27T18:00") == ("still", "已中止")
    assert lamp(problem_id, "2027-01-13T17:30") == ("still", "已中止")
    assert lamp(problem_id, "2027-01-14T08:30") == ("warn", "还有 2 天")
    assert lamp(problem_id, "2027-01-18T17:31") == ("late", "超期 1 天")
    with clock.fixed(at("2027-01-20T09:00")):
        makers.act("intake", problem_id, "resume")
    problem = makers.stored(problem_id)
    assert problem.legal_due_on == date(2027, 1, 18)
    assert day(problem.due_at) == "01-18 17:30"
    assert problem.handle_due_at is not None
    assert problem.handle_due_at > problem.due_at


def test_part_that_stood_still_past_its_due_is_not_late(session: Session) -> None:
    problem_id = suspended("2026-11-27T17:00", expected_on="2026-12-10")
    with clock.fixed(at("2026-12-10T08:30")):
        makers.act("intake", problem_id, "resume")
    with clock.fixed(at("2026-12-10T09:00")):
        makers.act("minzheng", problem_id, "answer")
    with clock.fixed(at("2026-12-10T09:01")):
        makers.act("gaowan", problem_id, "submit")
    assert [step.late for step in steps(problem_id)] == [True, False]


def test_timed_work_resumes_on_the_expected_day_and_only_once(session: Session) -> None:
    problem_id = suspended(expected_on="2026-12-10")
    assert _tick("2026-12-09T23:59") == 0
    assert _tick("2026-12-10T00:01") == 1
    assert _tick("2026-12-10T00:02") == 0
    problem = makers.stored(problem_id)
    assert problem.state == ProblemState.IN_PROGRESS
    # The whole Thursday counts: 6 hours and five days end on the Thursday after it at 16:00.
    assert day(problem.due_at) == "12-17 16:00"
    query = sa.select(ProblemEvent).order_by(ProblemEvent.id.desc()).limit(1)
    event = support.session().scalars(query).one()
    assert (event.transition, event.actor_id, event.actor_name) == ("T12", None, "定时任务")


def _tick(when: str) -> int:
    """Make one pass of the timed work at an instant."""
    with clock.fixed(at(when)):
        return suspensions.resume_due(TIMER).acted


def test_timed_work_that_comes_late_counts_from_the_expected_day(session: Session) -> None:
    problem_id = suspended(expected_on="2026-12-10")
    assert _tick("2026-12-14T11:00") == 1
    assert day(makers.stored(problem_id).due_at) == "12-17 16:00"
    assert asked(problem_id).ended_at == at("2026-12-10T00:00")


@pytest.mark.parametrize(
    "fault", [Refused("没有领导"), store.FenceBroken("row"), TypeError("none")]
)
def test_one_item_that_cannot_go_on_holds_up_no_other(
    session: Session, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    first, second = suspended(), suspended()
    going_on = suspending.going_on

    def fail_first(case: Case, row: Suspension) -> datetime:
        if case.problem.id == first:
            raise fault
        return going_on(case, row)

    monkeypatch.setattr(suspending, "going_on", fail_first)
    assert _tick("2026-12-10T00:01") == 1
    assert makers.stored(first).state == ProblemState.SUSPENDED
    assert makers.stored(second).state == ProblemState.IN_PROGRESS


@pytest.mark.parametrize("expected_on", ["2026-11-18", "2026-11-17", "2027-02-17"])
def test_expected_day_outside_its_bounds_is_refused(session: Session, expected_on: str) -> None:
    problem_id = makers.problem_in("in_progress")
    with pytest.raises(Invalid, match="90 日以内，最迟2027年2月16日"):
        makers.act("gaowan", problem_id, "suspend", expected_on=expected_on)


def test_clock_that_has_run_out_is_not_stopped(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.walk(problem_id, makers.SUSPENSION[:2])
    with clock.fixed(makers.stored(problem_id).due_at + timedelta(minutes=1)):
        with pytest.raises(Refused, match="已超过办理期限，不能再中止"):
            makers.act("leader", problem_id, "approve_suspension")
        makers.act("leader", problem_id, "refuse_suspension")
        with pytest.raises(Refused, match="已超过办理期限，不能再中止"):
            makers.act("gaowan", problem_id, "suspend")
    assert asked(problem_id).state == AskState.REFUSED


def test_request_whose_day_has_come_is_not_granted(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.walk(problem_id, makers.SUSPENSION[:2], expected_on="2026-11-20")
    with clock.fixed(at("2026-11-20T09:00")), pytest.raises(Refused, match="预计恢复日已到"):
        makers.act("leader", problem_id, "approve_suspension")


@pytest.mark.parametrize(
    ("who", "action", "after"),
    [
        ("minzheng", "suspend", 0),
        ("leader", "agree_suspension", 1),
        ("leader", "approve_suspension", 1),
        ("intake", "approve_suspension", 2),
        ("inspector", "approve_suspension", 2),
        ("gaowan", "resume", 3),
        ("leader", "resume", 3),
        ("gaowan", "submit", 3),
        ("minzheng", "answer", 3),
        ("gaowan", "extend", 3),
    ],
)
def test_nobody_acts_out_of_turn(session: Session, who: str, action: str, after: int) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.walk(problem_id, makers.SUSPENSION[:after])
    with pytest.raises((Forbidden, Refused)):
        makers.act(who, problem_id, action)


def test_request_waits_for_the_intake_office_and_then_for_the_leader(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("gaowan", problem_id, "suspend")
    assert (_next("intake"), _next("leader")) == ({problem_id: "agree_suspension"}, {})
    makers.act("intake", problem_id, "agree_suspension")
    assert (_next("intake"), _next("leader")) == ({}, {problem_id: "approve_suspension"})


def test_leader_who_agreed_for_the_intake_office_may_take_it_back(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("gaowan", problem_id, "suspend")
    recused.declare("intake", problem_id)
    makers.act("leader", problem_id, "agree_suspension")
    makers.act("leader", problem_id, "refuse_suspension")
    row = asked(problem_id)
    assert (row.state, row.opinion, row.decided_by_id) == (
        AskState.REFUSED,
        "不影响先行办理。",
        None,
    )


def test_item_may_be_suspended_again_after_it_went_on(session: Session) -> None:
    problem_id = suspended()
    with clock.fixed(at("2026-11-24T09:00")):
        makers.act("intake", problem_id, "resume")
        makers.walk(problem_id, makers.SUSPENSION)
    assert makers.stored(problem_id).state == ProblemState.SUSPENDED
    with clock.fixed(at("2026-11-26T09:00")):
        makers.act("intake", problem_id, "resume")
    # Two working days stood still before each resume: Friday 17:30 becomes Wednesday 09:00 + rest.
    assert day(makers.stored(problem_id).due_at) == "12-03 16:30"

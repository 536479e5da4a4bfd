"""Due dates of domain.md 3, reached through the leader's instruction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.enums import RequestType, Urgency
from app.errors import Invalid
from app.models import ProblemStep
from app.operations import limits
from tests import makers

# Instructed at 10:00 in China on that day; days; due day; provisional.
DATES = [
    ("2026-09-18", 5, "2026-09-24", False),
    ("2026-09-30", 5, "2026-10-13", False),
    ("2026-02-13", 5, "2026-02-27", False),
    ("2026-10-09", 1, "2026-10-10", False),
    ("2026-10-03", 1, "2026-10-09", False),
    ("2026-12-18", 15, "2027-01-11", True),
]


def _at(day: str, hour: int, minute: int = 0) -> datetime:
    """Return an instant of Chinese local time."""
    return (
        datetime.fromisoformat(day)
        .replace(hour=hour, minute=minute, tzinfo=clock.CHINA)
        .astimezone(UTC)
    )


@pytest.mark.parametrize(("day", "days", "due", "provisional"), DATES)
def test_handling_due_counts_working_days(
    session: Session, day: str, days: int, due: str, provisional: bool
) -> None:
    with clock.fixed(_at(day, 10)):
        problem_id = makers.problem_in("pending_decision")
        makers.act("leader", problem_id, "instruct", days=days)
    problem = makers.stored(problem_id)
    assert problem.due_at == problem.handle_due_at == _at(due, 17, 30)
    assert problem.due_provisional is provisional
    steps = session.scalars(sa.select(ProblemStep)).all()
    assert {step.handle_due for step in steps} == {problem.due_at}


def test_event_after_closing_time_counts_as_the_next_working_day(session: Session) -> None:
    with clock.fixed(_at("2026-09-30", 17, 31)):
        problem = makers.stored(makers.registered())
    assert problem.due_at == _at("2026-10-09", 17, 30)


def test_urgent_item_is_signed_for_within_two_working_hours(session: Session) -> None:
    with clock.fixed(_at("2026-11-18", 11)):
        problem_id = makers.registered(urgency="urgent")
        makers.act("intake", problem_id, "triage", urgency="urgent")
        makers.act("leader", problem_id, "instruct")
    makers.stored(problem_id)
    step = session.scalars(sa.select(ProblemStep)).first()
    assert step is not None
    # One hour before lunch, one after it.
    assert step.sign_due == _at("2026-11-18", 14, 30)


def test_instruction_into_a_year_that_is_not_loaded_is_refused(session: Session) -> None:
    with clock.fixed(_at("2027-12-24", 10)):
        problem_id = makers.problem_in("pending_decision")
        with pytest.raises(Invalid, match="2028年日历尚未导入"):
            makers.act("leader", problem_id, "instruct", days=15)


def test_part_that_ends_after_its_due_is_late_by_the_minute(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    due = makers.stored(problem_id).due_at
    with clock.fixed(due):
        makers.act("minzheng", problem_id, "answer")
    with clock.fixed(due + timedelta(minutes=1)):
        makers.act("gaowan", problem_id, "submit")
    makers.stored(problem_id)
    late = {s.role.value: s.late for s in session.scalars(sa.select(ProblemStep))}
    assert late == {"co": False, "lead": True}


@pytest.mark.parametrize(
    ("kind", "urgency", "days"),
    [
        (RequestType.CONSULTATION, Urgency.NORMAL, 3),
        (RequestType.HELP, Urgency.URGENT, 7),
        (RequestType.SUGGESTION, Urgency.NORMAL, 7),
        (RequestType.COMPLAINT, Urgency.NORMAL, 15),
        (RequestType.REPORT, Urgency.NORMAL, 15),
        (RequestType.HELP, Urgency.CRITICAL, 1),
    ],
)
def test_default_days_follow_the_parameters(
    session: Session, kind: RequestType, urgency: Urgency, days: int
) -> None:
    assert limits.default_days(session, kind, urgency) == days

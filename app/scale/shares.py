"""The lead units' shares of the big county's items, each with the due date it was given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.enums import CalendarStatus, StepRole
from app.enums_ledger import DeadlineCause, DeadlineKind, LimitUnit
from app.scale.bulk import Row

STEP = [
    "id",
    "problem_id",
    "role",
    "unit_id",
    "entered_at",
    "sign_due",
    "handle_due",
    "extended_days",
    "ended_at",
    "late",
    "created_at",
    "row_version",
]
DEADLINE = [
    "problem_id",
    "step_id",
    "kind",
    "cause",
    "base_at",
    "days",
    "unit",
    "due_at",
    "calendar_status",
    "calendar_version",
    "rule_version",
    "met_at",
    "late",
    "created_at",
    "row_version",
]
NAMES = ("id", "lead_unit_id", "accepted_at", "handle_due_at", "closed_at", "days_limit")


def step_rows(items: Sequence[Row], first: int, created: str) -> Iterator[Row]:
    """Yield the share of each (columns NAMES) that a unit leads; what is closed was in time."""
    for number, (problem_id, unit_id, at, due, closed, _) in enumerate(_led(items)):
        late = 0 if closed else None
        role = StepRole.LEAD.value
        yield first + number, problem_id, role, unit_id, at, due, due, 0, closed, late, created, 1


def deadline_rows(items: Sequence[Row], first: int, created: str) -> Iterator[Row]:
    """Yield the due date of each share of step_rows."""
    for number, (problem_id, _, at, due, closed, days) in enumerate(_led(items)):
        yield (
            problem_id,
            first + number,
            DeadlineKind.HANDLE.value,
            DeadlineCause.START.value,
            at,
            days,
            LimitUnit.WORKDAY.value,
            due,
            CalendarStatus.FINAL.value,
            1,
            1,
            closed,
            0 if closed else None,
            created,
            1,
        )


def _led(items: Sequence[Row]) -> Iterator[Row]:
    """Yield the items that a unit leads."""
    return (row for row in items if row[1] is not None)

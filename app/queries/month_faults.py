"""What takes points off a unit's score in a month, and how much of it a reader is told.

Whoever asks reads in the name of the product, so that the numbers are the county's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import clock, months
from app.enums import ConductNature, StepRole
from app.enums_scoring import Fault
from app.models import Accountability, Problem, ProblemStep
from app.queries import month_rows

# What is told outside the commission as one sum: its name or number would tell of a report.
TOGETHER = frozenset({Fault.WRONG_RETURN.value, Fault.BRIBERY.value})
OTHER = ("other", "其他扣分", "按评分办法扣分，不逐项列出")


@dataclass
class Charged:
    """How often a fault counts against a unit, and the items of the service track behind it."""

    counts: dict[str, int] = field(default_factory=dict)
    behind: dict[str, list[int]] = field(default_factory=dict)


Faults = dict[int, Charged]


def faults(session: Session, period: str) -> Faults:
    """Return by unit what takes points off.

    Overdue are the items of which the unit's own lead share was late: closed in the month, or
    open and late at its end. A return was wrong when the item was given to the same unit again.
    吃拿卡要 counts in the month in which somebody was first held to account for it; which item
    it was is kept nowhere.
    """
    found: Faults = {}
    for fault, pairs in (
        (Fault.OVERDUE, _overdue(session, period)),
        (Fault.WRONG_RETURN, _wrong_returns(session, period)),
    ):
        for unit_id, problem_id in sorted(pairs):
            one = found.setdefault(unit_id, Charged())
            one.behind.setdefault(fault.value, []).append(problem_id)
            one.counts[fault.value] = one.counts.get(fault.value, 0) + 1
    for unit_id, n in _proven(session, period).items():
        found.setdefault(unit_id, Charged()).counts[Fault.BRIBERY.value] = n
    return found


def _overdue(session: Session, period: str) -> set[tuple[int, int]]:
    """Return (unit, item) of late lead shares: each unit answers for its own alone."""
    closed = (
        sa.select(ProblemStep.unit_id, ProblemStep.problem_id)
        .join(Problem, Problem.id == ProblemStep.problem_id)
        .where(
            *month_rows.plain(),
            *month_rows.within(Problem.closed_at, period),
            Problem.state.in_(month_rows.ENDED),
            ProblemStep.role == StepRole.LEAD,
            ProblemStep.late.is_(True),
        )
    )
    found = {(unit_id, item) for unit_id, item in session.execute(closed)}  # Rows are no tuples.
    end = min(clock.now(), months.end(period))
    return found | {
        (one.unit_id, one.problem_id)
        for one in month_rows.late(session, end)
        if one.role == StepRole.LEAD
    }


def _wrong_returns(session: Session, period: str) -> set[tuple[int, int]]:
    """Return (unit, item) of returns after which the item was given to the same unit again."""
    again = aliased(ProblemStep)
    query = (
        sa.select(ProblemStep.unit_id, ProblemStep.problem_id)
        .join(Problem, Problem.id == ProblemStep.problem_id)
        .where(
            *month_rows.plain(),
            *month_rows.within(ProblemStep.returned_at, period),
            sa.exists().where(
                again.problem_id == ProblemStep.problem_id,
                again.unit_id == ProblemStep.unit_id,
                again.id > ProblemStep.id,
            ),
        )
    )
    return {(unit_id, item) for unit_id, item in session.execute(query)}  # Rows are no tuples.


def _proven(session: Session, period: str) -> dict[int, int]:
    """Return by unit how many items were proven: triage only supposes, a decision finds."""
    first = sa.func.min(Accountability.decided_on)
    query = (
        sa.select(Accountability.unit_id, Accountability.problem_id)
        .join(Problem, Problem.id == Accountability.problem_id)
        .where(Problem.conduct_nature == ConductNature.EXTORTION)
        .group_by(Accountability.unit_id, Accountability.problem_id)
        .having(first.between(months.first_day(period), months.last_day(period)))
    )
    found: dict[int, int] = {}
    for unit_id, _item in session.execute(query):
        found[unit_id] = found.get(unit_id, 0) + 1
    return found


def told(lines: Sequence[Sequence[str]], *, inside: bool) -> list[list[str]]:
    """Return the lines of a score for a reader: outside the commission some are one sum."""
    rest = [list(line) for line in lines if inside or line[0] not in TOGETHER]
    off = [Decimal(line[3]) for line in lines if line[0] in TOGETHER]
    if inside or not off:
        return rest
    return [*rest, [*OTHER, f"{sum(off, Decimal(0)):f}"]]


def ids(detail: dict[str, Any], code: str, *, inside: bool) -> list[int]:
    """Return the items behind a line of a score, which this reader may be told of."""
    hidden = code == Fault.BRIBERY or (code in TOGETHER and not inside)
    found: list[int] = [] if hidden else detail["behind"].get(code, [])
    return found

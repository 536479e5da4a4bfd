"""Plain counts of one month's items: what the ledger's own columns say, before exact statistics.

Items of the discipline track and sensitive ones are not counted: the report leaves the house.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import EvalState, OutcomeKind, ProblemState, Track
from app.models import Evaluation, Message, Problem, ProblemStep

S = ProblemState
OPEN = (S.REGISTERED, S.PENDING_DECISION, S.ASSIGNED, S.IN_PROGRESS, S.SUSPENDED)
HANDLED = (*OPEN, S.SUBMITTED, S.PENDING_FEEDBACK)


@dataclass(frozen=True)
class Month:
    """The figures of a span of time [start, end)."""

    evaluations: int
    messages: int
    registered: int
    accepted: int
    closed: int
    resolved: int
    explained: int
    late: int


def _plain() -> tuple[Any, ...]:
    """Return the criteria of items that a report may count."""
    return Problem.track == Track.SERVICE, Problem.is_sensitive.is_(False)


def figures(session: Session, start: datetime, end: datetime) -> Month:
    """Return the figures of the visible rows between two instants."""

    def items(column: Any, *more: Any) -> int:
        query = sa.select(sa.func.count(Problem.id))
        return _one(session, query.where(column >= start, column < end, *_plain(), *more))

    late = (
        sa.select(ProblemStep.id)
        .where(ProblemStep.problem_id == Problem.id, ProblemStep.late.is_(True))
        .exists()
    )
    return Month(
        evaluations=_sent(session, Evaluation, start, end, Evaluation.state != EvalState.VOID),
        messages=_sent(session, Message, start, end, Message.track == Track.SERVICE),
        registered=items(Problem.registered_at),
        accepted=items(Problem.accepted_at),
        closed=items(Problem.closed_at),
        resolved=items(Problem.closed_at, Problem.outcome_kind == OutcomeKind.RESOLVED),
        explained=items(Problem.closed_at, Problem.outcome_kind == OutcomeKind.EXPLAINED),
        late=items(Problem.closed_at, late),
    )


def _sent(session: Session, model: Any, start: datetime, end: datetime, *more: Any) -> int:
    """Return how many visible rows of a table were sent in the span."""
    query = sa.select(sa.func.count(model.id)).where(*more)
    return _one(session, query.where(model.submitted_at >= start, model.submitted_at < end))


def _one(session: Session, query: Any) -> int:
    """Return the one number of a query."""
    return int(session.execute(query).scalar_one())


def standing(session: Session, now: datetime) -> tuple[int, int]:
    """Return how many items are being handled now, and how many of them are late."""
    query = sa.select(sa.func.count(Problem.id)).where(Problem.state.in_(HANDLED), *_plain())
    return _one(session, query), _one(session, query.where(Problem.due_at < now))

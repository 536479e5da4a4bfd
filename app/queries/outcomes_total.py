"""Totals of outcomes: verified, not void, and of items that were not merged into another.

Five merged duplicates of one refund stay 808 户: what was achieved counts on the master alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import policies_together
from app.enums_ledger import MetricKind
from app.models import OutcomeMetric, Problem, ProblemStep
from app.principal import Principal
from app.queries.waiting import bounded


@dataclass(frozen=True)
class Total:
    """One kind of outcome over several items; value in fen for money."""

    kind: MetricKind
    value: int
    items: int


def counted() -> tuple[Any, ...]:
    """Return the criteria of the outcomes that count."""
    return (
        OutcomeMetric.verified_by_id.is_not(None),
        OutcomeMetric.void_reason.is_(None),
        Problem.master_problem_id.is_(None),
    )


def totals(session: Session, *criteria: Any) -> list[Total]:
    """Return the totals of the visible outcomes that count, in the order of the kinds."""
    query = (
        sa.select(
            OutcomeMetric.kind,
            sa.func.sum(OutcomeMetric.value),
            sa.func.count(sa.distinct(OutcomeMetric.problem_id)),
        )
        .join(Problem, Problem.id == OutcomeMetric.problem_id)
        .where(*counted(), *criteria)
        .group_by(OutcomeMetric.kind)
    )
    found = {row[0]: Total(row[0], int(row[1]), row[2]) for row in session.execute(query)}
    return [found[kind] for kind in MetricKind if kind in found]


def of_problem(session: Session, problem_id: int) -> list[Total]:
    """Return the totals of one item."""
    return totals(session, OutcomeMetric.problem_id == problem_id)


def unverified(session: Session, limit: int = 50) -> list[Any]:
    """Return (metric, number, title) of the visible outcomes that wait to be verified."""
    return _rows(session, limit, OutcomeMetric.verified_by_id.is_(None))


def count_to_verify(session: Session, principal: Principal) -> int:
    """Return how many outcomes wait for this person to verify them, at most CAP."""
    if not policies_together.checks_metrics(principal):
        return 0
    handled = sa.select(ProblemStep.id).where(
        ProblemStep.problem_id == OutcomeMetric.problem_id,
        ProblemStep.unit_id == principal.unit_id,
        ProblemStep.returned_at.is_(None),
    )
    query = sa.select(OutcomeMetric.id).where(
        OutcomeMetric.verified_by_id.is_(None),
        OutcomeMetric.void_reason.is_(None),
        OutcomeMetric.created_by_id.is_distinct_from(principal.account_id),
        ~handled.exists(),
    )
    return bounded(session, query)


def verified(session: Session, limit: int = 50) -> list[Any]:
    """Return (metric, number, title) of the visible outcomes that count, newest first."""
    return _rows(session, limit, *counted())


def _rows(session: Session, limit: int, *criteria: Any) -> list[Any]:
    """Return outcomes with the number and title of their item, newest first."""
    query = (
        sa.select(OutcomeMetric, Problem.problem_no, Problem.title)
        .join(Problem, Problem.id == OutcomeMetric.problem_id)
        .where(OutcomeMetric.void_reason.is_(None), *criteria)
        .order_by(OutcomeMetric.id.desc())
        .limit(limit)
    )
    return list(session.execute(query))

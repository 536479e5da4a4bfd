"""What was achieved in all: verified figures, each counted once, on the master of merged items."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums_ledger import MetricKind
from app.models import OutcomeMetric, Problem


def totals(session: Session) -> dict[MetricKind, int]:
    """Return the sum of each kind over visible items; money in fen (domain.md 4.5).

    An item that was merged into another keeps its master when it is archived, so that its
    figures never come back into the sum.
    """
    query = (
        sa.select(OutcomeMetric.kind, sa.func.sum(OutcomeMetric.value))
        .join(Problem, Problem.id == OutcomeMetric.problem_id)
        .where(OutcomeMetric.verified_by_id.is_not(None), Problem.master_problem_id.is_(None))
        .group_by(OutcomeMetric.kind)
    )
    return {row[0]: int(row[1]) for row in session.execute(query)}

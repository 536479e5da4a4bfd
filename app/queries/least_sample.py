"""How many evaluations a share or a score of a month needs before it is compared.

One place for statistics, ranking, report and circular: the scoring rule in force in that month;
the office's parameter only where no rule is approved yet.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums_scoring import ScoredKind
from app.models import Parameter
from app.queries import scoring

PARAMETERS = {ScoredKind.UNIT: "min_sample_unit", ScoredKind.WINDOW: "min_sample_window"}


def least(session: Session, kind: ScoredKind, period: str) -> int:
    """Return the least sample of a unit or a window in a month, in one statement."""
    rule = scoring.version_of(period).subquery()
    query = (
        sa.select(Parameter.value, rule.c.min_sample)
        .select_from(Parameter)
        .outerjoin(rule, sa.true())
        .where(Parameter.key == PARAMETERS[kind])
    )
    found = session.execute(query).first()
    if found is None:
        raise LookupError(f"parameter {PARAMETERS[kind]} is not there: load the base seeds")
    return max(1, int(found[1][kind.value] if found[1] else found[0]))

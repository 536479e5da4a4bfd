"""How much looks stuffed, for who oversees those that judge it: numbers alone."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import store
from app.enums_evaluation import FlagKind, FlagState
from app.figures import barring
from app.figures.counting import COUNTER
from app.models import EvaluationFlag
from app.principal import Principal


def waiting(session: Session, actor: Principal) -> list[tuple[FlagKind, int]]:
    """Return how many suspicions of each kind wait in the county.

    Of an evaluation that a recusal keeps from the person nothing is counted.
    """
    off, flag = barring.of(session, actor), EvaluationFlag
    query = sa.select(flag.kind, sa.func.count(flag.id)).where(flag.state == FlagState.OPEN)
    if off is not None:
        query = query.where(flag.evaluation_id.not_in(off.evaluations))
    with store.acting(session, COUNTER):
        found = [(kind, int(n)) for kind, n in session.execute(query.group_by(flag.kind))]
    return sorted(found, key=lambda one: (-one[1], one[0]))

"""Rows of what hangs on an evaluation: appeals of units and suspicions of stuffing."""

from __future__ import annotations

from typing import Any

from app.asking import Asker, Criteria, exists, holds, inside, same, union
from app.permissions import Right
from app.rows_ledger import EVALUATION, evaluation_rows


def _of_seen(principal: Asker, c: Any) -> Criteria:
    """Tell whether the evaluation of a row is visible."""
    match = EVALUATION.c.id == c.evaluation_id
    return exists(match, inside(principal, evaluation_rows, EVALUATION.c))


def appeal_rows(principal: Asker, c: Any) -> Criteria:
    """Appeals of visible evaluations: for who decides, who inspects, and the unit that asked."""
    return union(
        (holds(principal, Right.DECIDE_APPEAL), lambda: _of_seen(principal, c)),
        (holds(principal, Right.SEE_EVALUATIONS, "A", "S"), lambda: _of_seen(principal, c)),
        (
            holds(principal, Right.APPEAL_EVALUATION),
            lambda: same(c.unit_id, principal.unit_id) & _of_seen(principal, c),
        ),
    )


def flag_rows(principal: Asker, c: Any) -> Criteria:
    """Suspicions: for who decides them, where the evaluation is visible."""
    return union((holds(principal, Right.DECIDE_APPEAL), lambda: _of_seen(principal, c)))

"""Rows of what hangs on others: appeals, suspicions of stuffing, and files of all their owners."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.asking import Asker, Criteria, exists, holds, inside, same, union
from app.models import FieldVisit, Rectification, table_of
from app.permissions import Right
from app.rows_ledger import EVALUATION, attachment_rows, evaluation_rows, rectification_rows
from app.rows_own import desk_rows

VISIT = table_of(FieldVisit).alias("seen_visit")
RECTIFICATION = table_of(Rectification).alias("seen_rectification")


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


def file_rows(principal: Asker, c: Any) -> Criteria:
    """Files: with their item or message, with their visit, with what a unit puts right."""
    of_visit = exists(VISIT.c.id == c.field_visit_id, inside(principal, desk_rows, VISIT.c))
    of_task = exists(
        RECTIFICATION.c.id == c.rectification_id,
        inside(principal, rectification_rows, RECTIFICATION.c),
    )
    return sa.or_(attachment_rows(principal, c), of_visit, of_task)

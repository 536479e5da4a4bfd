"""Points of units and villages with what was said of them, for the pages of figures."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import Channel, EvalLevel, PointKind
from app.enums_evaluation import FlagKind
from app.models import Evaluation, EvaluationFlag, EvaluationReason, ServicePoint
from tests import support

GAOWAN, VILLAGE, XINJI = "130924102000", "130924102225", "130924101000"
# Where the points lie and how often each is said to be good, bad, bad for a sensitive reason.
SAID = {
    ("MZ", "130924000000"): (60, 5, 2),
    ("ZJ", "130924000000"): (9, 1, 0),
    ("GW", GAOWAN): (50, 6, 1),
    ("KZZ", VILLAGE): (12, 3, 0),
    ("XJ", XINJI): (20, 40, 0),
}


def load(work: Session) -> None:
    """Add them; the first of each number of a point lies a year back."""
    for at, ((unit, region), counts) in enumerate(SAID.items()):
        point = ServicePoint(
            kind=PointKind.UNIT,
            name=f"示例点位{at}",
            unit_id=support.unit_id(unit),
            region_code=region,
        )
        work.add(point)
        work.flush()
        for kind, count in enumerate(counts):
            work.add_all(_evaluation(point, f"{at}-{kind}-{n}", kind) for n in range(count))
    work.flush()
    first = work.scalars(sa.select(Evaluation).order_by(Evaluation.id)).first()
    assert first is not None
    work.add(
        EvaluationFlag(
            evaluation_id=first.id,
            service_point_id=first.service_point_id,
            kind=FlagKind.QUICK,
            flagged_on=support.NOW,
        )
    )
    for row in work.scalars(sa.select(Evaluation).where(Evaluation.is_bad)):
        reason = "extortion" if row.is_sensitive else "slow_processing"
        work.add(
            EvaluationReason(evaluation_id=row.id, reason=reason, is_sensitive=row.is_sensitive)
        )


def _evaluation(point: ServicePoint, number: str, kind: int) -> Evaluation:
    """Return an evaluation: good, bad, or bad for a sensitive reason."""
    back = timedelta(days=365 if number.endswith("-0") else 0)
    return Evaluation(
        eval_no=number,
        service_point_id=point.id,
        unit_id=point.unit_id,
        region_code=point.region_code,
        channel=Channel.QR,
        level=EvalLevel.DISSATISFIED if kind else EvalLevel.SATISFIED,
        is_bad=bool(kind),
        is_sensitive=kind == 2,
        happened_on=(support.NOW - back).date(),
        submitted_at=support.NOW - back,
    )


def of_this_month() -> int:
    """Return how many evaluations lie in the present month."""
    return sum(sum(counts) - sum(n > 0 for n in counts) for counts in SAID.values())

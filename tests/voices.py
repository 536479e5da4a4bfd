"""Makers of evaluations, with their reason and what a unit must put right."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.enums import Channel, EvalLevel, PointKind
from app.models import Evaluation, EvaluationReason, Rectification, ServicePoint
from tests import support


def bad(work: Session, number: str, code: str = "GW", **facts: Any) -> Evaluation:
    """Add a bad evaluation of a unit, its reason and its rectification, and return it."""
    unit, region = support.unit_id(code), support.UNITS[code][2]
    point = ServicePoint(
        kind=PointKind.UNIT, name=f"{number}点位", unit_id=unit, region_code=region
    )
    work.add(point)
    work.flush()
    row = Evaluation(
        eval_no=number,
        service_point_id=point.id,
        unit_id=unit,
        region_code=region,
        channel=Channel.QR,
        level=EvalLevel.DISSATISFIED,
        is_bad=True,
        happened_on=support.NOW.date(),
        submitted_at=support.NOW,
        **facts,
    )
    work.add(row)
    work.flush()
    work.add(EvaluationReason(evaluation_id=row.id, reason="slow"))
    work.add(Rectification(evaluation_id=row.id, unit_id=unit, due_at=support.NOW))
    work.flush()
    return row

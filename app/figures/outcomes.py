"""What was achieved, counted once, and who was held to account."""

from __future__ import annotations

import sqlalchemy as sa

from app.enums_ledger import MetricKind
from app.figures.ledger import SUBJECT, P, children
from app.figures.shape import Measure, Metric, Part, Rows, Shape
from app.measures import MONEY, UNITS
from app.models import Accountability, OutcomeMetric

OPEN_TABLE, SEALED = SUBJECT, "accountability"


def _outcomes() -> Rows:
    """Return verified outcomes of masters; what was merged into another counts there."""
    done = OutcomeMetric
    return children(
        done,
        done.verified_at,
        done.kind,
        done.verified_by_id.is_not(None),
        done.void_reason.is_(None),
        P.master_problem_id.is_(None),
        amount=done.value,
    )


def _accountability() -> Rows:
    """Return outcomes for persons and units; they stay in the compartment, no cell holds them."""
    row = Accountability
    return Rows(
        model=row,
        root=row.id,
        at=row.decided_on,
        unit=row.unit_id,
        kind=row.action_kind,
        secret=sa.literal_column("0", sa.Integer()),
    )


MEASURES = (
    Measure("outcome", "办理成效", SUBJECT, _outcomes),
    Measure("accountability", "追责", SEALED, _accountability),
)
WORDS = "核实时间在本期、没有作废的成效；并案的只在主件上计一次。"
METRICS = (
    *(
        Metric(
            f"outcome_{kind.value}",
            f"成效：{kind.label}",
            WORDS + ("以元计。" if kind in MONEY else ""),
            Shape.SUM,
            (Part("outcome", (kind.value,)),),
            unit="元" if kind in MONEY else UNITS.get(kind, ""),
        )
        for kind in MetricKind
    ),
    Metric(
        "accountability",
        "追责",
        "决定日期在本期的追责结果，按处理方式分；纪委以外只有全县总数。",
        Shape.COUNT,
        (Part("accountability"),),
        unit="人次",
        inside=True,
    ),
)

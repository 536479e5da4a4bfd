"""How many points were evaluated at all, and how many of the handled cases were."""

from __future__ import annotations

import sqlalchemy as sa

from app.figures.evaluations import SUBJECT, E, evaluations
from app.figures.shape import Measure, Metric, Part, Rows, Shape
from app.models import CaseCount, ServicePoint, table_of

CASES = "case_count"
POINT = table_of(ServicePoint).alias("figure_point")
CASE = table_of(CaseCount).alias("figure_case")


def _cased() -> Rows:
    """Return the evaluations of windows and days whose handled cases are known."""
    kind = sa.literal_column("'cased'", sa.String())
    of_window = sa.and_(
        CASE.c.service_window_id == POINT.c.service_window_id, CASE.c.day == E.happened_on
    )
    joins = ((POINT, POINT.c.id == E.service_point_id), (CASE, of_window))
    return evaluations(kind, joins=joins)


def _cases() -> Rows:
    """Return the counts of handled cases."""
    row = CaseCount
    return Rows(
        model=row,
        root=row.id,
        at=row.day,
        unit=row.unit_id,
        kind=sa.literal_column("'cases'", sa.String()),
        secret=sa.literal_column("0", sa.Integer()),
        amount=row.n,
    )


MEASURES = (
    Measure("cased", "有办件数的评价", SUBJECT, _cased),
    Measure("cases", "办件数", CASES, _cases),
)
METRICS = (
    Metric(
        "coverage",
        "点位覆盖率",
        "本期至少有一条没有作废的评价的点位 ÷ 现在启用的点位。",
        Shape.COVERAGE,
        (Part("evaluation"),),
        unit="%",
    ),
    Metric(
        "participation",
        "参评率",
        "填报了办件数的窗口和日子的有效评价 ÷ 同一些窗口和日子的办件数；没有填报的留空，不按零算。",
        Shape.RATE,
        (Part("cased"),),
        (Part("cases", weighs=True),),
        unit="%",
    ),
    Metric(
        "cases",
        "办件数",
        "窗口填报的办件数。",
        Shape.SUM,
        (Part("cases", ("cases",)),),
        unit="件",
    ),
)

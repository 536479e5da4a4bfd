"""How many points were evaluated at all, and how many of the handled cases were."""

from __future__ import annotations

from app.figures.shape import Metric, Part, Shape

METRICS = (
    Metric(
        "coverage",
        "点位覆盖率",
        "本期至少有一条没有作废的评价的点位 ÷ 现在启用的点位。",
        Shape.COVERAGE,
        (Part("evaluation"),),
        unit="%",
    ),
)

"""Every measure and every metric, in the order in which the manual lists them."""

from __future__ import annotations

from app.figures import coverage, evaluations, lateness, ledger, outcomes, times
from app.figures.shape import Measure, Metric

GROUPS: dict[str, tuple[Metric, ...]] = {
    "评价": evaluations.METRICS,
    "问题台账": (*ledger.METRICS, *lateness.METRICS),
    "用时和回访": times.METRICS,
    "成效和追责": outcomes.METRICS,
    "覆盖和参评": coverage.METRICS,
}
METRICS: dict[str, Metric] = {m.code: m for group in GROUPS.values() for m in group}
SUBJECTS = (evaluations, ledger, lateness, times, outcomes, coverage)
MEASURES: dict[str, Measure] = {m.code: m for part in SUBJECTS for m in part.MEASURES}

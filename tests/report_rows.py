"""One row of each table of reported months, for several tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from app.enums_scoring import ScoredKind, SnapshotState
from app.models import Model, ReportSnapshot, Score, ScoringRule
from tests import support


def snapshot(work: Session, **changes: Any) -> ReportSnapshot:
    """Return the stored draft of a frozen month."""
    facts: dict[str, Any] = {
        "period": "2026-10",
        "metric_version": "1",
        "cut_off_at": support.NOW,
        "figures": {},
        "members": b"{}",
        "members_sha256": "0" * 64,
    }
    row = ReportSnapshot(**{**facts, **changes})
    work.add(row)
    work.flush()
    return row


def score(work: Session, of: ReportSnapshot | None = None, **changes: Any) -> Score:
    """Return the score of a unit in a frozen month."""
    unit = support.unit_id("GW")
    facts: dict[str, Any] = {
        "snapshot_id": (of or snapshot(work)).id,
        "period": "2026-10",
        "object_kind": ScoredKind.UNIT,
        "object_id": unit,
        "unit_id": unit,
        "rule_version": 1,
        "n": 3,
        "detail": {},
    }
    return Score(**{**facts, **changes})


def rule(_work: Session) -> ScoringRule:
    """Return the draft of a rule."""
    return ScoringRule(
        version=9,
        valid_from=support.NOW.date().replace(day=1),
        level_points={},
        weights={},
        min_sample={},
        deductions={},
        drafted_by_id=support.person("intake").account_id,
    )


MAKERS: dict[type[Model], Callable[[Session], Model]] = {
    ReportSnapshot: snapshot,
    Score: score,
    ScoringRule: rule,
}


def fill(work: Session) -> None:
    """Add a signed month with its published scores, and the draft of another."""
    signed = snapshot(work, state=SnapshotState.SIGNED, signed_at=support.NOW)
    snapshot(work, period="2026-11")
    for code in ("GW", "XJ"):
        unit = support.unit_id(code)
        work.add(score(work, signed, object_id=unit, unit_id=unit, published_at=support.NOW))

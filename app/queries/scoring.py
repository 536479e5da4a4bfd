"""Versions of the scoring rule and the scores of reported months."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import months
from app.enums_scoring import RuleState, ScoredKind
from app.errors import Missing
from app.models import Score, ScoringRule
from app.scoring import Rule

# Months of a unit's own scores that are listed.
SHOWN = 36


def versions(session: Session) -> list[ScoringRule]:
    """Return every version, the newest first."""
    return list(session.scalars(sa.select(ScoringRule).order_by(ScoringRule.version.desc())))


def get(session: Session, version: int) -> ScoringRule:
    """Return a version; Missing for another number."""
    query = sa.select(ScoringRule).where(ScoringRule.version == version)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise Missing()
    return found


def in_force(session: Session, period: str) -> ScoringRule | None:
    """Return the approved version of a month."""
    return session.scalars(version_of(period)).first()


def version_of(period: str) -> sa.Select[ScoringRule]:
    """Select the approved version of a month: the last one that began by then."""
    return (
        sa.select(ScoringRule)
        .where(
            ScoringRule.state == RuleState.APPROVED,
            ScoringRule.valid_from <= months.first_day(period),
        )
        .order_by(ScoringRule.valid_from.desc(), ScoringRule.version.desc())
        .limit(1)
    )


def as_rule(row: ScoringRule) -> Rule:
    """Return a stored version for the arithmetic."""
    return Rule(
        version=row.version,
        level_points={key: Decimal(value) for key, value in row.level_points.items()},
        weights={key: Decimal(value) for key, value in row.weights.items()},
        min_sample={key: int(value) for key, value in row.min_sample.items()},
        deductions={key: Decimal(value) for key, value in row.deductions.items()},
    )


def of_snapshot(session: Session, snapshot_id: int, kind: ScoredKind) -> list[Score]:
    """Return the visible scores of a frozen month, the best first, those without a score last."""
    query = (
        sa.select(Score)
        .where(Score.snapshot_id == snapshot_id, Score.object_kind == kind)
        .order_by(Score.score.is_(None), Score.score.desc(), Score.n.desc(), Score.object_id)
    )
    return list(session.scalars(query))


def published(session: Session, unit_id: int | None, most: int = SHOWN) -> list[Score]:
    """Return a unit's visible scores of signed months, the newest first."""
    query = (
        sa.select(Score)
        .where(
            Score.object_kind == ScoredKind.UNIT,
            Score.object_id == unit_id,
            Score.published_at.is_not(None),
        )
        .order_by(Score.period.desc(), Score.id.desc())
        .limit(most)
    )
    return list(session.scalars(query))


def one(session: Session, score_id: int) -> Score:
    """Return a visible score; Missing otherwise."""
    found = session.scalars(sa.select(Score).where(Score.id == score_id)).one_or_none()
    if found is None:
        raise Missing()
    return found

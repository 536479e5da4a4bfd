"""Rows of reported months: drafts for who drafts the report, signed figures for who reads them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.asking import Asker, Criteria, Rule, holds, same, union
from app.enums_scoring import SnapshotState
from app.models import Model, ReportSnapshot, Score, ScoringRule
from app.permissions import Right

# A snapshot's figures never change; a rule does until it is approved (ddl.py, JUDGED).
APPEND_ONLY: dict[type[Model], frozenset[str]] = {
    ReportSnapshot: frozenset({"state", "document_id", "signed_at", "void_reason"}),
    Score: frozenset({"published_at"}),
    ScoringRule: frozenset(
        {
            "valid_from",
            "level_points",
            "weights",
            "min_sample",
            "deductions",
            "note",
            "state",
            "drafted_by_id",
            "approved_by_id",
            "approved_at",
        }
    ),
}


def snapshot_rows(principal: Asker, c: Any) -> Criteria:
    """Frozen months: all for who drafts the report, signed ones for who sees all figures."""
    return union(
        holds(principal, Right.DRAFT_REPORT, "A"),
        (
            holds(principal, Right.STATISTICS, "A"),
            lambda: c.state == SnapshotState.SIGNED,
        ),
    )


def score_rows(principal: Asker, c: Any) -> Criteria:
    """Scores: all for who drafts the report, published ones for the county and the own unit."""
    right, published = Right.STATISTICS, c.published_at.is_not(None)
    return union(
        holds(principal, Right.DRAFT_REPORT, "A"),
        (holds(principal, right, "A"), lambda: published),
        (
            holds(principal, right, "O"),
            lambda: sa.and_(published, same(c.unit_id, principal.unit_id)),
        ),
    )


ROWS: dict[type[Model], Rule] = {ReportSnapshot: snapshot_rows, Score: score_rows}

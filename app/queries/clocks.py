"""Reads of an item's clocks: its limits with their history, and the requests for more time."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Deadline, Extension, Suspension

MOST = 200


def limits(session: Session, problem_id: int) -> list[Deadline]:
    """Return the limits of a visible item that were not superseded, the newest first."""
    query = sa.select(Deadline).where(
        Deadline.problem_id == problem_id, Deadline.superseded_at.is_(None)
    )
    return list(session.scalars(query.order_by(Deadline.id.desc()).limit(MOST)))


def extensions(session: Session, problem_id: int) -> list[Extension]:
    """Return the requests for more days of a visible item, the newest first."""
    query = sa.select(Extension).where(Extension.problem_id == problem_id)
    return list(session.scalars(query.order_by(Extension.id.desc()).limit(MOST)))


def suspensions(session: Session, problem_id: int) -> list[Suspension]:
    """Return the requests to stop the clock of a visible item, the newest first."""
    query = sa.select(Suspension).where(Suspension.problem_id == problem_id)
    return list(session.scalars(query.order_by(Suspension.id.desc()).limit(MOST)))

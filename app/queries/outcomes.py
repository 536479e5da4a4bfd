"""Reads of accountability outcomes; the fence cuts them to who may see them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Accountability

MOST_ROWS = 200


def page(session: Session, before_id: int | None = None, limit: int = 50) -> list[Accountability]:
    """Return visible outcomes, newest first; one more than limit tells that there are more."""
    query = sa.select(Accountability).order_by(Accountability.id.desc())
    if before_id is not None:
        query = query.where(Accountability.id < before_id)
    return list(session.scalars(query.limit(min(limit, MOST_ROWS) + 1)))

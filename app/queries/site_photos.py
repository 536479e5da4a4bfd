"""The visible photographs of a visit, and of what a unit puts right."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Attachment


def of_visit(session: Session, row_id: int) -> Sequence[Attachment]:
    """Return the photographs of a visit, in the order they came."""
    query = sa.select(Attachment).where(Attachment.field_visit_id == row_id)
    return session.scalars(query.order_by(Attachment.id)).all()


def of_task(session: Session, row_id: int) -> Sequence[Attachment]:
    """Return the photographs of a rectification, in the order they came."""
    query = sa.select(Attachment).where(Attachment.rectification_id == row_id)
    return session.scalars(query.order_by(Attachment.id)).all()

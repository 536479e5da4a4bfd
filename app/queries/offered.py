"""What a unit offers its citizens today: the service items that an evaluation may name."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.enums import RecordStatus
from app.models import ServiceItem

MOST = 200


def items(session: Session, unit_id: int) -> list[tuple[int, str]]:
    """Return id and name of the items of a unit that hold today, by name."""
    today, item = clock.today(), ServiceItem
    query = (
        sa.select(item.id, item.name)
        .where(
            item.unit_id == unit_id,
            item.status == RecordStatus.ACTIVE,
            item.effective_from <= today,
            sa.or_(item.effective_to.is_(None), item.effective_to >= today),
        )
        .order_by(item.name)
        .limit(MOST)
    )
    return [(row.id, row.name) for row in session.execute(query)]

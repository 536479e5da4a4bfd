"""A person's saved filters of a list."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import SavedFilter
from app.principal import Principal

MOST = 20


def own(session: Session, principal: Principal, table: str) -> list[SavedFilter]:
    """Return the filters that a person keeps for a list, in the order of saving."""
    query = sa.select(SavedFilter).where(
        SavedFilter.account_id == principal.account_id,
        SavedFilter.table_name == table,
        SavedFilter.retired_at.is_(None),
    )
    return list(session.scalars(query.order_by(SavedFilter.id).limit(MOST)))

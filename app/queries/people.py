"""What people of the offices are called."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Account


def names(session: Session, ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return the names of accounts, in one statement."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = session.execute(sa.select(Account.id, Account.last_name).where(Account.id.in_(wanted)))
    return {row.id: row.last_name for row in rows}

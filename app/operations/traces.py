"""The audit rows of reading: who opened which sensitive row."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app import audit
from app.principal import Principal


def reading(session: Session, actor: Principal, rows: Iterable[tuple[str, int | None]]) -> None:
    """Write one row for each (table, id) that was shown; the id is None for a whole list."""
    for kind, row_id in rows:
        audit.record(session, actor, f"{kind}.read", kind, row_id)

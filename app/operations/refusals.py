"""The trace of asking for a row that is not there for the person who asks."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import audit
from app.principal import Principal


def note(session: Session, actor: Principal, kind: str, row_id: int) -> None:
    """Audit a refused reading; foreign and missing rows alike, so that time tells nothing."""
    audit.record(session, actor, f"{kind}.read", kind, row_id, result="refused")

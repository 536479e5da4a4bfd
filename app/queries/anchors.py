"""Reads of the audit chain's anchors for the auditor's page."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import AuditAnchor, AuditLog


def recent(session: Session, limit: int) -> list[AuditAnchor]:
    """Return the newest anchors, newest first."""
    query = sa.select(AuditAnchor).order_by(AuditAnchor.id.desc()).limit(limit)
    return list(session.scalars(query))


def length(session: Session) -> int:
    """Return the number of the chain's last row, 0 for an empty chain."""
    return session.execute(sa.select(sa.func.max(AuditLog.seq))).scalar() or 0

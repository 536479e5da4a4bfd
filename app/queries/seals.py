"""Reads of requests for the seal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import DocumentState
from app.enums_trust import SealUseState
from app.models import Document, SealUse

MOST_ROWS = 100


def last(session: Session, document_id: int) -> SealUse | None:
    """Return the newest request for a paper."""
    query = sa.select(SealUse).where(SealUse.document_id == document_id)
    return session.scalars(query.order_by(SealUse.id.desc()).limit(1)).one_or_none()


def every(session: Session, document_id: int) -> Sequence[SealUse]:
    """Return every request for a paper, the newest first."""
    query = sa.select(SealUse).where(SealUse.document_id == document_id)
    return session.scalars(query.order_by(SealUse.id.desc()).limit(MOST_ROWS)).all()


def waiting(session: Session) -> Sequence[Any]:
    """Return the visible requests that wait for their decision with their signed papers."""
    query = (
        sa.select(SealUse, Document)
        .join(Document, Document.id == SealUse.document_id)
        .where(SealUse.state == SealUseState.ASKED, Document.state == DocumentState.SIGNED)
        .order_by(SealUse.id)
        .limit(MOST_ROWS)
    )
    return session.execute(query).all()

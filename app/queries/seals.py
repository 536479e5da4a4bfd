"""Reads of requests for the seal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import policies_seal
from app.enums import DocumentState
from app.enums_trust import SealUseState
from app.models import Document, SealUse
from app.permissions import Right
from app.principal import Principal

MOST_ROWS = 100


def last(session: Session, document_id: int) -> SealUse | None:
    """Return the newest request for a paper."""
    query = sa.select(SealUse).where(SealUse.document_id == document_id)
    return session.scalars(query.order_by(SealUse.id.desc()).limit(1)).one_or_none()


def every(session: Session, document_id: int) -> Sequence[SealUse]:
    """Return every request for a paper, the newest first."""
    query = sa.select(SealUse).where(SealUse.document_id == document_id)
    return session.scalars(query.order_by(SealUse.id.desc()).limit(MOST_ROWS)).all()


def to_decide(session: Session, principal: Principal) -> Sequence[Any]:
    """Return the requests that wait for this leader with their signed papers, oldest first."""
    if not principal.has(Right.SIGN_PAPER, "A"):
        return []
    mine = principal.account_id
    query = (
        sa.select(SealUse, Document)
        .join(Document, Document.id == SealUse.document_id)
        .where(
            SealUse.state == SealUseState.ASKED,
            SealUse.asked_by_id != mine,
            Document.state == DocumentState.SIGNED,
            Document.drafted_by_id.is_distinct_from(mine),
        )
        .order_by(SealUse.id)
        .limit(MOST_ROWS)
    )
    # A paper that was made a joint one meanwhile takes no seal: nothing of it waits.
    return [one for one in session.execute(query).all() if policies_seal.takes_seal(one[1])]

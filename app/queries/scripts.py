"""What the desk says to a caller: the scripts in use, by kind of request."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import RecordStatus, RequestType
from app.models import CallScript

MOST = 100


def by_type(session: Session) -> dict[RequestType, list[CallScript]]:
    """Return the scripts of each kind of request in their order."""
    query = (
        sa.select(CallScript)
        .where(CallScript.status == RecordStatus.ACTIVE)
        .order_by(CallScript.position, CallScript.id)
        .limit(MOST)
    )
    found: dict[RequestType, list[CallScript]] = {}
    for row in session.scalars(query):
        found.setdefault(row.request_type, []).append(row)
    return {kind: found[kind] for kind in RequestType if kind in found}

"""The code of a receipt: it opens one second evaluation once the handling was checked."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import secrecy
from app.models import FollowUp
from app.queries import public_status
from app.queries.public_status import PURPOSE


def code_of(key: str) -> str:
    """Return the code that belongs to a form's one submission, in four groups of four signs."""
    return public_status.code_of(key, "follow_up")


def by_code(session: Session, code: str) -> FollowUp | None:
    """Return what a code opens, None for any that is wrong or not open yet."""
    plain = public_status._plain(code[:100])
    hashes = secrecy.blind_indexes(public_status._ring(), plain, PURPOSE)
    query = sa.select(FollowUp).where(FollowUp.code_hash.in_(hashes))
    return session.scalars(query).one_or_none()

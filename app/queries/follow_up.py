"""The code of a receipt: it opens one second evaluation once the handling was checked."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import secrecy
from app.models import FollowUp
from app.queries import public_status
from app.queries.public_status import GROUP, LENGTH, PURPOSE, SIGNS


def code_of(key: str) -> str:
    """Return the code that belongs to a form's one submission, in four groups of four signs.

    It is made from the form's random key, so that who sends the form twice is told it again.
    """
    found = bytes.fromhex(secrecy.blind_index(public_status._ring(), key, "follow_up"))
    signs = "".join(SIGNS[byte % len(SIGNS)] for byte in found[:LENGTH])
    return "-".join(signs[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def by_code(session: Session, code: str) -> FollowUp | None:
    """Return what a code opens, None for any that is wrong or not open yet."""
    plain = public_status._plain(code[:100])
    hashes = secrecy.blind_indexes(public_status._ring(), plain, PURPOSE)
    query = sa.select(FollowUp).where(FollowUp.code_hash.in_(hashes))
    return session.scalars(query).one_or_none()

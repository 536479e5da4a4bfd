"""Words of what stands behind a paper: its public standing, and the use of the seal."""

from __future__ import annotations

from app.enums import Word


class PublicStanding(Word):
    """What anybody who holds a paper is told of it."""

    GENUINE = ("genuine", "真实有效")
    VOID = ("void", "已作废")


class SealUseState(Word):
    """Where a request for the seal stands."""

    ASKED = ("asked", "待批准")
    APPROVED = ("approved", "已同意")
    REFUSED = ("refused", "不同意")

"""Words of the other ways out of the ledger and back."""

from __future__ import annotations

from app.enums import Word


class ReopenGround(Word):
    """Why a closed item is worked on again."""

    NEW_FACT = ("new_fact", "出现新的事实")
    RELAPSE = ("relapse", "反弹回潮")

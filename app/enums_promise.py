"""Words of public promises."""

from __future__ import annotations

from app.enums import Word


class PromiseState(Word):
    """Where a promise stands."""

    ASKED = ("asked", "待审核")
    RETURNED = ("returned", "审核退回")
    PUBLISHED = ("published", "履行中")
    CLAIMED = ("claimed", "待核实兑现")
    KEPT = ("kept", "已兑现")
    BROKEN = ("broken", "失信违诺")

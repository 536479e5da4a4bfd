"""Words of the scoring rule, of a month's snapshot and of what was corrected after it."""

from __future__ import annotations

from app.enums import Word


class RuleState(Word):
    """Where a version of the scoring rule stands."""

    DRAFT = ("draft", "草稿")
    APPROVED = ("approved", "已批准")


class ScoredKind(Word):
    """What has a score."""

    UNIT = ("unit", "单位")
    WINDOW = ("window", "窗口")


class Fault(Word):
    """What takes points off."""

    OVERDUE = ("overdue", "超期（办结超期、月末超期未办结）")
    WRONG_RETURN = ("wrong_return", "错误退单")
    BRIBERY = ("bribery", "查实吃拿卡要")


class SnapshotState(Word):
    """Where the frozen figures of a month stand."""

    DRAFT = ("draft", "草稿")
    CHECKED = ("checked", "已核稿")
    SIGNED = ("signed", "已签发")
    VOID = ("void", "已作废")

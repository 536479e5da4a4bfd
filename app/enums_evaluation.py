"""Words of what becomes of an evaluation: appeals of units, suspicions of stuffing."""

from __future__ import annotations

from app.enums import Word


class AppealGround(Word):
    """Why a unit holds that a bad evaluation does not count."""

    MISTAKEN = ("mistaken", "误评")
    MALICIOUS = ("malicious", "恶意")
    NOT_OURS = ("not_ours", "非本单位事项")


class AppealState(Word):
    """How an appeal stands; upheld takes the evaluation out of the score."""

    ASKED = ("asked", "待裁定")
    UPHELD = ("upheld", "申诉成立")
    REJECTED = ("rejected", "申诉不成立")


class FlagKind(Word):
    """What looked like stuffing (domain.md 4.6)."""

    TOKEN = ("token", "同一手机当天在同一点位评价超过3次")
    BURST = ("burst", "同一点位一分钟内超过10次")
    QUICK = ("quick", "一体机连续按“满意”间隔不足3秒")
    AFTER_HOURS = ("after_hours", "一体机在非工作时间的评价")
    CROWD = ("crowd", "一台一体机一小时超过60条，或一天超过240条")
    OFF_CLOCK = ("off_clock", "一体机报的办事时间不可能")
    # No rule found it: a person checked one evaluation.
    FOUND = ("found", "人工核实不真实")


class FlagState(Word):
    """How a suspicion stands; only a confirmed one takes the evaluation out of the score."""

    OPEN = ("open", "待核实")
    CONFIRMED = ("confirmed", "确认异常")
    DISMISSED = ("dismissed", "不是异常")

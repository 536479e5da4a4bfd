"""Words of the telephone desk: shifts and what somebody is on duty for."""

from __future__ import annotations

from app.enums import Word


class DutyKind(Word):
    """What a person on duty looks after."""

    HOTLINE = ("hotline", "民声热线")
    MESSAGE_BOARD = ("message_board", "留言板")


class Shift(Word):
    """Part of a day that one person is on duty."""

    DAY = ("day", "白班")
    MORNING = ("morning", "上午班")
    AFTERNOON = ("afternoon", "下午班")
    NIGHT = ("night", "夜班")

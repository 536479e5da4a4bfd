"""Words of the ledger's clocks, requests, links, meetings and outcomes."""

from __future__ import annotations

from app.enums import Word


class DeadlineKind(Word):
    """What a due date is for."""

    TRIAGE = ("triage", "拟办")
    DECIDE = ("decide", "批办")
    SIGN = ("sign", "签收")
    HANDLE = ("handle", "办理")
    VERIFY = ("verify", "核查")
    FEEDBACK = ("feedback", "反馈")
    ANSWER = ("answer", "督办回复")
    TRACK = ("track", "转办跟踪")
    LEGAL_NOTICE = ("legal_notice", "法定告知")
    LEGAL = ("legal", "法定办结")


class LimitUnit(Word):
    """What a limit is counted in."""

    WORKDAY = ("workday", "工作日")
    WORKHOUR = ("workhour", "工作小时")
    NATURAL = ("natural", "自然日")

    def counted(self, number: int) -> str:
        """Return so many of it with its measure word."""
        return f"{number} 个{self.label}"


class DeadlineCause(Word):
    """Why a due date came to be what it is."""

    START = ("start", "起算")
    REWORK = ("rework", "重办")
    EXTENSION = ("extension", "延期")
    RESUME = ("resume", "中止后恢复")
    CALENDAR = ("calendar", "日历更新")


class AskState(Word):
    """How far a unit's request for more time has come; two levels decide."""

    ASKED = ("asked", "待监督室审核")
    AGREED = ("agreed", "待领导批准")
    APPROVED = ("approved", "已批准")
    REFUSED = ("refused", "未同意")
    LAPSED = ("lapsed", "已失效")


class LinkKind(Word):
    """How two items belong together."""

    SAME_FACT = ("same_fact", "同一事实")
    CAUSED_BY = ("caused_by", "由其引起")
    THREE_CHECKS = ("three_checks", "一案三查")
    RELAPSE = ("relapse", "反弹回潮")
    # Tied by a listed problem, never chosen: it tells of no one who came again.
    GATHERED = ("gathered", "问题清单归并")


class MeetingKind(Word):
    """What people met for."""

    PUSH = ("push", "推进会")
    ONSITE = ("onsite", "现场会")
    FORUM = ("forum", "座谈会")


class MetricKind(Word):
    """What an outcome is counted in; money in fen."""

    HOUSEHOLDS = ("households", "户数")
    PEOPLE = ("people", "人数")
    AMOUNT_REFUNDED = ("amount_refunded", "退还金额")
    AMOUNT_SAVED = ("amount_saved", "节约金额")
    AMOUNT_PAID = ("amount_paid", "兑付金额")
    ELAPSED_WORKDAYS = ("elapsed_workdays", "用时（工作日）")
    LENGTH_M = ("length_m", "米")
    POLICY_MADE = ("policy_made", "形成制度数")
    OTHER = ("other", "其他")


class ThanksKind(Word):
    """How a citizen said thanks."""

    BANNER = ("banner", "锦旗")
    LETTER = ("letter", "感谢信")
    PHONE = ("phone", "电话致谢")


class Rung(Word):
    """A rung of the supervision ladder."""

    YELLOW = ("yellow", "黄灯提醒")
    RED = ("red", "红灯催办")
    LETTER = ("letter", "督办函")
    SUMMON = ("summon", "约谈或通报")


class SupervisionState(Word):
    """How far a supervision has come."""

    DRAFTED = ("drafted", "待发出")
    ISSUED = ("issued", "已发出")
    REPLIED = ("replied", "已回复")
    DROPPED = ("dropped", "不再督办")

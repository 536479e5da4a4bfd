"""Every word of state, kind and role once, with its Chinese label.

Lists that an office owns are rows of vocabulary_term instead.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A stored code with the label people read."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        """Make one word from its code and its label."""
        word = str.__new__(cls, code)
        word._value_ = code
        word.label = label
        return word

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return (code, label) pairs in order."""
        return [(word.value, word.label) for word in cls]

    @classmethod
    def label_of(cls, code: str | None) -> str:
        """Return the label of a code, or an empty string when there is none."""
        return cls(code).label if code else ""


class RegionLevel(Word):
    """Level of an administrative region."""

    PROVINCE = ("province", "省")
    CITY = ("city", "地市")
    COUNTY = ("county", "县")
    TOWNSHIP = ("township", "乡级")
    VILLAGE = ("village", "村级")


class RegionKind(Word):
    """Kind of an administrative region."""

    PROVINCE = ("province", "省")
    CITY = ("city", "市")
    COUNTY = ("county", "县")
    TOWNSHIP = ("township", "乡镇")
    FARM = ("farm", "农场")
    VILLAGE = ("village", "行政村")
    COMMUNITY = ("community", "社区")
    VIRTUAL_AREA = ("virtual_area", "虚拟生活区")


class UnitKind(Word):
    """Kind of an organisation."""

    DISCIPLINE_COMMISSION = ("discipline_commission", "县纪委监委")
    DISCIPLINE_OFFICE = (
        "discipline_office",
        "纪委内设室（党风政风监督室/监督检查室/案管室/信访室）",
    )
    DISPATCHED_GROUP = ("dispatched_group", "派驻纪检监察组")
    APPROVAL_BUREAU = ("approval_bureau", "县行政审批局")
    HALL_UNIT = ("hall_unit", "大厅进驻单位")
    LAW_ENFORCEMENT = ("law_enforcement", "执法部门")
    TOWNSHIP_GOV = ("township_gov", "乡镇政府")
    FARM = ("farm", "农场")
    DEVELOPMENT_ZONE = ("development_zone", "开发区")
    VILLAGE_STATION = ("village_station", "村级综合服务站")
    PUBLIC_UTILITY = ("public_utility", "公用企事业（供水电气热等）")
    EXTERNAL = ("external", "外部单位（12345/信访/法院/上级）")


class Channel(Word):
    """Where a record came in."""

    KIOSK = ("kiosk", "一体机自助终端")
    QR = ("qr", "手机扫码")
    WEB = ("web", "网页")
    PHONE = ("phone", "举报/评价电话")
    MESSAGE_BOARD = ("message_board", "留言板")
    WINDOW = ("window", "办不成事窗口")
    ENTERPRISE_PORTAL = ("enterprise_portal", "纪企直通车")
    VISIT = ("visit", "走访调研")
    FORUM = ("forum", "座谈会")
    SNAPSHOT = ("snapshot", "随手拍")
    SURVEY = ("survey", "问卷")
    LETTER = ("letter", "来信")
    INSPECTION = ("inspection", "巡察/明察暗访")
    HOTLINE_12345 = ("hotline_12345", "12345转来")
    SUPERIOR = ("superior", "上级交办")
    MEDIA = ("media", "媒体/公开问政")
    IMPORT = ("import", "批量导入")


class EvalScale(Word):
    """Scale a level was given on."""

    THREE = ("three", "三档")
    FIVE = ("five", "五档")


class RequestType(Word):
    """What the citizen asks for."""

    CONSULTATION = ("consultation", "咨询")
    HELP = ("help", "求助")
    COMPLAINT = ("complaint", "投诉")
    REPORT = ("report", "举报")
    SUGGESTION = ("suggestion", "意见建议")
    PRAISE = ("praise", "表扬")


class PetitionClass(Word):
    """Class of 信访工作条例 art. 29–31."""

    SUGGESTION = ("suggestion", "建议意见类")
    ACCUSATION = ("accusation", "检举控告类")
    CLAIM = ("claim", "申诉求决类")


class ScopeDecision(Word):
    """Where a message belongs."""

    IN_SCOPE = ("in_scope", "业务范围内")
    TO_DEPARTMENT = ("to_department", "转有关部门")
    TO_12345 = ("to_12345", "转12345")
    TO_PETITION = ("to_petition", "转信访")
    TO_JUDICIAL = ("to_judicial", "涉法涉诉告知法定途径")
    TO_DISCIPLINE = ("to_discipline", "转纪检监察线索")
    TO_EMERGENCY = ("to_emergency", "110/119/120/122")
    SUPERIOR_HANDOVER = ("superior_handover", "涉上级管理干部,线下径送")
    INVALID = ("invalid", "无效/重复")


class ConductNature(Word):
    """Kind of misconduct found at triage."""

    NONE = ("none", "无")
    INACTION = ("inaction", "不作为")
    SLOW_ACTION = ("slow_action", "慢作为")
    WRONG_ACTION = ("wrong_action", "乱作为")
    EXTORTION = ("extortion", "吃拿卡要")


class IdentityMode(Word):
    """How the reporter wants to appear."""

    ANONYMOUS = ("anonymous", "匿名")
    NAMED = ("named", "实名")
    NAMED_CONFIDENTIAL = ("named_confidential", "实名要求保密")


class Urgency(Word):
    """How fast an item must move."""

    NORMAL = ("normal", "一般")
    URGENT = ("urgent", "紧急")
    CRITICAL = ("critical", "特急")


class ProblemState(Word):
    """State of a problem (data: problem_transitions)."""

    REGISTERED = ("registered", "已登记")
    PENDING_DECISION = ("pending_decision", "待批办")
    ASSIGNED = ("assigned", "待签收")
    IN_PROGRESS = ("in_progress", "办理中")
    SUSPENDED = ("suspended", "中止")
    SUBMITTED = ("submitted", "待审核")
    PENDING_FEEDBACK = ("pending_feedback", "待反馈回访")
    CLOSED = ("closed", "办结")
    ARCHIVED = ("archived", "归档")
    REJECTED = ("rejected", "不予受理")
    TRANSFERRED_OUT = ("transferred_out", "已转出")
    MERGED = ("merged", "并案")
    WITHDRAWN = ("withdrawn", "撤回")


class OutcomeKind(Word):
    """What came of a problem."""

    RESOLVED = ("resolved", "已解决")
    PARTLY_RESOLVED = ("partly_resolved", "部分解决")
    EXPLAINED = ("explained", "政策原因解释说明")
    PLANNED = ("planned", "列入计划限期解决")
    NOT_SUBSTANTIATED = ("not_substantiated", "反映不属实")
    NO_JURISDICTION = ("no_jurisdiction", "不属本级职权")


class CallbackResult(Word):
    """What the reporter said at the callback."""

    SATISFIED = ("satisfied", "满意")
    NEUTRAL = ("neutral", "一般")
    DISSATISFIED = ("dissatisfied", "不满意")
    UNREACHABLE = ("unreachable", "三次未接通")
    DECLINED = ("declined", "拒绝回访")
    NOT_APPLICABLE = ("not_applicable", "匿名无法回访")


class SupervisionKind(Word):
    """Kind of supervision."""

    REMINDER = ("reminder", "催办")
    LETTER = ("letter", "督办函")
    MEETING = ("meeting", "推进会/现场会")
    ONSITE = ("onsite", "现场督办")
    LISTED = ("listed", "挂牌督办")
    INTERVIEW = ("interview", "约谈")


class DocumentKind(Word):
    """Kind of an official paper."""

    CIRCULAR = ("circular", "通报")
    ASSIGNMENT_LETTER = ("assignment_letter", "民生事项交办书/交办单")
    SUPERVISION_LETTER = ("supervision_letter", "督办函")
    TRANSFER_LETTER = ("transfer_letter", "转办函")
    RECTIFICATION_NOTICE = ("rectification_notice", "限期整改通知书")
    ACCEPTANCE_NOTICE = ("acceptance_notice", "受理告知书")
    REJECTION_NOTICE = ("rejection_notice", "不予受理告知书")
    REPLY = ("reply", "答复意见书")
    EXTENSION_NOTICE = ("extension_notice", "延期告知书")
    PROPOSAL = ("proposal", "监察/纪检建议书")
    MINUTES = ("minutes", "会议纪要")
    MONTHLY_REPORT = ("monthly_report", "月度运行报告")
    PUBLICITY = ("publicity", "公示/公开承诺")


class Role(Word):
    """What an account may be; rights stand in permissions.py."""

    CLERK = ("CLERK", "热线与前台")
    AB_OFF = ("AB_OFF", "行政审批局经办")
    AB_LEAD = ("AB_LEAD", "行政审批局领导")
    DC_INTAKE = ("DC_INTAKE", "党风政风监督室")
    DC_CASE = ("DC_CASE", "案件监督管理室")
    DC_LEAD = ("DC_LEAD", "纪委领导")
    DC_INSP = ("DC_INSP", "监督检查室/派驻组")
    TWN = ("TWN", "乡镇")
    VIL = ("VIL", "村级服务站")
    DEPT = ("DEPT", "部门承办")
    AUDIT = ("AUDIT", "审计管理员")
    SEC = ("SEC", "安全管理员")
    SYS = ("SYS", "系统管理员")


class EvalLevel(Word):
    """How satisfied a citizen was; three-level words are a subset of the five."""

    VERY_SATISFIED = ("very_satisfied", "非常满意")
    SATISFIED = ("satisfied", "满意")
    BASICALLY_SATISFIED = ("basically_satisfied", "基本满意")
    NEUTRAL = ("neutral", "一般")
    DISSATISFIED = ("dissatisfied", "不满意")
    VERY_DISSATISFIED = ("very_dissatisfied", "非常不满意")


class EvalState(Word):
    """State of an evaluation; the words of the citizen never change."""

    VALID = ("valid", "有效")
    UNDER_APPEAL = ("under_appeal", "申诉中")
    VOID = ("void", "已作废")


class Track(Word):
    """Which side of the house keeps a problem."""

    SERVICE = ("service", "服务质量")
    DISCIPLINE = ("discipline", "纪检监察")


class StepRole(Word):
    """A unit's part in a problem."""

    LEAD = ("lead", "主办")
    CO = ("co", "协办")


class Light(Word):
    """Traffic light of a due date."""

    GREEN = ("green", "正常")
    YELLOW = ("yellow", "临期")
    RED = ("red", "超期")
    GREY = ("grey", "已中止")


class DayKind(Word):
    """Kind of a calendar day."""

    NORMAL = ("normal", "工作日")
    WEEKEND = ("weekend", "周末")
    HOLIDAY = ("holiday", "法定节假日")
    MAKEUP_WORKDAY = ("makeup_workday", "调休上班")


class CalendarStatus(Word):
    """Whether the official notice for a year is loaded."""

    FINAL = ("final", "正式")
    PROVISIONAL = ("provisional", "暂定")


class DocumentState(Word):
    """State of a paper."""

    DRAFT = ("draft", "拟稿")
    CHECKING = ("checking", "审核")
    SIGNED = ("signed", "已签发")
    ISSUED = ("issued", "已印发")
    VOID = ("void", "已作废")


class AccountStatus(Word):
    """Whether an account may log in."""

    ACTIVE = ("active", "启用")
    DISABLED = ("disabled", "停用")


class RecordStatus(Word):
    """Whether a registry row is in use."""

    ACTIVE = ("active", "启用")
    RETIRED = ("retired", "停用")


class PointKind(Word):
    """Kind of a service point."""

    WINDOW = ("window", "窗口")
    UNIT = ("unit", "单位")
    STATION = ("station", "村级综合服务站")
    ENTERPRISE = ("enterprise", "企业")
    SCHOOL = ("school", "学校")
    COMMUNITY = ("community", "社区")


class WindowKind(Word):
    """Kind of a service window."""

    NORMAL = ("normal", "普通窗口")
    COMPREHENSIVE = ("comprehensive", "综合窗口")
    UNRESOLVED_MATTER = ("unresolved_matter", "办不成事反映窗口")


class MessageState(Word):
    """State of a citizen's message."""

    RECEIVED = ("received", "待分办")
    ACCEPTED = ("accepted", "已受理")
    TRANSFERRED = ("transferred", "已转办")
    REPLIED = ("replied", "已回复")
    CLOSED = ("closed", "已办结")


class RectificationResult(Word):
    """How a rectification ended."""

    OPEN = ("open", "整改中")
    DONE = ("done", "已整改")
    EXPLAINED = ("explained", "已说明")
    OVERDUE = ("overdue", "逾期")


class PendingState(Word):
    """State of a proposed change."""

    PROPOSED = ("proposed", "待批准")
    APPROVED = ("approved", "已生效")
    REFUSED = ("refused", "未同意")
    STALE = ("stale", "已过期")


class OutboxChannel(Word):
    """How a notice leaves."""

    IN_APP = ("in_app", "站内消息")
    SMS = ("sms", "短信")
    CALL_TASK = ("call_task", "回访任务")


class OutboxState(Word):
    """State of a notice."""

    WAITING = ("waiting", "待发送")
    SENT = ("sent", "已发送")
    FAILED = ("failed", "发送失败")


class FeedbackWay(Word):
    """How the reporter was told."""

    PHONE = ("phone", "电话")
    VISIT = ("visit", "上门")
    LETTER = ("letter", "信函")
    ONLINE = ("online", "网上")
    NONE = ("none", "无法反馈")


class RevealPurpose(Word):
    """Why a reporter's identity is opened."""

    CALLBACK = ("callback", "回访")
    VERIFY = ("verify", "核实情况")
    NOTIFY = ("notify", "告知受理或结果")
    LAW = ("law", "依法协查")


class EventVisibility(Word):
    """Who sees an event of a problem."""

    ALL_HANDLERS = ("all_handlers", "经办各方")
    DISCIPLINE = ("discipline", "仅纪检监察")


class ParameterType(Word):
    """Type of a parameter's value."""

    INTEGER = ("integer", "整数")
    TEXT = ("text", "文字")
    BOOLEAN = ("boolean", "是否")


class ChangeKind(Word):
    """How a region code changed."""

    RECODE = ("recode", "代码变更")
    RENAME = ("rename", "更名")
    MERGE = ("merge", "合并")
    SPLIT = ("split", "拆分")

"""Words of the clue compartment: states, disposals, purposes, outcomes and interference."""

from __future__ import annotations

from app.enums import Word


class ClueState(Word):
    """Where a clue stands."""

    RECEIVED = ("received", "收到")
    REGISTERED = ("registered", "登记编号")
    PROPOSED = ("proposed", "拟处置意见")
    APPROVED = ("approved", "批准")
    UNDER_DISPOSAL = ("under_disposal", "处置中")
    DISPOSED = ("disposed", "处置完毕")
    FILED_CASE = ("filed_case", "转立案（移出本系统）")
    RETURNED = ("returned", "退回信访部门")


class ClueDisposal(Word):
    """The four disposals of 监督执纪工作规则 art. 21."""

    TALK_INQUIRY = ("talk_inquiry", "谈话函询")
    PRELIMINARY_VERIFICATION = ("preliminary_verification", "初步核实")
    SHELVED = ("shelved", "暂存待查")
    CONCLUDED = ("concluded", "予以了结")


class ManagedLevel(Word):
    """Who manages the cadre that is complained of."""

    COUNTY = ("county", "县管及以下，或不是干部")
    ABOVE = ("above", "上级管理的干部（市管、省管）")


class CluePurpose(Word):
    """Why a sealed text is opened."""

    REGISTER = ("register", "登记、核对")
    STUDY = ("study", "研究处置意见")
    APPROVE = ("approve", "审批")
    DISPOSE = ("dispose", "办理处置")
    NOTIFY = ("notify", "告知实名检举控告人")
    CHECK = ("check", "汇总核对、抽查")
    CUSTODY = ("custody", "移送时转存")


class NoticeKind(Word):
    """What a named reporter is told (检举控告规则 art. 26–27)."""

    ACCEPT = ("accept", "受理告知")
    RESULT = ("result", "结果反馈")


class NoticeWay(Word):
    """How a named reporter was told."""

    PHONE = ("phone", "电话")
    FACE = ("face", "当面")
    LETTER = ("letter", "信函")
    UNREACHABLE = ("unreachable", "无法联系")


class ActionGroup(Word):
    """Groups of accountability outcomes."""

    EDUCATION = ("education", "批评教育帮助")
    ORGANIZATIONAL = ("organizational", "组织处理")
    ADMINISTRATIVE = ("administrative", "政务处分")
    PARTY = ("party", "党纪处分")
    UNIT = ("unit", "对单位")
    JUDICIAL = ("judicial", "移送司法")


class ActionKind(Word):
    """Kinds of accountability outcomes; GROUP_OF tells the group of each."""

    TALK_REMINDER = ("talk_reminder", "谈话提醒")
    INTERVIEW = ("interview", "约谈")
    CRITICISM_EDUCATION = ("criticism_education", "批评教育")
    ORDERED_INSPECTION = ("ordered_inspection", "责令检查")
    ADMONITION = ("admonition", "诫勉")
    CIRCULATED_CRITICISM = ("circulated_criticism", "通报批评")
    SUSPENSION = ("suspension", "停职检查")
    POSITION_ADJUSTMENT = ("position_adjustment", "调整职务")
    ORDERED_RESIGNATION = ("ordered_resignation", "责令辞职")
    REMOVAL = ("removal", "免职")
    DEMOTION = ("demotion", "降职")
    WARNING = ("warning", "政务警告")
    DEMERIT = ("demerit", "政务记过")
    MAJOR_DEMERIT = ("major_demerit", "政务记大过")
    DOWNGRADE = ("downgrade", "政务降级")
    DISMISSAL_FROM_POST = ("dismissal_from_post", "政务撤职")
    EXPULSION = ("expulsion", "政务开除")
    PARTY_WARNING = ("party_warning", "党内警告")
    PARTY_SERIOUS_WARNING = ("party_serious_warning", "党内严重警告")
    PARTY_POST_REMOVAL = ("party_post_removal", "撤销党内职务")
    PARTY_PROBATION = ("party_probation", "留党察看")
    PARTY_EXPULSION = ("party_expulsion", "开除党籍")
    UNIT_RECTIFICATION = ("unit_rectification", "责令单位限期整改")
    UNIT_CIRCULAR = ("unit_circular", "对单位通报")
    SUPERVISION_PROPOSAL = ("supervision_proposal", "纪律检查建议、监察建议")
    JUDICIAL_TRANSFER = ("judicial_transfer", "移送司法机关")


_K, _G = ActionKind, ActionGroup
KINDS: dict[ActionGroup, tuple[ActionKind, ...]] = {
    _G.EDUCATION: (
        _K.TALK_REMINDER,
        _K.INTERVIEW,
        _K.CRITICISM_EDUCATION,
        _K.ORDERED_INSPECTION,
        _K.ADMONITION,
        _K.CIRCULATED_CRITICISM,
    ),
    _G.ORGANIZATIONAL: (
        _K.SUSPENSION,
        _K.POSITION_ADJUSTMENT,
        _K.ORDERED_RESIGNATION,
        _K.REMOVAL,
        _K.DEMOTION,
    ),
    _G.ADMINISTRATIVE: (
        _K.WARNING,
        _K.DEMERIT,
        _K.MAJOR_DEMERIT,
        _K.DOWNGRADE,
        _K.DISMISSAL_FROM_POST,
        _K.EXPULSION,
    ),
    _G.PARTY: (
        _K.PARTY_WARNING,
        _K.PARTY_SERIOUS_WARNING,
        _K.PARTY_POST_REMOVAL,
        _K.PARTY_PROBATION,
        _K.PARTY_EXPULSION,
    ),
    _G.UNIT: (_K.UNIT_RECTIFICATION, _K.UNIT_CIRCULAR, _K.SUPERVISION_PROPOSAL),
    _G.JUDICIAL: (_K.JUDICIAL_TRANSFER,),
}
GROUP_OF: dict[ActionKind, ActionGroup] = {
    kind: group for group, kinds in KINDS.items() for kind in kinds
}
# 政务处分法 art. 8, in months from the day the decision takes effect; an expulsion has no end.
SANCTION_MONTHS: dict[ActionKind, int] = {
    _K.WARNING: 6,
    _K.DEMERIT: 12,
    _K.MAJOR_DEMERIT: 18,
    _K.DOWNGRADE: 24,
    _K.DISMISSAL_FROM_POST: 24,
}


class FourForm(Word):
    """The four forms of supervision and discipline (四种形态)."""

    FIRST = ("1", "第一种形态")
    SECOND = ("2", "第二种形态")
    THIRD = ("3", "第三种形态")
    FOURTH = ("4", "第四种形态")


class InterferenceKind(Word):
    """What somebody tried (监察法 art. 66)."""

    INQUIRY = ("inquiry", "打听案情")
    PLEA = ("plea", "说情")
    PRESSURE = ("pressure", "施压、干预")


class InterferenceWay(Word):
    """How it was tried."""

    FACE = ("face", "当面")
    PHONE = ("phone", "电话")
    MESSAGE = ("message", "微信、短信")
    OTHERS = ("others", "托人转达")
    PAPER = ("paper", "书面")


class RiskState(Word):
    """Where a risk of discipline stands."""

    OPEN = ("open", "正在化解")
    WATCHED = ("watched", "持续关注")
    RESOLVED = ("resolved", "已化解")

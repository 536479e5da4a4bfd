"""The forms of the triage of messages."""

from __future__ import annotations

from typing import Any

import wtforms
from wtforms.validators import StopValidation

from app import policies_board, secrecy
from app.enums import RequestType, ScopeDecision, Urgency
from app.models import Message
from app.operations.message_triage import LONGEST_BRIEF, LONGEST_REASON, LONGEST_REPLY, REPLIES
from views.fields import Clean, Must, OfficeForm, PlaceField, UnitField
from views.forms import terms, words

TARGETS = {
    ScopeDecision.TO_DEPARTMENT: "转有关部门、乡镇（填下面的单位）",
    ScopeDecision.TO_12345: "转 12345 热线",
    ScopeDecision.TO_PETITION: "转县信访局",
    ScopeDecision.TO_JUDICIAL: "涉法涉诉，告知法定途径",
    ScopeDecision.TO_EMERGENCY: "已告知 110、119、120、122",
    ScopeDecision.SUPERIOR_HANDOVER: "涉上级管理的干部，线下径送上级",
    ScopeDecision.INVALID: "内容不清或重复，不再办理",
}


class AcceptForm(OfficeForm):
    """What makes a message an item; the citizen's own words are taken as they are."""

    title = wtforms.StringField("标题", [Must("请填写标题。"), Clean(100)])
    request_type = wtforms.RadioField("诉求类型", choices=words(RequestType))
    region_code = PlaceField(
        "发生地", [Must("请填写发生地，到村或到乡镇。")], description="村名、乡镇名或拼音"
    )
    domain = wtforms.SelectField("问题领域", choices={"": "暂不确定"})
    urgency = wtforms.RadioField("紧急程度", choices=words(Urgency), default=Urgency.NORMAL.value)
    unit_complained_id = UnitField("被反映单位", description="投诉、举报单位时填写；求助、咨询不填")

    def __init__(self, formdata: Any = None, message: Message | None = None) -> None:
        """Begin with what the citizen wrote."""
        values = {}
        if message is not None:
            values = {
                "title": message.subject,
                "request_type": message.request_type.value,
                "region_code": message.region_code,
            }
        super().__init__(formdata, data=values)
        self.domain.choices = {"": "暂不确定", **terms("problem_domain")}

    def facts(self) -> dict[str, Any]:
        """Return the facts; an undecided domain is none."""
        return {**super().facts(), "domain": self.domain.data or None}


class ReplyForm(OfficeForm):
    """What the citizen is told."""

    reply = wtforms.TextAreaField(
        "答复",
        [Must("请写下答复。"), Clean(LONGEST_REPLY)],
        description="群众凭查询码看到的就是这段话；不写姓名和电话",
        render_kw={"rows": 7},
    )


class PassForm(OfficeForm):
    """Where a message goes, why, and what its writer is told."""

    decision = wtforms.RadioField("去向", [Must("请选择去向。")])
    unit_id = UnitField("承办单位", description="转有关部门、乡镇的填写")
    brief = wtforms.TextAreaField(
        "转给单位的内容",
        [Clean(LONGEST_BRIEF)],
        description="单位和转办函只有这一段，看不到群众原文；请删去能认出写信人的话",
        render_kw={"rows": 6},
    )
    reason = wtforms.TextAreaField(
        "理由",
        [Clean(LONGEST_REASON)],
        description="为什么不在受理范围；转有关部门的可以不写",
        render_kw={"rows": 3},
    )
    reply = wtforms.TextAreaField(
        "答复群众的话",
        [Clean(LONGEST_REPLY)],
        description=f"不写就用通行的话，例如：{REPLIES[ScopeDecision.TO_12345]}",
        render_kw={"rows": 4},
    )

    def __init__(self, message: Message, formdata: Any = None) -> None:
        """Offer where this message may go."""
        super().__init__(formdata, data={"brief": secrecy.redact(message.body)[:LONGEST_BRIEF]})
        offered = policies_board.destinations(message)
        self.decision.choices = {word.value: TARGETS[word] for word in offered}

    def validate_unit_id(self, field: Any) -> None:
        """Ask for the unit where one is wanted."""
        wanted = self.decision.data == ScopeDecision.TO_DEPARTMENT
        if wanted and not field.data and not field.errors:
            raise StopValidation("请填写转给哪个单位。")


class AnswerForm(OfficeForm):
    """What came of a transfer."""

    answer = wtforms.TextAreaField(
        "办理结果",
        [Must("请写下办理结果。"), Clean(LONGEST_REPLY)],
        description="做了什么、结果怎样；由分办的人据此答复群众",
        render_kw={"rows": 6},
    )

"""What the keys of a paper's facts are called on the pages."""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "addressees": "主送",
    "agency": "发文机关",
    "joint": "联合发文机关",
    "mark": "机关标志",
    "signer": "签发人",
    "title": "标题",
    "body": "正文",
    "tables": "表格",
    "attachments": "附件",
    "sign": "署名",
    "date": "成文日期",
    "note": "附注",
    "copy_to": "抄送",
    "printed_by": "印发机关",
    "printed_on": "印发日期",
    "urgency": "紧急程度",
    "secrecy": "密级",
    "secrecy_term": "保密期限",
    "copy_no": "份号",
    "seal": "印章位置",
    "no": "编号",
    "matter": "反映事项",
    "source": "来源",
    "instruction": "批示意见",
    "lead_unit": "主办单位",
    "co_units": "协办单位",
    "unit": "承办单位",
    "deadline": "办理时限",
    "feedback": "反馈要求",
    "contact": "联系方式",
    "items": "事项",
    "receipt": "附回执",
    "place": "送达地点",
    "way": "送达方式",
    "remark": "备注",
    "received": "收到日期",
    "accepted": "受理日期",
    "due": "办结期限",
    "lookup": "查询办法",
    "reason": "理由",
    "basis": "依据",
    "route": "建议途径",
    "remedy": "异议权利",
    "result": "办理结果",
    "review": "复查途径",
    "new_due": "延长至",
    "attendees": "出席",
    "absentees": "请假",
    "observers": "列席",
    "decisions": "议定事项",
    "period": "统计月份",
    "cut_off": "数据截止日",
    "charts": "条形图",
    "starts_on": "公示起日",
    "ends_on": "公示止日",
    "ways": "反映方式",
    "phone": "联系电话",
    "address": "通信地址",
    "table_after": "表格排在正文第几段之后",
    "problem": "存在问题",
    "measure": "整改要求",
    "proposal": "建议",
    "days_over": "超期天数",
    "reporter": "反映人",
}
# A key that one kind calls by another name.
OWN: Mapping[tuple[str, str], str] = {
    ("assignment_letter", "matter"): "交办事项",
    ("rejection_notice", "reason"): "不予受理的理由",
    ("extension_notice", "reason"): "延期理由",
    ("extension_notice", "due"): "原定期限",
    ("rectification_notice", "unit"): "受送达单位",
    ("rectification_notice", "deadline"): "整改时限",
    ("rectification_notice", "items"): "问题清单",
    ("supervision_letter", "items"): "督办事项",
    ("transfer_letter", "items"): "转办事项",
    ("proposal", "items"): "建议事项",
    ("publicity", "unit"): "受理单位",
    ("minutes", "copy_to"): "分送",
}
OF_ITEM: Mapping[str, str] = {"matter": "事项", "unit": "责任单位", "due": "到期日"}
OWN_OF_ITEM: Mapping[tuple[str, str], str] = {
    ("transfer_letter", "due"): "反馈期限",
    ("proposal", "due"): "完成时限",
    ("minutes", "due"): "完成时限",
}


def label(kind: str, key: str) -> str:
    """Return what a kind's form calls a key."""
    return OWN.get((kind, key)) or LABELS.get(key, key)


def item_label(kind: str, key: str) -> str:
    """Return what the rows of a kind's list call a key."""
    return OWN_OF_ITEM.get((kind, key)) or OF_ITEM.get(key) or label(kind, key)


# What of a kind's own texts is longer than a line.
LONG = frozenset(
    {
        "matter",
        "instruction",
        "feedback",
        "lookup",
        "reason",
        "basis",
        "route",
        "remedy",
        "result",
        "review",
        "remark",
    }
)
HINTS: Mapping[str, str] = {
    "title": "可用竖线 | 指定分行",
    "addressees": "一行一个",
    "body": "一行一段，怎样写就怎样印。标题行以 # 开头：# 是“一、”，## 是“（一）”，### 是“1.”，"
    "#### 是“（1）”，编号自动排；不带 # 的，写了“一、”也不是标题",
    "attachments": "一行一个附件名，不带书名号以外的标点",
    "copy_to": "一行一个",
    "note": "不用写括号",
    "joint": "主办机关写在发文机关里，这里写其他机关，一行一个",
    "signer": "上行文填写，一行一个姓名",
    "mark": "不写时用发文机关的名称",
    "secrecy_term": "1年、6个月 或 长期",
    "period": "写成 2026-11",
}
SEALS: Mapping[str, str] = {"none": "不加盖印章", "placeholder": "按加盖印章编排"}

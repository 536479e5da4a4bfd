"""The forms around a reporter's identity."""

from __future__ import annotations

from typing import Any

import wtforms

from app.enums import RevealPurpose
from app.enums_identity import ErasureAsker
from views.fields import Clean, Must, OfficeForm
from views.forms import words

PURPOSE = "请选择用途。"


def _text(label: str, ask: str, longest: int, hint: str, rows: int = 3) -> Any:
    """Return a required text of several lines."""
    return wtforms.TextAreaField(
        label, [Must(ask), Clean(longest)], description=hint, render_kw={"rows": rows}
    )


class PurposeForm(OfficeForm):
    """What an identity is opened for, where one person may."""

    purpose = wtforms.SelectField(
        "用途",
        [Must(PURPOSE)],
        choices={"": "请选择", **words(RevealPurpose)},
        description="姓名和电话只显示一次，查看人、时间、用途记入审计。",
    )


class AskForm(OfficeForm):
    """Why an identity should be opened; the second person reads it."""

    purpose = wtforms.RadioField("用途", [Must(PURPOSE)], choices=words(RevealPurpose))
    reason = _text("申请理由", "请写明为什么要查看。", 200, "批准人看得到；不写来访人的姓名和电话")


class ExportForm(OfficeForm):
    """Which items, what for and why."""

    numbers = _text(
        "事项编号", "请填写事项编号。", 4000, "一行一个，最多 200 个，例如 HXZT-2026-00001", 6
    )
    purpose = wtforms.RadioField("用途", [Must(PURPOSE)], choices=words(RevealPurpose))
    reason = _text("申请理由", "请写明为什么要导出。", 200, "批准人看得到")


class RefusalForm(OfficeForm):
    """Why a request is refused."""

    refusal = _text("不同意的理由", "请写明不同意的理由。", 200, "申请人看得到", 2)


class EraseForm(OfficeForm):
    """Who asks for an erasure; it cannot be undone."""

    asker = wtforms.RadioField(
        "由谁提出",
        [Must("请选择由谁提出。")],
        choices=words(word for word in ErasureAsker if word != ErasureAsker.OFFICE),
    )
    sure = wtforms.BooleanField(
        "已核对提出人的身份，知道清除后不能恢复", [Must("请核对后勾选这一项。")]
    )


class QuestionForm(OfficeForm):
    """What a handler wants to know of the reporter."""

    question = _text("要问的话", "请写要问的话。", 500, "一次问清；由话务员或监督室打电话")


class AnswerForm(OfficeForm):
    """What the reporter said."""

    answer = _text("答复", "请写来访人的答复。", 500, "承办单位看得到；不写来访人的姓名和电话", 4)

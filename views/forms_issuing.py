"""Forms of a paper's way after its draft: a word at a turn, the units it goes to, their answer."""

from __future__ import annotations

import wtforms
from wtforms.validators import Optional

from app.operations.receipts import LONGEST_REPLY
from views.fields import Clean, Must, OfficeForm


class SendForm(OfficeForm):
    """A word of the drafter to who checks his draft."""

    reason = wtforms.TextAreaField(
        "送审说明",
        [Clean(200)],
        description="可以不写；退回过的，请写明改了什么",
        render_kw={"rows": 3},
    )


class PassForm(OfficeForm):
    """A word of the checker to who signs."""

    reason = wtforms.TextAreaField(
        "核稿意见",
        [Clean(200)],
        description="可以不写；要修改的请用“退回修改”",
        render_kw={"rows": 3},
    )


class UnitsForm(OfficeForm):
    """The day until which the ticked units answer."""

    due_on = wtforms.DateField(
        "回执期限",
        [Optional()],
        description="不写就只要签收、不要回执；逾期没报的，系统提醒一次",
    )


class ReplyForm(OfficeForm):
    """What a unit answers to a paper."""

    words = wtforms.TextAreaField(
        "回执内容",
        [Must("请填写回执内容。"), Clean(LONGEST_REPLY)],
        description="写明办理、传达或整改情况；报送后不能修改",
        render_kw={"rows": 5},
    )
    file = wtforms.FileField("附件", description="可以不传；最多一个文件，照片里的拍摄地点会去掉")

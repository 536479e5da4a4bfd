"""纪企直通车: what an enterprise is asked, beside what every citizen is asked."""

from __future__ import annotations

from typing import Any

import wtforms

from app.enums import IdentityMode
from app.operations.firm_facts import LABELS, LONGEST_NAME
from views.board_form import MessageForm
from views.fields import Clean

MODES = {
    IdentityMode.NAMED.value: "实名：留下企业名称、信用代码和电话，7 个工作日内告知是否受理",
    IdentityMode.NAMED_CONFIDENTIAL.value: "实名，并要求保密",
    IdentityMode.ANONYMOUS.value: "不署名：只说是企业，凭查询码看结果",
}


class FirmForm(MessageForm):
    """What an enterprise writes; a person's name only if it likes to leave one."""

    identity_mode = wtforms.RadioField(
        "贵企业想怎么署名",
        choices=MODES,
        default=IdentityMode.NAMED.value,
        validate_choice=False,
    )
    firm = wtforms.StringField(
        LABELS["firm"], [Clean(LONGEST_NAME)], render_kw={"autocomplete": "organization"}
    )
    # The operation says what is wrong with it.
    uscc = wtforms.StringField(
        LABELS["uscc"],
        [Clean(60)],
        description="营业执照上的18位代码，全角、小写、中间有空格都可以",
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )

    def __init__(self, formdata: Any = None, **values: Any) -> None:
        """Ask nothing about a child, and say what a name is of."""
        super().__init__(formdata, **values)
        del self.is_minor, self.guardian_name, self.guardian_consent
        self.name.label.text = "联系人"
        self.name.description = "可以不写"
        self.allow_unit_contact.label.text = "咨询、求助的，同意办事的单位直接联系我们"
        self.subject.description = "一句话，例如：同一件事反复检查"
        self.place_note.description = "例如：开发区二号路西头"
        self.content.description = "什么时间、哪个单位、什么事、想怎么解决；不用写企业名称"

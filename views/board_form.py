"""The form of the message board: what a citizen is asked, in his own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice

from app import store
from app.enums import Channel, IdentityMode, RequestType
from app.enums_clue import ManagedLevel
from app.operations.message_files import ALLOWED
from app.queries.townships import townships
from views.fields import Clean, Must, OfficeForm, Telephone

KINDS = {
    RequestType.CONSULTATION: "咨询：问政策、问怎么办",
    RequestType.HELP: "求助：有困难，请帮忙",
    RequestType.SUGGESTION: "建议：提意见、出主意",
    RequestType.COMPLAINT: "投诉：服务不好、事情办不成",
    RequestType.REPORT: "举报：干部违纪违法、吃拿卡要",
    RequestType.PRAISE: "表扬：说说好人好事",
}
MODES = {
    IdentityMode.ANONYMOUS: "匿名：不留姓名和电话，凭查询码看结果",
    IdentityMode.NAMED: "实名：留下姓名和电话，工作人员可以回访",
    IdentityMode.NAMED_CONFIDENTIAL: "实名，并要求保密",
}
LEVELS = {
    ManagedLevel.COUNTY: "不是，或者不清楚",
    ManagedLevel.ABOVE: "是",
}
# Fields that are not called like their fact.
BESIDE = {"region_code": "village", "body": "content"}
NO_VILLAGE = "这个村不在所选的乡镇里，请重新选择。"


def _choices(words: Mapping[Any, str]) -> dict[str, str]:
    """Return words as choices."""
    return {word.value: text for word, text in words.items()}


class MessageForm(OfficeForm):
    """What a citizen writes; nothing is asked that is not needed."""

    request_type = wtforms.RadioField("您要说的是", choices=_choices(KINDS), validate_choice=False)
    managed_level = wtforms.RadioField(
        "反映的是不是市管、省管的干部（例如县委、县政府领导）？",
        choices=_choices(LEVELS),
        default=ManagedLevel.COUNTY.value,
        validate_choice=False,
        description="只有举报、投诉干部时才要选。选“是”的，这里一个字也不保存，会告诉您送到哪里。",
    )
    subject = wtforms.StringField(
        "标题",
        [Must("请用一句话写个标题。"), Clean(100)],
        description="一句话，例如：村口路灯不亮",
        render_kw={"autocomplete": "off"},
    )
    # Not "body", which is the id of every page's main part.
    content = wtforms.TextAreaField(
        "内容",
        [Must("请写下要说的内容。"), Clean(5000)],
        description="什么时间、什么地方、什么事、想怎么解决",
        render_kw={"rows": 7},
    )
    township = wtforms.SelectField("发生在哪个乡镇", validate_choice=False)
    village = wtforms.SelectField("哪个村、社区", validate_choice=False)
    place_note = wtforms.StringField(
        "具体位置",
        [Clean(120)],
        description="例如：村东头小学门口第二根灯杆",
        render_kw={"autocomplete": "off"},
    )
    unit_hint = wtforms.StringField(
        "说的是哪个单位",
        [Clean(80)],
        description="知道就写，不知道可以不写",
        render_kw={"autocomplete": "off"},
    )
    files = wtforms.MultipleFileField(
        "照片或文件",
        description=f"可以不传。{ALLOWED}。照片里的拍摄地点、手机型号会自动去掉。",
        render_kw={"accept": "image/jpeg,image/png,application/pdf"},
    )
    identity_mode = wtforms.RadioField(
        "您想怎么署名",
        choices=_choices(MODES),
        default=IdentityMode.ANONYMOUS.value,
        validate_choice=False,
    )
    name = wtforms.StringField("姓名", [Clean(40)], render_kw={"autocomplete": "name"})
    phone = wtforms.TelField(
        "电话",
        [Telephone()],
        description="手机号，或带区号的座机",
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )
    is_minor = wtforms.BooleanField("我未满14周岁")
    guardian_name = wtforms.StringField(
        "监护人姓名",
        [Clean(40)],
        description="未满14周岁的，须父母等监护人同意才能留电话；不同意的请选“匿名”",
        render_kw={"autocomplete": "off"},
    )
    guardian_consent = wtforms.BooleanField("监护人同意留电话")
    allow_unit_contact = wtforms.BooleanField("咨询、求助的，同意办事的单位直接给我打电话")
    public_consent = wtforms.BooleanField("办好以后，同意工作人员把这件事改写后公开")

    def __init__(self, formdata: Any = None, **values: Any) -> None:
        """Offer the places of the county."""
        super().__init__(formdata, **values)
        found = townships(store.current())
        self.township.choices = {"": "请选择", **{one.code: one.name for one in found}}
        self.village.choices = [
            SelectChoice("", "不清楚，或者在乡镇、县城"),
            *(
                SelectChoice(code, name, optgroup=one.name)
                for one in found
                for code, name in one.villages
            ),
        ]

    def validate_village(self, field: Any) -> None:
        """Refuse a village of another township."""
        town = self.township.data or ""
        if field.data and town and field.data[:9] != town[:9]:
            raise wtforms.ValidationError(NO_VILLAGE)

    def facts(self, channel: Channel) -> dict[str, Any]:  # type: ignore[override]  # A channel beside the fields.
        """Return the facts of a message."""
        found = super().facts()
        village, township = found.pop("village"), found.pop("township")
        place = {"region_code": village or township or None, "body": found.pop("content")}
        return {**found, **place, "channel": channel}

    def blame_facts(self, errors: Mapping[str, str]) -> list[str]:
        """Put the operation's messages beside the fields that the facts come from."""
        return self.blame({BESIDE.get(name, name): text for name, text in errors.items()})

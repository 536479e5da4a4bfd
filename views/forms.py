"""The forms of the work pages; an action's form is drawn from its transition's facts."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO, cast

import wtforms
from flask import request
from wtforms.validators import Optional

from app import clock, store
from app.enums import Channel, IdentityMode, RequestType, Role, Urgency, Word
from app.enums_clue import ManagedLevel
from app.principal import Principal
from app.queries import duties, enterprises, lookups
from app.security import me
from app.transitions import AsksFacts, Fact, Kind, Transition
from views.fields import (
    Clean,
    Must,
    OfficeForm,
    PlaceField,
    Telephone,
    UnitField,
    UnitsField,
    Within,
)
from views.fields_firm import EnterpriseField

ONCE = "_once"
# Working days of a year: no limit of an action is longer.
MOST = 250
# What a person types in by hand; the other channels write their records themselves.
BY_HAND = (
    Channel.PHONE,
    Channel.WINDOW,
    Channel.VISIT,
    Channel.FORUM,
    Channel.LETTER,
    Channel.HOTLINE_12345,
    Channel.SUPERIOR,
    Channel.INSPECTION,
    Channel.MEDIA,
    Channel.SURVEY,
)


def words(kind: Iterable[Word]) -> dict[str, str]:
    """Return words as choices."""
    return {word.value: word.label for word in kind}


def terms(name: str) -> dict[str, str]:
    """Return the valid terms of an office-owned list as choices."""
    return lookups.terms(store.current(), name)


def once() -> str:
    """Return the key of this form's one submission, the sent one when it comes back."""
    return request.form.get(ONCE, "")[:64] or secrets.token_urlsafe(24)


def once_key(actor: Principal) -> str:
    """Return the sent key as this person's own; a form without one has none."""
    sent = request.form.get(ONCE, "")[:64]
    return f"{actor.account_id}:{sent}" if sent else ""


def usual_channel(principal: Principal) -> str:
    """Return how items mostly reach a role: the hotline by telephone, a bureau at its window."""
    if Role.AB_OFF in principal.roles:
        return Channel.WINDOW.value
    if principal.roles & {Role.TWN, Role.VIL}:
        return Channel.VISIT.value
    return Channel.PHONE.value


class RegisterForm(OfficeForm):
    """What a clerk asks a caller, in the order of the conversation."""

    channel = wtforms.SelectField("来源", choices=words(BY_HAND), render_kw={"autofocus": True})
    blocked_cause = wtforms.SelectField(
        "办不成的原因",
        choices={"": "不是办不成事的反映"},
        default="",
        description="来源是窗口的才选；选“吃拿卡要或主观因素”的，只有纪委监委看得到",
    )
    identity_mode = wtforms.RadioField(
        "署名方式", choices=words(IdentityMode), default=IdentityMode.NAMED.value
    )
    name = wtforms.StringField(
        "来访人姓名",
        [Clean(40)],
        description="实名必填，匿名的不填；姓名和电话加密保存",
        render_kw={"autocomplete": "off"},
    )
    phone = wtforms.TelField(
        "来访人电话",
        [Telephone()],
        description="实名必填：11 位手机号，或带区号的固定电话",
        render_kw={"autocomplete": "off", "inputmode": "tel"},
    )
    is_minor = wtforms.BooleanField("来访人未满14周岁")
    guardian_name = wtforms.StringField(
        "监护人姓名",
        [Clean(40)],
        description="未满14周岁的填写；监护人不同意的，改选匿名，诉求照常登记",
        render_kw={"autocomplete": "off"},
    )
    guardian_consent = wtforms.BooleanField("监护人已同意留电话")
    allow_unit_contact = wtforms.BooleanField("来访人同意承办单位直接联系")
    region_code = PlaceField(
        "发生地",
        [Must("请填写发生地，到村或到乡镇。")],
        description="输入村名、乡镇名或拼音，例如 孔庄子、kzz、kongzhuangzi",
    )
    occurred_on = wtforms.DateField("发生日期", [Must("请填写发生日期。")])
    request_type = wtforms.RadioField(
        "诉求类型", choices=words(RequestType), default=RequestType.HELP.value
    )
    domain = wtforms.SelectField("问题领域", choices={"": "暂不确定"})
    urgency = wtforms.RadioField("紧急程度", choices=words(Urgency), default=Urgency.NORMAL.value)
    title = wtforms.StringField(
        "标题",
        [Must("请填写标题，一句话说明诉求。"), Clean(100)],
        description="一句话，不写来访人的姓名和电话",
        render_kw={"autocomplete": "off"},
    )
    content = wtforms.TextAreaField(
        "诉求内容",
        [Must("请填写诉求内容。"), Clean(5000)],
        description="写清时间、地点、经过和要求",
        render_kw={"rows": 8},
    )
    managed_level = wtforms.RadioField(
        "被反映人的管理权限",
        choices=words(ManagedLevel),
        default=ManagedLevel.COUNTY.value,
        validate_choice=False,
        description="选“上级管理的干部”并提交后，所填内容一律不保存，页面告诉您怎样书面径送上级",
    )
    unit_complained_id = UnitField("被反映单位", description="投诉、举报单位时填写；求助、咨询不填")
    enterprise_id = EnterpriseField(
        "企业",
        description="企业反映的填写：名称、拼音首字母或信用代码；没有的先到“纪企直通车”添加",
    )
    tags = wtforms.SelectMultipleField("标签")

    def __init__(self, formdata: Any = None) -> None:
        """Read the office's own lists; the day is today until the caller says another."""
        super().__init__(formdata, occurred_on=clock.today(), channel=usual_channel(me()))
        if not enterprises.may_name(me()):
            del self.enterprise_id
        self.domain.choices = {"": "暂不确定", **terms("problem_domain")}
        self.tags.choices = terms("tag")
        self.blocked_cause.choices = {"": "不是办不成事的反映", **terms("blocked_cause")}

    def facts(self) -> dict[str, Any]:
        """Return the facts; an undecided domain is none."""
        return {**super().facts(), "domain": self.domain.data or None}


class VoidForm(OfficeForm):
    """Why a numbered paper does not hold."""

    reason = wtforms.TextAreaField(
        "作废原因",
        [Must("请写明作废的原因。"), Clean(200)],
        description="编号不再使用；已发出的请另行收回",
        render_kw={"rows": 3},
    )


class SendBackForm(OfficeForm):
    """Why a draft goes back to be mended."""

    reason = wtforms.TextAreaField(
        "退回原因",
        [Must("请写明退回的原因。"), Clean(200)],
        description="拟稿人会看到，改好后再送审",
        render_kw={"rows": 3},
    )


Maker = Callable[[Fact, list[Any], dict[str, Any]], Any]


def _text(kind: Any) -> Maker:
    """Return the maker of a text field."""

    def make(fact: Fact, checks: list[Any], about: dict[str, Any]) -> Any:
        return kind(fact.label, [*checks, Clean(fact.longest)], **about)

    return make


def _integer(fact: Fact, checks: list[Any], about: dict[str, Any]) -> Any:
    """Return a number's field."""
    checks = [*(checks or [Optional()]), Within(1, MOST)]
    return wtforms.IntegerField(fact.label, checks, render_kw={"min": 1, "max": MOST}, **about)


def _choice(fact: Fact, checks: list[Any], about: dict[str, Any]) -> Any:
    """Return the field of a word or of an office-owned term: few are radios, many a list."""
    found = words(fact.words) if fact.words else terms(fact.vocabulary)
    if len(found) <= 6 and fact.required:
        return wtforms.RadioField(fact.label, checks, choices=found, **about)
    return wtforms.SelectField(fact.label, checks, choices={"": "请选择", **found}, **about)


def _duty(fact: Fact, checks: list[Any], about: dict[str, Any]) -> Any:
    """Return the list of duties; none chosen means the one of the item's domain."""
    found = {str(key): text for key, text in duties.choices(store.current()).items()}
    choices = {"": "按主办单位和问题领域自动对应", **found}
    return wtforms.SelectField(fact.label, checks, choices=choices, **about)


def _plain(kind: Any) -> Maker:
    """Return the maker of a field that needs nothing beyond its kind."""

    def make(fact: Fact, checks: list[Any], about: dict[str, Any]) -> Any:
        return kind(fact.label, checks, **about)

    return make


MAKERS: Mapping[Kind, Maker] = {
    Kind.TEXT: _text(wtforms.TextAreaField),
    Kind.LINE: _text(wtforms.StringField),
    Kind.INTEGER: _integer,
    Kind.WORD: _choice,
    Kind.TERM: _choice,
    Kind.UNIT: _plain(UnitField),
    Kind.UNITS: _plain(UnitsField),
    Kind.FILES: _plain(wtforms.MultipleFileField),
    Kind.TICK: _plain(wtforms.BooleanField),
    Kind.DATE: _plain(wtforms.DateField),
    Kind.PLACE: _plain(PlaceField),
    Kind.DUTY: _duty,
}
ASKED = {Kind.WORD: "请选择", Kind.TERM: "请选择"}
TICKED = "请核对后勾选这一项。"


def _made(fact: Fact) -> Any:
    """Return the form field of one fact."""
    ask = TICKED if fact.kind is Kind.TICK else f"{ASKED.get(fact.kind, '请填写')}{fact.label}。"
    checks = [Must(ask)] if fact.required else []
    if not fact.required and fact.kind is Kind.DATE:
        checks = [Optional()]
    return MAKERS[fact.kind](fact, checks, {"description": fact.hint})


def action_form(
    transition: AsksFacts, formdata: Any = None, values: Mapping[str, Any] | None = None
) -> OfficeForm:
    """Return the form of a transition, filled with what was typed or with sensible values."""
    made = {fact.name: _made(fact) for fact in transition.facts}
    kind = type("ActionForm", (OfficeForm,), made)
    form: OfficeForm = kind(formdata, data=dict(values or {}))
    return form


def has_files(transition: Transition) -> bool:
    """Tell whether a transition takes uploads."""
    return any(fact.kind is Kind.FILES for fact in transition.facts)


def uploads() -> list[tuple[BinaryIO, str]]:
    """Return the chosen files; a browser sends an empty part where none is chosen."""
    chosen = [item for item in request.files.getlist("files") if item.filename]
    return [(cast(BinaryIO, item.stream), str(item.filename)) for item in chosen]

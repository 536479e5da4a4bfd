"""电话评价: a caller rates a window, a unit or a village station, and the clerk writes it down."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Flask, current_app, render_template, request, url_for
from wtforms.validators import Optional

from app import clock, store
from app.errors import Invalid
from app.operations import phone_rating, rating_facts
from app.permissions import Right
from app.security import me, needs
from views.common import arrive
from views.fields import Clean, Must, OfficeForm, Telephone, Within
from views.fields_desk import PointField
from views.forms import once, once_key, terms

AGAIN = "已记录，没有重复保存。"
TOLD = {"": "没有问", "yes": "是", "no": "不是"}


def register(app: Flask) -> None:
    """Add the page."""
    app.add_url_rule("/calls/evaluation", "phone_rating.new", new, methods=["GET", "POST"])


class RatingForm(OfficeForm):
    """What the clerk asks, in the order of the conversation."""

    service_point_id = PointField(
        "评价哪里",
        [Must("请填写窗口、单位或村站。")],
        description="输入窗口名、单位名、村名或拼音首字母，例如 民政、gwz、孔庄子",
        render_kw={"autofocus": True},
    )
    level = wtforms.RadioField("评价", [Must("请选择评价。")])
    reasons = wtforms.SelectMultipleField("不满意的原因", description="不满意的必选，可以选几个")
    other_text = wtforms.StringField("其他原因", [Clean(200)], render_kw={"autocomplete": "off"})
    text = wtforms.TextAreaField(
        "来电人的话", [Clean(500)], description="照原话记，可以不填", render_kw={"rows": 3}
    )
    happened_on = wtforms.DateField("办事日期", [Must("请填写办事日期。")])
    trips = wtforms.IntegerField(
        "跑了几趟", [Optional(), Within(1, 99)], render_kw={"min": 1, "max": 99}
    )
    told_once = wtforms.RadioField("是不是一次性告知", choices=TOLD, default="")
    name = wtforms.StringField(
        "来电人姓名",
        [Clean(40)],
        description="来电人愿意留才填，加密保存，只用来回访",
        render_kw={"autocomplete": "off"},
    )
    phone = wtforms.TelField(
        "来电人电话", [Telephone()], render_kw={"autocomplete": "off", "inputmode": "tel"}
    )
    is_minor = wtforms.BooleanField("来电人未满14周岁")
    guardian_name = wtforms.StringField(
        "监护人姓名", [Clean(40)], render_kw={"autocomplete": "off"}
    )
    guardian_consent = wtforms.BooleanField("监护人已同意留电话")

    def __init__(self, formdata: Any = None) -> None:
        """Read the office's scale and reasons; the day is today until the caller says another."""
        super().__init__(formdata, happened_on=clock.today())
        scale = rating_facts.scale_in_use(store.current())
        self.level.choices = [(word.value, word.label) for word in rating_facts.levels(scale)]
        self.reasons.choices = terms("dissatisfaction_reason")

    def facts(self) -> dict[str, Any]:
        """Return the facts; what was not asked is not known, and good ratings have no reasons."""
        found = super().facts()
        found["told_once"] = {"yes": True, "no": False}.get(found["told_once"])
        if found["level"] not in rating_facts.BAD:
            found |= {"reasons": [], "other_text": ""}
        return found


@needs(Right.CLOSE)
def new() -> Any:
    """Show the form, or keep the caller's evaluation once."""
    form = RatingForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return page(form)
    if not form.validate():
        return page(form), 422
    actor = me()
    try:
        with store.write(actor) as session:
            receipt = phone_rating.record(session, actor, form.facts(), once_key(actor))
    except Invalid as refusal:
        return page(form, form.blame(refusal.errors)), 422
    if receipt.is_bad:
        # In the answer alone: a flash lies in a cookie, and an address in a history.
        again = str(current_app.config["VX"].public_url).rstrip("/") + "/e/again"
        return render_template("calls/evaluated.html", receipt=receipt, again=again)
    said = f"已记录评价，编号 {receipt.number}。可以接着记下一个。"
    return arrive(url_for("phone_rating.new"), said if receipt.is_new else AGAIN)


def page(form: RatingForm, loose: list[str] | None = None) -> str:
    """Return the form with what was typed."""
    return render_template("calls/evaluation.html", form=form, loose=loose or [], once=once())

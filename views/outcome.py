"""Accountability outcomes: recorded as another body decided them, listed without names."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint, Flask, render_template, request, url_for
from wtforms.validators import Optional

from app import clock, store
from app.enums_clue import KINDS, ActionGroup, FourForm
from app.errors import Invalid, Missing
from app.formats import day, show
from app.identifiers import whole
from app.models import Accountability
from app.operations import compartment, idempotency, outcomes
from app.permissions import Right
from app.queries import outcomes as reads
from app.security import hidden, me
from app.web import error_page
from views.common import ROW, arrive
from views.fields import Clean, Must, OfficeForm, UnitField
from views.forms import once, once_key, words
from views.rows import unit_names

pages = Blueprint("outcome", __name__, url_prefix="/accountability")
SEEN = hidden(Right.ACCOUNTABILITY, "A", "S")
PAGE = 50
LIST = "/accountability/"


def register(app: Flask) -> None:
    """Add the pages of outcomes."""
    app.register_blueprint(pages)


@pages.errorhandler(Missing)
def missing(_error: Missing) -> Any:
    """Answer like any missing page; the audit row names no id."""
    actor = me()
    with store.write(actor) as session:
        compartment.trace_read(session, actor, result="refused")
    return error_page(404)


class OutcomeForm(OfficeForm):
    """One outcome as it was decided; the end of a sanction is computed."""

    unit_id = UnitField("单位", [Must("请填写单位。")], description="输入单位名称或拼音")
    person_name = wtforms.StringField(
        "姓名",
        [Clean(40)],
        description="加密保存；对单位的处理不填",
        render_kw={"autocomplete": "off"},
    )
    post = wtforms.StringField("职务", [Clean(80)], render_kw={"autocomplete": "off"})
    is_public_official = wtforms.BooleanField("是公职人员")
    is_party_member = wtforms.BooleanField("是中共党员")
    action_kind = wtforms.SelectField(
        "处理方式",
        [Must("请选择处理方式。")],
        choices={
            "": "请选择",
            **{group.label: words(KINDS[group]) for group in ActionGroup},
        },
        description="政务处分只适用于公职人员，党纪处分只适用于中共党员",
    )
    form = wtforms.SelectField("四种形态", choices={"": "不适用", **words(FourForm)})
    decided_by_body = wtforms.StringField(
        "决定机关", [Must("请填写决定机关。"), Clean(80)], description="本系统只记录，不作决定"
    )
    decided_on = wtforms.DateField("决定日期", [Must("请填写决定日期。")])
    effective_on = wtforms.DateField(
        "生效日期", [Must("请填写生效日期。")], description="政务处分的期满日期由此自动算出"
    )
    problem_no = wtforms.StringField("台账编号", [Optional(), Clean(20)])
    public_text = wtforms.TextAreaField(
        "公开文字",
        [Clean(500)],
        description="对外公布的话，与上面分开保存，不写全名",
        render_kw={"rows": 4},
    )


def row(outcome: Accountability, names: dict[int | None, str]) -> dict[str, str]:
    """Return one line of the list."""
    return {
        "url": url_for("outcome.show", row_id=outcome.id),
        "who": outcome.name_mask or "对单位",
        "unit": names.get(outcome.unit_id, ""),
        "post": outcome.post,
        "kind": outcome.action_kind.label,
        "group": outcome.action_group.label,
        "effective": day(outcome.effective_on),
        "ends": day(outcome.ends_on),
    }


@pages.get("/")
@SEEN
def index() -> Any:
    """List the outcomes that this person sees, newest first."""
    session, actor = store.current(), me()
    found = reads.page(session, whole(request.args.get("before", "")), PAGE)
    names = unit_names(session, [one.unit_id for one in found])
    older = url_for("outcome.index", before=found[PAGE - 1].id) if len(found) > PAGE else ""
    return render_template(
        "outcome/index.html",
        rows=[row(one, names) for one in found[:PAGE]],
        older=older,
        may_record=actor.has(Right.ACCOUNTABILITY, "A"),
    )


@pages.route("/new", methods=["GET", "POST"])
@hidden(Right.ACCOUNTABILITY, "A")
def new() -> Any:
    """Show the form, or record one outcome once."""
    sent = request.form if request.method == "POST" else None
    form = OutcomeForm(sent, effective_on=clock.today())
    if request.method == "GET":
        return form_page(form)
    if not form.validate():
        return form_page(form), 422
    actor = me()
    try:
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor)):
                outcomes.record(session, actor, form.facts())
                idempotency.remember(session, once_key(actor), LIST)
    except Invalid as refusal:
        return form_page(form, form.blame(refusal.errors)), 422
    return arrive(LIST, "已记录。")


def form_page(form: OutcomeForm, loose: list[str] | None = None) -> str:
    """Return the form with what was typed."""
    return render_template("outcome/new.html", form=form, loose=loose or [], once=once())


@pages.get(f"/{ROW}", endpoint="show")
@SEEN
def show_page(row_id: int) -> Any:
    """Show an outcome; the name stays masked until it is opened."""
    return shown(row_id)


@pages.post(f"/{ROW}/open")
@SEEN
def unseal(row_id: int) -> Any:
    """Open the name once; the trace is committed before it is decrypted."""
    actor = me()
    with store.write(actor) as session:
        outcomes.log_opening(session, actor, row_id)
    return shown(row_id, outcomes.name_of(outcomes.get(store.current(), row_id)))


def shown(row_id: int, name: str = "") -> str:
    """Return the page of an outcome."""
    session = store.current()
    outcome = outcomes.get(session, row_id)
    unit = unit_names(session, [outcome.unit_id]).get(outcome.unit_id, "")
    facts = [
        ("姓名", name or outcome.name_mask or "对单位"),
        ("单位", unit),
        ("职务", outcome.post),
        ("公职人员", show(outcome.is_public_official)),
        ("中共党员", show(outcome.is_party_member)),
        ("处理方式", f"{outcome.action_kind.label}（{outcome.action_group.label}）"),
        ("四种形态", show(outcome.form)),
        ("决定机关", outcome.decided_by_body),
        ("决定日期", day(outcome.decided_on)),
        ("生效日期", day(outcome.effective_on)),
        ("处分期满", day(outcome.ends_on) if outcome.ends_on else "无期限"),
        ("公开文字", outcome.public_text or "未填写"),
    ]
    return render_template(
        "outcome/show.html",
        outcome=outcome,
        facts=facts,
        sealed=bool(outcome.name_sealed) and not name,
    )

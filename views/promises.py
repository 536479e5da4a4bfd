"""公开承诺: the list, one promise with its steps, the form, and the broken ones by enterprise."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Any

import wtforms
from flask import Blueprint, Flask, Response, render_template, request, url_for
from sqlalchemy.orm import Session

from app import audit, clock, exchange, measures, policies_campaigns, policies_promises, store
from app.enums_promise import PromiseState
from app.errors import Conflict, Forbidden, Invalid, Refused
from app.formats import day, moment
from app.identifiers import whole
from app.models import Commitment
from app.operations import idempotency, milestones
from app.operations import promises as promising
from app.permissions import Right
from app.principal import Principal
from app.queries import campaigns, clusters, enterprises, livelihood, people, promises
from app.queries.promises import Broken
from app.security import me, needs
from views import faults
from views.common import ROW, arrive, version, watch
from views.faults import NONE, Fault
from views.fields import Clean, Must, OfficeForm, UnitField
from views.fields_firm import EnterpriseField
from views.form_page import form_page, versus
from views.forms import once, once_key
from views.rows import unit_names
from views.submitting import submitted

UP = ("公开承诺", "promises.index")
pages = Blueprint("promises", __name__, url_prefix="/promises")
watch(pages, "commitment")
YUAN = measures.YUAN
MONEY_UNITS = {YUAN: "元", measures.WAN: "万元"}
LIGHTS = {
    PromiseState.ASKED: "warn",
    PromiseState.RETURNED: "late",
    PromiseState.PUBLISHED: "still",
    PromiseState.CLAIMED: "warn",
    PromiseState.KEPT: "ok",
    PromiseState.BROKEN: "late",
}
SAID = {"publish": "已审核", "return": "已退回", "claim": "已申报兑现，等审核人核实"}
HEADS = (
    "企业",
    "统一社会信用代码",
    "承诺单位",
    "承诺事项",
    "金额（元）",
    "完成时限",
    "原承诺单位或任期",
    "状态",
)


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class PromiseForm(OfficeForm):
    """One promise."""

    unit_id = UnitField("承诺单位", [Must("请填写承诺单位。")])
    title = wtforms.StringField(
        "承诺事项", [Must("请填写承诺事项。"), Clean(100)], render_kw={"autocomplete": "off"}
    )
    target = wtforms.StringField(
        "目标",
        [Must("请填写目标。"), Clean(200)],
        description="做到什么样算兑现，写得能核实",
        render_kw={"autocomplete": "off"},
    )
    measures = wtforms.TextAreaField(
        "措施", [Must("请填写措施。"), Clean(2000)], render_kw={"rows": 4}
    )
    due_on = wtforms.DateField("完成时限", [Must("请填写完成时限。")])
    predecessor_unit = wtforms.StringField(
        "原承诺单位或任期", [Clean(60)], description="以前的班子、合并前的单位作的承诺，写在这里"
    )
    enterprise_id = EnterpriseField(
        "对哪家企业", description="只对一家企业的承诺才填；填了的不在网上公布"
    )
    amount = wtforms.StringField(
        "金额",
        [Clean(20)],
        description="拖欠或承诺兑付的金额，例如 140000 或 14万元",
        render_kw={"autocomplete": "off", "inputmode": "decimal"},
    )
    money_unit = wtforms.RadioField("金额单位", choices=MONEY_UNITS, default=YUAN)
    campaign_id = wtforms.SelectField("针对哪个专项项目")
    cluster_id = wtforms.SelectField("针对问题清单里的哪个问题")

    def __init__(self, formdata: Any, actor: Principal, data: dict[str, Any] | None = None) -> None:
        """Leave out what this person does not say: the unit where it can only be his own."""
        super().__init__(formdata, data=data or {})
        self.campaign_id.choices = {"": "不针对专项", **campaign_items()}
        self.cluster_id.choices = {"": "不针对问题清单", **listed_problems()}
        if not policies_promises.for_any(actor):
            del self.unit_id
        if not enterprises.may_name(actor):
            del self.enterprise_id, self.amount, self.money_unit


def listed_problems() -> dict[str, str]:
    """Return the listed problems that this person sees, as choices."""
    return {str(row.id): row.title for row in clusters.listed(store.current())}


def campaign_items() -> dict[str, str]:
    """Return the themes and items of the campaigns that run, as choices."""
    return {str(row_id): name for row_id, name in campaigns.items(store.current())}


@pages.get("/")
@needs(Right.COMMITMENTS)
def index() -> Any:
    """List the promises that this person sees."""
    session, actor = store.current(), me()
    chosen = request.args.get("state", "")
    state = PromiseState(chosen) if chosen in {one.value for one in PromiseState} else None
    start = whole(request.args.get("start", ""), 6) or 0
    rows, more = promises.listed(session, state, None, start)
    chips = [{"label": "全部", "url": url_for("promises.index"), "active": state is None}]
    chips += [
        {
            "label": one.label,
            "url": url_for("promises.index", state=one.value),
            "active": state == one,
        }
        for one in PromiseState
    ]
    return render_template(
        "promises/index.html",
        rows=[_line(row, unit) for row, unit in rows],
        chips=chips,
        may_make=policies_promises.may_make(actor),
        more=url_for("promises.index", state=chosen, start=start + promises.SIZE) if more else "",
    )


def _line(row: Commitment, unit: str) -> dict[str, Any]:
    """Return a promise as a line of a list."""
    return {
        "url": url_for("promises.show", row_id=row.id),
        "title": row.title,
        "target": row.target,
        "unit": unit,
        "due": day(row.due_on),
        "before": row.predecessor_unit,
        "amount": money(row.amount),
        "light": light(row),
    }


def light(row: Commitment) -> dict[str, str]:
    """Return where a promise stands, and by how many days a running one is overdue or kept late."""
    text = row.state.label
    if row.state == PromiseState.KEPT and row.kept_on and row.kept_on > row.due_on:
        return {"kind": "warn", "text": "逾期兑现"}
    days = (clock.today() - row.due_on).days
    if row.state in {PromiseState.PUBLISHED, PromiseState.BROKEN} and days > 0:
        said = text if row.state == PromiseState.BROKEN else "到期没有兑现"
        return {"kind": "late", "text": f"{said}，超期 {days} 天"}
    return {"kind": LIGHTS[row.state], "text": text}


def money(amount: int | None) -> str:
    """Return an amount in 元, an empty text for none."""
    return "" if amount is None else f"{measures.money(amount)}"


@pages.get(f"/{ROW}", endpoint="show")
@needs(Right.COMMITMENTS)
def show_page(row_id: int) -> Any:
    """Show a promise with the steps that this person may take."""
    return shown(row_id)


def shown(row_id: int, fault: Fault = NONE) -> str:
    """Return the page of a promise, with what was wrong with a step."""
    session, actor = store.current(), me()
    row = promises.get(session, row_id)
    names = people.names(session, [row.created_by_id, row.audited_by_id, *(row.worders or ())])
    units = unit_names(session, [row.unit_id])
    firm = enterprises.name_of(session, row.enterprise_id)
    return render_template(
        "promises/show.html",
        row=row,
        light=light(row),
        facts=[
            ("承诺单位", units.get(row.unit_id, "")),
            ("完成时限", day(row.due_on)),
            ("原承诺单位或任期", row.predecessor_unit),
            ("对哪家企业", firm or ("一家企业" if row.enterprise_id else "")),
            ("金额", money(row.amount)),
            ("公布时间", moment(row.published_at) if row.published_at else ""),
            ("兑现日期", day(row.kept_on) if row.kept_on else ""),
            ("列入违诺", moment(row.broken_at) if row.broken_at else ""),
            ("填写", names.get(row.created_by_id, "")),
            ("修改过", "、".join(names.get(one, "") for one in row.worders or ())),
            ("审核", names.get(row.audited_by_id, "")),
        ],
        milestones=livelihood.milestones_of_promise(session, row_id),
        today=clock.today(),
        may_plan=milestones.may_plan_promise(session, actor, row_id),
        may_end=milestones.may_end_promise(session, actor, row_id),
        add_url=url_for("promises.add_milestone", row_id=row_id),
        once=once(),
        answers=_answers(session, row),
        may_correct=policies_promises.may_correct(actor, row),
        may_audit=policies_promises.may_audit(actor, row),
        may_claim=policies_promises.may_claim(actor, row),
        is_claim=row.state == PromiseState.CLAIMED,
        by_another=policies_promises.waits_for_another(actor, row),
        fault=fault,
    )


def _answers(session: Session, row: Commitment) -> list[tuple[str, str, str]]:
    """Return what a promise answers, as far as this person sees it."""
    found = []
    of = campaigns.named(session, row.campaign_id) if row.campaign_id else None
    if of is not None:
        told = "，公布时写明" if policies_campaigns.is_public(of[0]) else "，不在网上写明"
        label = f"针对专项行动（{of[0].kind.label if of[0].kind else ''}{told}）"
        found.append((label, of[1], url_for("campaigns.show", row_id=of[0].id)))
    seen = [one for one in clusters.listed(session) if one.id == row.cluster_id]
    found += [("针对问题清单", one.title, url_for("cluster.show", row_id=one.id)) for one in seen]
    return found


@pages.post(f"/{ROW}/milestones")
@needs(Right.COMMITMENTS)
def add_milestone(row_id: int) -> Any:
    """Add a milestone to a promise, once a form."""
    actor, back = me(), url_for("promises.show", row_id=row_id)
    promises.get(store.current(), row_id)
    try:
        with store.write(actor) as session:
            if idempotency.claim(session, once_key(actor), back) is None:
                milestones.add(session, actor, request.form.to_dict(), commitment_id=row_id)
    except Refused as refusal:
        return shown(row_id, faults.of(refusal, "milestone")), refusal.code
    return arrive(back, "已添加时间节点。")


@pages.route("/new", methods=["GET", "POST"])
@needs(Right.COMMITMENTS)
def new() -> Any:
    """Show the form, or enter a promise once."""
    actor = me()
    if not policies_promises.may_make(actor):
        raise Forbidden("您没有填写公开承诺的权限。")
    form = PromiseForm(request.form if request.method == "POST" else None, actor)

    def again(loose: list[str]) -> str:
        return form_page(form, "填写承诺", url_for("promises.index"), loose, up=UP)

    def save(session: Session, by: Principal) -> str:
        row = promising.enter(session, by, form.facts())
        return url_for("promises.show", row_id=row.id)

    said = "已填写，等审核后公布。"
    return again([]) if request.method == "GET" else submitted(form, save, again, said)


@pages.route(f"/{ROW}/edit", methods=["GET", "POST"])
@needs(Right.COMMITMENTS)
def edit(row_id: int) -> Any:
    """Show the form of a promise that is not published, or correct it."""
    actor, back = me(), url_for("promises.show", row_id=row_id)
    row = promises.get(store.current(), row_id)
    if not policies_promises.may_correct(actor, row):
        raise Forbidden("已经公布的承诺不能修改。")
    form = PromiseForm(request.form if request.method == "POST" else None, actor, _held(row))
    if request.method == "GET":
        return form_page(form, "修改承诺", back, up=UP, held=row.row_version)
    if not form.validate():
        return form_page(form, "修改承诺", back, up=UP, held=version()), 422
    try:
        with store.write(actor) as session:
            promising.enter(session, actor, form.facts(), row_id, version())
    except Invalid as refusal:
        loose = form.blame(refusal.errors)
        return form_page(form, "修改承诺", back, loose, up=UP, held=version()), 422
    except Conflict:
        return clash_page(row_id, form, actor, back), 409
    return arrive(back, "已保存，等审核。")


def _held(row: Commitment) -> dict[str, Any]:
    """Return what is stored of a promise as its form shows it."""
    names = ("unit_id", "title", "target", "measures", "due_on", "predecessor_unit")
    found = {name: getattr(row, name) for name in names}
    amount = f"{row.amount / 100:.2f}" if row.amount else ""
    about = {name: str(getattr(row, name) or "") for name in ("campaign_id", "cluster_id")}
    return {**found, **about, "enterprise_id": row.enterprise_id, "amount": amount}


def clash_page(row_id: int, form: PromiseForm, actor: Principal, back: str) -> str:
    """Return the form with what is stored now beside what was typed."""
    row = promises.get(store.current(), row_id)
    stored = PromiseForm(None, actor, _held(row))
    both = versus(form, stored, lambda field: field.type != "RadioField")
    return form_page(form, "修改承诺", back, up=UP, held=row.row_version, versus=both)


@pages.post(f"/{ROW}/<any(publish, return, claim):name>")
@needs(Right.COMMITMENTS)
def act(row_id: int, name: str) -> Any:
    """Take one step with a promise."""
    actor, typed = me(), request.form.get("text", "")
    try:
        with store.write(actor) as session:
            promising.act(session, actor, row_id, version(), name, typed)
    except Conflict as clash:
        said = "您打开页面之后，别人已经办过这一步。您填的还在，请核对后再提交。"
        return shown(row_id, replace(faults.of(clash, name), wrong=said)), 409
    except Refused as refusal:
        return shown(row_id, faults.of(refusal, name)), refusal.code
    return arrive(url_for("promises.show", row_id=row_id), f"{SAID[name]}。")


@pages.get("/broken")
@needs(Right.COMMITMENTS)
def broken() -> Any:
    """List the broken promises by enterprise with their amounts."""
    found = promises.broken(store.current())
    parts = [(name, list(part)) for name, part in groupby(found, lambda one: one.enterprise)]
    groups = [
        {
            "name": name or "对全社会的承诺",
            "lines": [_broken_line(one) for one in ones],
            "sum": money(sum(one.row.amount or 0 for one in ones) or None),
        }
        for name, ones in parts
    ]
    total = sum(one.row.amount or 0 for one in found)
    return render_template(
        "promises/broken.html",
        groups=groups,
        count=len(found),
        firms=len({one.uscc for one in found if one.uscc}),
        total=money(total or None),
    )


def _broken_line(one: Broken) -> dict[str, Any]:
    """Return a broken promise as a line."""
    return _line(one.row, one.unit)


@pages.get("/broken.xlsx")
@needs(Right.COMMITMENTS)
def export() -> Response:
    """Return the broken promises as a file, and leave a trace."""
    actor = me()
    with store.write(actor) as session:
        found = promises.broken(session)
        cells = [_cells(one) for one in found]
        detail = {"rows": len(cells), "fields": len(HEADS)}
        audit.record(session, actor, "export", "commitment", detail=detail)
    return exchange.answer(exchange.table("失信违诺清单", HEADS, cells), "失信违诺清单")


def _cells(one: Broken) -> tuple[str, ...]:
    """Return the cells of a broken promise."""
    row = one.row
    amount = f"{row.amount / 100:.2f}" if row.amount else ""
    return (
        one.enterprise,
        one.uscc,
        one.unit,
        row.title,
        amount,
        row.due_on.isoformat(),
        row.predecessor_unit,
        light(row)["text"],
    )

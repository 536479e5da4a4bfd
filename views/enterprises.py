"""纪企直通车: the list of enterprises, one enterprise with its items, the forms, the import."""

from __future__ import annotations

from typing import Any, cast

import wtforms
from flask import Blueprint, Flask, jsonify, render_template, request, url_for
from sqlalchemy.orm import Session

from app import calendars, measures, store, tabular
from app.enums import RecordStatus, RevealPurpose
from app.errors import Conflict, Forbidden, Invalid
from app.formats import day, moment
from app.identifiers import whole
from app.models import Enterprise
from app.operations import enterprises as keeping
from app.operations import idempotency
from app.permissions import Right
from app.principal import Principal
from app.queries import enterprises, people, promises
from app.queries.enterprises import SEES, Listed
from app.security import me, needs
from views.common import ROW, arrive, version, watch
from views.fields import Clean, Must, OfficeForm, PlaceField, Telephone, region_label
from views.fields_firm import OfficerField, enterprise_hit, officer_hits
from views.form_page import form_page, versus
from views.forms import once, once_key, words
from views.identity_forms import PurposeForm
from views.identity_open import opened_page
from views.promises import light, money
from views.submitting import submitted

UP = ("纪企直通车", "enterprises.index")
pages = Blueprint("enterprises", __name__, url_prefix="/enterprises")
watch(pages, "enterprise")
# What heads a column in the tables that offices bring.
COLUMNS: dict[str, tuple[str, ...]] = {
    "uscc": ("统一社会信用代码", "信用代码", "社会信用代码"),
    "name": ("企业名称", "企业", "单位名称", "名称"),
    "region": ("所在地", "所在区划", "乡镇", "地址"),
    "industry": ("行业", "所属行业"),
    "contact_name": ("联系人", "企业联系人", "负责人"),
    "contact_phone": ("联系电话", "电话", "手机"),
    "officer": ("联系专员", "包联干部", "专员"),
}


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class EnterpriseForm(OfficeForm):
    """One enterprise."""

    uscc = wtforms.StringField(
        "统一社会信用代码",
        [Must("请填写统一社会信用代码。")],
        description="18 位；小写、全角、空格都可以，系统核对校验位",
        render_kw={"autocomplete": "off", "autofocus": True},
    )
    name = wtforms.StringField(
        "企业名称", [Must("请填写企业名称。"), Clean(100)], render_kw={"autocomplete": "off"}
    )
    region_code = PlaceField("所在地", [Must("请填写所在地，到乡镇或县。")])
    industry = wtforms.StringField("行业", [Clean(40)], render_kw={"autocomplete": "off"})
    officer_id = OfficerField("联系专员", description="一家企业一位专员；输入姓名")
    contact_name = wtforms.StringField(
        "企业联系人",
        [Clean(40)],
        description="姓名和电话加密保存；已经留过的，不填就不变",
        render_kw={"autocomplete": "off"},
    )
    contact_phone = wtforms.TelField(
        "联系电话", [Telephone()], render_kw={"autocomplete": "off", "inputmode": "tel"}
    )
    status = wtforms.RadioField(
        "状态", choices=words(RecordStatus), default=RecordStatus.ACTIVE.value
    )


class ImportForm(OfficeForm):
    """A table of enterprises."""

    pasted = wtforms.TextAreaField(
        "粘贴表格",
        description="从 Excel 里选中复制，粘贴到这里；第一行是表头："
        "统一社会信用代码、企业名称、所在地、行业、联系人、联系电话、联系专员",
        render_kw={"rows": 6},
    )
    table = wtforms.FileField(
        "或者选择文件",
        description="xlsx 或 csv，不超过 2 MB",
        render_kw={"accept": ".xlsx,.xls,.csv,.txt"},
    )


@pages.get("/")
@needs(*SEES)
def index() -> Any:
    """List the enterprises that this person sees."""
    session, actor = store.current(), me()
    text = request.args.get("q", "")[:60]
    start = whole(request.args.get("start", ""), 6) or 0
    found, more = enterprises.listed(session, actor, text, start)
    names = people.names(session, [one.row.officer_id for one in found])
    return render_template(
        "enterprises/index.html",
        rows=[_line(one, names) for one in found],
        text=text,
        sees_items=enterprises.sees_items(actor),
        may_keep=enterprises.may_keep(actor),
        more=url_for("enterprises.index", q=text, start=start + enterprises.SIZE) if more else "",
        for_all=for_all(session),
    )


def _line(one: Listed, names: dict[int | None, str]) -> dict[str, Any]:
    """Return an enterprise as a line of the list."""
    row = one.row
    return {
        "url": url_for("enterprises.show", row_id=row.id),
        "name": row.name,
        "uscc": row.uscc,
        "place": region_label(row.region_code),
        "officer": names.get(row.officer_id, ""),
        "items": one.items,
        "running": one.running,
        "retired": row.status == RecordStatus.RETIRED,
    }


def for_all(session: Session) -> list[dict[str, str]]:
    """Return the verified results that serve every enterprise."""
    return [
        {
            "url": url_for("problem.show", row_id=metric.problem_id),
            "no": number,
            "title": title,
            "text": f"{metric.kind.label} {measures.words(metric.kind, metric.value)}",
            "basis": metric.basis,
        }
        for metric, number, title in enterprises.for_all(session)
    ]


@pages.get(f"/{ROW}", endpoint="show")
@needs(*SEES)
def show_page(row_id: int) -> Any:
    """Show an enterprise with its items."""
    return shown(row_id)


def shown(row_id: int, wrong: str = "", refusal: str = "") -> str:
    """Return an enterprise's page, with the words why its contact was not opened."""
    session, actor = store.current(), me()
    row = enterprises.get(session, row_id)
    officer = people.names(session, [row.officer_id]).get(row.officer_id, "")
    items = enterprises.items(session, row_id) if enterprises.sees_items(actor) else []
    return render_template(
        "enterprises/show.html",
        row=row,
        facts=[
            ("统一社会信用代码", row.uscc),
            ("所在地", region_label(row.region_code)),
            ("行业", row.industry),
            ("联系专员", officer),
            ("状态", row.status.label),
            ("登记", moment(row.created_at)),
        ],
        mask=enterprises.mask(session, row) or ("已留，加密保存" if row.contact_id else ""),
        reveal=_reveal(actor, row),
        items=_items(session, items),
        promised=_promised(session, row_id),
        sees_items=enterprises.sees_items(actor),
        may_keep=enterprises.may_keep(actor),
        wrong=wrong,
        refusal=refusal,
    )


def _reveal(actor: Principal, row: Enterprise) -> dict[str, Any] | None:
    """Return how the contact is opened, None for who may not or where there is none."""
    if row.contact_id is None or not actor.has(Right.REVEAL, "D"):
        return None
    url = url_for("enterprises.open_once", row_id=row.id)
    return {"url": url, "purposes": RevealPurpose.choices(), "chosen": "", "links": []}


def _promised(session: Session, row_id: int) -> list[dict[str, Any]]:
    """Return what was promised to an enterprise."""
    return [
        {
            "url": url_for("promises.show", row_id=row.id),
            "title": row.title,
            "unit": unit,
            "due": day(row.due_on),
            "amount": money(row.amount),
            "light": light(row),
        }
        for row, unit in promises.to_enterprise(session, row_id)
    ]


def _items(session: Session, items: list[Any]) -> list[dict[str, Any]]:
    """Return the items of an enterprise with their lights."""
    calendar = calendars.load(session)
    return [
        {
            "url": url_for("problem.show", row_id=one.id),
            "no": one.problem_no,
            "title": one.title,
            "on": day(one.registered_at),
            "state": one.state.label,
            "outcome": one.outcome_kind.label if one.outcome_kind and one.closed_at else "",
            "light": calendars.problem_lamp(calendar, one),
        }
        for one in items
    ]


@pages.post(f"/{ROW}/open")
@needs(Right.REVEAL)
def open_once(row_id: int) -> Any:
    """Show the contact once, after the trace is committed."""

    def again(form: PurposeForm, loose: list[str]) -> str:
        return shown(row_id, "；".join(form.purpose.errors), "；".join(loose))

    return opened_page("enterprise", row_id, url_for("enterprises.show", row_id=row_id), again)


def _allow() -> Principal:
    """Return who asks, when he keeps the list; Forbidden otherwise."""
    actor = me()
    if not enterprises.may_keep(actor):
        raise Forbidden("您没有维护企业名册的权限。")
    return actor


@pages.route("/new", methods=["GET", "POST"])
@needs(Right.REGISTER_ITEM)
def new() -> Any:
    """Show the form, or add an enterprise once."""
    _allow()
    form = EnterpriseForm(request.form if request.method == "POST" else None)

    def again(loose: list[str]) -> str:
        return form_page(form, "添加企业", url_for("enterprises.index"), loose, up=UP)

    def save(session: Session, actor: Principal) -> str:
        row = keeping.keep(session, actor, form.facts())
        return url_for("enterprises.show", row_id=row.id)

    return again([]) if request.method == "GET" else submitted(form, save, again, "已添加企业。")


@pages.route(f"/{ROW}/edit", methods=["GET", "POST"])
@needs(Right.REGISTER_ITEM)
def edit(row_id: int) -> Any:
    """Show the form of an enterprise, or correct it."""
    # Whose row it is not is told that there is none, before he is told what he may not do.
    row = enterprises.get(store.current(), row_id)
    actor = _allow()
    back, held = url_for("enterprises.show", row_id=row_id), row.row_version
    form = EnterpriseForm(request.form if request.method == "POST" else None, obj=row)
    if request.method == "GET":
        return form_page(form, "修改企业", back, up=UP, held=held)
    if not form.validate():
        return form_page(form, "修改企业", back, up=UP, held=version()), 422
    try:
        with store.write(actor) as session:
            keeping.keep(session, actor, form.facts(), row_id, version())
    except Invalid as refusal:
        loose = form.blame(refusal.errors)
        return form_page(form, "修改企业", back, loose, up=UP, held=version()), 422
    except Conflict:
        return clash_page(row_id, form, back), 409
    return arrive(back, "已保存。")


def clash_page(row_id: int, form: EnterpriseForm, back: str) -> str:
    """Return the form with what is stored now beside what was typed."""
    row = enterprises.get(store.current(), row_id)
    stored = EnterpriseForm(None, obj=row)
    kept = {"uscc", "name", "industry", "region_code", "officer_id"}
    both = versus(form, stored, lambda field: field.name in kept)
    return form_page(form, "修改企业", back, up=UP, held=row.row_version, versus=both)


@pages.route("/import", methods=["GET", "POST"])
@needs(Right.REGISTER_ITEM)
def bring_in() -> Any:
    """Show the form, or add every enterprise of a table, all or none."""
    _allow()
    form = ImportForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return import_page(form)
    try:
        rows = tabular.named(_cells(form), COLUMNS)
    except tabular.BadTable as error:
        return import_page(form, [str(error)]), 422
    if not rows:
        return import_page(form, ["请粘贴表格，或者选择文件。"]), 422
    actor, back, said = me(), url_for("enterprises.index"), "已导入，没有重复保存。"
    try:
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor)):
                made, known = keeping.bring_in(session, actor, rows)
                said = f"新增 {made} 家" + (f"，名册里已有 {known} 家没有改动。" if known else "。")
                idempotency.remember(session, once_key(actor), back)
    except keeping.FaultyRows as refusal:
        return import_page(form, ["一家也没有导入，请改正后重新导入。", *refusal.lines[:30]]), 422
    except Invalid as refusal:
        return import_page(form, list(refusal.errors.values())), 422
    return arrive(back, said)


def _cells(form: ImportForm) -> list[list[str]]:
    """Return the cells of the chosen file, or of the pasted text."""
    chosen = request.files.get("table")
    if chosen is not None and chosen.filename:
        return tabular.read(cast(Any, chosen.stream))
    return tabular.parse(form.pasted.data or "")


def import_page(form: ImportForm, loose: list[str] | None = None) -> str:
    """Return the form of the import with its faults."""
    return render_template("enterprises/import.html", form=form, loose=loose or [], once=once())


@pages.get("/lookup")
@needs(Right.REGISTER_ITEM)
def lookup() -> Any:
    """Answer the enterprises of a text."""
    found = enterprises.find(store.current(), request.args.get("q", "")[:60])
    hits = [enterprise_hit(row) for row in found]
    return jsonify({"items": [{"id": h.key, "text": h.text, "hint": h.hint} for h in hits]})


@pages.get("/lookup/officer")
@needs(Right.REGISTER_ITEM)
def officer() -> Any:
    """Answer the colleagues of a text."""
    _allow()
    hits = officer_hits(request.args.get("q", "")[:40])
    return jsonify({"items": [{"id": h.key, "text": h.text, "hint": h.hint} for h in hits]})

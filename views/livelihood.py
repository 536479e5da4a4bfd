"""民生实事: the tiered list and its sheet, one item from its collection to its check."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import wtforms
from flask import Blueprint, Flask, current_app, render_template, request, url_for
from sqlalchemy.orm import Session

from app import audit, clock, policies_campaigns, store
from app.enums_campaign import LivelihoodLevel, LivelihoodState
from app.errors import Conflict, Forbidden, Invalid, Refused
from app.formats import day, moment
from app.identifiers import whole
from app.models import LivelihoodItem
from app.operations import idempotency, milestones
from app.operations import livelihood as doing
from app.operations.draft_words import day_of
from app.permissions import Right
from app.principal import Principal
from app.queries import clusters, livelihood, people
from app.responses import respond_file
from app.security import me, needs
from views import faults, printing, promises
from views.common import ROW, arrive, version, watch
from views.faults import NONE, Fault
from views.fields import Clean, Must, OfficeForm, UnitField, Within
from views.form_page import form_page, versus
from views.forms import once, once_key, words
from views.rows import unit_names
from views.submitting import submitted

UP = ("民生实事", "livelihood.index")
pages = Blueprint("livelihood", __name__, url_prefix="/livelihood")
watch(pages, "livelihood_item")
S = LivelihoodState
LAMPS = {
    S.COLLECTED: "still",
    S.DROPPED: "still",
    S.SELECTED: "warn",
    S.ASSIGNED: "still",
    S.CLAIMED: "warn",
    S.DONE: "ok",
}
NEXT = {
    S.COLLECTED: "由领导选定或者不选入，征集的本人不能选；选定以前，征集的单位可以修改。",
    S.SELECTED: "由交办的单位起草民生事项交办书。",
    S.ASSIGNED: "牵头单位按时间节点填报进展，完成后上传佐证材料、报完成。",
    S.CLAIMED: "由交办的单位或者选定的领导核验；没有做到的退回。",
}
SAID = {
    "drop": "已记录没有选入。",
    "confirm": "已核验。",
    "back": "已退回。",
}


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class ItemForm(OfficeForm):
    """An item that is put forward."""

    title = wtforms.StringField("事项", [Must("请填写事项。"), Clean(100)])
    detail = wtforms.TextAreaField(
        "内容", [Must("请填写内容。"), Clean(2000)], render_kw={"rows": 5}
    )
    level = wtforms.RadioField(
        "级别",
        [Must("请选择级别。")],
        choices=words(LivelihoodLevel),
        default=LivelihoodLevel.COUNTY.value,
    )
    year = wtforms.IntegerField("年度", [Must("请填写年度。"), Within(2000, 2099)])
    sources = wtforms.TextAreaField(
        "来源编号",
        [Clean(3000)],
        description="从哪些台账事项（HXZT）、留言（LY）、评价（PJ）里来，写编号，空格隔开",
        render_kw={"rows": 2},
    )
    cluster = wtforms.HiddenField()


class SelectForm(OfficeForm):
    """What a selected item has."""

    reason = wtforms.StringField("选定理由", [Must("请填写选定理由。"), Clean(200)])
    leader_owner = wtforms.StringField(
        "领办领导", [Must("请填写领办领导。"), Clean(40)], description="写职务或者姓名"
    )
    lead_unit_id = UnitField("牵头单位", [Must("请填写牵头单位。")])
    due_on = wtforms.DateField("完成时限", [Must("请填写完成时限。")])


def _chosen() -> tuple[int | None, LivelihoodLevel | None, LivelihoodState | None]:
    """Return which items the address asks for."""
    level, state = request.args.get("level", ""), request.args.get("state", "")
    return (
        whole(request.args.get("year", ""), 4),
        LivelihoodLevel(level) if level in set(LivelihoodLevel) else None,
        LivelihoodState(state) if state in set(LivelihoodState) else None,
    )


@pages.get("/")
@needs(Right.CAMPAIGNS)
def index() -> Any:
    """List the items by level."""
    session = store.current()
    year, level, state = _chosen()
    lines = _lines(session, livelihood.listed(session, year, level, state))
    groups = [(name, list(part)) for name, part in groupby(lines, lambda one: one["level"])]
    given: dict[str, Any] = {"year": year, "level": level, "state": state}

    def chip(label: str, active: bool, **changes: Any) -> dict[str, Any]:
        kept = {key: value for key, value in {**given, **changes}.items() if value}
        return {"label": label, "url": url_for("livelihood.index", **kept), "active": active}

    return render_template(
        "livelihood/index.html",
        groups=groups,
        years=[
            chip("各年", year is None, year=None),
            *(chip(f"{one}年", year == one, year=one) for one in livelihood.years(session)),
        ],
        states=[
            chip("全部", state is None, state=None),
            *(chip(one.label, state == one, state=one.value) for one in S),
        ],
        may_collect=policies_campaigns.may_collect(me()),
        sheet=url_for("livelihood.sheet", **{k: v for k, v in given.items() if v}),
        any=bool(lines) or any(given.values()),
    )


def _lines(session: Session, rows: Any) -> list[dict[str, Any]]:
    """Return items as lines of a list."""
    names = unit_names(session, [row.lead_unit_id for row in rows])
    steps = livelihood.progress(session, [row.id for row in rows])
    return [
        {
            "row": row,
            "level": row.level.label,
            "url": url_for("livelihood.show", row_id=row.id),
            "unit": names.get(row.lead_unit_id, ""),
            "steps": steps.get(row.id, (0, 0, 0)),
            "light": light(row, steps.get(row.id, (0, 0, 0))[2]),
        }
        for row in rows
    ]


def light(row: LivelihoodItem, late: int) -> dict[str, str]:
    """Return how an item stands, and by how much it is late."""
    running = row.state in {S.SELECTED, S.ASSIGNED, S.CLAIMED}
    if running and row.due_on is not None and row.due_on < clock.today():
        return {"kind": "late", "text": f"超期 {(clock.today() - row.due_on).days} 天"}
    if running and late:
        return {"kind": "late", "text": f"{late} 个节点超期"}
    return {"kind": LAMPS[row.state], "text": row.state.label}


@pages.get("/sheet.pdf")
@needs(Right.CAMPAIGNS)
def sheet() -> Any:
    """Print the list as a 台账; the act is audited first."""
    actor = me()
    year, level, state = _chosen()
    with store.write(actor) as session:
        lines = _lines(session, livelihood.listed(session, year, level, state))
        detail = {"rows": len(lines)}
        audit.record(session, actor, "export", "livelihood_item", detail=detail)
    if not lines:
        raise Refused("没有可以打印的民生实事。")
    heads = ("序号", "级别", "事项", "领办领导", "牵头单位", "完成时限", "状态")
    widths = (2.4, 3.6, 0, 5.0, 5.4, 5.6, 5.0)
    columns = [
        {"label": label, **({"width": width} if width else {"align": "left"})}
        for label, width in zip(heads, widths, strict=True)
    ]
    cells = [_cells(at, one) for at, one in enumerate(lines, start=1)]
    facts = {
        "agency": current_app.config["VX"].agency.office,
        "title": f"{f'{year}年' if year else ''}民生实事清单",
        "date": clock.today().isoformat(),
        "tables": [{"columns": columns, "rows": cells, "source": f"注：共{len(cells)}件。"}],
    }
    content = printing.render("ledger_sheet", facts)
    return respond_file(content, "民生实事清单.pdf", "application/pdf", inline=True)


def _cells(at: int, one: dict[str, Any]) -> list[str]:
    """Return the cells of an item on the sheet."""
    row = one["row"]
    due = day_of(row.due_on) if row.due_on else ""
    words = [one["level"], row.title, row.leader_owner, one["unit"], due, row.state.label]
    return [str(at), *words]


@pages.route("/new", methods=["GET", "POST"])
@needs(Right.CAMPAIGNS)
def new() -> Any:
    """Show the form, or put an item forward once."""
    if not policies_campaigns.may_collect(me()):
        raise Forbidden("您没有征集民生实事的权限。")
    cluster = whole(request.values.get("cluster", ""))
    begun: dict[str, Any] = {"year": clock.today().year}
    if cluster is not None:
        row = clusters.get(store.current(), cluster)
        begun |= {"title": row.title, "detail": row.measures or row.title, "cluster": str(row.id)}
    form = ItemForm(request.form if request.method == "POST" else None, data=begun)

    def again(loose: list[str]) -> str:
        return form_page(form, "征集民生实事", url_for("livelihood.index"), loose, up=UP)

    def save(session: Session, actor: Principal) -> str:
        made = doing.collect(session, actor, form.facts(), cluster)
        return url_for("livelihood.show", row_id=made.id)

    return again([]) if request.method == "GET" else submitted(form, save, again, "已征集。")


@pages.route(f"/{ROW}/edit", methods=["GET", "POST"])
@needs(Right.CAMPAIGNS)
def edit(row_id: int) -> Any:
    """Show the form of an item that one's unit put forward, or correct it."""
    row = livelihood.get(store.current(), row_id)
    if not policies_campaigns.may_correct_item(me(), row):
        raise Forbidden(doing.DECIDED)
    form = _correction(row, request.form if request.method == "POST" else None)
    back, held, actor = url_for("livelihood.show", row_id=row_id), row.row_version, me()

    def again(loose: list[str], shown: int, both: Any = ()) -> str:
        return form_page(form, "修改民生实事", back, loose, up=UP, held=shown, versus=both)

    if request.method == "GET":
        return again([], held)
    if not form.validate():
        return again([], version()), 422
    try:
        with store.write(actor) as session:
            doing.correct(session, actor, row_id, version(), form.facts())
    except Invalid as refusal:
        return again(form.blame(refusal.errors), version()), 422
    except Conflict:
        row = livelihood.get(store.current(), row_id)
        both = versus(form, _correction(row, None), lambda field: field.type != "RadioField")
        return again([], row.row_version, both), 409
    return arrive(back, "已保存。")


def _correction(row: LivelihoodItem, sent: Any) -> ItemForm:
    """Return the form of a stored item, without what it was heard from."""
    names = ("title", "detail", "level", "year")
    form = ItemForm(sent, data={name: getattr(row, name) for name in names})
    del form.sources, form.cluster
    return form


@pages.get(f"/{ROW}")
@needs(Right.CAMPAIGNS)
def show(row_id: int) -> Any:
    """Show an item with what may be done with it."""
    return shown(row_id)


def shown(row_id: int, fault: Fault = NONE) -> str:
    """Return the page of an item, with what was wrong with an act and what was typed."""
    session, actor = store.current(), me()
    row = livelihood.get(session, row_id)
    steps = livelihood.milestones_of_item(session, row_id)
    late = livelihood.progress(session, [row_id]).get(row_id, (0, 0, 0))[2]
    count, numbers = livelihood.sources(session, row_id)
    return render_template(
        "livelihood/show.html",
        row=row,
        light=light(row, late),
        facts=_facts(session, row),
        letter=livelihood.letter(session, row) if row.document_id else None,
        count=count,
        numbers=numbers,
        milestones=steps,
        today=clock.today(),
        add_url=url_for("livelihood.add_milestone", row_id=row_id),
        may_plan=policies_campaigns.may_progress(actor, row),
        may_end=policies_campaigns.may_progress(actor, row),
        next=_next(row),
        may_correct=policies_campaigns.may_correct_item(actor, row),
        may_select=policies_campaigns.may_select(actor, row),
        may_letter=policies_campaigns.may_write_letter(actor, row),
        may_claim=policies_campaigns.may_claim(actor, row),
        may_confirm=policies_campaigns.may_confirm(actor, row),
        may_send_back=policies_campaigns.may_send_back(actor, row),
        evidence=livelihood.evidence(session, row_id),
        fault=fault,
        once=once(),
    )


def _next(row: LivelihoodItem) -> str:
    """Return what comes next with an item, and from whom."""
    if row.state == S.SELECTED and row.document_id is not None:
        return "交办书签发、印发以后，牵头单位就能看到，开始办理。"
    return NEXT.get(row.state, "")


def _facts(session: Session, row: LivelihoodItem) -> list[tuple[str, str]]:
    """Return what stands beside an item."""
    units = unit_names(session, [row.unit_id, row.lead_unit_id, row.assigned_unit_id])
    names = people.names(session, [row.selected_by_id, row.claimed_by_id, row.checked_by_id])
    return [
        ("级别", row.level.label),
        ("年度", f"{row.year}年"),
        ("征集单位", units.get(row.unit_id, "")),
        ("领办领导", row.leader_owner),
        ("牵头单位", units.get(row.lead_unit_id, "")),
        ("完成时限", day(row.due_on)),
        ("选定", names.get(row.selected_by_id, "")),
        ("选定时间", moment(row.selected_at)),
        ("交办单位", units.get(row.assigned_unit_id, "")),
        ("报完成", names.get(row.claimed_by_id, "")),
        ("核验", names.get(row.checked_by_id, "")),
    ]


@pages.route(f"/{ROW}/select", methods=["GET", "POST"])
@needs(Right.CAMPAIGNS)
def select(row_id: int) -> Any:
    """Show the form of a selection, or select an item."""
    row = livelihood.get(store.current(), row_id)
    if not policies_campaigns.may_select(me(), row):
        raise Forbidden("民生实事由领导选定；自己征集的，由另一位领导选定。")
    form = SelectForm(request.form if request.method == "POST" else None)
    back, held = url_for("livelihood.show", row_id=row_id), row.row_version

    def again(loose: list[str]) -> str:
        shown = version() if request.method == "POST" else held
        return form_page(form, "选定民生实事", back, loose, up=UP, label="选定", held=shown)

    def save(session: Session, actor: Principal) -> str:
        doing.select(session, actor, row_id, version(), form.facts())
        return back

    if request.method == "GET":
        return again([])
    try:
        return submitted(form, save, again, "已选定，请起草交办书。")
    except Conflict as clash:
        return again([str(clash.description)]), 409


@pages.post(f"/{ROW}/letter")
@needs(Right.DRAFT_REPORT)
def letter(row_id: int) -> Any:
    """Draft the letter and lead to it."""
    actor = me()
    livelihood.get(store.current(), row_id)
    try:
        with store.write(actor) as session:
            made = doing.write_letter(session, actor, row_id, version())
            location = url_for("paper.show", row_id=made.id)
    except (Refused, Conflict) as refusal:
        return shown(row_id, faults.of(refusal, "letter")), refusal.code
    return arrive(location, "交办书已起草，签发印发以后牵头单位就能看到。")


@pages.post(f"/{ROW}/<any(drop, confirm, back):name>")
@needs(Right.CAMPAIGNS)
def act(row_id: int, name: str) -> Any:
    """Take one step with an item."""
    actor, typed = me(), request.form.get("text", "")
    livelihood.get(store.current(), row_id)
    try:
        with store.write(actor) as session:
            if name == "confirm":
                doing.confirm(session, actor, row_id, version())
            else:
                step = doing.drop if name == "drop" else doing.send_back
                step(session, actor, row_id, version(), typed)
    except (Refused, Conflict) as refusal:
        return shown(row_id, faults.of(refusal, name)), refusal.code
    return arrive(url_for("livelihood.show", row_id=row_id), SAID[name])


@pages.post(f"/{ROW}/milestones")
@needs(Right.CAMPAIGNS)
def add_milestone(row_id: int) -> Any:
    """Add a milestone to an item, once a form."""
    actor, back = me(), url_for("livelihood.show", row_id=row_id)
    livelihood.get(store.current(), row_id)
    try:
        with store.write(actor) as session:
            if idempotency.claim(session, once_key(actor), back) is None:
                facts = request.form.to_dict()
                milestones.add(session, actor, facts, livelihood_item_id=row_id)
    except Refused as refusal:
        return shown(row_id, faults.of(refusal, "milestone")), refusal.code
    return arrive(back, "已添加时间节点。")


@pages.post(f"/milestone/{ROW}/end")
@needs(Right.CAMPAIGNS, Right.COMMITMENTS)
def end_milestone(row_id: int) -> Any:
    """Say that a milestone of an item or of a promise is reached."""
    actor = me()
    row = livelihood.milestone(store.current(), row_id)
    if row.commitment_id is not None:
        back = url_for("promises.show", row_id=row.commitment_id)
    else:
        back = url_for("livelihood.show", row_id=row.livelihood_item_id)
    item, promise = row.livelihood_item_id, row.commitment_id
    try:
        with store.write(actor) as session:
            milestones.end(session, actor, row_id, version(), request.form.to_dict())
    except (Refused, Conflict) as refusal:
        said = faults.of(refusal, f"end-{row_id}")
        page = promises.shown(promise, said) if promise is not None else shown(item or 0, said)
        return page, refusal.code
    return arrive(back, "已记录进展。")

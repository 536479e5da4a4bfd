"""The clue compartment's pages: for the keeper, the leader and the office a clue is handed to.

For everybody else every address here is missing, whatever the id and the method.
"""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint, Flask, render_template, request, url_for

from app import calendars, clock, store
from app.clue_moves import BY_CODE, Move
from app.enums_clue import CluePurpose, ClueState, ManagedLevel, NoticeWay
from app.errors import Conflict, Invalid, Missing, Refused
from app.identifiers import whole
from app.models import Clue
from app.operations import clue_acts, clues, compartment, idempotency, month_annex
from app.permissions import Right
from app.queries import clues as reads
from app.security import hidden, me
from app.web import error_page
from views.common import ROW, arrive, version
from views.fields import Clean, Must, OfficeForm, Telephone, UnitField
from views.forms import action_form, once, once_key, words
from views.present_clue import CluePage, notice_row, row
from views.superior import stopped, to_paper

pages = Blueprint("clue", __name__, url_prefix="/clue")
SEEN = hidden(Right.CLUES, "A", "2", "1")
PAGE = 50
AGES = (30, 60, 90, 180)
PURPOSES = [word for word in CluePurpose if word is not CluePurpose.CUSTODY]
# Where a keyed submission led is stored outside the compartment, so it names no clue.
LIST = "/clue/"


def register(app: Flask) -> None:
    """Add the pages of the compartment."""
    app.register_blueprint(pages)


@pages.errorhandler(Missing)
def missing(_error: Missing) -> Any:
    """Answer like any missing page; the audit row names no id."""
    actor = me()
    with store.write(actor) as session:
        compartment.trace_read(session, actor, result="refused")
    return error_page(404)


class EntryForm(OfficeForm):
    """What a keeper enters of a letter or visit; the level of the cadre is asked first."""

    managed_level = wtforms.RadioField(
        "被反映人的管理权限",
        [Must("请先核对这一项。")],
        choices=words(ManagedLevel),
        description="选“上级管理的干部”并提交后，所填内容一律不保存，页面告诉您怎样书面径送上级",
    )
    channel = wtforms.SelectField("来源", choices=words(clues.BY_HAND))
    received_on = wtforms.DateField(
        "收到日期", [Must("请填写收到日期。")], description="处置意见的期限从这天起算"
    )
    accused = wtforms.StringField(
        "被反映人和职务",
        [Must("请填写被反映人和职务。"), Clean(120)],
        render_kw={"autocomplete": "off"},
    )
    accused_unit_id = UnitField("被反映人单位", description="输入单位名称或拼音")
    summary = wtforms.TextAreaField(
        "反映的主要问题",
        [Must("请填写反映的主要问题。"), Clean(clues.LONGEST)],
        render_kw={"rows": 8},
    )
    is_named = wtforms.BooleanField("实名（留有真实姓名和联系电话）")
    reporter_name = wtforms.StringField(
        "检举控告人姓名", [Clean(40)], render_kw={"autocomplete": "off"}
    )
    reporter_phone = wtforms.TelField(
        "检举控告人电话",
        [Telephone()],
        render_kw={"autocomplete": "off", "inputmode": "tel"},
    )
    repeat_no = wtforms.StringField(
        "重复件的原编号", [Clean(40)], description="与已登记的线索重复时填写，不再告知受理"
    )


class NoticeForm(OfficeForm):
    """How a named reporter was told, and what he said."""

    way = wtforms.RadioField("告知方式", [Must("请选择告知方式。")], choices=words(NoticeWay))
    text = wtforms.TextAreaField(
        "告知情况", [Must("请填写告知情况。"), Clean(1000)], render_kw={"rows": 4}
    )
    has_dissent = wtforms.BooleanField("检举控告人有异议")
    has_new_evidence = wtforms.BooleanField("检举控告人提供了新证据")


@pages.get("/")
@SEEN
def index() -> Any:
    """List the clues this person sees, without a name or a word of their content."""
    state, before = request.args.get("state", ""), request.args.get("before", "")
    chosen = ClueState(state) if state in {word.value for word in ClueState} else None
    session, actor = store.current(), me()
    calendar = calendars.load(session)
    found = reads.page(session, chosen, whole(before), PAGE)
    keeps = actor.has(Right.CLUES, "A", "2")
    waiting = [] if state or before else reads.notices_due(session)
    return render_template(
        "clue/index.html",
        rows=[row(calendar, clue) for clue in found[:PAGE]],
        older=_older(found, state),
        chips=_chips(chosen),
        notices=[notice_row(calendar, one) for one in waiting],
        handovers=reads.handovers(session) if keeps else [],
        may_enter=actor.has(Right.CLUES, "A"),
        may_annex=month_annex.may_see(actor),
        keeps=keeps,
    )


def _older(found: list[Clue], state: str) -> str:
    """Return the address of older clues, an empty text when there are none."""
    if len(found) <= PAGE:
        return ""
    return url_for("clue.index", before=found[PAGE - 1].id, state=state or None)


def _chips(chosen: ClueState | None) -> list[dict[str, Any]]:
    """Return the filter by state."""
    every = [{"label": "全部", "url": url_for("clue.index"), "active": chosen is None}]
    return every + [
        {
            "label": word.label,
            "url": url_for("clue.index", state=word.value),
            "active": word is chosen,
        }
        for word in ClueState
    ]


@pages.route("/new", methods=["GET", "POST"])
@hidden(Right.CLUES, "A")
def new() -> Any:
    """Show the form, or enter a clue once; one about a cadre managed above is stopped."""
    if stopped():
        return to_paper()
    sent = request.form if request.method == "POST" else None
    form = EntryForm(sent, received_on=clock.today())
    if request.method == "GET":
        return entry_page(form)
    if not form.validate():
        return entry_page(form), 422
    actor = me()
    try:
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor)):
                clues.enter(session, actor, form.facts())
                idempotency.remember(session, once_key(actor), LIST)
    except Invalid as refusal:
        return entry_page(form, form.blame(refusal.errors)), 422
    except Refused as refusal:
        return entry_page(form, [str(refusal.description)]), refusal.code
    return arrive(LIST, "已登记编号。")


def entry_page(form: EntryForm, loose: list[str] | None = None) -> str:
    """Return the entry form with what was typed."""
    return render_template("clue/new.html", form=form, loose=loose or [], once=once())


@pages.get(f"/{ROW}")
@SEEN
def show(row_id: int) -> Any:
    """Show where a clue stands; its words stay sealed until a purpose is given."""
    return shown(CluePage(store.current(), me(), row_id))


def shown(
    page: CluePage, texts: clue_acts.Texts | None = None, refusal: str = "", wrong: str = ""
) -> str:
    """Return the page of a clue, with its words once opened, or what is wrong with the purpose."""
    return render_template(
        "clue/show.html",
        page=page,
        texts=texts,
        purposes=PURPOSES,
        refusal=refusal,
        wrong=wrong,
    )


@pages.post(f"/{ROW}/open")
@SEEN
def unseal(row_id: int) -> Any:
    """Open a clue's words once; the trace is committed before they are decrypted."""
    actor = me()
    try:
        with store.write(actor) as session:
            clue_acts.log_access(session, actor, row_id, request.form.get("purpose", ""))
    except Invalid as refusal:
        page = CluePage(store.current(), actor, row_id)
        return shown(page, wrong=str(refusal.description)), 422
    session = store.current()
    texts = clue_acts.open_texts(session, actor, row_id)
    return shown(CluePage(session, actor, row_id), texts)


@pages.route(f"/{ROW}/<code>", methods=["GET", "POST"])
@SEEN
def act(row_id: int, code: str) -> Any:
    """Show the form of a move, or make the move."""
    move = BY_CODE.get(code)
    if move is None:
        raise Missing
    if request.method == "GET":
        page = CluePage(store.current(), me(), row_id)
        try:
            clue_acts.check(page.principal, page.clue, move)
        except Refused as refusal:
            return shown(page, refusal=str(refusal.description)), refusal.code
        return act_page(row_id, move, action_form(move))
    form = action_form(move, request.form)
    if not form.validate():
        return act_page(row_id, move, form), 422
    try:
        _perform(row_id, code, form)
    except Invalid as refusal:
        return act_page(row_id, move, form, form.blame(refusal.errors)), 422
    except (Refused, Conflict) as refusal:
        return act_page(row_id, move, form, [str(refusal.description)]), refusal.code
    return arrive(_where_to(row_id), f"已{move.label}。")


def _perform(row_id: int, code: str, form: OfficeForm) -> None:
    """Make a move once."""
    actor = me()
    with store.write(actor) as session:
        if not idempotency.claim(session, once_key(actor)):
            clue_acts.perform(session, actor, row_id, version(), code, form.facts())
            idempotency.remember(session, once_key(actor), LIST)


def _where_to(row_id: int) -> str:
    """Return the clue's address, or the list when it left the actor's sight."""
    try:
        reads.get(store.current(), row_id)
    except Missing:
        return LIST
    return url_for("clue.show", row_id=row_id)


def act_page(row_id: int, move: Move, form: OfficeForm, loose: list[str] | None = None) -> str:
    """Return the form of a move with what was typed; a stale one keeps its old version."""
    page = CluePage(store.current(), me(), row_id)
    sent = request.method == "POST"
    return render_template(
        "clue/act.html",
        page=page,
        move=move,
        form=form,
        loose=loose or [],
        version=version() if sent else page.clue.row_version,
        once=once(),
    )


@pages.route(f"/notice/{ROW}", methods=["GET", "POST"])
@SEEN
def notice(row_id: int) -> Any:
    """Show the form of a notice, or record that the reporter was told."""
    form = NoticeForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return notice_page(row_id, form)
    if not form.validate():
        return notice_page(row_id, form), 422
    actor = me()
    try:
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor)):
                clue_acts.tell(session, actor, row_id, form.facts())
                idempotency.remember(session, once_key(actor), LIST)
    except Invalid as refusal:
        return notice_page(row_id, form, form.blame(refusal.errors)), 422
    except Refused as refusal:
        return notice_page(row_id, form, [str(refusal.description)]), refusal.code
    return arrive(_where_to(reads.notice(store.current(), row_id).clue_id), "已记录告知情况。")


def notice_page(row_id: int, form: NoticeForm, loose: list[str] | None = None) -> str:
    """Return the form of a notice with what was typed."""
    found = reads.notice(store.current(), row_id)
    page = CluePage(store.current(), me(), found.clue_id)
    return render_template(
        "clue/notice.html", page=page, notice=found, form=form, loose=loose or [], once=once()
    )

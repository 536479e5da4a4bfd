"""A reporter's identity: opened alone or by two persons, and what waits for the second one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import store
from app.errors import Conflict, Invalid, Missing, Refused
from app.operations import erasure, identity_requests, refusals
from app.permissions import Right
from app.principal import Principal
from app.queries import identity as reads
from app.security import me, needs
from app.web import error_page
from views import identity_export, identity_relay
from views.common import ROW, arrive, version
from views.fields import OfficeForm
from views.forms import once
from views.identity_forms import AskForm, EraseForm, PurposeForm, RefusalForm
from views.identity_open import opened_page
from views.present_identity import KIND, RequestPage, SubjectPage, row
from views.submitting import submitted

pages = Blueprint("identity", __name__, url_prefix="/identity")
OF = f"/of/<any(problem, message, evaluation):kind>/{ROW}"
REQUEST = f"/request/{ROW}"
identity_relay.add(pages)
identity_export.add(pages)


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


@pages.errorhandler(Missing)
def missing(_error: Missing) -> Any:
    """Audit a request for what is not there for the person, under the kind that was asked for."""
    given, actor = request.view_args or {}, me()
    if "row_id" in given:
        kind = given.get("kind") or KIND.get(str(request.endpoint), "identity_request")
        with store.write(actor) as session:
            refusals.note(session, actor, kind, given["row_id"])
    return error_page(404)


@pages.get("/")
@needs(Right.SEE_REPORTER)
def index() -> Any:
    """List what waits for this person, and what he asked for."""
    session, actor = store.current(), me()
    waiting, own = reads.waiting(session, actor), reads.own(session, actor)
    names = reads.names(session, {one.asked_by_id for one in waiting})
    return render_template(
        "identity/index.html",
        waiting=[row(one, names) for one in waiting],
        own=[row(one, names) for one in own],
        may_export=actor.has(Right.EXPORT_PERSONAL, "1"),
    )


@pages.get(OF)
@needs(Right.SEE_REPORTER)
def subject(kind: str, row_id: int) -> Any:
    """Show whose identity it is by the mask, how to open it, and who opened it."""
    return subject_page(kind, row_id, AskForm())


def subject_page(
    kind: str,
    row_id: int,
    form: OfficeForm,
    loose: list[str] | None = None,
    opening: PurposeForm | None = None,
) -> str:
    """Return the page with what was typed."""
    page = SubjectPage(store.current(), me(), kind, row_id)
    return render_template(
        "identity/subject.html",
        page=page,
        form=form,
        opening=opening or PurposeForm(),
        loose=loose or [],
        once=once(),
    )


@pages.post(f"{OF}/ask")
@needs(Right.REVEAL)
def ask(kind: str, row_id: int) -> Any:
    """File a request for the second person, once a submission."""
    form = AskForm(request.form)

    def save(session: Session, actor: Principal) -> str:
        identity_requests.ask(session, actor, kind, row_id, form.purpose.data, form.reason.data)
        return url_for("identity.subject", kind=kind, row_id=row_id)

    def again(loose: list[str]) -> str:
        return subject_page(kind, row_id, form, loose)

    return submitted(form, save, again, "已提出申请，批准后在这一页查看一次。")


@pages.post(f"{OF}/open")
@needs(Right.REVEAL, Right.SEE_REPORTER)
def open_once(kind: str, row_id: int) -> Any:
    """Show name and number once; the trace is committed before they are opened."""

    def again(form: PurposeForm, loose: list[str]) -> str:
        return subject_page(kind, row_id, AskForm(), loose, form)

    back = url_for("identity.subject", kind=kind, row_id=row_id)
    return opened_page(kind, row_id, back, again)


@pages.get(REQUEST, endpoint="request")
@needs(Right.SEE_REPORTER)
def request_page(row_id: int) -> Any:
    """Show a request: who asks for what, why, and what may be done with it."""
    return shown(row_id, RefusalForm())


def shown(row_id: int, form: OfficeForm, loose: list[str] | None = None) -> str:
    """Return the page of a request with what was typed."""
    page = RequestPage(store.current(), me(), row_id)
    return render_template("identity/request.html", page=page, form=form, loose=loose or [])


@pages.post(f"{REQUEST}/approve")
@needs(Right.EXPORT_PERSONAL)
def approve(row_id: int) -> Any:
    """Let the asker open it once within the time that the office set."""
    actor = me()
    try:
        with store.write(actor) as session:
            identity_requests.decide(session, actor, row_id, version(), approve=True)
    except Conflict as clash:
        return shown(row_id, RefusalForm(), [str(clash.description)]), 409
    return arrive(url_for("identity.index"), "已批准，申请人可以使用一次。")


@pages.post(f"{REQUEST}/refuse")
@needs(Right.EXPORT_PERSONAL)
def refuse(row_id: int) -> Any:
    """Refuse, with the reason that the asker reads."""
    actor, form = me(), RefusalForm(request.form)
    if not form.validate():
        return shown(row_id, form), 422
    words = str(form.refusal.data)
    try:
        with store.write(actor) as session:
            identity_requests.decide(
                session, actor, row_id, version(), approve=False, refusal=words
            )
    except Invalid as refusal:
        return shown(row_id, form, form.blame(refusal.errors)), 422
    except Conflict as clash:
        return shown(row_id, form, [str(clash.description)]), 409
    return arrive(url_for("identity.index"), "已退回申请，理由申请人看得到。")


@pages.route(f"{OF}/erase", methods=["GET", "POST"])
@needs(Right.EXPORT_PERSONAL)
def erase(kind: str, row_id: int) -> Any:
    """Erase an identity at its owner's demand, after a page that says what goes and what stays."""
    form = EraseForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return erase_page(kind, row_id, form)
    if not form.validate():
        return erase_page(kind, row_id, form), 422
    actor = me()
    try:
        with store.write(actor) as session:
            record = erasure.erase(session, actor, kind, row_id, form.asker.data)
            until = f"{record.backups_until:%Y-%m-%d}"
    except Invalid as refusal:
        return erase_page(kind, row_id, form, form.blame(refusal.errors)), 422
    except Refused as refusal:
        return erase_page(kind, row_id, form, [str(refusal.description)]), refusal.code
    where = url_for("identity.subject", kind=kind, row_id=row_id)
    return arrive(where, f"已清除。备份里的最迟到 {until} 清除。")


def erase_page(kind: str, row_id: int, form: OfficeForm, loose: list[str] | None = None) -> str:
    """Return the form of an erasure."""
    page = SubjectPage(store.current(), me(), kind, row_id)
    return render_template("identity/erase.html", page=page, form=form, loose=loose or [])

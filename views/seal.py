"""用印审批: asking for the seal on a paper, and the decision of another person."""

from __future__ import annotations

import logging
from typing import Any

import sqlalchemy as sa
import wtforms
from flask import Blueprint, Flask, flash, render_template, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import policies_seal, safelog, store
from app.enums import DocumentState
from app.enums_trust import SealUseState
from app.errors import Conflict, Invalid, Missing, Refused
from app.formats import moment
from app.identifiers import whole
from app.models import Account, Document, SealUse
from app.operations import documents, idempotency, seal
from app.permissions import Right
from app.principal import Principal
from app.queries import papers, seals
from app.security import me, needs
from views import printing
from views.common import ROW, arrive, watch
from views.fields import Clean, Must, OfficeForm
from views.forms import once, once_key

pages = Blueprint("seal", __name__, url_prefix="/paper")
watch(pages, "document")
log = logging.getLogger("voice.papers")
LIGHTS = {SealUseState.ASKED: "warn", SealUseState.APPROVED: "ok", SealUseState.REFUSED: "still"}


class RefuseForm(OfficeForm):
    """Why the seal is not put on a paper."""

    reason = wtforms.TextAreaField(
        "不同意的理由",
        [Must("请写明不同意的理由。"), Clean(200)],
        description="申请人会看到；公文可以不用印照样印发，加盖实物印章",
        render_kw={"rows": 2},
    )


def register(app: Flask) -> None:
    """Add the pages of the seal."""
    app.register_blueprint(pages)


@pages.get("/seals")
@needs(Right.SIGN_PAPER)
def index() -> Any:
    """List the signed papers that wait for this person's decision."""
    session, actor = store.current(), me()
    rows = [
        {
            "url": url_for("seal.show", row_id=document.id),
            "title": document.title,
            "number": document.number,
            "by": _names(session, [use.asked_by_id]).get(use.asked_by_id, ""),
            "at": moment(use.asked_at),
        }
        for use, document in seals.to_decide(session, actor)
    ]
    return render_template("paper/seals.html", rows=rows)


@pages.get(f"/{ROW}/seal", endpoint="show")
@needs(Right.SEE_PAPERS)
def show_page(row_id: int) -> Any:
    """Show who asked for the seal on a paper and who decided."""
    return page(row_id, RefuseForm())


def page(row_id: int, form: OfficeForm) -> str:
    """Return the page of a paper's seal."""
    session, actor = store.current(), me()
    document = papers.get(session, actor, row_id)
    uses = seals.every(session, row_id)
    last = uses[0] if uses else None
    asked = last is not None and last.state != SealUseState.REFUSED
    return render_template(
        "paper/seal.html",
        document=document,
        uses=_rows(session, uses),
        last=last,
        configured=seal.is_configured(),
        printable=document.state == DocumentState.ISSUED,
        may_ask=not asked and policies_seal.may_ask_seal(actor, document),
        may_decide=policies_seal.may_decide_seal(actor, document, last),
        unsigned=document.state in {DocumentState.DRAFT, DocumentState.CHECKING},
        asked=last is not None and last.state == SealUseState.ASKED,
        takes=policies_seal.takes_seal(document),
        form=form,
        once=once(),
    )


def _rows(session: Session, uses: Any) -> list[dict[str, Any]]:
    """Return every request as the page shows it."""
    names = _names(session, [one for use in uses for one in (use.asked_by_id, use.decided_by_id)])
    return [
        {
            "light": {"kind": LIGHTS[use.state], "text": use.state.label},
            "asked": f"{names.get(use.asked_by_id, '')} {moment(use.asked_at)}",
            "decided": f"{names.get(use.decided_by_id, '')} {moment(use.decided_at)}"
            if use.decided_at
            else "",
            "refusal": use.refusal or "",
        }
        for use in uses
    ]


def _names(session: Session, ids: list[int | None]) -> dict[int | None, str]:
    """Return the names behind account ids."""
    known = [one for one in ids if one is not None]
    query = sa.select(Account.id, Account.last_name).where(Account.id.in_(known))
    return {one.id: one.last_name for one in session.execute(query)}


@pages.post(f"/{ROW}/seal/ask")
@needs(Right.DRAFT_REPORT)
def ask(row_id: int) -> Any:
    """Ask for the seal once."""
    actor, back = me(), url_for("seal.show", row_id=row_id)
    with store.write(actor) as session:
        if not idempotency.claim(session, once_key(actor)):
            seal.ask(session, actor, row_id)
            idempotency.remember(session, once_key(actor), back)
    return arrive(back, "已申请用印。公文签发以后，由另一位领导审批，审批以后印发。")


@pages.post(f"/{ROW}/seal/allow")
@needs(Right.SIGN_PAPER)
def allow(row_id: int) -> Any:
    """Allow the seal, and make the file with it."""
    actor = me()
    with store.write(actor) as session:
        _decided(session, actor, row_id, agreed=True)
    return _issued(actor, row_id, "已同意用印")


@pages.post(f"/{ROW}/seal/refuse")
@needs(Right.SIGN_PAPER)
def refuse(row_id: int) -> Any:
    """Refuse the seal with a reason; the paper may go out without it."""
    actor, form = me(), RefuseForm(request.form)
    if not form.validate():
        return page(row_id, form), 422
    try:
        with store.write(actor) as session:
            _decided(session, actor, row_id, agreed=False, reason=form["reason"].data)
    except Invalid as refusal:
        form.blame(refusal.errors)
        return page(row_id, form), 422
    said = "没有同意用印。要不用印印发的，点“生成文件”；也可以重新申请。"
    return arrive(url_for("paper.show", row_id=row_id), said)


def _decided(session: Session, actor: Principal, row_id: int, **answer: Any) -> SealUse:
    """Decide the very request that the page showed."""
    return seal.decide(session, actor, row_id, whole(request.form.get("use", "")) or 0, **answer)


def _issued(actor: Principal, row_id: int, said: str) -> Any:
    """Make the file; where that fails the approval stands and the button is there again."""
    back = url_for("paper.show", row_id=row_id)
    try:
        issue(actor, row_id)
    except (Refused, Conflict, OSError) as failure:
        flash(f"{said}，但没有印发：{why(failure)}", "error")
        _tell_stuck(actor, row_id)
        return arrive(back, f"{said}。")
    return arrive(back, f"{said}，已印发。")


def issue(actor: Principal, row_id: int) -> None:
    """Make a signed paper's file, then keep it in a write transaction of its own."""
    documents.check_issuer(actor)
    made = printing.ready(papers.get(store.current(), actor, row_id))
    with store.write(actor) as session:
        documents.issue(session, actor, row_id, made)


def issue_signed(actor: Principal, row_id: int, number: str) -> None:
    """Make the file of a paper that was just signed, and say where that has to wait.

    The signature stands whatever comes of it: the paper's page has the button to try again, and
    the drafter hears that his paper is not out yet.
    """
    try:
        if waits(papers.get(store.current(), actor, row_id)):
            flash(f"{number} 已签发，等用印审批以后印发。", "warning")
            return
        issue(actor, row_id)
    except Exception as failure:
        store.current().rollback()
        flash(f"{number} 已签发，没有印发：{why(failure)}", "error")
        _tell_stuck(actor, row_id)


def _tell_stuck(actor: Principal, row_id: int) -> None:
    """Tell the drafter of a paper without a file; where even that fails the signer knows it."""
    try:
        with store.write(actor) as session:
            documents.tell_stuck(session, row_id)
    except (Refused, Conflict, Missing, SQLAlchemyError) as failure:
        log.error("no drafter was told: %s", safelog.kind(failure))


def why(failure: Exception) -> str:
    """Return in words why a paper was not signed or issued."""
    if isinstance(failure, OSError):
        log.error("no paper was kept: %s", safelog.kind(failure))
        return "服务器的磁盘读写出错，请联系系统管理员。"
    if isinstance(failure, Missing):
        return "没有找到这份公文。"
    if not isinstance(failure, Refused | Conflict):
        log.error("a paper met an error: %s", safelog.kind(failure))
        return "系统出错，请再试一次；还不行请联系系统管理员。"
    return str(failure.description)


def waits(document: Document) -> bool:
    """Tell whether a paper is not issued before its seal is decided."""
    return seal.waits(store.current(), document)


def buttons(session: Session, principal: Principal, document: Document) -> list[dict[str, Any]]:
    """Return the button that leads from a paper to its seal, when there is any matter of it."""
    use = seals.last(session, document.id)
    offered = seal.is_configured() and policies_seal.may_ask_seal(principal, document)
    if use is None and not offered:
        return []
    decides = policies_seal.may_decide_seal(principal, document, use)
    label = "审批用印" if decides else "申请用印" if use is None else "用印审批"
    url = url_for("seal.show", row_id=document.id)
    return [{"label": label, "url": url, "main": decides}]

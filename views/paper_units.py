"""A paper at its units: whom it goes to, what a unit received, its answer, what is overdue."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import Blueprint, render_template, request, url_for

from app import clock, policies, store
from app.errors import Conflict, Forbidden, Invalid, Missing
from app.identifiers import whole
from app.operations import idempotency, receipts
from app.permissions import Right
from app.queries import paper_receipts, papers
from app.responses import respond_file
from app.security import me, needs
from views.common import ROW, arrive, kept_file, version, watch
from views.forms import once, once_key
from views.forms_issuing import ReplyForm, UnitsForm
from views.present_paper import PaperPage
from views.present_receipts import UnitChoice, late_row, received_row

LONGEST_WORD = 40
pages = Blueprint("paper_units", __name__, url_prefix="/paper")
watch(pages, "document")
# Its ids are of receipts, not of papers.
files = Blueprint("paper_receipts", __name__, url_prefix="/receipts")
watch(files, "document_receipt")


@pages.get("/received")
@needs(Right.SEE_PAPERS)
def received() -> Any:
    """List the papers that were issued to the person's unit: what is open comes first."""
    found = paper_receipts.received(store.current(), me())
    rows = [received_row(sent, clock.today()) for sent in found]
    return render_template(
        "paper/received.html", rows=sorted(rows, key=lambda row: not row["open"])
    )


@pages.get("/receipts/late")
@needs(Right.SEE_PAPERS)
def late() -> Any:
    """List the overdue answers that this person sees, the longest overdue first."""
    today = clock.today()
    rows = [late_row(sent, today) for sent in paper_receipts.late(store.current(), today)]
    return render_template("paper/late_receipts.html", rows=rows)


@pages.route(f"/{ROW}/units", methods=["GET", "POST"])
@needs(Right.DRAFT_REPORT)
def units(row_id: int) -> Any:
    """Choose the units that a draft goes to, and the day until which they answer."""
    session, actor = store.current(), me()
    document = papers.get(session, actor, row_id)
    if not policies.may_mend(actor, document):
        raise Forbidden("收文单位由拟稿人在送审前确定。")
    if request.method == "GET":
        form = UnitsForm(None, due_on=document.receipt_due_on)
        chosen = document.unit_ids or [one for one in [document.unit_id] if one is not None]
        return _units_page(row_id, form, chosen)
    form = UnitsForm(request.form)
    typed = (whole(one) for one in request.form.getlist("unit_ids"))
    chosen = [one for one in typed if one is not None]
    if "look" in request.form or "group" in request.form:
        return _units_page(row_id, form, chosen)
    if not form.validate():
        return _units_page(row_id, form, chosen), 422
    try:
        with store.write(actor) as work:
            due_on = form["due_on"].data
            receipts.address(work, actor, row_id, version(), chosen, due_on)
    except Invalid as refusal:
        form.blame(refusal.errors)
        return _units_page(row_id, form, chosen, refusal.errors.get("unit_ids", "")), 422
    except Conflict as clash:
        return _units_page(row_id, form, chosen, str(clash.description)), 409
    return arrive(url_for("paper.show", row_id=row_id), f"已选定 {len(chosen)} 个收文单位。")


def _units_page(row_id: int, form: UnitsForm, chosen: list[int], error: str = "") -> str:
    """Return the choice of units with what was ticked."""
    page = PaperPage(store.current(), me(), row_id)
    found = tuple(paper_receipts.addressable(store.current()))
    word = request.form.get("word", "").strip()[:LONGEST_WORD]
    choice = UnitChoice(found, frozenset(chosen), word)
    if group := request.form.get("group", ""):
        choice = choice.turned(group)
    number = version() or page.document.row_version
    return render_template(
        "paper/units.html",
        page=page,
        form=form,
        choice=choice,
        error=error,
        once=once(),
        version=number,
    )


@pages.post(f"/{ROW}/receive")
@needs(Right.SEE_PAPERS)
def receive(row_id: int) -> Any:
    """Sign for a paper in the name of one's unit."""
    actor = me()
    with store.write(actor) as session:
        row = receipts.receive(session, actor, row_id)
        due_on = row.due_on
    more = "，请在期限前报回执" if due_on else ""
    return arrive(url_for("paper.show", row_id=row_id), f"已签收{more}。")


@pages.route(f"/{ROW}/reply", methods=["GET", "POST"])
@needs(Right.SEE_PAPERS)
def reply(row_id: int) -> Any:
    """Answer a paper that was issued to one's unit, once."""
    session, actor = store.current(), me()
    papers.get(session, actor, row_id)
    if paper_receipts.own(session, actor, row_id) is None:
        raise Forbidden("这份公文不是发给您单位的，不用报回执。")
    form = ReplyForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _reply_page(row_id, form)
    if not form.validate():
        return _reply_page(row_id, form), 422
    sent = request.files.get("file")
    stream = cast("BinaryIO", sent.stream) if sent is not None else None
    upload = (stream, sent.filename) if sent is not None and stream and sent.filename else None
    location = url_for("paper.show", row_id=row_id)
    try:
        with store.write(actor) as work:
            if not idempotency.claim(work, once_key(actor)):
                receipts.reply(work, actor, row_id, form["words"].data, upload)
                idempotency.remember(work, once_key(actor), location)
    except Invalid as refusal:
        form.blame(refusal.errors)
        return _reply_page(row_id, form), 422
    return arrive(location, "已报送回执。")


def _reply_page(row_id: int, form: ReplyForm) -> str:
    """Return the form of an answer with what was typed."""
    page = PaperPage(store.current(), me(), row_id)
    return render_template("paper/reply.html", page=page, form=form, once=once())


@files.get(f"/{ROW}")
@needs(Right.SEE_PAPERS)
def reply_file(row_id: int) -> Any:
    """Send the file of an answer to who sees the answer."""
    row = paper_receipts.one(store.current(), row_id)
    if row is None:
        raise Missing
    return respond_file(kept_file(row.file_sha256), row.file_name or "", row.file_mime or "")

"""Papers: the list with what waits for a signature, one paper, its number and its file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, flash, jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from app import clock, readings, store
from app.enums import DocumentState
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.identifiers import whole
from app.models import Document
from app.operations import composing, documents, idempotency, receipts
from app.operations.composing_kinds import DRAFTABLE
from app.permissions import Right
from app.principal import Principal
from app.queries import paper_receipts, papers, parameters
from app.responses import respond_file
from app.security import me, needs
from views import (
    paper_batches,
    paper_bulk,
    paper_form,
    paper_list,
    paper_many,
    paper_photos,
    paper_refresh,
    paper_units,
    printing,
    seal,
)
from views.common import ROW, arrive, confirmed, version, watch, where_to
from views.fields import OfficeForm
from views.forms import SendBackForm, VoidForm, once, once_key
from views.forms_issuing import PassForm, SendForm
from views.paper_bulk import MOST, NUMBER, in_ranges, printed, ticked
from views.present_paper import PaperPage, already, is_dropped, late_units, row
from views.seal import why

pages = Blueprint("paper", __name__, url_prefix="/paper")
watch(pages, "document")
# What ?mark= of a paper's file may ask for.
COPY, FIRST = "copy", "first"


def register(app: Flask) -> None:
    """Add the pages of papers."""
    app.register_blueprint(pages)
    app.register_blueprint(paper_units.pages)
    app.register_blueprint(paper_units.files)
    app.register_blueprint(paper_batches.pages)
    app.register_blueprint(paper_photos.pages)
    app.register_blueprint(paper_refresh.pages)
    app.register_blueprint(paper_many.pages)
    app.register_blueprint(paper_bulk.pages)


@pages.get("/")
@needs(Right.SEE_PAPERS)
def index() -> Any:
    """List papers: those that wait for this person first, then what is looked for."""
    return paper_list.show()


@pages.get(f"/{ROW}", endpoint="show")
@needs(Right.SEE_PAPERS)
def show_page(row_id: int) -> Any:
    """Show a paper's facts as text, its state and number, and what may be done."""
    open_for_unit(row_id)
    return paper_page(row_id)


def open_for_unit(*row_ids: int) -> None:
    """Note that the reader's unit has opened papers that were issued to it, the first time."""
    actor = me()
    unread = paper_receipts.unread(store.current(), actor, row_ids)
    if unread:
        with store.write(actor) as session:
            for row_id in unread:
                receipts.opened(session, actor, row_id)


def paper_page(row_id: int) -> str:
    """Return the page of a paper."""
    page = PaperPage(store.current(), me(), row_id)
    return render_template("paper/show.html", page=page, once=once())


@pages.get(f"/{ROW}.pdf")
@needs(Right.SEE_PAPERS)
def pdf(row_id: int) -> Any:
    """Send the issued file; a draft is rendered afresh and says that it is one."""
    open_for_unit(row_id)
    session, actor = store.current(), me()
    document = papers.get(session, actor, row_id)
    readings.saw(document)
    mark = ""
    if document.pdf_sha256 is not None:
        content, mark = _printed(document, actor)
    elif document.state in printing.DRAFTS:
        content = printing.preview(document)
    elif is_dropped(document):
        raise Refused("这份草稿没有签发，没有文件。")
    else:
        raise Refused("这份公文已签发，文件还没有生成，请在公文页点“生成文件”。")
    name, plain = printing.filename(document, mark), printing.plain_name(document)
    return respond_file(content, name, "application/pdf", inline=True, plain=plain)


def _printed(document: Document, actor: Principal) -> tuple[bytes, str]:
    """Return an issued file and its mark: void papers say so, a copy on request.

    The first print itself never changes; of a void paper only who sees all papers may have it.
    """
    content, asked = documents.stored(document), request.args.get("mark", "")
    is_void = document.state == DocumentState.VOID
    if is_void and asked == FIRST and actor.has(Right.SEE_PAPERS, "A"):
        is_void = False
    is_copy = asked == COPY
    if not (is_void or is_copy):
        return content, ""
    content = printing.marked(content, is_copy=is_copy, is_void=is_void)
    return content, "作废" if is_void else "副本"


@pages.post("/new/<kind>")
@needs(Right.DRAFT_REPORT)
def draft(kind: str) -> Any:
    """Draft a letter from a problem, once a submission."""
    one = DRAFTABLE.get(kind)
    problem_id = whole(request.form.get("problem_id", ""))
    if one is None or not one.takes_items or problem_id is None:
        raise Missing
    actor = me()
    known: list[str] = []

    def make() -> Document:
        known.append(already(session, actor, problem_id, one.kind))
        return composing.from_problem(session, actor, kind, problem_id)

    with store.write(actor) as session:
        location = drafted(session, actor, make)
    if any(known):
        flash(f"{known[0]}，请核对是否重复，不要的一份请撤销。", "warning")
    return arrive(location, "已起草，请核对。领导在“公文”页里签发。")


def drafted(session: Session, actor: Principal, make: Any) -> str:
    """Make a draft once, and return where it is shown."""
    done = idempotency.claim(session, once_key(actor))
    if done:
        return done
    location = where_to(session, Document, make().id)
    idempotency.remember(session, once_key(actor), location)
    return location


@pages.route("/circular", methods=["GET", "POST"])
@needs(Right.DRAFT_REPORT)
def circular() -> Any:
    """Offer the units with late parts, the worst ticked, and draft the circular that names them."""
    session, actor = store.current(), me()
    units = late_units(session, actor, clock.now())
    if request.method == "GET":
        return _circular(units, "")
    offered = {str(unit["id"]) for unit in units}
    chosen = [int(one) for one in request.form.getlist("unit_ids") if one in offered]
    if not chosen:
        return _circular(units, "请至少选择一个单位。"), 422
    with store.write(actor) as work:
        location = drafted(
            work, actor, lambda: documents.draft_circular(work, actor, chosen, clock.now())
        )
    return arrive(location, "已起草通报，请核对。领导在“公文”页里签发。")


def _circular(units: list[dict[str, Any]], error: str) -> str:
    """Return the choice of units."""
    least = parameters.integer(store.current(), "supervision_circular_after_days")
    return render_template(
        "paper/circular.html", units=units, error=error, least=least, once=once()
    )


@pages.post(f"/{ROW}/sign")
@needs(Right.SIGN_PAPER)
def sign(row_id: int) -> Any:
    """Sign one paper: the next number, then its file."""
    return _sign([(row_id, version())], url_for("paper.sign", row_id=row_id))


@pages.post("/sign")
@needs(Right.SIGN_PAPER)
def sign_many() -> Any:
    """Sign the ticked papers, each with its own number."""
    return _sign(ticked(), url_for("paper.sign_many"))


def _sign(chosen: list[tuple[int, int]], action: str) -> Any:
    """Ask first; then sign and issue one after another, and say what came of each."""
    if not chosen:
        flash("请先勾选要签发的公文。", "warning")
        return redirect(url_for("paper.index"))
    session, actor = store.current(), me()
    if not confirmed():
        pages_of = [(row_id, seen, PaperPage(session, actor, row_id)) for row_id, seen in chosen]
        matters = papers.matters(session, actor, [page.document for _, _, page in pages_of])
        rows = [
            {
                **row(page.document, matters),
                "pk": f"{row_id}:{seen}",
                "warnings": page.warnings(),
            }
            for row_id, seen, page in pages_of
        ]
        return render_template(
            "paper/confirm.html",
            rows=rows,
            version=chosen[0][1],
            action=action,
            single=_single(chosen),
        )
    done = [_signed(actor, row_id, seen, len(chosen) == 1) for row_id, seen in chosen]
    numbers = [number for number in done if number]
    if request.accept_mimetypes.best == "application/json":
        return jsonify(numbers=numbers)
    # What the page's script signed before, a few at a time, is told with the last ones.
    before = [one for one in request.form.getlist("done")[:MOST] if NUMBER.fullmatch(one)]
    numbers += before
    if numbers:
        flash(f"已签发 {len(numbers)} 份：{in_ranges(numbers)}。", "success")
    return redirect(url_for("paper.index") if before else _single(chosen))


def _single(chosen: list[tuple[int, int]]) -> str:
    """Return where to go: the one paper, or the list."""
    if len(chosen) == 1:
        return url_for("paper.show", row_id=chosen[0][0])
    return url_for("paper.index")


def _signed(actor: Principal, row_id: int, seen: int, alone: bool) -> str:
    """Sign and issue one paper; among many a failure is said and the others go on."""
    title = "有一份"
    try:
        # A paper that cannot be printed must not use up a number.
        document = papers.get(store.current(), actor, row_id)
        title = f"《{document.title}》"
        if not alone and document.number and document.signed_by_id == actor.account_id:
            # Sent again, the answer lost: what this person signed before is told as signed.
            return document.number
        printing.check(document)
        with store.write(actor) as session:
            number = documents.sign(session, actor, row_id, seen).number or ""
        seal.issue_signed(actor, row_id, number)
    except Exception as failure:
        if alone and not isinstance(failure, OSError):
            raise
        # Whatever one paper meets, those before it are signed and those after it have their turn.
        store.current().rollback()
        flash(f"{title}没有签发：{why(failure)}", "error")
        return ""
    return number


@pages.post(f"/{ROW}/issue")
@needs(Right.SIGN_PAPER)
def issue(row_id: int) -> Any:
    """Make the file of a signed paper whose printing failed."""
    seal.issue(me(), row_id)
    return arrive(url_for("paper.show", row_id=row_id), "已生成文件。")


@pages.post("/print")
@needs(Right.SEE_PAPERS)
def print_many() -> Any:
    """Send the ticked issued papers as one file in the order of their numbers."""
    session, actor = store.current(), me()
    chosen = [papers.get(session, actor, row_id) for row_id, _ in ticked("item")]
    content, issued = printed(chosen)
    open_for_unit(*[document.id for document in issued])
    name = f"公文{len(issued)}份 {clock.today():%Y-%m-%d}.pdf"
    plain = f"papers-{clock.today():%Y%m%d}.pdf"
    return respond_file(content, name, "application/pdf", inline=True, plain=plain)


@pages.route(f"/{ROW}/void", methods=["GET", "POST"])
@needs(Right.SIGN_PAPER)
def void(row_id: int) -> Any:
    """Void a numbered paper with a reason; the number stays used."""
    form = VoidForm(request.form if request.method == "POST" else None)
    return _given_up(row_id, form, "作废", documents.void, "已作废，编号不再使用。")


@pages.route(f"/{ROW}/send", methods=["GET", "POST"])
@needs(Right.DRAFT_REPORT)
def send(row_id: int) -> Any:
    """Send one's own draft to be checked and signed, when it can be printed."""
    document = papers.get(store.current(), me(), row_id)
    lacks = paper_form.missing(document.kind.value, document.facts)
    if lacks and document.state in printing.DRAFTS:
        flash(f"还没有填写：{'、'.join(lacks)}。填好以后再送审。", "warning")
        return redirect(url_for("paper.show", row_id=row_id))
    form = SendForm(request.form if request.method == "POST" else None)
    return _given_up(row_id, form, "送审", documents.send, "已送审。")


@pages.route(f"/{ROW}/pass", methods=["GET", "POST"])
@needs(Right.DRAFT_REPORT, Right.SIGN_PAPER)
def pass_on(row_id: int) -> Any:
    """Pass what somebody else drafted, so that it may be signed."""
    form = PassForm(request.form if request.method == "POST" else None)
    return _given_up(row_id, form, "核稿同意", documents.pass_on, "已核稿，等领导签发。")


@pages.route(f"/{ROW}/send-back", methods=["GET", "POST"])
@needs(Right.DRAFT_REPORT, Right.SIGN_PAPER)
def send_back(row_id: int) -> Any:
    """Send a draft back to who wrote it, with a reason; he mends it and sends it again."""
    form = SendBackForm(request.form if request.method == "POST" else None)
    said = "已退回，拟稿人会看到原因，改好再送审。"
    return _given_up(row_id, form, "退回修改", documents.send_back, said)


@pages.post(f"/{ROW}/withdraw")
@needs(Right.DRAFT_REPORT)
def withdraw(row_id: int) -> Any:
    """Take back one's own draft."""
    actor = me()
    with store.write(actor) as session:
        documents.withdraw(session, actor, row_id, version())
    return arrive(url_for("paper.show", row_id=row_id), "已撤销这份草稿。")


@pages.post(f"/{ROW}/check")
@needs(Right.DRAFT_REPORT)
def check(row_id: int) -> Any:
    """Send a draft of the timed work to be signed; who sends it is its drafter."""
    actor = me()
    try:
        with store.write(actor) as session:
            documents.submit(session, actor, row_id, version())
    except Forbidden:
        raise
    except Refused as refusal:
        flash(str(refusal.description), "warning")
        return redirect(url_for("paper.show", row_id=row_id))
    return arrive(url_for("paper.show", row_id=row_id), "已送审，等领导签发；您是拟稿人。")


def _given_up(row_id: int, form: OfficeForm, title: str, act: Any, said: str) -> Any:
    """Ask for a word, and act with it."""
    actor = me()
    if request.method == "GET":
        return void_page(row_id, form, title)
    if not form.validate():
        return void_page(row_id, form, title), 422
    try:
        with store.write(actor) as session:
            act(session, actor, row_id, version(), form["reason"].data)
    except Invalid as refusal:
        form.blame(refusal.errors)
        return void_page(row_id, form, title), 422
    except Forbidden:
        raise
    except Refused as refusal:
        return void_page(row_id, form, title, str(refusal.description)), refusal.code
    except Conflict as clash:
        return void_page(row_id, form, title, str(clash.description)), 409
    return arrive(url_for("paper.show", row_id=row_id), said)


def void_page(row_id: int, form: OfficeForm, title: str, clash: str = "") -> str:
    """Return the form of a reason with what was typed."""
    page = PaperPage(store.current(), me(), row_id)
    return render_template(
        "paper/void.html", page=page, form=form, title=title, clash=clash, once=once()
    )

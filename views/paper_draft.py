"""Begin a paper of any kind, edit a draft with its preview beside the form, take it as .docx."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint, Flask, current_app, flash, jsonify, render_template, request, url_for

from app import clock, readings, store
from app.enums import DocumentKind, DocumentState
from app.errors import Conflict, Invalid, Missing, Refused
from app.formats import day, show
from app.identifiers import whole
from app.models import Document
from app.operations import composing, paper_photos
from app.operations.composing_kinds import ALL, DRAFTABLE, Draftable, Source
from app.permissions import Right
from app.queries import ledger, papers, together
from app.responses import respond_file
from app.security import me, needs
from reports import FactsError
from reports.docx import render_docx
from views import paper_form, printing
from views.common import ROW, arrive, version, watch
from views.fields import Clean, OfficeForm
from views.forms import once
from views.paper import open_for_unit
from views.paper_begun import begun
from views.paper_form import DraftForm, without_control
from views.paper_preview import Preview, preview
from views.paper_words import label
from views.present_paper import already, kind_label

pages = Blueprint("compose", __name__, url_prefix="/paper")
watch(pages, "document")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BY_UNIT = "例如 HXZT-2026-00001；主办单位不同的，每个单位一份，只写它自己的事项；不填就从空白稿起草"
SAID = "已起草，请核对；可以修改，旁边就是预览。"


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


@pages.get("/draft")
@needs(Right.DRAFT_REPORT)
def index() -> Any:
    """Offer every kind, or those that an item gives."""
    session, actor = store.current(), me()
    item = whole(request.args.get("item", ""))
    if not item:
        return render_template("paper/kinds.html", rows=[_kind_row(one) for one in ALL])
    problem = ledger.get(session, actor, item)
    return render_template(
        "paper/of_item.html",
        problem=problem,
        once=once(),
        rows=[
            {
                "code": one.code,
                "label": one.label,
                "why_not": composing.why_not(session, one, problem),
                "known": already(session, actor, problem.id, one.kind),
            }
            for one in ALL
            if one.takes_items
        ],
    )


FROM = {
    Source.ITEM: "一件事项",
    Source.ITEMS: "一件或几件事项",
    Source.UNITS: "超期的责任单位",
    Source.MEETING: "一次会议",
    Source.MONTH: "一个月份",
}


def _kind_row(one: Draftable) -> dict[str, str]:
    """Return a kind with what it is drafted from."""
    return {
        "label": one.label,
        "from": f"{FROM[one.source]}，或者空白稿",
        "url": url_for("compose.begin", code=one.code),
    }


class BeginForm(OfficeForm):
    """From what a draft is filled; with nothing given it is a blank sheet."""

    items = wtforms.TextAreaField(
        "事项编号",
        [Clean(3000)],
        description="例如 HXZT-2026-00001；不填就从空白稿起草",
        render_kw={"rows": 2},
    )
    meeting_id = wtforms.SelectField("会议")
    period = wtforms.StringField(
        "月份", [Clean(10)], description="写成 2026-11；不填就从空白稿起草"
    )

    def __init__(self, one: Draftable, formdata: Any = None, **data: Any) -> None:
        """Keep the one box of the kind's source."""
        super().__init__(formdata, data=data)
        wanted = {
            Source.ITEM: "items",
            Source.ITEMS: "items",
            Source.MEETING: "meeting_id",
            Source.MONTH: "period",
        }.get(one.source, "")
        for name in ("items", "meeting_id", "period"):
            if name != wanted:
                del self[name]
        if one.by_unit:
            self.items.description = BY_UNIT
        if wanted == "meeting_id":
            found = together.meetings(store.current())[: together.MEETINGS]
            self.meeting_id.choices = {
                "": "不从会议，从空白稿起草",
                **{str(row.id): f"{day(row.held_on)} {row.title}" for row in found},
            }

    def facts(self) -> dict[str, Any]:
        """Return what was typed; no meeting chosen is none."""
        found = {name: without_control(typed) for name, typed in super().facts().items()}
        if "meeting_id" in found:
            found["meeting_id"] = whole(found["meeting_id"] or "")
        return found


@pages.route("/draft/<code>", methods=["GET", "POST"])
@needs(Right.DRAFT_REPORT)
def begin(code: str) -> Any:
    """Ask from what a paper is drafted, and draft it once."""
    one = DRAFTABLE.get(code)
    if one is None:
        raise Missing()
    actor = me()
    if request.method == "GET":
        given = {"meeting_id": request.args.get("meeting", "")}
        return begin_page(one, BeginForm(one, **given))
    form = BeginForm(one, request.form)
    if not form.validate():
        return begin_page(one, form), 422
    try:
        with store.write(actor) as session:
            made = begun(
                session, actor, lambda: composing.begin(session, actor, code, form.facts())
            )
    except Invalid as refusal:
        return begin_page(one, form, form.blame(refusal.errors)), 422
    except Refused as refusal:
        return begin_page(one, form, [str(refusal.description)]), refusal.code
    return made.arrive(SAID, edit=True)


def begin_page(one: Draftable, form: OfficeForm, loose: list[str] | None = None) -> str:
    """Return the form with what was typed."""
    return render_template(
        "paper/begin.html",
        one=one,
        form=form,
        loose=loose or [],
        circular=one.kind is DocumentKind.CIRCULAR,
        once=once(),
    )


def _editable(row_id: int) -> Document:
    """Return a draft that this person edits; Missing, Forbidden or Refused otherwise."""
    session, actor = store.current(), me()
    document = papers.get(session, actor, row_id)
    composing.check_editable(session, actor, document)
    readings.saw(document)
    return document


@pages.get(f"/{ROW}/edit", endpoint="edit")
@needs(Right.DRAFT_REPORT)
def edit_page(row_id: int) -> Any:
    """Show the form of a draft with its preview."""
    document = _editable(row_id)
    form = paper_form.make(document.kind.value, document.facts)
    return draft_page(document, form, preview(document.kind.value, document.facts))


@pages.post(f"/{ROW}/edit")
@needs(Right.DRAFT_REPORT)
def save(row_id: int) -> Any:
    """Keep what was typed; a clash answers with both texts."""
    actor, document = me(), _editable(row_id)
    form, facts = _typed(document)
    if facts is None:
        return draft_page(document, form, Preview([], "改正以后再预览。")), 422
    try:
        with store.write(actor) as session:
            composing.edit(session, actor, row_id, version(), facts)
    except Invalid as refusal:
        loose = form.blame(refusal.errors)
        return draft_page(document, form, Preview([], "".join(loose))), 422
    except Conflict as clash:
        versus = _versus(form, document.kind.value, clash.current["facts"], facts)
        found = preview(document.kind.value, facts)
        number = int(clash.current["version"])
        return draft_page(document, form, found, versus=versus, number=number), 409
    lacks = paper_form.missing(document.kind.value, facts)
    if lacks:
        flash(f"还没有填写：{'、'.join(lacks)}。填好以后才能签发。", "warning")
    return arrive(url_for("paper.show", row_id=row_id), "已保存。")


def _typed(document: Document) -> tuple[DraftForm, dict[str, Any] | None]:
    """Return the form as it was sent and its facts, None where something is wrong."""
    form = paper_form.make(document.kind.value, document.facts, request.form)
    is_sound = form.validate()
    facts = form.read()
    return form, facts if is_sound and not form.has_faults else None


@pages.post(f"/{ROW}/preview", endpoint="preview")
@needs(Right.DRAFT_REPORT)
def preview_page(row_id: int) -> Any:
    """Draw what is typed now; nothing is kept. The script asks for the pictures alone."""
    document = _editable(row_id)
    form, facts = _typed(document)
    found = _faulty(form) if facts is None else _drawn(document, facts)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(found.as_json())
    return draft_page(document, form, found, number=version())


@pages.get(f"/{ROW}.docx", endpoint="word")
@needs(Right.DRAFT_REPORT)
def word(row_id: int) -> Any:
    """Send the facts of a paper as a document that can be edited by hand."""
    document = papers.get(store.current(), me(), row_id)
    if document.state == DocumentState.VOID:
        raise Refused("这份公文已作废，没有可以修改的文档。")
    root = current_app.config["VX"].files_dir
    kind, facts = document.kind.value, paper_photos.resolved(root, document.facts)
    if lacks := paper_form.missing(kind, facts):
        raise Refused(f"还没有填写：{'、'.join(lacks)}。填好以后再下载。")
    readings.saw(document)
    try:
        content = render_docx(kind, {"date": clock.today().isoformat(), **facts})
    except FactsError as error:
        raise Refused(f"文档不能生成：{paper_form.plain(kind, str(error))}。") from error
    name = printing.filename(document).removesuffix(".pdf")
    open_for_unit(row_id)
    return respond_file(content, f"{name}.docx", DOCX, plain=printing.plain_name(document, "docx"))


def _drawn(document: Document, facts: dict[str, Any]) -> Preview:
    """Return the pictures of typed facts; the reporters are hidden only when they are kept."""
    try:
        typed, _ = composing.read(store.current(), document, facts)
    except Invalid as refusal:
        faults = {f"fact-{name}": words for name, words in refusal.errors.items()}
        return Preview([], str(refusal.description), faults)
    return preview(document.kind.value, typed)


def _faulty(form: DraftForm) -> Preview:
    """Return the faults of a form, on one line and each by its box."""
    wrong = [field for field in form if field.errors]
    said = "".join(f"{field.label.text}：{field.errors[0]}" for field in wrong)
    return Preview([], said, {field.id: str(field.errors[0]) for field in wrong})


def _versus(
    form: DraftForm, kind: str, theirs: dict[str, Any], yours: dict[str, Any]
) -> list[dict[str, str]]:
    """Return what is stored now beside what was typed, where they differ."""
    other = paper_form.make(kind, theirs)
    rows = [
        {
            "label": label(kind, one.key),
            "theirs": show(other[one.key].data),
            "yours": show(form[one.key].data),
        }
        for one in form.boxes
        if theirs.get(one.key) != yours.get(one.key)
    ]
    if theirs.get("tables") != yours.get("tables"):
        rows.append({"label": "表格", "theirs": _tables(other), "yours": _tables(form)})
    return rows


def _tables(form: DraftForm) -> str:
    """Return the rows of all tables of a form."""
    names = [one.name for one in form if one.name.endswith("_rows")]
    return "\n".join(form[name].data or "" for name in names).strip()


def draft_page(
    document: Document,
    form: DraftForm,
    found: Preview,
    *,
    versus: list[dict[str, str]] | None = None,
    number: int = 0,
) -> str:
    """Return the form of a draft beside its pictures."""
    return render_template(
        "paper/edit.html",
        document=document,
        kind=kind_label(document),
        form=form,
        found=found,
        versus=versus,
        rewritten=composing.REWRITTEN if composing.is_of_ladder(store.current(), document) else "",
        version=number or version() or document.row_version,
        once=once(),
    )

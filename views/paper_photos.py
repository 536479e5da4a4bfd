"""Which photographs of an item go into its paper, each with a caption."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from app import policies, store
from app.errors import Conflict, Forbidden, Invalid
from app.identifiers import whole
from app.operations import paper_photos
from app.permissions import Right
from app.queries import papers
from app.security import me, needs
from views.common import ROW, arrive, version, watch
from views.forms import once
from views.present_paper import PaperPage

pages = Blueprint("paper_photos", __name__, url_prefix="/paper")
watch(pages, "document")


@pages.route(f"/{ROW}/photos", methods=["GET", "POST"])
@needs(Right.DRAFT_REPORT)
def choose(row_id: int) -> Any:
    """Choose the photographs of a draft."""
    session, actor = store.current(), me()
    document = papers.get(session, actor, row_id)
    if not policies.may_mend(actor, document):
        raise Forbidden("照片由拟稿人在送审前选。")
    if request.method == "GET":
        kept = {one["sha256"]: one["caption"] for one in document.facts.get("photos", ())}
        found = paper_photos.offered(session, document)
        return _page(row_id, {one.id: kept[one.sha256] for one in found if one.sha256 in kept})
    typed = [whole(one) for one in request.form.getlist("photo")]
    captions = {one: request.form.get(f"caption-{one}", "") for one in typed if one is not None}
    try:
        with store.write(actor) as work:
            paper_photos.choose(work, actor, row_id, version(), captions)
    except Invalid as refusal:
        return _page(row_id, captions, refusal.errors), 422
    except Conflict as clash:
        return _page(row_id, captions, {"photos": str(clash.description)}), 409
    return arrive(url_for("paper.show", row_id=row_id), f"已选 {len(captions)} 张照片作附件。")


def _page(row_id: int, captions: dict[int, str], errors: dict[str, str] | None = None) -> str:
    """Return the photographs with what was ticked and typed."""
    session = store.current()
    page = PaperPage(session, me(), row_id)
    wrong = errors or {}
    rows = [
        {
            "id": one.id,
            "name": one.filename,
            "url": url_for("attachment.picture", row_id=one.id),
            "ticked": one.id in captions,
            "caption": captions.get(one.id, ""),
            "wrong": wrong.get(f"caption-{one.id}", ""),
        }
        for one in paper_photos.offered(session, page.document)
    ]
    return render_template(
        "paper/photos.html", page=page, rows=rows, error=wrong.get("photos", ""), once=once()
    )

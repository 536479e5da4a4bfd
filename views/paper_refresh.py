"""按台账重填: a stale draft beside what the ledger gives today; what is ticked is taken over."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for

from app import readings, store
from app.errors import Conflict, Refused
from app.formats import show
from app.models import Document
from app.operations import composing, refreshing
from app.permissions import Right
from app.queries import papers
from app.security import me, needs
from views.common import ROW, arrive, version, watch
from views.forms import once
from views.paper_words import label
from views.present_paper import PaperPage

pages = Blueprint("paper_refresh", __name__, url_prefix="/paper")
watch(pages, "document")


@pages.route(f"/{ROW}/refresh", methods=["GET", "POST"])
@needs(Right.DRAFT_REPORT)
def refresh(row_id: int) -> Any:
    """Show what would change, and put what is ticked into the draft."""
    session, actor = store.current(), me()
    document = papers.get(session, actor, row_id)
    composing.check_editable(session, actor, document)
    readings.saw(document)
    if request.method == "GET":
        return _page(document)
    keys = request.form.getlist("key")
    try:
        with store.write(actor) as work:
            refreshing.refresh(work, actor, row_id, version(), keys)
    except Refused as refusal:
        return _page(document, str(refusal.description)), 422
    except Conflict as clash:
        return _page(document, str(clash.description)), 409
    return arrive(url_for("paper.show", row_id=row_id), "已按台账重填，请核对。")


def _page(document: Document, error: str = "") -> str:
    """Return the stored facts beside those of today; what is stale is ticked."""
    session, actor = store.current(), me()
    kind = document.kind.value
    stale = set(refreshing.stale(session, actor, document).keys)
    try:
        found = refreshing.differences(session, actor, document)
    except Refused as refusal:
        found, error = {}, error or str(refusal.description)
    rows = [
        {
            "key": key,
            "label": label(kind, key),
            "was": words(document.facts.get(key)),
            "now": words(value),
            "ticked": key in stale,
        }
        for key, value in found.items()
    ]
    return render_template(
        "paper/refresh.html",
        page=PaperPage(session, actor, document.id),
        rows=sorted(rows, key=lambda row: not row["ticked"]),
        error=error,
        once=once(),
    )


def words(value: Any) -> str:
    """Return a fact as people read it, a list one line a piece."""
    if isinstance(value, list):
        return "\n".join(words(one) for one in value)
    if isinstance(value, dict):
        if "rows" in value:
            return "\n".join(" | ".join(map(str, row)) for row in value["rows"])
        return " | ".join(words(one) for key, one in value.items() if key != "level")
    try:
        on = date.fromisoformat(value)
    except (TypeError, ValueError):
        return show(value)
    return f"{on.year}年{on.month}月{on.day}日"

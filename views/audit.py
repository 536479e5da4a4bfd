"""The auditor's own page: is the chain whole, and what is to be written on paper today."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, render_template, request, url_for

from app import audit_walk, store
from app.operations import anchors
from app.permissions import Right
from app.queries import anchors as kept
from app.security import me, needs
from views.common import arrive

pages = Blueprint("audit", __name__, url_prefix="/audit")
SHOWN = 31
# A longer chain is walked at the command line, where nobody waits for a page.
LONGEST = 200_000
LONGEST_PAPER = 2_000


def register(app: Flask) -> None:
    """Add the page."""
    app.register_blueprint(pages)


@pages.get("/")
@needs(Right.AUDIT)
def index() -> Any:
    """Show the anchors and the button that walks the chain."""
    return page()


def page(verdict: audit_walk.Verdict | None = None, paper: str = "", wrong: str = "") -> str:
    """Return the page with the result of a walk, or with what was wrong with the paper."""
    session = store.current()
    rows = kept.recent(session, SHOWN)
    return render_template(
        "audit/index.html",
        verdict=verdict,
        paper=paper,
        wrong=wrong,
        length=kept.length(session),
        newest=shown(rows[0]) if rows else None,
        rows=[shown(row) for row in rows],
        more=len(rows) == SHOWN,
    )


def shown(row: Any) -> dict[str, Any]:
    """Return an anchor as it is read and copied."""
    return {"day": row.day.isoformat(), "total": row.last_seq, "line": audit_walk.line(row)}


@pages.post("/verify")
@needs(Right.AUDIT)
def verify() -> Any:
    """Walk the chain and show what was found; the walk itself is written down."""
    paper = request.form.get("paper", "")[:LONGEST_PAPER]
    if kept.length(store.current()) > LONGEST:
        return page(
            None, paper, f"日志超过 {LONGEST} 行，请在服务器上运行 flask audit verify。"
        ), 422
    try:
        extra = anchors.read(paper)
    except audit_walk.BadAnchor as error:
        return page(None, paper, str(error)), 422
    # The walk only reads; nobody's write waits for it.
    verdict, actor = audit_walk.walk(store.current(), *extra), me()
    with store.write(actor) as session:
        anchors.note(session, actor, verdict)
    return page(verdict, paper)


@pages.post("/anchor")
@needs(Right.AUDIT)
def anchor() -> Any:
    """Anchor the chain as it is now; pressed twice it is the same anchor."""
    actor = me()
    with store.write(actor) as session:
        anchors.on_demand(session, actor)
    return arrive(url_for("audit.index"), "已记下锚点，请把“抄到纸上”的一行写进登记本。")

"""消息: what the own unit and account were told; opening one marks it read for this person."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from app import clock, notice_words, policies, secrecy, shell, store
from app.formats import moment
from app.identifiers import whole
from app.operations import inbox as reading
from app.permissions import Right
from app.principal import Principal
from app.queries import inbox
from app.queries.inbox import Told
from app.security import me, signed_in
from views.common import ROW, arrive, watch
from views.paper_bulk import in_ranges

pages = Blueprint("inbox", __name__, url_prefix="/inbox")
watch(pages, "outbox")
# Where a notice without an item leads: (key of its payload, endpoint).
TARGETS = (
    ("problem_id", "problem.show"),
    ("document_id", "paper.show"),
    ("recusal_id", "recusal.decide"),
    ("request_id", "identity.request"),
    ("evaluation_id", "evaluations.show"),
    ("campaign_return_id", "returns.show"),
    ("campaign_id", "campaigns.show"),
    ("cluster_id", "cluster.show"),
    ("livelihood_item_id", "livelihood.show"),
    ("commitment_id", "promises.show"),
)


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


@pages.get("/")
@signed_in
def index() -> Any:
    """List the notices, the unread ones first."""
    session, actor = store.current(), me()
    found = inbox.page(session, actor, whole(request.args.get("page", ""), 4) or 1)
    return render_template(
        "inbox/index.html",
        rows=[row(actor, told) for told in found.rows],
        unread=found.unread,
        newest=max((told.id for told in found.rows), default=0),
        pager=Pager(found),
    )


class Pager:
    """The pages of the list as the pager draws them."""

    def __init__(self, page: inbox.Page) -> None:
        """Keep the page."""
        self.number = page.number
        self.total_text = f"共 {page.total} 条"
        self.has_prev, self.has_next = page.number > 1, page.number < page.pages

    def url_for(self, number: int) -> str:
        """Return the address of a page."""
        return url_for("inbox.index", page=number)


def row(actor: Principal, told: Told) -> dict[str, Any]:
    """Return one notice in words, which are made here and stored nowhere."""
    title = secrecy.redact(told.title) if policies.masks_numbers(actor) else told.title
    words, parts = notice_words.words(told.template, told.payload), (told.problem_no, title)
    if told.alike:
        every = (told, *told.alike)
        words, parts = f"{words} {len(every)} 份", (in_ranges(one.paper_no for one in every), "")
    elif told.paper_no:
        parts = (told.paper_no, title)
    return {
        "id": told.id,
        "words": words,
        "about": " · ".join(part for part in parts if part),
        "is_run": bool(told.alike),
        "at": moment(told.at),
        "is_read": told.is_read,
    }


@pages.post(f"/{ROW}")
@signed_in
def open_one(row_id: int) -> Any:
    """Mark a notice as read by this person and lead to what it is about."""
    actor, is_run = me(), bool(request.form.get("run"))
    open_it = reading.open_run if is_run else reading.open_one
    with store.write(actor) as session:
        told = open_it(session, actor, row_id)
    shell.forget_unread(actor)
    to = _papers_of(told) if is_run and told.run else target(store.current(), actor, told)
    return redirect(to, 303)


def _papers_of(told: Told) -> str:
    """Return the address of the papers of the day of a run."""
    day = clock.local(told.at).date().isoformat()
    span: dict[str, Any] = {"from": day, "to": day}
    return url_for("paper.index", **span)


def target(session: Session, actor: Principal, told: Told) -> str:
    """Return the address of what a notice is about."""
    if "relay_call_id" in told.payload and told.template == "relay.ask":
        return url_for("identity.relay", row_id=told.payload["relay_call_id"])
    if told.template == "recusal.refused":
        return url_for("HomeView.home")
    for name, endpoint in TARGETS:
        if name in told.payload:
            return url_for(endpoint, row_id=told.payload[name])
    if "deferred_id" in told.payload:
        return url_for("deferrals.index")
    if "message_id" in told.payload:
        return url_for("messages.show", row_id=told.payload["message_id"])
    is_digest = told.template == notice_words.DIGEST and actor.has(Right.SEE_PROBLEMS)
    return url_for("HomeView.home") if is_digest else url_for("inbox.index")


@pages.post("/read")
@signed_in
def read_all() -> Any:
    """Mark everything as read that the page showed, not what came since."""
    actor, newest = me(), whole(request.form.get("newest", ""), 18) or 0
    with store.write(actor) as session:
        count = reading.read_all(session, actor, newest)
    shell.forget_unread(actor)
    return arrive(url_for("inbox.index"), f"{count} 条消息已标为已读。")

"""The ledger's list: saved filters above it, and ticks that lead to one form for many items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlencode

from flask import Blueprint, Flask, flash, redirect, request, url_for
from sqlalchemy.orm import Session

from app import crud_lists, exchange, exchange_sheet, policies, store
from app.crud import OfficeView
from app.crud_route import route
from app.errors import Invalid, Missing
from app.models import Problem
from app.operations import filters, idempotency, paper_many
from app.permissions import Right
from app.principal import Principal
from app.queries import filters as reads
from app.queries import listing
from app.responses import respond_file
from app.security import me, needs
from views import bulk, printing
from views.common import ROW, arrive
from views.forms import once, once_key
from views.paper_many import begin as papers_of

LIST = "/admin/problem/"
TABLE = "problem"
PAPERS = "papers"
MOST_VALUES, LONGEST_VALUE = 30, 250
pages = Blueprint("filter", __name__, url_prefix="/filter")


def register(app: Flask) -> None:
    """Add the two acts on saved filters."""
    app.register_blueprint(pages)


class LedgerView(OfficeView):
    """The generated list with what only the ledger has."""

    list_template = "problem/list.html"

    def list_extra(
        self, session: Session, principal: Principal, asked: crud_lists.Asked
    ) -> dict[str, Any]:
        """Return the saved filters and what may be saved now."""
        now = asked.link(size=None).removeprefix("?") if asked.q or asked.chosen else ""
        return {
            "saved": [_chip(row, now) for row in reads.own(session, principal, TABLE)],
            "now": now,
            "sheet_url": f"{LIST}sheet.pdf{asked.link()}"
            if exchange.columns(principal, Problem)
            else "",
            "papers_url": f"{LIST}papers{asked.link(size=None)}" if _may_draft(principal) else "",
            "most": paper_many.MOST,
            "may_press": principal.has(Right.SUPERVISE),
            "once": once(),
        }

    @route("/sheet.pdf", "export")
    def sheet(self) -> Any:
        """Print the list with its filters as a 台账; the act is audited first."""
        session, principal = store.current(), me()
        if not exchange.columns(principal, Problem):
            raise Missing()
        asked = self.asked(session, principal)
        with store.write(principal) as work:
            facts = exchange_sheet.facts(work, principal, asked)
        content = printing.render("ledger_sheet", facts)
        return respond_file(content, "问题台账.pdf", "application/pdf", inline=True)

    def bulk_actions(self, principal: Principal, ids: Sequence[int]) -> Sequence[dict[str, Any]]:
        """Return what this person's post may do to several items at once.

        The list is held to few statements, so that no row is asked; the worklists ask theirs.
        """
        drafts = [{"name": PAPERS, "text": "批量起草公文", "confirmation": ""}]
        return [*bulk.buttons(principal), *(drafts if _may_draft(principal) else [])]

    @route("/papers", "export")
    def papers(self) -> Any:
        """Ask what is to be drafted for every item that the list's filter has."""
        session, principal = store.current(), me()
        if not _may_draft(principal):
            raise Missing()
        asked = self.asked(session, principal)
        ask = listing.Ask(asked.ask.words, asked.ask.filters, asked.ask.sort, asked.ask.down)
        most = paper_many.MOST + 1
        page = listing.page(session, principal, Problem, ask, [], size=most, most=most + 1)
        return papers_of([row.id for row in page.rows])

    def _act(self, name: str, ids: Sequence[int]) -> Any:
        """Show the one form of the ticked items."""
        principal = me()
        drafts = name == PAPERS and _may_draft(principal)
        if not drafts and name not in {one["name"] for one in bulk.buttons(principal)}:
            raise Missing()
        if not ids:
            flash("请先勾选要办理的事项。", "warning")
            return redirect(LIST)
        self._all_visible(principal, set(ids))
        chosen = list(dict.fromkeys(ids))
        return papers_of(chosen) if drafts else bulk.begin(name, chosen)


def _may_draft(principal: Principal) -> bool:
    """Tell whether somebody drafts papers."""
    return principal.has(Right.DRAFT_REPORT)


def _chip(row: Any, now: str) -> dict[str, Any]:
    """Return a saved filter as a link with the way to take it away."""
    query = urlencode(row.query, doseq=True)
    return {
        "label": row.name,
        "url": f"{LIST}?{query}",
        "active": query == now,
        "remove": url_for("filter.remove", row_id=row.id),
    }


def _declared(principal: Principal, typed: str) -> dict[str, list[str]]:
    """Return the parameters of an address that the list declares for this person."""
    names = {"q", "sort", *policies.readable(principal, Problem, "filter")}
    found = parse_qs(typed, max_num_fields=100)
    return {
        name: [value for value in values if len(value) <= LONGEST_VALUE][:MOST_VALUES]
        for name, values in found.items()
        if name in names
    }


@pages.post("/")
@needs(Right.SEE_PROBLEMS)
def save() -> Any:
    """Keep the present filter under a name."""
    actor, typed = me(), request.form.get("query", "")
    try:
        query = _declared(actor, typed)
    except ValueError:
        query = {}
    back = f"{LIST}?{urlencode(query, doseq=True)}"
    try:
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor)):
                filters.save(session, actor, TABLE, request.form.get("name", ""), query)
                idempotency.remember(session, once_key(actor), back)
    except Invalid as refusal:
        flash(str(refusal.description), "error")
        return redirect(back)
    return arrive(back, "已存为常用筛选。")


@pages.post(f"/{ROW}/remove")
@needs(Right.SEE_PROBLEMS)
def remove(row_id: int) -> Any:
    """Take one of one's own filters away."""
    actor = me()
    with store.write(actor) as session:
        filters.remove(session, actor, row_id)
    return arrive(LIST, "已移除这个常用筛选。")

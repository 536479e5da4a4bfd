"""批量起草: the kinds that fit, one paper each or one about all, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from app import store
from app.errors import Missing, Refused
from app.identifiers import whole
from app.models import PrintJob, Problem
from app.operations import idempotency, paper_many
from app.operations.paper_many import WAYS, Way
from app.permissions import Right
from app.principal import Principal
from app.queries import batches as reads
from app.responses import respond_file
from app.security import me, needs
from views.batches import cancelled, finished, progress, row, stream
from views.common import ROW, arrive, watch
from views.forms import once, once_key
from views.paper_begun import begun

pages = Blueprint("paper_many", __name__, url_prefix="/paper/many")
watch(pages, "print_job")
PLACE = "paper_many"
LEDGER = "/admin/problem/"
SHOWN = 20


@pages.get("/")
@needs(Right.DRAFT_REPORT)
def index() -> Any:
    """List one's own batches of drafts, the newest first."""
    found = reads.newest(store.current(), me(), reads.DRAFTS)
    return render_template("paper/many_list.html", rows=[row(job, PLACE) for job in found])


def begin(ids: Sequence[int]) -> Any:
    """Ask what is to be drafted for chosen items."""
    if len(ids) > paper_many.MOST:
        flash(f"一次最多 {paper_many.MOST} 件，现在有 {len(ids)} 件，请先筛选。", "warning")
        return redirect(LEDGER)
    return _page(ids)


def _page(ids: Sequence[int], error: str = "") -> str:
    """Return the choice of papers with the items that it is for."""
    query = sa.select(Problem.id, Problem.problem_no, Problem.title).where(Problem.id.in_(ids))
    rows = store.current().execute(query.order_by(Problem.problem_no)).all()
    return render_template(
        "paper/many.html",
        rows=rows,
        shown=SHOWN,
        ways=[way for way in WAYS.values() if not way.together or len(rows) > 1],
        most=paper_many.MOST_IN_ONE,
        chosen=request.form.get("way", ""),
        error=error,
        once=once(),
    )


@pages.post("/")
@needs(Right.DRAFT_REPORT)
def draft() -> Any:
    """Draft one paper about all at once, or ask for one each in the background."""
    actor = me()
    typed = (whole(one) for one in request.form.getlist("item")[: paper_many.MOST + 1])
    ids = list(dict.fromkeys(one for one in typed if one is not None))
    way = WAYS.get(request.form.get("way", ""))
    if way is None:
        return _page(ids, "请选择要起草的公文。"), 422
    try:
        with store.write(actor) as session:
            if way.together:
                made = begun(
                    session, actor, lambda: paper_many.together(session, actor, way.one.code, ids)
                )
            else:
                location = _asked(session, actor, way, ids)
    except Refused as refusal:
        return _page(ids, str(refusal.description)), 422
    if way.together:
        return made.arrive("已起草，请核对。")
    return arrive(location, "已开始起草，可以离开本页。")


def _asked(session: Session, actor: Principal, way: Way, ids: Sequence[int]) -> str:
    """Ask once for a paper each, and return where its progress is shown."""
    location = idempotency.claim(session, once_key(actor))
    if not location:
        job = paper_many.ask(session, actor, way.one.code, ids)
        location = url_for(f"{PLACE}.show", row_id=job.id)
        idempotency.remember(session, once_key(actor), location)
    return location


@pages.get(f"/{ROW}")
@needs(Right.DRAFT_REPORT)
def show(row_id: int) -> Any:
    """Show how far a batch is, what was drafted, and what was not and why."""
    job = _own(row_id)
    made, left = job.facts.get("made", []), job.facts.get("left", [])
    query = sa.select(Problem.id, Problem.problem_no, Problem.title)
    query = query.where(Problem.id.in_([one[0] for one in [*made, *left]]))
    items = {one.id: one for one in store.current().execute(query)}
    return render_template(
        "paper/many_job.html",
        job=row(job, PLACE),
        made=[(items[key], document) for key, document in made if key in items],
        left=[(items[key], reason) for key, reason in left if key in items],
        unseen=sum(1 for key, _ in [*made, *left] if key not in items),
    )


@pages.get(f"/{ROW}/state")
@needs(Right.DRAFT_REPORT)
def state(row_id: int) -> Any:
    """Tell the page's script how far a batch is."""
    return progress(_own(row_id))


@pages.get(f"/{ROW}/file")
@needs(Right.DRAFT_REPORT)
def file(row_id: int) -> Any:
    """Send the list of what was drafted and what was not."""
    job = _own(row_id)
    name, plain = f"{job.title}.csv", f"drafts-{job.id}.csv"
    return respond_file(stream(finished(job)), name, "text/csv", plain=plain)


@pages.post(f"/{ROW}/cancel")
@needs(Right.DRAFT_REPORT)
def cancel(row_id: int) -> Any:
    """Cancel a batch; what is drafted already stays."""
    _own(row_id)
    return cancelled(row_id, PLACE)


def _own(row_id: int) -> PrintJob:
    """Return one's own batch; raise Missing otherwise."""
    job = reads.one(store.current(), me(), row_id, reads.DRAFTS)
    if job is None:
        raise Missing
    return job

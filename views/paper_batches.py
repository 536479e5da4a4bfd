"""公文批量制作: many issued papers as one PDF or a zip, in the background, for who asked alone."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from app import clock, readings, store
from app.enums import DocumentState
from app.enums_doors import PrintKind
from app.errors import Missing, Refused
from app.identifiers import whole
from app.models import Document, PrintJob
from app.operations import idempotency, paper_jobs, print_jobs, receipts
from app.permissions import Right
from app.queries import batches as reads
from app.queries import paper_receipts, paper_search
from app.responses import respond_file
from app.security import me, needs
from views.batches import cancelled, finished, progress, row, stream
from views.common import ROW, arrive, watch
from views.forms import once_key
from views.paper_bulk import in_ranges, one_sided
from views.paper_list import Filter

pages = Blueprint("paper_batches", __name__, url_prefix="/batches")
watch(pages, "print_job")
PLACE = "paper_batches"
TICKED = "勾选的公文"
SUFFIXES = {
    PrintKind.PAPERS: ("pdf", "application/pdf"),
    PrintKind.PAPER_FILES: ("zip", "application/zip"),
}


@pages.get("/")
@needs(Right.SEE_PAPERS)
def index() -> Any:
    """List one's own batches of papers, the newest first."""
    found = reads.newest(store.current(), me(), reads.PAPERS)
    return render_template("paper/batches.html", rows=[_row(job) for job in found])


def _row(job: PrintJob) -> dict[str, Any]:
    """Return a batch as the pages show it."""
    return {**row(job, PLACE), "kind": job.kind.label, "suffix": SUFFIXES[job.kind][0].upper()}


@pages.post("/")
@needs(Right.SEE_PAPERS)
def new() -> Any:
    """Ask for the ticked papers, or for all that the list's filter has, in one file."""
    session, actor = store.current(), me()
    form = request.form.get("form", "")
    if form not in {kind.value for kind in SUFFIXES}:
        raise Missing
    kind = PrintKind(form)
    chosen, about = _chosen(session)
    title = f"{about} {len(chosen)} 份 {clock.today():%Y-%m-%d}"
    with store.write(actor) as work:
        location = idempotency.claim(work, once_key(actor))
        if not location:
            job = paper_jobs.ask(work, actor, kind, chosen, title, one_sided=one_sided())
            location = url_for(f"{PLACE}.show", row_id=job.id)
            idempotency.remember(work, once_key(actor), location)
    return arrive(location, "已开始制作，可以离开本页。")


def _chosen(session: Session) -> tuple[list[int], str]:
    """Return the papers that were asked for, and what they are."""
    if request.form.get("scope") != "all":
        typed = (whole(one.partition(":")[0]) for one in request.form.getlist("item"))
        return [one for one in typed if one is not None], TICKED
    asked = Filter(request.form)
    found = paper_search.issued_ids(session, asked.wanted(), paper_jobs.MOST + 1)
    about = asked.label or ("筛选的公文" if asked.wanted().is_narrow else "全部公文")
    return list(found), about


@pages.get(f"/{ROW}")
@needs(Right.SEE_PAPERS)
def show(row_id: int) -> Any:
    """Show how far a batch is; the page comes up to date when it is loaded again."""
    job = _own(row_id)
    return render_template("paper/batch.html", job=_row(job), **_holds(store.current(), job))


def _holds(session: Session, job: PrintJob) -> dict[str, str]:
    """Return the numbers that a batch holds, and what it lacks that the day brought or will."""
    ids = [int(one) for one in job.facts.get(print_jobs.ROWS[job.kind], ())]
    if job.title.startswith(TICKED):
        return {"numbers": in_ranges(paper_search.numbers(session, ids)), "lacks": ""}
    came = paper_search.count_since(session, job.created_at, ids)
    is_today = clock.local(job.created_at).date() == clock.today()
    left = paper_search.count_unissued(session) if is_today else 0
    told = (
        f"制作以后，当天又印发了 {came} 份" if came else "",
        f"还有 {left} 份没有签发印发完" if left else "",
    )
    said = "；".join(one for one in told if one)
    return {
        "numbers": in_ranges(paper_search.numbers(session, ids)),
        "lacks": f"{said}，这个文件里没有。请等印发以后再合成一次。" if said else "",
    }


@pages.get(f"/{ROW}/state")
@needs(Right.SEE_PAPERS)
def state(row_id: int) -> Any:
    """Tell the page's script how far a batch is."""
    return progress(_own(row_id))


@pages.get(f"/{ROW}/file")
@needs(Right.SEE_PAPERS)
def file(row_id: int) -> Any:
    """Send the finished file; every paper in it counts as read by who takes it."""
    job = _own(row_id)
    sha256, (suffix, mime) = finished(job), SUFFIXES[job.kind]
    name = f"{job.title}.{suffix}"
    _read(store.current(), job)
    plain = f"papers-{job.id}.{suffix}"
    return respond_file(stream(sha256), name, mime, inline=suffix == "pdf", plain=plain)


def _read(session: Session, job: PrintJob) -> None:
    """Note every paper of a file as read; Refused when one holds no more, or is out of sight.

    The file was made once: it cannot say of a paper that it became void since.
    """
    actor, ids = me(), print_jobs.bound(job)
    found = session.scalars(sa.select(Document).where(Document.id.in_(ids))).all()
    if any(document.state != DocumentState.ISSUED for document in found):
        raise Refused("有公文已作废，请重新制作。")
    if len(found) < len(ids):
        raise Refused("有公文已作废或不在您的范围内，请重新制作。")
    for document in found:
        readings.saw(document)
    unread = paper_receipts.unread(session, actor, ids)
    with store.write(actor) as work:
        for document_id in unread:
            receipts.opened(work, actor, document_id)
        paper_jobs.taken(work, actor, work.get_one(PrintJob, job.id))


@pages.post(f"/{ROW}/cancel")
@needs(Right.SEE_PAPERS)
def cancel(row_id: int) -> Any:
    """Cancel a batch; one that is over stays as it is."""
    _own(row_id)
    return cancelled(row_id, PLACE)


def _own(row_id: int) -> PrintJob:
    """Return one's own batch; raise Missing otherwise."""
    job = reads.one(store.current(), me(), row_id, reads.PAPERS)
    if job is None:
        raise Missing
    return job

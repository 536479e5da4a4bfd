"""批量制作: one's own batches, how far each is, and the finished file."""

from __future__ import annotations

from typing import Any, BinaryIO

from flask import Blueprint, current_app, jsonify, redirect, render_template, url_for

from app import filestore, store
from app.enums_doors import PrintState
from app.errors import Missing, Refused
from app.formats import moment
from app.models import PrintJob
from app.operations import print_jobs
from app.permissions import Right
from app.queries import batches as reads
from app.responses import respond_file
from app.security import me, needs
from views.common import ROW, arrive, watch

pages = Blueprint("batches", __name__, url_prefix="/points/batches")
watch(pages, "print_job")
LIGHTS = {
    PrintState.WAITING: "still",
    PrintState.RUNNING: "warn",
    PrintState.DONE: "ok",
    PrintState.CANCELLED: "still",
    PrintState.FAILED: "late",
}


@pages.get("/")
@needs(Right.REGISTRY)
def index() -> Any:
    """List one's own batches, the newest first."""
    found = reads.newest(store.current(), me())
    return render_template("points/batches.html", rows=[row(job) for job in found])


def row(job: PrintJob, place: str = "batches") -> dict[str, Any]:
    """Return a batch as the pages of a blueprint show it."""
    done = job.state == PrintState.DONE
    return {
        "id": job.id,
        "title": job.title,
        "url": url_for(f"{place}.show", row_id=job.id),
        "done": job.done,
        "total": job.total,
        "asked": moment(job.created_at),
        "ended": moment(job.ended_at),
        "note": job.note or "",
        "light": {"kind": LIGHTS[job.state], "text": job.state.label},
        "runs": job.state in print_jobs.RUNNING,
        "file": url_for(f"{place}.file", row_id=job.id) if done else "",
    }


@pages.get(f"/{ROW}")
@needs(Right.REGISTRY)
def show(row_id: int) -> Any:
    """Show how far a batch is; the page comes up to date when it is loaded again."""
    return render_template("points/batch.html", job=row(_own(row_id)))


@pages.get(f"/{ROW}/state")
@needs(Right.REGISTRY)
def state(row_id: int) -> Any:
    """Tell the page's script how far a batch is."""
    return progress(_own(row_id))


@pages.get(f"/{ROW}.pdf")
@needs(Right.REGISTRY)
def file(row_id: int) -> Any:
    """Send the finished file."""
    job = _own(row_id)
    return respond_file(stream(finished(job)), f"{job.title}.pdf", "application/pdf", inline=True)


@pages.post(f"/{ROW}/cancel")
@needs(Right.REGISTRY)
def cancel(row_id: int) -> Any:
    """Cancel a batch; one that is over stays as it is."""
    return cancelled(row_id, "batches")


def progress(job: PrintJob) -> Any:
    """Return how far a batch is, as the page's script asks for it."""
    return jsonify(done=job.done, total=job.total, runs=job.state in print_jobs.RUNNING)


def finished(job: PrintJob) -> str:
    """Return the hash of a batch's file; Refused when there is none."""
    if job.sha256 is None:
        raise Refused(f"这一批{job.state.label}，没有文件。")
    return job.sha256


def stream(sha256: str) -> BinaryIO:
    """Return the file of a batch; Refused when it is there no more."""
    try:
        return filestore.open_stored(current_app.config["VX"].files_dir, sha256)
    except FileNotFoundError as error:
        raise Refused("这一批的文件不在了，请重新制作。") from error


def cancelled(row_id: int, place: str) -> Any:
    """Cancel a batch, and lead back to its page in a blueprint."""
    with store.write(me()) as session:
        came_to = print_jobs.cancel(session, me(), row_id)
    said = "已取消。" if came_to == PrintState.CANCELLED else f"这一批{came_to.label}，不用取消。"
    return arrive(url_for(f"{place}.show", row_id=row_id), said)


def opened(location: str) -> Any:
    """Lead to a file that was just made."""
    return redirect(location, code=303)


def _own(row_id: int) -> PrintJob:
    """Return one's own batch; raise Missing otherwise."""
    job = reads.one(store.current(), me(), row_id)
    if job is None:
        raise Missing
    return job

"""Papers made in the background: asked for, claimed under a lease, made, given up or cancelled.

A claim counts up and moves the lease on: a worker that was killed is followed by another one,
and one that comes back late changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from app import audit, clock, filestore, policies
from app.enums_doors import PrintKind, PrintState
from app.errors import Conflict, Missing, Refused
from app.models import (
    Attachment,
    CampaignReturn,
    Document,
    DocumentReceipt,
    LivelihoodEvidence,
    PrintJob,
    QrCode,
)
from app.operations import codes
from app.principal import Principal
from app.queries import listing, staff_photos
from app.queries.codes import MOST

LEASE = timedelta(minutes=2)
# A batch that kills its worker each time must not do so for ever.
MOST_TRIES = 5
GIVEN_UP = f"试了 {MOST_TRIES} 次都没有做完，请联系系统管理员。"
RUNNING = (PrintState.WAITING, PrintState.RUNNING)
# Where a batch keeps the rows that it is made of, and what is said of rows that were left out.
ROWS = {
    PrintKind.PLACARDS: "codes",
    PrintKind.PAPERS: "papers",
    PrintKind.PAPER_FILES: "papers",
    PrintKind.DRAFTS: "items",
}
# Which of them its finished file holds, and the names of the photographs of people in it.
BOUND, PHOTOS = "bound", "photos"
# Said of papers that are printed on one side: no blank page then.
ONE_SIDED = "one_sided"
TAKEN_BACK = "有工作人员撤下或换了照片，文件已删除，请重新制作。"
LEFT = {
    PrintKind.PLACARDS: "有 {} 个码在制作前已停用，没有印。",
    PrintKind.PAPERS: "有 {} 份公文在制作前已作废，没有装进去。",
    PrintKind.PAPER_FILES: "有 {} 份公文在制作前已作废，没有装进去。",
}


@dataclass(frozen=True)
class Held:
    """A batch that this worker holds until its lease ends; its rows are codes or papers."""

    id: int
    kind: PrintKind
    tries: int
    row_ids: tuple[int, ...]
    one_sided: bool = False


@dataclass(frozen=True)
class Made:
    """What was made: the rows that are in the file, the file, the photographs of people in it."""

    row_ids: Sequence[int]
    data: bytes
    photos: Sequence[str] = ()


def ask(session: Session, actor: Principal, point_ids: Sequence[int], title: str) -> PrintJob:
    """Ask for the placards of many points; those without a code get one. Raise Refused for none."""
    if len(point_ids) > MOST:
        raise Refused(f"一批最多 {MOST} 个点位，请分单位或分乡镇制作。")
    found = codes.issue_missing(session, actor, point_ids)
    if not found:
        raise Refused("没有可以制作码牌的点位。")
    return add(session, actor, PrintKind.PLACARDS, title, [code.id for code in found])


def printed(session: Session, actor: Principal, point_id: int, code_id: int, made: Made) -> int:
    """Keep the one placard of a point that was made at once, as a batch of one; return its id."""
    point = codes.held(session, actor, point_id)
    code = codes.in_use(session, point.id)
    if code is None or code.id != code_id:
        raise Refused("这个点位的码刚被换过，请再点一次。")
    _check_photos(session, made)
    title = f"评价码牌 {point.name}"[:100]
    job = add(session, actor, PrintKind.PLACARDS, title, [code.id])
    job.state, job.done, job.ended_at = PrintState.DONE, 1, clock.now()
    job.facts = {**job.facts, PHOTOS: list(made.photos)}
    job.sha256 = filestore.keep(current_app.config["VX"].files_dir, made.data)
    code.print_job_id = job.id
    session.flush()
    return job.id


def add(
    session: Session, actor: Principal, kind: PrintKind, title: str, row_ids: list[int]
) -> PrintJob:
    """Add a batch of rows that the actor was seen to have."""
    job = PrintJob(
        kind=kind,
        title=title,
        account_id=actor.account_id,
        facts={ROWS[kind]: row_ids},
        total=len(row_ids),
        created_by_id=actor.account_id,
    )
    session.add(job)
    session.flush()
    audit.record(session, actor, "print_job.ask", "print_job", job.id, detail={"total": job.total})
    return job


def cancel(session: Session, actor: Principal, job_id: int) -> PrintState:
    """Cancel a batch that is not over; return the state it then has."""
    query = policies.visible(actor, PrintJob).where(PrintJob.id == min(job_id, listing.BIGGEST))
    job: PrintJob | None = session.execute(query.with_for_update()).scalar()
    if job is None:
        raise Missing
    if job.state in RUNNING:
        job.state, job.ended_at = PrintState.CANCELLED, clock.now()
        audit.record(session, actor, "print_job.cancel", "print_job", job.id)
    return job.state


def _due(now: datetime) -> list[Any]:
    """Return the criteria of what waits, or was left by a worker that is gone."""
    left = sa.and_(PrintJob.state == PrintState.RUNNING, PrintJob.lease_until < now)
    return [sa.or_(PrintJob.state == PrintState.WAITING, left)]


def next_id(session: Session, now: datetime) -> int | None:
    """Return the oldest batch that is to be made; a plain read."""
    return session.execute(
        sa.select(PrintJob.id).where(*_due(now)).order_by(PrintJob.id).limit(1)
    ).scalar()


def claim(session: Session, job_id: int, now: datetime) -> Held | None:
    """Take a batch for the length of a lease; None when another worker was faster."""
    values = {"state": PrintState.RUNNING, "done": 0, "lease_until": now + LEASE}
    tries = sa.func.coalesce(PrintJob.tries, 0) + 1
    if not _set(session, [PrintJob.id == job_id, *_due(now)], tries=tries, **values):
        return None
    row = session.execute(
        sa.select(PrintJob.kind, PrintJob.tries, PrintJob.facts).where(PrintJob.id == job_id)
    ).one()
    is_single = bool(row.facts.get(ONE_SIDED))
    held = Held(job_id, row.kind, row.tries, tuple(row.facts[ROWS[row.kind]]), is_single)
    if held.tries <= MOST_TRIES:
        return held
    _set(session, _mine(held), state=PrintState.FAILED, note=GIVEN_UP, ended_at=now)
    return None


def progress(session: Session, held: Held, done: int, **more: Any) -> None:
    """Tell how many are made and hold on; raise Conflict when it was cancelled or taken away."""
    until = clock.now() + LEASE
    if not _set(session, _mine(held), done=done, lease_until=until, **more):
        raise Conflict("这一批已取消，或由另一个进程接着做。")


def finish(session: Session, worker: Principal, held: Held, made: Made) -> None:
    """Keep the file of a batch with what it holds, and note on codes that they were printed."""
    _check_photos(session, made)
    sha256 = filestore.keep(current_app.config["VX"].files_dir, made.data)
    left = len(held.row_ids) - len(made.row_ids)
    note = LEFT[held.kind].format(left) if left else None
    ended = {"state": PrintState.DONE, "ended_at": clock.now(), "lease_until": None}
    total = len(held.row_ids)
    facts: dict[str, Any] = {ROWS[held.kind]: list(held.row_ids), BOUND: list(made.row_ids)}
    if made.photos:
        facts[PHOTOS] = list(made.photos)
    if not _set(session, _mine(held), sha256=sha256, note=note, done=total, facts=facts, **ended):
        raise Conflict("这一批已取消，或由另一个进程接着做。")
    if held.kind == PrintKind.PLACARDS:
        session.execute(
            sa.update(QrCode)
            .where(QrCode.id.in_(made.row_ids))
            .values(print_job_id=held.id, row_version=QrCode.row_version + 1)
            .execution_options(synchronize_session=False)
        )
    audit.record(session, worker, "print_job.done", "print_job", held.id)


def ended(session: Session, worker: Principal, held: Held, **values: Any) -> None:
    """End a batch that kept what it made as it went; Conflict when it was cancelled."""
    over = {"state": PrintState.DONE, "ended_at": clock.now(), "lease_until": None}
    if not _set(session, _mine(held), done=len(held.row_ids), **over, **values):
        raise Conflict("这一批已取消，或由另一个进程接着做。")
    audit.record(session, worker, "print_job.done", "print_job", held.id)


def _check_photos(session: Session, made: Made) -> None:
    """Refuse a file with the photograph of somebody who took it back meanwhile."""
    if len(staff_photos.shown(session, made.photos)) < len(set(made.photos)):
        raise Refused("制作时有工作人员撤下或换了照片，请重新制作。")


def let_go(session: Session, name: str) -> None:
    """Take the file away from every batch that shows a photograph; the caller deletes that.

    The bytes go too, unless something else that is kept has the very same ones.
    """
    query = sa.select(PrintJob).where(
        PrintJob.kind == PrintKind.PLACARDS, PrintJob.sha256.is_not(None)
    )
    for job in session.scalars(query):
        if name not in job.facts.get(PHOTOS, ()):
            continue
        sha256, job.sha256, job.state, job.note = job.sha256, None, PrintState.FAILED, TAKEN_BACK
        session.flush()
        if sha256 is not None and not _kept_elsewhere(session, sha256):
            filestore.discard(current_app.config["VX"].files_dir, sha256)


def _kept_elsewhere(session: Session, sha256: str) -> bool:
    """Tell whether other rows keep a file of the same bytes."""
    columns = (
        PrintJob.sha256,
        Attachment.sha256,
        Document.pdf_sha256,
        DocumentReceipt.file_sha256,
        CampaignReturn.file_sha256,
        LivelihoodEvidence.file_sha256,
    )
    return any(session.execute(sa.select(c).where(c == sha256).limit(1)).first() for c in columns)


def bound(job: PrintJob) -> list[int]:
    """Return the rows that the file of a batch holds."""
    found: list[int] = job.facts.get(BOUND, job.facts[ROWS[job.kind]])
    return list(found)


def fail(session: Session, worker: Principal, held: Held, reason: str) -> None:
    """Give a batch up with a reason in Chinese."""
    ended = {"state": PrintState.FAILED, "ended_at": clock.now(), "lease_until": None}
    if _set(session, _mine(held), note=reason[:200], **ended):
        audit.record(session, worker, "print_job.fail", "print_job", held.id, result="failed")


def _mine(held: Held) -> list[Any]:
    """Return the criteria that a batch is still held by this claim."""
    return [
        PrintJob.id == held.id,
        PrintJob.state == PrintState.RUNNING,
        PrintJob.tries == held.tries,
    ]


def _set(session: Session, criteria: list[Any], **values: Any) -> bool:
    """Change a batch that meets the criteria; tell whether there was one."""
    done = session.execute(
        sa.update(PrintJob)
        .where(*criteria)
        .values(updated_at=clock.now(), row_version=PrintJob.row_version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    return isinstance(done, CursorResult) and done.rowcount == 1

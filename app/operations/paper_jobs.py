"""Several hundred issued papers in one file: asked for, and what of them is bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import audit, filestore
from app.enums import DocumentState
from app.enums_doors import PrintKind
from app.errors import Refused
from app.models import Document, PrintJob
from app.operations import print_jobs
from app.principal import Principal

MOST = 1000
PDF = ".pdf"


@dataclass(frozen=True)
class Print:
    """The stored first print of one paper, with the name it has in an archive."""

    id: int
    name: str
    content: bytes


def ask(
    session: Session,
    actor: Principal,
    kind: PrintKind,
    document_ids: Sequence[int],
    title: str,
    *,
    one_sided: bool = False,
) -> PrintJob:
    """Ask for issued papers in one file; Refused for none, or for too many at once.

    Papers that the actor does not see are left out, as if they were not there.
    """
    if len(document_ids) > MOST:
        raise Refused(f"一批最多 {MOST} 份公文，请分文种或分批制作。")
    query = (
        sa.select(Document.id)
        .where(Document.id.in_(document_ids), Document.state == DocumentState.ISSUED)
        .order_by(Document.agency_mark, Document.year, Document.seq)
    )
    found = list(session.scalars(query))
    if not found:
        raise Refused("没有可以制作的公文；印发了的才能制作。")
    job = print_jobs.add(session, actor, kind, title, found)
    if one_sided:
        job.facts = {**job.facts, print_jobs.ONE_SIDED: True}
        session.flush()
    return job


def prints(session: Session, document_ids: Sequence[int]) -> list[Print]:
    """Return the first prints of papers that still hold, in the given order."""
    query = sa.select(Document).where(
        Document.id.in_(document_ids), Document.state == DocumentState.ISSUED
    )
    rows = {row.id: row for row in session.scalars(query)}
    return [_print(rows[one]) for one in document_ids if one in rows]


def _print(document: Document) -> Print:
    """Return the stored print of a paper; Refused when its file is gone."""
    root = current_app.config["VX"].files_dir
    try:
        with filestore.open_stored(root, document.pdf_sha256 or "") as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Refused(f"{document.number} 的文件不在了，请联系系统管理员。") from error
    return Print(document.id, archive_name(document), content)


def archive_name(document: Document) -> str:
    """Return the name of a paper in an archive: number and title, fit for every file system."""
    return filestore.safe_name(f"{document.number} {document.title}{PDF}")


def taken(session: Session, actor: Principal, job: PrintJob) -> None:
    """Note who took which papers away with a finished file."""
    papers = {"papers": print_jobs.bound(job)}
    audit.record(session, actor, "print_job.read", "print_job", job.id, detail=papers)

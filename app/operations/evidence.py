"""Files of a problem: kept under their content hash, listed under the name people gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import audit, filestore, policies, store
from app.enums import ProblemState
from app.errors import Forbidden, Invalid
from app.models import Attachment, Problem, ProblemStep
from app.operations import identity, tail
from app.principal import Principal
from app.queries import ledger
from app.transitions import Kind

MOST_FILES = 10
# A citizen's own writing or picture, which units do not open.
ORIGIN = "origin"
Upload = tuple[BinaryIO, str]


def attach(
    session: Session, actor: Principal, problem_id: int, uploads: Sequence[Upload]
) -> list[Attachment]:
    """Add files to a problem; Invalid names the file that is not kept, and then none is."""
    problem = ledger.get(session, actor, problem_id)
    if not may_attach(session, actor, problem):
        raise Forbidden("您现在不能给这件事项添加文件。")
    with store.acting(session, tail.KEEPER):
        kept = keep(session, actor, problem, uploads)
        session.flush()
        detail = {"files": [item.sha256 for item in kept]}
        audit.record(session, actor, "problem.attach", "problem", problem.id, detail=detail)
    return kept


def may_attach(session: Session, actor: Principal, problem: Problem) -> bool:
    """Tell whether a person is working on the problem, or is just registering it."""
    query = sa.select(ProblemStep).where(ProblemStep.problem_id == problem.id)
    steps = session.scalars(query).all()
    if problem.state == ProblemState.REGISTERED and problem.created_by_id == actor.account_id:
        return True
    return any(
        allowed.open and any(fact.kind is Kind.FILES for fact in allowed.transition.facts)
        for allowed in policies.allowed_actions(actor, problem, steps)
    )


def received_file(upload: Upload, field: str) -> filestore.Stored:
    """Check and keep one uploaded file; Invalid says beside a field why it is not kept."""
    stream, filename = upload
    try:
        return filestore.store(current_app.config["VX"].files_dir, stream, filename)
    except filestore.FileRefused as error:
        raise Invalid({field: f"“{filename[:60]}”没有上传：{error}"}) from error


def keep(
    session: Session,
    actor: Principal,
    problem: Problem,
    uploads: Sequence[Upload],
    purpose: str = "",
) -> list[Attachment]:
    """Store the files and add their rows; the caller audits them with its own act."""
    if not purpose:
        purpose = ORIGIN if problem.state == ProblemState.REGISTERED else "evidence"
    if len(uploads) > MOST_FILES:
        raise Invalid({"files": f"一次最多上传 {MOST_FILES} 个文件，您选了 {len(uploads)} 个。"})
    rows, received = [], {}
    for upload in uploads:
        stored = received_file(upload, "files")
        received[stored.sha256] = stored.received
        rows.append(
            Attachment(
                problem_id=problem.id,
                purpose=purpose,
                filename=_name(stored.filename, problem),
                mime=stored.mime,
                size=stored.size,
                sha256=stored.sha256,
                created_by_id=actor.account_id,
            )
        )
    session.add_all(rows)
    _note_received(session, actor, problem, received)
    return rows


def _name(filename: str, problem: Problem) -> str:
    """Return a file's name without the reporter's name and telephone."""
    return filestore.safe_name(identity.without_reporter(filename, problem))


def _note_received(
    session: Session, actor: Principal, problem: Problem, received: Mapping[str, str]
) -> None:
    """Keep the hash of what came, by which its owner can show that the kept file is his own."""
    changed = {kept: came for kept, came in received.items() if kept != came}
    if changed:
        detail = {"received": changed}
        audit.record(session, actor, "attachment.clear", "problem", problem.id, detail=detail)

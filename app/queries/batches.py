"""Work in the background, as who asked for it sees it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import policies
from app.enums_doors import PrintKind
from app.models import PrintJob
from app.principal import Principal
from app.queries import listing

MOST = 50


PLACARDS = (PrintKind.PLACARDS,)
PAPERS = (PrintKind.PAPERS, PrintKind.PAPER_FILES)
DRAFTS = (PrintKind.DRAFTS,)
Kinds = tuple[PrintKind, ...]


def newest(session: Session, actor: Principal, kinds: Kinds = PLACARDS) -> list[PrintJob]:
    """Return the person's newest batches."""
    query = policies.visible(actor, PrintJob).where(PrintJob.kind.in_(kinds))
    return list(session.scalars(query.order_by(PrintJob.id.desc()).limit(MOST)))


def one(
    session: Session, actor: Principal, job_id: int, kinds: Kinds = PLACARDS
) -> PrintJob | None:
    """Return one of the person's batches, None when it is not his."""
    if job_id > listing.BIGGEST:
        return None
    query = policies.visible(actor, PrintJob).where(PrintJob.id == job_id, PrintJob.kind.in_(kinds))
    return session.scalars(query).one_or_none()

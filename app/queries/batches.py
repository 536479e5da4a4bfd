"""Work in the background, as who asked for it sees it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import policies
from app.models import PrintJob
from app.principal import Principal
from app.queries import listing

MOST = 50


def newest(session: Session, actor: Principal) -> list[PrintJob]:
    """Return the person's newest batches."""
    query = policies.visible(actor, PrintJob).order_by(PrintJob.id.desc()).limit(MOST)
    return list(session.scalars(query))


def one(session: Session, actor: Principal, job_id: int) -> PrintJob | None:
    """Return one of the person's batches, None when it is not his."""
    if job_id > listing.BIGGEST:
        return None
    query = policies.visible(actor, PrintJob).where(PrintJob.id == job_id)
    return session.scalars(query).one_or_none()

"""Reads of due dates that were computed anew: the old value is kept and shown."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.models import Deadline

MOST = 50


@dataclass(frozen=True)
class Moved:
    """A due date and the one that it took the place of."""

    new: Deadline
    old: Deadline


def moved(session: Session, problem_id: int) -> list[Moved]:
    """Return the due dates of a visible item that were computed anew, the newest first."""
    old = aliased(Deadline)
    query = (
        sa.select(Deadline, old)
        .join(old, old.id == Deadline.supersedes_id)
        .where(Deadline.problem_id == problem_id, Deadline.due_at != old.due_at)
        .order_by(Deadline.id.desc())
        .limit(MOST)
    )
    return [Moved(row[0], row[1]) for row in session.execute(query)]

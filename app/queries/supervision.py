"""Reads of supervision: one row, and what a list says of the items behind the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import DocumentState, ProblemState
from app.errors import Missing
from app.models import Document, Problem, Supervision, Unit


@dataclass(frozen=True)
class About:
    """What a list says of the item behind a supervision."""

    problem_no: str
    title: str
    unit: str
    is_sent: bool
    state: ProblemState


def get(session: Session, row_id: int) -> Supervision:
    """Return a visible supervision; Missing otherwise."""
    row = session.scalars(sa.select(Supervision).where(Supervision.id == row_id)).one_or_none()
    if row is None:
        raise Missing
    return row


def items(session: Session, rows: Sequence[Supervision]) -> dict[int, About]:
    """Return number, title and unit by supervision; is_sent tells that its paper waits."""
    query = (
        sa.select(
            Supervision.id,
            Problem.problem_no,
            Problem.title,
            Unit.short_name,
            Document.state,
            Problem.state,
        )
        .join(Problem, Problem.id == Supervision.problem_id)
        .outerjoin(Unit, Unit.id == Supervision.unit_id)
        .outerjoin(Document, Document.id == Supervision.document_id)
        .where(Supervision.id.in_([row.id for row in rows]))
    )
    waits = {DocumentState.CHECKING, DocumentState.SIGNED}
    return {
        row[0]: About(row[1], row[2], row[3] or "", row[4] in waits, row[5])
        for row in session.execute(query)
    }

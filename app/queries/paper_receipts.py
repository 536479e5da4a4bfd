"""Reads of what became of a paper at its units, as the office and as a unit see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import DocumentState, RecordStatus, UnitKind
from app.models import Document, DocumentReceipt, Unit
from app.permissions import Right
from app.principal import Principal

MOST = 200
# They see no papers in the system (SEE_PAPERS in permissions.py), so none is sent to them.
UNSERVED = (UnitKind.VILLAGE_STATION, UnitKind.EXTERNAL)


@dataclass(frozen=True)
class Sent:
    """One paper at one unit."""

    receipt: DocumentReceipt
    document: Document
    unit_name: str


def addressable(session: Session) -> Sequence[Any]:
    """Return id, name and kind of the units that papers are sent to."""
    query = sa.select(Unit.id, Unit.name, Unit.kind).where(
        Unit.status == RecordStatus.ACTIVE, Unit.kind.not_in(UNSERVED)
    )
    return session.execute(query.order_by(Unit.kind, Unit.code)).all()


def overdue(today: date) -> sa.Select[Any]:
    """Select the receipts whose answer is overdue; a void paper asks for none."""
    return (
        sa.select(DocumentReceipt)
        .join(Document, Document.id == DocumentReceipt.document_id)
        .where(
            DocumentReceipt.returned_at.is_(None),
            DocumentReceipt.due_on < today,
            Document.state == DocumentState.ISSUED,
        )
        .order_by(DocumentReceipt.due_on, DocumentReceipt.id)
    )


def of_paper(session: Session, document_id: int) -> list[tuple[DocumentReceipt, str]]:
    """Return the receipts of a paper that this person sees, with the unit's name."""
    query = (
        sa.select(DocumentReceipt, Unit.name)
        .join(Unit, Unit.id == DocumentReceipt.unit_id)
        .where(DocumentReceipt.document_id == document_id)
        .order_by(Unit.kind, Unit.code)
    )
    return [(row[0], row[1]) for row in session.execute(query.limit(MOST))]


def own(session: Session, principal: Principal, document_id: int) -> DocumentReceipt | None:
    """Return the receipt of the person's own unit, None when the paper was not sent to it."""
    query = sa.select(DocumentReceipt).where(
        DocumentReceipt.document_id == document_id, DocumentReceipt.unit_id == principal.unit_id
    )
    return session.scalars(query).one_or_none()


def unread(session: Session, principal: Principal, document_ids: Sequence[int]) -> list[int]:
    """Return which of these papers the person's unit has got and not opened yet."""
    query = sa.select(DocumentReceipt.document_id).where(
        DocumentReceipt.document_id.in_(document_ids),
        DocumentReceipt.unit_id == principal.unit_id,
        DocumentReceipt.read_at.is_(None),
    )
    return list(session.scalars(query))


def one(session: Session, receipt_id: int) -> DocumentReceipt | None:
    """Return a receipt that this person sees."""
    query = sa.select(DocumentReceipt).where(DocumentReceipt.id == receipt_id)
    return session.scalars(query).one_or_none()


def received(session: Session, principal: Principal) -> list[Sent]:
    """Return the papers sent to the person's unit: what it has to do first, then the newest."""
    query = (
        sa.select(DocumentReceipt, Document, Unit.name)
        .join(Document, Document.id == DocumentReceipt.document_id)
        .join(Unit, Unit.id == DocumentReceipt.unit_id)
        .where(DocumentReceipt.unit_id == principal.unit_id)
        .order_by(DocumentReceipt.id.desc())
        .limit(MOST)
    )
    return [Sent(*row) for row in session.execute(query)]


def is_open(receipt: DocumentReceipt) -> bool:
    """Tell whether the unit still has to sign for a paper or to answer it."""
    unanswered = receipt.due_on is not None and receipt.returned_at is None
    return receipt.signed_for_at is None or unanswered


def count_open(session: Session, principal: Principal) -> int:
    """Return how many papers the person's unit has to sign for or to answer."""
    if not principal.has(Right.SEE_PAPERS) or principal.unit_id is None:
        return 0
    r = DocumentReceipt
    unanswered = sa.and_(r.due_on.is_not(None), r.returned_at.is_(None))
    query = (
        sa.select(sa.func.count(r.id))
        .join(Document, Document.id == r.document_id)
        .where(
            r.unit_id == principal.unit_id,
            Document.state == DocumentState.ISSUED,
            sa.or_(r.signed_for_at.is_(None), unanswered),
        )
    )
    return session.execute(query).scalar_one()


def late(session: Session, today: date) -> list[Sent]:
    """Return the overdue answers that this person sees, the longest first."""
    query = overdue(today).join(Unit, Unit.id == DocumentReceipt.unit_id)
    query = query.add_columns(Document, Unit.name).limit(MOST)
    return [Sent(*row) for row in session.execute(query)]


def count_late(session: Session, principal: Principal, today: date) -> int:
    """Return how many answers are overdue, for the office that issues papers."""
    if not principal.has(Right.SEE_PAPERS, "A"):
        return 0
    inner = overdue(today).with_only_columns(DocumentReceipt.id).order_by(None).subquery()
    return session.execute(sa.select(sa.func.count()).select_from(inner)).scalar_one()

"""Reads of papers: the list, one paper, and what waits for a signature."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import DocumentKind, DocumentState
from app.errors import Missing
from app.models import Document
from app.permissions import Right
from app.principal import Principal

MOST_ROWS = 100


def get(session: Session, principal: Principal, document_id: int) -> Document:
    """Return a paper inside the principal's scope; Missing otherwise."""
    document = session.scalars(sa.select(Document).where(Document.id == document_id)).one_or_none()
    if document is None:
        raise Missing()
    return document


def page(
    session: Session,
    principal: Principal,
    *,
    kind: DocumentKind | None = None,
    state: DocumentState | None = None,
    before_id: int | None = None,
    limit: int = 25,
) -> list[Document]:
    """Return visible papers, newest first; one more than limit tells that there are more."""
    query = sa.select(Document).order_by(Document.id.desc()).limit(min(limit, MOST_ROWS) + 1)
    if kind is not None:
        query = query.where(Document.kind == kind)
    if state is not None:
        query = query.where(Document.state == state)
    if before_id is not None:
        query = query.where(Document.id < before_id)
    return list(session.scalars(query))


def to_sign(session: Session, principal: Principal) -> list[Document]:
    """Return the drafts that wait for this leader's signature, oldest first."""
    if not principal.has(Right.SIGN_PAPER, "A"):
        return []
    query = sa.select(Document).where(*_unsigned(principal))
    query = query.order_by(Document.created_at, Document.id).limit(MOST_ROWS)
    return list(session.scalars(query))


def count_to_sign(session: Session, principal: Principal) -> int:
    """Return how many drafts wait for this leader's signature."""
    if not principal.has(Right.SIGN_PAPER, "A"):
        return 0
    query = sa.select(sa.func.count(Document.id)).where(*_unsigned(principal))
    return session.execute(query).scalar_one()


def to_check(session: Session, principal: Principal) -> list[Document]:
    """Return the drafts of the timed work that wait to be sent to be signed, oldest first."""
    if not principal.has(Right.DRAFT_REPORT, "A"):
        return []
    query = sa.select(Document).where(
        Document.state == DocumentState.DRAFT, Document.drafted_by_id.is_(None)
    )
    return list(session.scalars(query.order_by(Document.id).limit(MOST_ROWS)))


def same_kind(
    session: Session, principal: Principal, problem_id: int, kind: DocumentKind
) -> list[Document]:
    """Return the papers of a kind that an item has, void ones left out."""
    query = sa.select(Document).where(
        Document.problem_id == problem_id,
        Document.kind == kind,
        Document.state != DocumentState.VOID,
    )
    return list(session.scalars(query.order_by(Document.id).limit(MOST_ROWS)))


def _unsigned(principal: Principal) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the criteria of drafts that somebody else wrote; what nobody sent has no drafter."""
    return (
        Document.state.in_([DocumentState.DRAFT, DocumentState.CHECKING]),
        Document.drafted_by_id.is_not(None),
        Document.drafted_by_id != principal.account_id,
    )

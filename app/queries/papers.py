"""Reads of papers: the list, one paper, and what waits for a signature."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import DocumentKind, DocumentState
from app.errors import Missing
from app.models import Account, Document, DocumentComment, Problem
from app.permissions import Right
from app.principal import Principal
from app.queries import parameters

MOST_ROWS = 100
CHECK_REQUIRED = "paper_check_required"
Criteria = tuple[sa.ColumnElement[bool], ...]


def get(session: Session, principal: Principal, document_id: int) -> Document:
    """Return a paper inside the principal's scope; Missing otherwise."""
    document = session.scalars(sa.select(Document).where(Document.id == document_id)).one_or_none()
    if document is None:
        raise Missing()
    return document


def some(session: Session, ids: Iterable[int]) -> dict[int, Document]:
    """Return the visible ones among some papers by id."""
    query = sa.select(Document).where(Document.id.in_(list(ids)))
    return {document.id: document for document in session.scalars(query)}


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


def matters(session: Session, documents: Iterable[Document]) -> dict[int, str]:
    """Return number and title of the items of papers, of those that this person sees."""
    ids = {document.problem_id for document in documents if document.problem_id is not None}
    if not ids:
        return {}
    query = sa.select(Problem.id, Problem.problem_no, Problem.title).where(Problem.id.in_(ids))
    return {row.id: f"{row.problem_no} {row.title}" for row in session.execute(query)}


def issued_ids(session: Session, kind: DocumentKind | None, limit: int) -> list[int]:
    """Return the issued papers that this person sees, in the order of their numbers."""
    query = sa.select(Document.id).where(*_issued(kind))
    order = (Document.agency_mark, Document.year, Document.seq)
    return list(session.scalars(query.order_by(*order).limit(limit)))


def count_issued(session: Session, kind: DocumentKind | None) -> int:
    """Return how many issued papers this person sees."""
    query = sa.select(sa.func.count(Document.id)).where(*_issued(kind))
    return session.execute(query).scalar_one()


def _issued(kind: DocumentKind | None) -> Criteria:
    """Return the criteria of issued papers of a kind, or of every kind."""
    found = (Document.state == DocumentState.ISSUED,)
    return found if kind is None else (*found, Document.kind == kind)


def needs_check(session: Session) -> bool:
    """Tell whether the office asks for a check by a third person before a paper is signed."""
    return parameters.flag(session, CHECK_REQUIRED)


def to_sign(session: Session, principal: Principal) -> list[Document]:
    """Return the drafts that wait for this leader's signature, oldest first."""
    return _oldest(session, _to_sign(session, principal))


def count_to_sign(session: Session, principal: Principal) -> int:
    """Return how many drafts wait for this leader's signature."""
    return _count(session, _to_sign(session, principal))


def to_pass(session: Session, principal: Principal) -> list[Document]:
    """Return the papers that wait to be passed by this checker, oldest first."""
    return _oldest(session, _to_pass(session, principal))


def count_to_pass(session: Session, principal: Principal) -> int:
    """Return how many papers wait to be passed by this checker."""
    return _count(session, _to_pass(session, principal))


def returned(session: Session, principal: Principal) -> list[Document]:
    """Return the person's own drafts that were sent back to be mended, oldest first."""
    return _oldest(session, _returned(principal))


def count_returned(session: Session, principal: Principal) -> int:
    """Return how many of the person's drafts were sent back."""
    return _count(session, _returned(principal))


def turns(session: Session, document_id: int) -> list[tuple[DocumentComment, str]]:
    """Return the turns of a paper that this person may see, with names, the newest first."""
    query = (
        sa.select(DocumentComment, Account.last_name)
        .outerjoin(Account, Account.id == DocumentComment.account_id)
        .where(DocumentComment.document_id == document_id)
        .order_by(DocumentComment.id.desc())
        .limit(MOST_ROWS)
    )
    return [(row[0], row[1] or "定时任务") for row in session.execute(query)]


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


def _oldest(session: Session, criteria: Criteria | None) -> list[Document]:
    """Return the papers that meet criteria, none for None."""
    if criteria is None:
        return []
    query = sa.select(Document).where(*criteria)
    return list(session.scalars(query.order_by(Document.created_at, Document.id).limit(MOST_ROWS)))


def _count(session: Session, criteria: Criteria | None) -> int:
    """Count the papers that meet criteria, none for None."""
    if criteria is None:
        return 0
    return session.execute(sa.select(sa.func.count(Document.id)).where(*criteria)).scalar_one()


def _to_sign(session: Session, principal: Principal) -> Criteria | None:
    """Return the criteria of what waits for a signature; what nobody sent has no drafter.

    Where the office asks for a check, it is what somebody else has passed.
    """
    if not principal.has(Right.SIGN_PAPER, "A"):
        return None
    found = (
        Document.state.in_([DocumentState.DRAFT, DocumentState.CHECKING]),
        Document.returned_at.is_(None),
        *_of_another(principal),
    )
    if not needs_check(session):
        return found
    passed = Document.checked_at.is_not(None)
    return (*found, passed, Document.checked_by_id != principal.account_id)


def _to_pass(session: Session, principal: Principal) -> Criteria | None:
    """Return the criteria of what waits to be checked.

    Where no check is asked for, a leader signs it at once and has it in his other list.
    """
    signs = principal.has(Right.SIGN_PAPER, "A")
    drafts = principal.has(Right.DRAFT_REPORT, "A")
    if not (drafts or signs) or (signs and not needs_check(session)):
        return None
    unchecked = (Document.state == DocumentState.CHECKING, Document.checked_at.is_(None))
    return (*unchecked, *_of_another(principal))


def _returned(principal: Principal) -> Criteria | None:
    """Return the criteria of one's own drafts that were sent back."""
    if not principal.has(Right.DRAFT_REPORT):
        return None
    return (
        Document.state == DocumentState.DRAFT,
        Document.returned_at.is_not(None),
        Document.drafted_by_id == principal.account_id,
    )


def _of_another(principal: Principal) -> Criteria:
    """Return the criteria of drafts that somebody else wrote."""
    return (Document.drafted_by_id.is_not(None), Document.drafted_by_id != principal.account_id)

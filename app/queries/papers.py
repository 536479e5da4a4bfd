"""Reads of papers: the list, one paper, and what waits for a signature."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import months
from app.enums import DocumentKind, DocumentState
from app.errors import Missing
from app.models import Account, Document, DocumentComment, DocumentProblem, Problem
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


def matters(
    session: Session, principal: Principal, documents: Iterable[Document]
) -> dict[int, str]:
    """Return what papers are about, of the items that this person sees: one, or how many.

    Who sees a part of the ledger is told that the count is of what he sees.
    A paper of a month is about that month, whatever items its tables name.
    """
    found = list(documents)
    of_months = {
        one.id: f"{months.said(period)}运行情况" for one in found if (period := _month(one))
    }
    sees_all = principal.has(Right.SEE_PROBLEMS, "A")
    counted = "{} 件事项" if sees_all else "您能看的 {} 件事项"
    items = _of_items(session, {one.id for one in found} - of_months.keys(), counted)
    return {**items, **of_months}


def _month(document: Document) -> str:
    """Return the month that a report or a circular is about, an empty text for none."""
    period = str(document.facts.get("period") or "")
    is_of_month = document.kind in {DocumentKind.MONTHLY_REPORT, DocumentKind.CIRCULAR}
    return period if is_of_month and months.WRITTEN.fullmatch(period) else ""


def _of_items(session: Session, ids: set[int], counted: str) -> dict[int, str]:
    """Return number and title of the one item of each paper, or how many in the given words."""
    if not ids:
        return {}
    item, paper = Problem, DocumentProblem
    query = (
        sa.select(
            paper.document_id,
            sa.func.count(item.id).label("many"),
            sa.func.min(item.problem_no).label("first"),
            sa.func.min(item.title).label("title"),
        )
        .join(item, item.id == paper.problem_id)
        .where(paper.document_id.in_(ids))
        .group_by(paper.document_id)
    )
    return {
        row.document_id: f"{row.first} {row.title}" if row.many == 1 else counted.format(row.many)
        for row in session.execute(query)
    }


def items_of(session: Session, document_id: int) -> list[tuple[int, str, str]]:
    """Return id, number and title of a paper's items, of those that this person sees."""
    query = (
        sa.select(Problem.id, Problem.problem_no, Problem.title)
        .join(DocumentProblem, DocumentProblem.problem_id == Problem.id)
        .where(DocumentProblem.document_id == document_id)
        .order_by(Problem.problem_no)
        .limit(MOST_ROWS)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def needs_check(session: Session) -> bool:
    """Tell whether the office asks for a check by a third person before a paper is signed."""
    return parameters.flag(session, CHECK_REQUIRED)


def to_sign(session: Session, principal: Principal) -> list[Document]:
    """Return the papers that wait for this leader's signature, oldest first."""
    return _oldest(session, _to_sign(session, principal))


def count_to_sign(session: Session, principal: Principal) -> int:
    """Return how many papers wait for this leader's signature."""
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


def to_send(session: Session, principal: Principal) -> list[Document]:
    """Return the person's own drafts that nobody has seen yet, oldest first."""
    return _oldest(session, _unsent(principal))


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
    query = (
        sa.select(Document)
        .join(DocumentProblem, DocumentProblem.document_id == Document.id)
        .where(
            DocumentProblem.problem_id == problem_id,
            Document.kind == kind,
            Document.state != DocumentState.VOID,
        )
    )
    return list(session.scalars(query.order_by(Document.id).limit(MOST_ROWS)))


def doubles(session: Session, document: Document) -> list[Document]:
    """Return the other papers of the same kind about the same item, void ones left out."""
    if document.problem_id is None:
        return []
    query = sa.select(Document).where(
        Document.problem_id == document.problem_id,
        Document.kind == document.kind,
        Document.agency_mark == document.agency_mark,
        Document.state != DocumentState.VOID,
        Document.id != document.id,
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
    """Return the criteria of what was sent and waits for a signature.

    Where the office asks for a check, it is what somebody else has passed.
    """
    if not principal.has(Right.SIGN_PAPER, "A"):
        return None
    found = (
        Document.state == DocumentState.CHECKING,
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


def _unsent(principal: Principal) -> Criteria | None:
    """Return the criteria of one's own drafts that were not sent, nor sent back."""
    if not principal.has(Right.DRAFT_REPORT):
        return None
    return (
        Document.state == DocumentState.DRAFT,
        Document.returned_at.is_(None),
        Document.drafted_by_id == principal.account_id,
    )


def _of_another(principal: Principal) -> Criteria:
    """Return the criteria of drafts that somebody else wrote."""
    return (Document.drafted_by_id.is_not(None), Document.drafted_by_id != principal.account_id)

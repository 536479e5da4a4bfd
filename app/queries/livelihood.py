"""Livelihood items that a person sees, by level and state, with their letter and milestones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.enums_campaign import LivelihoodLevel, LivelihoodState, RawKind
from app.errors import Missing
from app.models import (
    Document,
    DocumentReceipt,
    Evaluation,
    LivelihoodEvidence,
    LivelihoodItem,
    LivelihoodSource,
    Message,
    Milestone,
    Problem,
)
from app.models.livelihood import GIVEN_UP

MOST = 1000
SHOWN = 20


def listed(
    session: Session, year: int | None, level: LivelihoodLevel | None, state: LivelihoodState | None
) -> Sequence[LivelihoodItem]:
    """Return the visible items by level, then as they were put forward."""
    query = sa.select(LivelihoodItem)
    if year is not None:
        query = query.where(LivelihoodItem.year == year)
    if level is not None:
        query = query.where(LivelihoodItem.level == level)
    if state is not None:
        query = query.where(LivelihoodItem.state == state)
    order = sa.case({word.value: at for at, word in enumerate(LivelihoodLevel)}, value=_level())
    found = session.scalars(query.order_by(order, LivelihoodItem.id).limit(MOST))
    return found.all()


def _level() -> sa.ColumnElement[str]:
    """Return the level as plain text, by which the list is ordered."""
    return sa.type_coerce(LivelihoodItem.level, sa.String())


def years(session: Session) -> list[int]:
    """Return the years that have visible items, the newest first."""
    query = sa.select(LivelihoodItem.year).distinct().order_by(LivelihoodItem.year.desc())
    return list(session.scalars(query.limit(SHOWN)))


def get(session: Session, row_id: int) -> LivelihoodItem:
    """Return a visible item; Missing otherwise."""
    query = sa.select(LivelihoodItem).where(LivelihoodItem.id == row_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise Missing()
    return found


def milestones_of_item(session: Session, row_id: int) -> Sequence[Milestone]:
    """Return the milestones of an item by their day."""
    query = sa.select(Milestone).where(Milestone.livelihood_item_id == row_id)
    return session.scalars(query.order_by(Milestone.due_on, Milestone.id).limit(MOST)).all()


def open_milestones(session: Session, row_id: int) -> list[str]:
    """Return the names of the milestones of an item that are not reached nor given up."""
    return [one.title for one in milestones_of_item(session, row_id) if one.done_on is None]


def milestones_of_promise(session: Session, row_id: int) -> Sequence[Milestone]:
    """Return the milestones of a promise by their day."""
    query = sa.select(Milestone).where(Milestone.commitment_id == row_id)
    return session.scalars(query.order_by(Milestone.due_on, Milestone.id).limit(MOST)).all()


def milestone(session: Session, row_id: int) -> Milestone:
    """Return a visible milestone; Missing otherwise."""
    found = session.scalars(sa.select(Milestone).where(Milestone.id == row_id)).one_or_none()
    if found is None:
        raise Missing()
    return found


def progress(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """Return (done, all, late) milestones of items, without those that were given up."""
    late = sa.and_(Milestone.done_on.is_(None), Milestone.due_on < clock.today())
    query = (
        sa.select(
            Milestone.livelihood_item_id,
            sa.func.count(Milestone.done_on),
            sa.func.count(),
            sa.func.sum(sa.case((late, 1), else_=0)),
        )
        .where(Milestone.livelihood_item_id.in_(ids), ~Milestone.note.startswith(GIVEN_UP))
        .group_by(Milestone.livelihood_item_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in session.execute(query)}


@dataclass(frozen=True)
class Letter:
    """The letter of an item as this person sees it, and the lead unit's receipt."""

    document: Document
    receipt: DocumentReceipt | None


def letter(session: Session, row: LivelihoodItem) -> Letter | None:
    """Return the letter of an item where it is visible."""
    query = sa.select(Document).where(Document.id == row.document_id)
    document = session.scalars(query).one_or_none()
    if document is None:
        return None
    receipts = sa.select(DocumentReceipt).where(
        DocumentReceipt.document_id == document.id, DocumentReceipt.unit_id == row.lead_unit_id
    )
    return Letter(document, session.scalars(receipts).first())


def evidence(session: Session, row_id: int) -> Sequence[LivelihoodEvidence]:
    """Return what shows that an item is done, as it came in."""
    query = sa.select(LivelihoodEvidence).where(LivelihoodEvidence.livelihood_item_id == row_id)
    return session.scalars(query.order_by(LivelihoodEvidence.id).limit(MOST)).all()


def evidence_file(session: Session, row_id: int) -> LivelihoodEvidence:
    """Return a visible file of an item; Missing otherwise."""
    query = sa.select(LivelihoodEvidence).where(LivelihoodEvidence.id == row_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise Missing()
    return found


def sources(session: Session, row_id: int) -> tuple[int, list[str]]:
    """Return how many sources an item has, and the numbers of those that this person sees."""
    query = sa.select(LivelihoodSource).where(LivelihoodSource.livelihood_item_id == row_id)
    rows = session.scalars(query.order_by(LivelihoodSource.id)).all()
    named = {
        RawKind.PROBLEM: (Problem.id, Problem.problem_no),
        RawKind.MESSAGE: (Message.id, Message.message_no),
        RawKind.EVALUATION: (Evaluation.id, Evaluation.eval_no),
    }
    found: list[str] = []
    for kind, (key, number) in named.items():
        ids = [one.source_id for one in rows if one.kind == kind][:SHOWN]
        found += session.scalars(sa.select(number).where(key.in_(ids)).order_by(key))
    return len(rows), found

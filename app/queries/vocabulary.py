"""Terms of the lists that an office owns."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from app import clock
from app.models import VocabularyTerm


def _valid() -> ColumnElement[bool]:
    """Return the criterion of terms in use today."""
    today = clock.today()
    ends = VocabularyTerm.valid_to
    return sa.and_(VocabularyTerm.valid_from <= today, sa.or_(ends.is_(None), ends >= today))


def choices(session: Session, vocabulary: str) -> list[tuple[str, str]]:
    """Return (code, label) of the terms in use, in the office's order."""
    query = (
        sa.select(VocabularyTerm.code, VocabularyTerm.label)
        .where(VocabularyTerm.list == vocabulary, _valid())
        .order_by(VocabularyTerm.position, VocabularyTerm.id)
    )
    return [(row.code, row.label) for row in session.execute(query)]


def label(session: Session, vocabulary: str, code: str | None) -> str:
    """Return the label of a code, retired terms included; the code itself when unknown."""
    if not code:
        return ""
    query = sa.select(VocabularyTerm.label).where(
        VocabularyTerm.list == vocabulary, VocabularyTerm.code == code
    )
    return session.execute(query).scalar() or code


def has(session: Session, vocabulary: str, code: str) -> bool:
    """Tell whether a term may be chosen today."""
    query = sa.select(VocabularyTerm.id).where(
        VocabularyTerm.list == vocabulary, VocabularyTerm.code == code, _valid()
    )
    return session.execute(query).first() is not None

"""Papers by what is looked for: number, title, item, kind, state, day, receiving unit."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session, SessionTransaction

from app import clock, store
from app.enums import DocumentKind, DocumentState
from app.models import Document, DocumentProblem, DocumentReceipt, Problem
from app.principal import Principal

ESCAPE = "\\"
# What may be part of an item's number.
ITEM = re.compile(r"HXZT|\d{3}")
MOST_ITEMS = 500
Criteria = list[sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Wanted:
    """What papers are looked for.

    mark is an agency mark of its own (民生事项交办书), but_mark one that is left out.
    """

    word: str = ""
    kind: DocumentKind | None = None
    mark: str = ""
    but_mark: str = ""
    state: DocumentState | None = None
    first: date | None = None
    last: date | None = None
    unit_id: int | None = None

    @property
    def is_narrow(self) -> bool:
        """Tell whether anything is asked for at all."""
        return self != Wanted()


def criteria(session: Session, wanted: Wanted) -> Criteria:
    """Return what the papers that are looked for meet; the fence adds who may see them.

    The word comes last: it reads whole texts, of what the rest has left.
    """
    found: Criteria = []
    same = (
        (Document.kind, wanted.kind),
        (Document.state, wanted.state),
        (Document.agency_mark, wanted.mark),
    )
    found += [column == value for column, value in same if value]
    if wanted.but_mark:
        found.append(Document.agency_mark != wanted.but_mark)
    if wanted.unit_id is not None:
        found.append(_to_unit(wanted.unit_id))
    found += _between(wanted)
    return [*found, _named(session, wanted.word)] if wanted.word else found


def _between(wanted: Wanted) -> Criteria:
    """Return the criteria of the days between which papers went out, or were drafted."""
    found: Criteria = []
    at = sa.func.coalesce(Document.issued_at, Document.signed_at, Document.created_at)
    if wanted.first is not None:
        found.append(at >= _begin(wanted.first))
    if wanted.last is not None:
        found.append(at < _begin(wanted.last + timedelta(days=1)))
    return found


def _begin(on: date) -> datetime:
    """Return the instant at which a day begins in China."""
    return datetime.combine(on, time(), clock.CHINA).astimezone(UTC)


def _named(session: Session, word: str) -> sa.ColumnElement[bool]:
    """Tell whether a word stands in a paper's number, title or text, or in its item's number.

    The items are asked for first: the policies of three tables in one statement are planned for
    longer than all of them are read.
    """
    plain = unicodedata.normalize("NFKC", word).strip()
    texts = {word.strip(), plain}
    own = [_has(column, text) for column in (Document.number, Document.title) for text in texts]
    return sa.or_(*own, *_written(plain), Document.id.in_(_about(session, plain.upper())))


def _written(word: str) -> Criteria:
    """Return the criteria that a word stands in what a paper says: text, lists and tables.

    The keys of facts are ASCII, so that only other words are looked for there. A database keeps
    facts with their signs as they are, or as escapes.
    """
    if word.isascii():
        return []
    facts = sa.cast(Document.facts, sa.Text())
    return [_has(facts, json.dumps(word, ensure_ascii=plain)[1:-1]) for plain in (False, True)]


def _about(session: Session, number: str) -> list[int]:
    """Return the papers about visible items in whose number a text stands."""
    if not ITEM.search(number):
        return []
    items = session.scalars(
        sa.select(Problem.id).where(_has(Problem.problem_no, number)).limit(MOST_ITEMS)
    ).all()
    query = sa.select(DocumentProblem.document_id).where(DocumentProblem.problem_id.in_(items))
    return list(session.scalars(query.distinct())) if items else []


def _has(column: sa.ColumnElement[str] | object, text: str) -> sa.ColumnElement[bool]:
    """Tell whether a column holds a text anywhere, its signs taken as they are."""
    for sign in (ESCAPE, "%", "_"):
        text = text.replace(sign, ESCAPE + sign)
    return sa.type_coerce(column, sa.String()).like(f"%{text}%", escape=ESCAPE)


def _to_unit(unit_id: int) -> sa.ColumnElement[bool]:
    """Tell whether a paper went to a unit, or was drafted for it alone."""
    receipt = (
        sa.select(DocumentReceipt.id)
        .where(DocumentReceipt.document_id == Document.id, DocumentReceipt.unit_id == unit_id)
        .correlate(Document)
        .exists()
    )
    return sa.or_(Document.unit_id == unit_id, receipt)


Worded = Sequence[sa.Row[int, DocumentState]]
WORDED: WeakKeyDictionary[SessionTransaction, dict[tuple[Principal, Wanted], Worded]] = (
    WeakKeyDictionary()
)


def _worded(session: Session, wanted: Wanted) -> Worded:
    """Return id and state of the papers in which a word stands, the newest first.

    Texts are read once in a transaction: the list and its number of issued papers ask the same.
    """
    key = (store.principal_of(session), wanted)
    begun = session.get_transaction() or session.begin()
    known = WORDED.setdefault(begun, {})
    if key not in known:
        query = sa.select(Document.id, Document.state).where(*criteria(session, wanted))
        known[key] = session.execute(query.order_by(Document.id.desc())).all()
    return known[key]


def page(session: Session, wanted: Wanted, number: int, size: int) -> tuple[list[Document], int]:
    """Return a page of visible papers, the newest first, and how many there are in all."""
    query = sa.select(Document).order_by(Document.id.desc())
    if wanted.word:
        rows = _worded(session, wanted)
        at = _first(number, size, len(rows))
        ids = [row.id for row in rows[at : at + size]]
        return list(session.scalars(query.where(Document.id.in_(ids)))), len(rows)
    found = criteria(session, wanted)
    total = session.execute(sa.select(sa.func.count(Document.id)).where(*found)).scalar_one()
    at = _first(number, size, total)
    return list(session.scalars(query.where(*found).offset(at).limit(size))), total


def _first(number: int, size: int, total: int) -> int:
    """Return where a page begins; one past the end is the last."""
    return (min(number, max(1, -(-total // size))) - 1) * size


def issued_ids(session: Session, wanted: Wanted, limit: int) -> Sequence[int]:
    """Return the issued ones among the papers looked for, in the order of their numbers."""
    query = sa.select(Document.id).where(*_issued(session, wanted))
    order = (Document.agency_mark, Document.year, Document.seq)
    return list(session.scalars(query.order_by(*order).limit(limit)))


def count_issued(session: Session, wanted: Wanted) -> int:
    """Return how many of the papers looked for are issued."""
    if wanted.word:
        issued = DocumentState.ISSUED
        return sum(1 for row in _worded(session, wanted) if row.state == issued)
    query = sa.select(sa.func.count(Document.id)).where(*_issued(session, wanted))
    return session.execute(query).scalar_one()


def count_unissued(session: Session) -> int:
    """Return how many visible papers were sent to be signed, or are signed, and not issued yet."""
    on_way = (DocumentState.CHECKING, DocumentState.SIGNED)
    query = sa.select(sa.func.count(Document.id)).where(
        Document.state.in_(on_way), Document.returned_at.is_(None)
    )
    return session.execute(query).scalar_one()


def numbers(session: Session, ids: Sequence[int]) -> list[str]:
    """Return the numbers of the visible ones among some papers, in their order."""
    order = (Document.agency_mark, Document.year, Document.seq)
    query = sa.select(Document.number).where(Document.id.in_(ids), Document.number.is_not(None))
    return [number or "" for number in session.scalars(query.order_by(*order))]


def count_since(session: Session, at: datetime, but: Sequence[int]) -> int:
    """Return how many papers were issued later on the day of an instant, some left out."""
    end = _begin(clock.local(at).date() + timedelta(days=1))
    query = sa.select(sa.func.count(Document.id)).where(
        Document.state == DocumentState.ISSUED,
        Document.issued_at >= at,
        Document.issued_at < end,
        Document.id.not_in(but),
    )
    return session.execute(query).scalar_one()


def _issued(session: Session, wanted: Wanted) -> Criteria:
    """Return the criteria of the issued papers among those looked for."""
    return [*criteria(session, wanted), Document.state == DocumentState.ISSUED]

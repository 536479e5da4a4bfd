"""交接班: the notes of a desk with who has read them, and what is open when a shift ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import Missing
from app.models import Account, HandoverNote, HandoverRead, Problem
from app.permissions import Right
from app.principal import Principal
from app.queries import calls, identity

SHOWN = 30


@dataclass(frozen=True)
class Left:
    """One note with its writer, its readers, and those of its items that the reader may see."""

    note: HandoverNote
    writer: str
    readers: list[tuple[str, datetime]]
    items: list[tuple[int, str, str, str]]
    is_unread: bool


@dataclass(frozen=True)
class Open:
    """What is open at a desk now."""

    problem_ids: list[int]
    calls: int
    questions: int


def open_now(session: Session, actor: Principal) -> Open:
    """Return the call-backs and the questions to reporters that wait at this moment."""
    waiting = calls.to_call(session, actor)
    asked = identity.calls(session, actor)
    return Open([one.item.problem_id for one in waiting], len(waiting), len(asked))


def note(session: Session, note_id: int) -> HandoverNote:
    """Return a visible note; Missing otherwise."""
    query = sa.select(HandoverNote).where(HandoverNote.id == note_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise Missing()
    return found


def has_read(session: Session, note_id: int, account_id: int | None) -> bool:
    """Tell whether somebody has read a note."""
    query = sa.select(HandoverRead.id).where(
        HandoverRead.handover_note_id == note_id, HandoverRead.account_id == account_id
    )
    return session.execute(query).first() is not None


def notes(session: Session, actor: Principal) -> list[Left]:
    """Return the newest notes that this person may see."""
    query = (
        sa.select(HandoverNote, Account.last_name)
        .outerjoin(Account, Account.id == HandoverNote.created_by_id)
        .order_by(HandoverNote.id.desc())
        .limit(SHOWN)
    )
    rows = session.execute(query).all()
    readers = _readers(session, [row[0].id for row in rows])
    items = _items(session, [one for row in rows for one in row[0].problem_ids])
    return [
        Left(
            row[0],
            row[1] or "",
            [(name, at) for _account, name, at in readers.get(row[0].id, [])],
            [items[one] for one in row[0].problem_ids if one in items],
            _is_unread(actor, row[0], [one[0] for one in readers.get(row[0].id, [])]),
        )
        for row in rows
    ]


def _is_unread(actor: Principal, row: HandoverNote, read_by: list[int]) -> bool:
    """Tell whether somebody of the same desk has still to read what a colleague left."""
    return (
        row.unit_id == actor.unit_id
        and row.created_by_id != actor.account_id
        and actor.account_id not in read_by
    )


def _readers(session: Session, ids: list[int]) -> dict[int, list[tuple[int, str, datetime]]]:
    """Return who read each note and when."""
    query = (
        sa.select(
            HandoverRead.handover_note_id,
            HandoverRead.account_id,
            Account.last_name,
            HandoverRead.read_at,
        )
        .join(Account, Account.id == HandoverRead.account_id)
        .where(HandoverRead.handover_note_id.in_(ids))
        .order_by(HandoverRead.id)
    )
    found: dict[int, list[tuple[int, str, datetime]]] = {}
    for row in session.execute(query) if ids else ():
        found.setdefault(row[0], []).append((row[1], row[2], row[3]))
    return found


def _items(session: Session, ids: list[int]) -> dict[int, tuple[int, str, str, str]]:
    """Return id, number, title and state of the items that may be seen."""
    query = sa.select(Problem.id, Problem.problem_no, Problem.title, Problem.state)
    rows = session.execute(query.where(Problem.id.in_(set(ids)))) if ids else ()
    return {row[0]: (row[0], row[1], row[2], row[3].label) for row in rows}


def count_unread(session: Session, actor: Principal) -> int:
    """Return how many of the newest notes of the own desk this person has not read."""
    if not actor.has(Right.CLOSE):
        return 0
    read = sa.select(HandoverRead.handover_note_id).where(
        HandoverRead.account_id == actor.account_id
    )
    newest = (
        sa.select(HandoverNote.id)
        .where(
            HandoverNote.unit_id == actor.unit_id,
            HandoverNote.created_by_id != actor.account_id,
            HandoverNote.id.not_in(read),
        )
        .limit(SHOWN)
    )
    return len(session.scalars(newest).all())

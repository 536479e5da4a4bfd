"""What a person was told: the notices of his unit and account, cut to what he may still see.

A notice holds a template and ids. Number and title are joined through the fence at reading
time; a notice whose item has left the person's sight is not there, and is not counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import clock
from app.enums import OutboxChannel
from app.errors import Missing
from app.models import (
    DeferredMaterial,
    Document,
    Evaluation,
    IdentityRequest,
    Message,
    Model,
    NoticeRead,
    Outbox,
    Problem,
    Recusal,
    RelayCall,
)
from app.principal import Principal

DAYS = 60
# The newest notices of a unit that are looked at, and of a person.
MOST = 300
CAP = 100
SIZE = 25
# What a payload's id names beside the item itself.
OTHERS: Mapping[str, type[Model]] = {
    "deferred_id": DeferredMaterial,
    "document_id": Document,
    "evaluation_id": Evaluation,
    "message_id": Message,
    "recusal_id": Recusal,
    "relay_call_id": RelayCall,
    "request_id": IdentityRequest,
}
# Every id of a payload with the table of its row.
NAMED: Mapping[str, type[Model]] = {"problem_id": Problem, **OTHERS}

# The paper that a notice is about; the one that is asked for beside it goes by its own name.
PAPER = aliased(Document)

# It tells its addressee alone that he works on, and he may not see the row that it names.
ADDRESSED = ("recusal.refused",)

# Told of each paper of a run alone; so many of one day stand on one line.
OF_A_RUN = frozenset({"paper.signed", "paper.issued"})
MANY = 3


@dataclass(frozen=True)
class Told:
    """One notice as a person may read it."""

    id: int
    template: str
    payload: Mapping[str, int]
    at: datetime
    is_read: bool
    problem_no: str
    title: str
    paper_no: str = ""
    # The others of its day that stand on the same line.
    alike: tuple[Told, ...] = ()

    @property
    def run(self) -> tuple[str, date, bool] | None:
        """Return what the notices of one run have in common, None for a notice by itself."""
        if self.template not in OF_A_RUN:
            return None
        return self.template, clock.local(self.at).date(), self.is_read


@dataclass(frozen=True)
class Page:
    """One page of notices, the unread ones first."""

    rows: list[Told]
    unread: int
    total: int
    number: int
    pages: int


def _key(name: str) -> Any:
    """Return an id of a payload as a number, NULL where there is none."""
    text = sa.type_coerce(Outbox.payload, sa.String()).op("->>")(sa.literal(name))
    return sa.cast(text, sa.BigInteger())


def _newest(principal: Principal, *columns: Any) -> Any:
    """Select the newest notices to the unit and to the person, an index range each."""
    since = clock.now() - timedelta(days=DAYS)
    parts = [
        sa.select(Outbox.id, *columns)
        .where(column == value, Outbox.created_at >= since)
        .where(Outbox.channel == OutboxChannel.IN_APP)
        .order_by(Outbox.created_at.desc())
        .limit(MOST)
        .subquery()
        for column, value in (
            (Outbox.unit_id, principal.unit_id),
            (Outbox.account_id, principal.account_id),
        )
        if value is not None
    ]
    return sa.union(*(sa.select(*part.c) for part in parts)).subquery("newest")


def _seen(principal: Principal, *columns: Any) -> sa.Select[Any]:
    """Select from the notices whose item and other rows the person may see."""
    about, newest = _key("problem_id"), _newest(principal)
    query: sa.Select[Any] = (
        sa.select(*columns)
        .select_from(newest)
        .join(Outbox, Outbox.id == newest.c.id)
        .outerjoin(Problem, Problem.id == about)
        .outerjoin(PAPER, PAPER.id == _key("document_id"))
        .where(sa.or_(about.is_(None), Problem.id.is_not(None)))
    )
    for name, model in OTHERS.items():
        other: Any = _key(name)
        there = sa.select(model.id).where(model.id == other).exists()
        query = query.where(sa.or_(other.is_(None), Outbox.template.in_(ADDRESSED), there))
    return query


def _is_read(principal: Principal) -> Any:
    """Tell whether this person has read a notice."""
    return (
        sa.select(NoticeRead.id)
        .where(NoticeRead.outbox_id == Outbox.id, NoticeRead.account_id == principal.account_id)
        .exists()
    )


def unread(session: Session, principal: Principal) -> int:
    """Return how many notices wait to be read, at most CAP, as page() counts them.

    The head of every page asks it. In one statement with the rules of every table that a notice
    may name it took PostgreSQL 40 to 110 ms to plan; asked one after the other, and only the
    tables that are named, it takes two of a few ms, and one where nothing waits.
    """
    waiting = [(row.template, row.payload) for row in session.execute(_waiting(principal))]
    there = {
        name: _there(session, model, {told[name] for _, told in waiting if told.get(name)})
        for name, model in NAMED.items()
    }
    seen = [one for one in waiting if _is_seen(*one, there)]
    return min(len(seen), CAP)


def _waiting(principal: Principal) -> sa.Select[Any]:
    """Select template and payload of the newest notices that this person has not read."""
    new = _newest(principal, Outbox.template, Outbox.payload)
    is_read = sa.select(NoticeRead.id).where(
        NoticeRead.outbox_id == new.c.id, NoticeRead.account_id == principal.account_id
    )
    # A notice to the unit and to the person of it stands in both parts.
    return sa.select(new.c.id, new.c.template, new.c.payload).where(~is_read.exists())


def _there(session: Session, model: type[Model], wanted: set[int]) -> set[int]:
    """Return which of these rows the person may see."""
    if not wanted:
        return set()
    return set(session.scalars(sa.select(model.id).where(model.id.in_(wanted))))


def _is_seen(template: str, told: Mapping[str, int], there: Mapping[str, set[int]]) -> bool:
    """Tell whether the person may see what a notice is about, as _seen() does in SQL."""
    about = told.get("problem_id")
    if about is not None and about not in there["problem_id"]:
        return False
    named = [(name, told[name]) for name in OTHERS if told.get(name) is not None]
    return template in ADDRESSED or all(row_id in there[name] for name, row_id in named)


def unread_ids(session: Session, principal: Principal, newest: int) -> list[int]:
    """Return the unread notices up to an id, which is the newest that the person was shown."""
    query = _seen(principal, Outbox.id).where(~_is_read(principal), Outbox.id <= newest)
    return list(session.scalars(query.order_by(Outbox.id)))


def _columns(read: Any) -> tuple[Any, ...]:
    """Return the columns of a notice, in the order of Told."""
    about = (Problem.problem_no, sa.func.coalesce(Problem.title, PAPER.title), PAPER.number)
    return (Outbox.id, Outbox.template, Outbox.payload, Outbox.created_at, read, *about)


def _told(row: Any) -> Told:
    """Return a notice from the columns of a row, in the order of Told."""
    no, title, paper_no = (one or "" for one in row[5:])
    return Told(row[0], row[1], row[2], row[3], bool(row[4]), no, title, paper_no)


def page(session: Session, principal: Principal, number: int) -> Page:
    """Return one page; a number past the end gives the first page.

    The bounded whole is read, so that a run of papers is one line wherever its notices stand.
    """
    found = _found(session, principal)
    lines = _lines(found)
    pages = max(1, -(-len(lines) // SIZE))
    number = number if 1 <= number <= pages else 1
    unread = sum(1 for one in found if not one.is_read)
    return Page(lines[(number - 1) * SIZE : number * SIZE], unread, len(found), number, pages)


def _found(session: Session, principal: Principal) -> list[Told]:
    """Return what the person may read, the unread ones first, the newest before."""
    read = _is_read(principal).label("is_read")
    query = _seen(principal, *_columns(read))
    query = query.order_by(read, Outbox.created_at.desc(), Outbox.id.desc())
    return [_told(row) for row in session.execute(query)]


def _lines(found: list[Told]) -> list[Told]:
    """Return the notices with those of a run on the line of the newest of them."""
    runs: dict[Any, list[Told]] = {}
    for one in found:
        runs.setdefault(one.run or one.id, []).append(one)
    lines = []
    for one in found:
        first, *others = runs[one.run or one.id]
        if len(others) < MANY - 1:
            lines.append(one)
        elif one is first:
            lines.append(replace(one, alike=tuple(others)))
    return lines


def alike(session: Session, principal: Principal, row_id: int) -> tuple[Told, list[int]]:
    """Return a notice and the unread ones of its run, itself among them; Missing for none."""
    told = get(session, principal, row_id)
    run = replace(told, is_read=False).run
    found = [one.id for one in _found(session, principal) if run and one.run == run]
    return told, found


def get(session: Session, principal: Principal, row_id: int) -> Told:
    """Return one notice that the person may read; Missing otherwise."""
    query = _seen(principal, *_columns(_is_read(principal))).where(Outbox.id == row_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise Missing
    return _told(row)

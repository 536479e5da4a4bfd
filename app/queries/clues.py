"""Reads of the clue compartment; the fence cuts every one of them to who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clue_moves import RUNNING
from app.enums_clue import CluePurpose, ClueState, NoticeKind
from app.errors import Missing
from app.models import (
    Account,
    Clue,
    ClueAccess,
    ClueEvent,
    ReporterNotice,
    SuperiorHandoverCount,
)
from app.permissions import Right
from app.principal import Principal

MOST_ROWS = 200
# The keeper answers before a proposal and after an approval; its clock runs only before.
BEFORE_PROPOSAL = (ClueState.RECEIVED, ClueState.REGISTERED)


def get(session: Session, clue_id: int) -> Clue:
    """Return a clue inside the principal's scope; Missing otherwise."""
    clue = session.scalars(sa.select(Clue).where(Clue.id == clue_id)).one_or_none()
    if clue is None:
        raise Missing()
    return clue


def page(
    session: Session, state: ClueState | None = None, before_id: int | None = None, limit: int = 50
) -> list[Clue]:
    """Return visible clues, newest first; one more than limit tells that there are more."""
    query = sa.select(Clue).order_by(Clue.id.desc()).limit(min(limit, MOST_ROWS) + 1)
    if state is not None:
        query = query.where(Clue.state == state)
    if before_id is not None:
        query = query.where(Clue.id < before_id)
    return list(session.scalars(query))


def events(session: Session, clue_id: int) -> list[ClueEvent]:
    """Return what happened to a clue, newest first."""
    query = sa.select(ClueEvent).where(ClueEvent.clue_id == clue_id)
    return list(session.scalars(query.order_by(ClueEvent.seq.desc())))


@dataclass(frozen=True)
class Opening:
    """One opening of the sealed text."""

    name: str
    purpose: CluePurpose
    at: datetime


def openings(session: Session, clue_id: int) -> list[Opening]:
    """Return who opened a clue, newest first."""
    query = (
        sa.select(Account.last_name, ClueAccess.purpose, ClueAccess.at)
        .select_from(ClueAccess)
        .join(Account, Account.id == ClueAccess.account_id)
        .where(ClueAccess.clue_id == clue_id)
        .order_by(ClueAccess.id.desc())
        .limit(MOST_ROWS)
    )
    return [Opening(*row) for row in session.execute(query)]


def notices(session: Session, clue_id: int) -> list[ReporterNotice]:
    """Return what the named reporter must be told."""
    query = sa.select(ReporterNotice).where(ReporterNotice.clue_id == clue_id)
    return list(session.scalars(query.order_by(ReporterNotice.id)))


def notice(session: Session, notice_id: int) -> ReporterNotice:
    """Return one notice of a visible clue; Missing otherwise."""
    query = sa.select(ReporterNotice).where(ReporterNotice.id == notice_id)
    row = session.scalars(query).one_or_none()
    if row is None:
        raise Missing()
    return row


@dataclass(frozen=True)
class Due:
    """A notice that waits, with its clue."""

    notice_id: int
    clue_id: int
    clue_no: str | None
    kind: NoticeKind
    due_at: datetime


def notices_due(session: Session) -> list[Due]:
    """Return the notices that wait, the earliest due first."""
    query = (
        sa.select(
            ReporterNotice.id, Clue.id, Clue.clue_no, ReporterNotice.kind, ReporterNotice.due_at
        )
        .select_from(ReporterNotice)
        .join(Clue, Clue.id == ReporterNotice.clue_id)
        .where(ReporterNotice.done_at.is_(None))
        .order_by(ReporterNotice.due_at, ReporterNotice.id)
        .limit(MOST_ROWS)
    )
    return [Due(*row) for row in session.execute(query)]


def waiting(session: Session, principal: Principal) -> list[Clue]:
    """Return the clues that wait for this person, the earliest due first."""
    if principal.has(Right.CLUES, "2"):
        mine = Clue.proposed_by_id != principal.account_id
        wanted = sa.or_(
            sa.and_(Clue.state == ClueState.PROPOSED, mine),
            sa.and_(Clue.keeper_id.is_(None), Clue.state.in_(RUNNING)),
        )
    else:
        wanted = Clue.state.in_([s for s in RUNNING if s != ClueState.PROPOSED])
    query = sa.select(Clue).where(wanted).order_by(Clue.proposal_due, Clue.id).limit(MOST_ROWS)
    return list(session.scalars(query))


def count_waiting(session: Session, principal: Principal) -> int:
    """Return how many clues wait for this person; nought for everybody outside."""
    if not principal.has(Right.CLUES, "A", "2", "1"):
        return 0
    return len(waiting(session, principal))


def handovers(session: Session) -> list[tuple[date, int]]:
    """Return the counts of reports that went to the level above, newest first."""
    query = sa.select(SuperiorHandoverCount.on, SuperiorHandoverCount.n)
    rows = session.execute(query.order_by(SuperiorHandoverCount.on.desc()).limit(31))
    return [(row.on, row.n) for row in rows]


def names(session: Session, ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return what accounts are called."""
    wanted = {one for one in ids if one is not None}
    rows = session.execute(sa.select(Account.id, Account.last_name).where(Account.id.in_(wanted)))
    return {row.id: row.last_name for row in rows}

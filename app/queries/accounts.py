"""Accounts for those who keep them: who, where, which roles, who is locked, who is logged in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import clock, policies
from app.enums import AccountStatus, PendingState, RecordStatus
from app.models import (
    Account,
    IntegrationToken,
    PendingChange,
    RoleAssignment,
    SecondFactor,
    StandIn,
    Unit,
    UserSession,
)
from app.principal import Principal
from app.queries.listing import like
from app.security import IDLE
from app.textfold import fold

SIZE = 25
ABOUT = "account"


@dataclass(frozen=True)
class Person:
    """One account as a list shows it."""

    account: Account
    unit: str
    grants: list[RoleAssignment] = field(default_factory=list)

    @property
    def roles(self) -> str:
        """Return the roles in words."""
        return "、".join(grant.role.label for grant in self.grants)


def live_grants(session: Session, ids: Sequence[int]) -> dict[int, list[RoleAssignment]]:
    """Return the grants that are neither ended nor past, by account."""
    query = (
        sa.select(RoleAssignment)
        .where(
            RoleAssignment.account_id.in_(ids),
            RoleAssignment.ended_at.is_(None),
            sa.or_(RoleAssignment.valid_to.is_(None), RoleAssignment.valid_to >= clock.today()),
        )
        .order_by(RoleAssignment.id)
    )
    found: dict[int, list[RoleAssignment]] = {}
    for grant in session.scalars(query):
        found.setdefault(grant.account_id, []).append(grant)
    return found


def _persons(session: Session, rows: Iterable[Any]) -> list[Person]:
    """Return accounts with their roles, in two statements."""
    found = [(row[0], row[1] or "") for row in rows]
    grants = live_grants(session, [account.id for account, _unit in found])
    return [Person(account, unit, grants.get(account.id, [])) for account, unit in found]


def page(session: Session, q: str, number: int) -> tuple[list[Person], int]:
    """Return one page of accounts and how many there are."""
    query = sa.select(Account, Unit.name).outerjoin(Unit, Unit.id == Account.unit_id)
    text = q.strip()
    if text:
        texts = {text, fold(text)}
        query = query.where(
            sa.or_(
                *(
                    like(column, word)
                    for column in (Account.username, Account.last_name, Unit.name, Account.title)
                    for word in texts
                )
            )
        )
    total = session.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
    rows = session.execute(
        query.order_by(Account.username).limit(SIZE).offset((max(number, 1) - 1) * SIZE)
    ).all()
    return _persons(session, rows), int(total)


def one(session: Session, account_id: int) -> Person | None:
    """Return one account, None when there is none."""
    query = (
        sa.select(Account, Unit.name)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(Account.id == account_id)
    )
    found = _persons(session, session.execute(query).all()) if account_id < 2**31 else []
    return found[0] if found else None


def name_of(session: Session, account_id: int | None) -> str:
    """Return what an account's person is called, with the login name."""
    query = sa.select(Account.last_name, Account.username).where(Account.id == account_id)
    row = session.execute(query).first()
    return f"{row[0]}（{row[1]}）" if row else ""


def has_factor(session: Session, account_id: int) -> bool:
    """Tell whether an account has a second factor, without opening anything."""
    query = sa.select(SecondFactor.id).where(
        SecondFactor.account_id == account_id, SecondFactor.confirmed_at.is_not(None)
    )
    return session.execute(query).first() is not None


def pending(session: Session, actor: Principal, account_id: int) -> list[PendingChange]:
    """Return the undecided proposals about an account."""
    query = policies.visible(actor, PendingChange).where(
        PendingChange.table_name == ABOUT,
        PendingChange.row_id == account_id,
        PendingChange.state == PendingState.PROPOSED,
    )
    return list(session.scalars(query.order_by(PendingChange.id)))


def units(session: Session) -> list[tuple[int, str]]:
    """Return the units in use as choices."""
    query = sa.select(Unit.id, Unit.name).where(Unit.status == RecordStatus.ACTIVE)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Unit.name, Unit.id))]


def colleagues(session: Session, actor: Principal) -> list[tuple[int, str]]:
    """Return the other active accounts of the actor's unit as choices."""
    query = sa.select(Account.id, Account.last_name, Account.title).where(
        Account.unit_id == actor.unit_id,
        Account.id != actor.account_id,
        Account.status == AccountStatus.ACTIVE,
    )
    rows = session.execute(query.order_by(Account.last_name, Account.id))
    return [(row[0], f"{row[1]} {row[2]}".strip()) for row in rows]


def locked(session: Session) -> list[Any]:
    """Return (account, unit) of accounts that wrong passwords have locked."""
    query = (
        sa.select(Account, Unit.name)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(Account.locked_until > clock.now())
        .order_by(Account.locked_until.desc(), Account.id)
    )
    return list(session.execute(query))


@dataclass(frozen=True)
class Live:
    """One login that lives; where it comes from is kept nowhere."""

    session_id: int
    account_id: int
    name: str
    username: str
    unit: str
    begun_at: datetime
    seen_at: datetime


def live(session: Session, most: int = 200) -> list[Live]:
    """Return the logins that live now, the latest used first."""
    now = clock.now()
    query = (
        sa.select(UserSession, Account.last_name, Account.username, Unit.name)
        .join(Account, Account.id == UserSession.account_id)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(
            UserSession.ended_at.is_(None),
            UserSession.ends_at > now,
            UserSession.last_seen_at > now - IDLE - timedelta(minutes=2),
            UserSession.epoch == Account.epoch,
            Account.status == AccountStatus.ACTIVE,
        )
        .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
        .limit(most)
    )
    return [
        Live(
            row[0].id,
            row[0].account_id,
            row[1],
            row[2],
            row[3] or "",
            row[0].created_at,
            row[0].last_seen_at,
        )
        for row in session.execute(query)
    ]


def tokens(session: Session, actor: Principal) -> list[IntegrationToken]:
    """Return the keys of other systems that a person may see, the newest first."""
    query = policies.visible(actor, IntegrationToken).order_by(IntegrationToken.id.desc())
    return list(session.scalars(query))


def unit_names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Return the names of units."""
    query = sa.select(Unit.id, Unit.name).where(Unit.id.in_(set(ids)))
    return {row[0]: row[1] for row in session.execute(query)}


def stand_ins(session: Session, account_id: int | None, most: int = 50) -> list[Any]:
    """Return (stand-in, giver's name, taker's name) of an account, the newest first."""
    giver, taker = aliased(Account), aliased(Account)
    query = (
        sa.select(StandIn, giver.last_name, taker.last_name)
        .join(giver, giver.id == StandIn.from_account_id)
        .join(taker, taker.id == StandIn.to_account_id)
        .where(sa.or_(StandIn.from_account_id == account_id, StandIn.to_account_id == account_id))
        .order_by(StandIn.id.desc())
        .limit(most)
    )
    return list(session.execute(query))

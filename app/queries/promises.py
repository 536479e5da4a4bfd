"""Promises that a person sees, those that are broken by enterprise, and those the public reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, policies_promises
from app.enums_promise import PromiseState
from app.errors import Missing
from app.models import Commitment, Enterprise, Unit
from app.principal import Principal

SIZE, MOST = 50, 1000


def listed(
    session: Session, state: PromiseState | None, unit_id: int | None, offset: int
) -> tuple[list[tuple[Commitment, str]], bool]:
    """Return a page of visible promises with their unit, the earliest due first."""
    query = sa.select(Commitment, Unit.short_name).join(Unit, Unit.id == Commitment.unit_id)
    if state is not None:
        query = query.where(Commitment.state == state)
    if unit_id is not None:
        query = query.where(Commitment.unit_id == unit_id)
    ended = sa.case((Commitment.state == PromiseState.KEPT, 1), else_=0)
    query = query.order_by(ended, Commitment.due_on, Commitment.id)
    rows = session.execute(query.offset(offset).limit(SIZE + 1)).all()
    return [(row[0], row[1]) for row in rows[:SIZE]], len(rows) > SIZE


def get(session: Session, row_id: int) -> Commitment:
    """Return a visible promise; Missing otherwise."""
    found = session.scalars(sa.select(Commitment).where(Commitment.id == row_id)).one_or_none()
    if found is None:
        raise Missing()
    return found


def count_to_audit(session: Session, principal: Principal) -> int:
    """Return how many promises wait for this person's audit."""
    if not policies_promises.for_any(principal):
        return 0
    query = sa.select(Commitment).where(
        Commitment.state.in_([PromiseState.ASKED, PromiseState.CLAIMED])
    )
    # Who worded one is a list in its row, which the two databases ask for in different words.
    rows = session.scalars(query.order_by(Commitment.id).limit(MOST))
    return sum(policies_promises.may_audit(principal, row) for row in rows)


@dataclass(frozen=True)
class Broken:
    """One broken promise; to nobody in particular it has no enterprise."""

    row: Commitment
    unit: str
    enterprise: str
    uscc: str


def broken(session: Session) -> list[Broken]:
    """Return the visible broken promises, by enterprise, the greatest amount first.

    One whose day is over is among them before the timed work has passed.
    """
    lapsed = sa.and_(Commitment.state == PromiseState.PUBLISHED, Commitment.due_on < clock.today())
    held = sa.and_(Commitment.broken_at.is_not(None), Commitment.state != PromiseState.KEPT)
    query = (
        sa.select(Commitment, Unit.name, Enterprise.name, Enterprise.uscc)
        .join(Unit, Unit.id == Commitment.unit_id)
        .outerjoin(Enterprise, Enterprise.id == Commitment.enterprise_id)
        .where(sa.or_(lapsed, held))
        .order_by(Enterprise.name, Commitment.amount.desc(), Commitment.id)
        .limit(MOST)
    )
    return [Broken(row[0], row[1], row[2] or "", row[3] or "") for row in session.execute(query)]


def to_enterprise(session: Session, enterprise_id: int) -> list[tuple[Commitment, str]]:
    """Return the visible promises to an enterprise with their unit, the earliest due first."""
    query = (
        sa.select(Commitment, Unit.short_name)
        .join(Unit, Unit.id == Commitment.unit_id)
        .where(Commitment.enterprise_id == enterprise_id)
        .order_by(Commitment.due_on, Commitment.id)
        .limit(MOST)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


@dataclass(frozen=True)
class Public:
    """What everybody reads of a published promise."""

    unit: str
    title: str
    target: str
    measures: str
    due_on: date
    state: PromiseState
    kept_on: date | None
    steps: list[dict[str, str]] | None


def published(session: Session) -> Sequence[Public]:
    """Return what units have promised to everybody, by unit and day."""
    columns: tuple[Any, ...] = (
        Unit.name,
        Commitment.title,
        Commitment.target,
        Commitment.measures,
        Commitment.due_on,
        Commitment.state,
        Commitment.kept_on,
        Commitment.steps,
    )
    query = (
        sa.select(*columns)
        .join(Unit, Unit.id == Commitment.unit_id)
        .where(Commitment.published_at.is_not(None), Commitment.enterprise_id.is_(None))
        .order_by(Unit.name, Commitment.due_on, Commitment.id)
        .limit(MOST)
    )
    return [Public(*row) for row in session.execute(query)]

"""Reads of the clearing and of the risk list; the fence cuts every one to who may see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.clue_moves import RUNNING
from app.errors import Missing
from app.models import Clue, ClueClearing, DisciplineRisk

MOST = 200


def bands(session: Session, ages: Sequence[int]) -> list[tuple[int, int | None, int]]:
    """Return (from, below, clues) by age in days: all from the first on, then band by band."""
    query = sa.select(Clue.received_on, sa.func.count()).where(Clue.state.in_(RUNNING))
    today = clock.today()
    rows = session.execute(query.group_by(Clue.received_on))
    found = [((today - row[0]).days, row[1]) for row in rows]
    lows, ends = [ages[0], *ages], [None, *ages[1:], None]
    return [
        (low, high, sum(n for age, n in found if age >= low and (high is None or age < high)))
        for low, high in zip(lows, ends, strict=True)
    ]


def aged(session: Session, low: int, high: int | None) -> list[Clue]:
    """Return the open clues of an age band, the oldest first."""
    today = clock.today()
    query = sa.select(Clue).where(
        Clue.state.in_(RUNNING), Clue.received_on <= today - timedelta(days=low)
    )
    if high is not None:
        query = query.where(Clue.received_on > today - timedelta(days=high))
    return list(session.scalars(query.order_by(Clue.received_on, Clue.id).limit(MOST)))


def targets(session: Session, clue_ids: Sequence[int]) -> dict[int, date]:
    """Return by which day visible clues are to be cleared, as it was said last."""
    query = (
        sa.select(ClueClearing.clue_id, ClueClearing.target_on)
        .where(ClueClearing.clue_id.in_(clue_ids))
        .order_by(ClueClearing.id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def risks(session: Session) -> list[DisciplineRisk]:
    """Return the visible risks, the earliest due first."""
    query = sa.select(DisciplineRisk).order_by(DisciplineRisk.due_on, DisciplineRisk.id)
    return list(session.scalars(query.limit(MOST)))


def risk(session: Session, row_id: int) -> DisciplineRisk:
    """Return a visible risk; Missing otherwise."""
    query = sa.select(DisciplineRisk).where(DisciplineRisk.id == row_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise Missing()
    return found

"""What the rows of the big county refer to: units, villages, points and working days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import calendars, clock, workdays
from app.enums import RecordStatus, RegionKind, UnitKind
from app.errors import Refused
from app.models import Account, Region, ServicePoint, SupervisedBy, Unit

# Days that the rows are spread over.
SPAN = 700
LONGEST = 20
LEADS = ((UnitKind.TOWNSHIP_GOV, 6), (UnitKind.LAW_ENFORCEMENT, 4), (UnitKind.APPROVAL_BUREAU, 1))


@dataclass(frozen=True)
class Place:
    """A unit that may lead, with who supervises it and the villages it may be about."""

    unit_id: int
    supervisor_id: int
    villages: tuple[tuple[str, str], ...]


@dataclass
class County:
    """What the rows refer to, and the days they are spread over."""

    places: list[Place]
    weights: list[int]
    points: list[tuple[int, int, str]]
    clerk: int | None
    days: list[date]
    closing: list[str]
    today: int
    created: str = field(default_factory=lambda: _text(clock.now()))


def _text(at: datetime) -> str:
    """Return an instant as both databases read it."""
    return at.strftime("%Y-%m-%d %H:%M:%S.000000")


def look_up(session: Session, span: int = SPAN) -> County:
    """Look up units, places, points and working days once."""
    places, weights = _places(session)
    points = [tuple(row) for row in session.execute(_points())]
    if not places or not points:
        raise Refused("还没有单位和点位，请先执行 flask seed demo。")
    calendar = calendars.load(session)
    first, today = clock.today() - timedelta(days=span), clock.today()
    on = calendar.shift(first, 0)
    days = [on]
    while days[-1] < today + timedelta(days=2 * LONGEST):
        days.append(calendar.shift(days[-1], 1))
    clerk = session.scalar(sa.select(Account.id).where(Account.username == "clerk"))
    return County(
        places=places,
        weights=weights,
        points=points,
        clerk=clerk,
        days=days,
        closing=[_text(workdays.closing_at(calendar, day)) for day in days],
        today=sum(day < today for day in days),
    )


def _points() -> sa.Select[Any, Any, Any]:
    """Select the points where citizens evaluate."""
    return sa.select(ServicePoint.id, ServicePoint.unit_id, ServicePoint.region_code).order_by(
        ServicePoint.id
    )


def _places(session: Session) -> tuple[list[Place], list[int]]:
    """Return the units that may lead, with their weights."""
    villages = _villages(session)
    everywhere = tuple(village for found in villages.values() for village in found)
    supervisors = _supervisors(session)
    weight = dict(LEADS)
    query = (
        sa.select(Unit.id, Unit.kind, Unit.region_code)
        .where(Unit.kind.in_(weight), Unit.status == RecordStatus.ACTIVE)
        .order_by(Unit.id)
    )
    places, weights = [], []
    for row in session.execute(query):
        own = tuple(villages.get(row.region_code, ())) or everywhere
        if own and row.id in supervisors:
            places.append(Place(row.id, supervisors[row.id], own))
            weights.append(weight[row.kind])
    return places, weights


def _villages(session: Session) -> dict[str, list[tuple[str, str]]]:
    """Return (code, name) of the villages below each township."""
    query = (
        sa.select(Region.parent_code, Region.code, Region.short_name)
        .where(Region.kind == RegionKind.VILLAGE, Region.valid_to.is_(None))
        .order_by(Region.code)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for parent, code, name in session.execute(query):
        found.setdefault(parent or "", []).append((code, name))
    return found


def _supervisors(session: Session) -> dict[int, int]:
    """Return the office that covers each unit."""
    query = sa.select(SupervisedBy.unit_id, SupervisedBy.inspection_unit_id)
    return {row.unit_id: row.inspection_unit_id for row in session.execute(query)}

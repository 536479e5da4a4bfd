"""Finding a service point as a caller names it: its name, its unit, or the place it stands in."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import places
from app.enums import RecordStatus
from app.models import ServicePoint, Unit
from app.textfold import fold

MOST = 20


def find(session: Session, text: str, limit: int = MOST) -> list[tuple[ServicePoint, str]]:
    """Return the points in use that a text may mean with their unit's name, best first."""
    typed = text.replace("\x00", "").strip()
    key = fold(typed)
    if not key:
        return []
    units = [unit.id for unit in places.find_units(session, typed)]
    codes = [hit.code for hit in places.find(session, typed)[0]]
    by_name = sa.or_(
        ServicePoint.name.contains(typed, autoescape=True),
        sa.func.lower(ServicePoint.name).contains(key, autoescape=True),
    )
    best = sa.case((by_name, 0), (ServicePoint.unit_id.in_(units), 1), else_=2)
    query = (
        sa.select(ServicePoint, Unit.name)
        .join(Unit, Unit.id == ServicePoint.unit_id)
        .where(
            ServicePoint.status == RecordStatus.ACTIVE,
            sa.or_(by_name, ServicePoint.unit_id.in_(units), ServicePoint.region_code.in_(codes)),
        )
        .order_by(best, sa.func.length(ServicePoint.name), ServicePoint.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def get(session: Session, point_id: int) -> tuple[ServicePoint, str] | None:
    """Return a point in use with its unit's name, None for any other id."""
    query = (
        sa.select(ServicePoint, Unit.name)
        .join(Unit, Unit.id == ServicePoint.unit_id)
        .where(ServicePoint.id == point_id, ServicePoint.status == RecordStatus.ACTIVE)
    )
    found = session.execute(query).first()
    return None if found is None else (found[0], found[1])

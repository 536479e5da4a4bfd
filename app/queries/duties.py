"""Duties of units (履职事项清单): which hold today, and which one fits an item."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from app import clock
from app.models import Unit, UnitDuty

MOST = 500


def _today() -> ColumnElement[bool]:
    """Return the criterion of duties that hold today."""
    today, ends = clock.today(), UnitDuty.valid_to
    return sa.and_(UnitDuty.valid_from <= today, sa.or_(ends.is_(None), ends >= today))


def valid(session: Session, duty_id: int | None) -> UnitDuty | None:
    """Return a duty that holds today."""
    query = sa.select(UnitDuty).where(UnitDuty.id == duty_id, _today())
    return session.scalars(query).one_or_none()


def matching(session: Session, unit_id: int, domain: str | None) -> UnitDuty | None:
    """Return the first duty of a unit in a domain, None when its list has none."""
    query = sa.select(UnitDuty).where(
        UnitDuty.unit_id == unit_id, UnitDuty.domain == domain, _today()
    )
    return session.scalars(query.order_by(UnitDuty.duty_code).limit(1)).first()


def choices(session: Session) -> dict[int, str]:
    """Return every duty that holds today, by unit, as a form offers it."""
    query = (
        sa.select(UnitDuty.id, Unit.short_name, UnitDuty.title, UnitDuty.duty_code)
        .join(Unit, Unit.id == UnitDuty.unit_id)
        .where(_today())
        .order_by(Unit.code, UnitDuty.duty_code)
        .limit(MOST)
    )
    return {
        row.id: f"{row.short_name}：{row.title}（{row.duty_code}）"
        for row in session.execute(query)
    }

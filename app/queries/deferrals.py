"""Papers that are promised for a day: what is open, what came, what to remind of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import policies
from app.enums import RecordStatus
from app.models import DeferredMaterial, ServiceItem, Unit
from app.principal import Principal

MOST = 100


@dataclass(frozen=True)
class Line:
    """A promise with the names of its item and unit."""

    row: DeferredMaterial
    item_name: str
    unit_name: str


def open_ones(session: Session, actor: Principal) -> list[Line]:
    """Return what has not been handed in, the earliest promise first."""
    query = _select(actor).where(DeferredMaterial.supplied_at.is_(None))
    query = query.order_by(DeferredMaterial.promise_due, DeferredMaterial.id)
    return [Line(*row) for row in session.execute(query.limit(MOST * 5))]


def supplied(session: Session, actor: Principal) -> list[Line]:
    """Return what was handed in, the newest first."""
    query = _select(actor).where(DeferredMaterial.supplied_at.is_not(None))
    query = query.order_by(DeferredMaterial.supplied_at.desc(), DeferredMaterial.id.desc())
    return [Line(*row) for row in session.execute(query.limit(MOST))]


def items(session: Session, actor: Principal) -> Iterator[tuple[int, str]]:
    """Yield the items in force that the actor keeps."""
    query = (
        policies.visible(actor, ServiceItem)
        .with_only_columns(ServiceItem.id, ServiceItem.name, Unit.name.label("unit_name"))
        .join(Unit, Unit.id == ServiceItem.unit_id)
        .where(ServiceItem.effective_to.is_(None), ServiceItem.status == RecordStatus.ACTIVE)
        .order_by(ServiceItem.name)
    )
    for row in session.execute(query):
        yield row.id, f"{row.name}（{row.unit_name}）"


def to_remind(today: date, near: date) -> sa.Select[DeferredMaterial]:
    """Select the open promises that somebody is to be told of now."""
    row = DeferredMaterial
    soon = sa.and_(row.promise_due.between(today, near), row.near_told_at.is_(None))
    late = sa.and_(row.promise_due < today, row.late_told_at.is_(None))
    return sa.select(row).where(row.supplied_at.is_(None), sa.or_(soon, late)).order_by(row.id)


def _select(actor: Principal) -> sa.Select[Any]:
    """Select the promises that the actor sees."""
    columns: tuple[Any, ...] = (DeferredMaterial, ServiceItem.name, Unit.name)
    return (
        policies.visible(actor, DeferredMaterial)
        .with_only_columns(*columns)
        .join(ServiceItem, ServiceItem.id == DeferredMaterial.service_item_id)
        .join(Unit, Unit.id == DeferredMaterial.unit_id)
    )

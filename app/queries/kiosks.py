"""Kiosks with their points and their last sign of life, as those who keep them see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import policies
from app.enums import RecordStatus
from app.models import Kiosk, ServicePoint, Unit
from app.principal import Principal
from app.queries import listing
from app.textfold import fold

# A kiosk tells that it lives every few minutes; one that was silent longer is looked after.
ALIVE = timedelta(minutes=15)


@dataclass(frozen=True)
class Line:
    """A kiosk with the name of its point and unit."""

    kiosk: Kiosk
    point_name: str
    unit_name: str

    def is_alive(self, now: datetime) -> bool:
        """Tell whether the kiosk was heard of lately."""
        seen = self.kiosk.last_seen
        return seen is not None and seen > now - ALIVE


def all_of(session: Session, actor: Principal) -> list[Line]:
    """Return the kiosks at the actor's points: those in use first, by number."""
    query = _select(actor).order_by(Kiosk.revoked_at.is_not(None), Kiosk.device_no)
    return [Line(*row) for row in session.execute(query)]


def one(session: Session, actor: Principal, kiosk_id: int) -> Line | None:
    """Return a kiosk at one of the actor's points, None for any other."""
    if kiosk_id > listing.BIGGEST or not policies.may(actor, ServicePoint, "edit"):
        return None
    row = session.execute(_select(actor).where(Kiosk.id == kiosk_id)).first()
    return None if row is None else Line(*row)


def places(session: Session, actor: Principal) -> Iterable[tuple[int, str]]:
    """Return the points in use where the actor may put a kiosk."""
    query = (
        policies.visible(actor, ServicePoint)
        .with_only_columns(ServicePoint.id, ServicePoint.name, Unit.name.label("unit_name"))
        .join(Unit, Unit.id == ServicePoint.unit_id)
        .where(ServicePoint.status == RecordStatus.ACTIVE)
        .order_by(ServicePoint.kind.desc(), ServicePoint.name)
    )
    for row in session.execute(query):
        same = fold(row.unit_name) in fold(row.name)
        yield row.id, row.name if same else f"{row.name}（{row.unit_name}）"


def _select(actor: Principal) -> sa.Select[Any]:
    """Select the kiosks at the actor's points."""
    mine = policies.visible(actor, ServicePoint).with_only_columns(ServicePoint.id)
    columns: tuple[Any, ...] = (Kiosk, ServicePoint.name, Unit.name)
    return (
        sa.select(*columns)
        .join(ServicePoint, ServicePoint.id == Kiosk.service_point_id)
        .join(Unit, Unit.id == ServicePoint.unit_id)
        .where(Kiosk.service_point_id.in_(mine))
    )

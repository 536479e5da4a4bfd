"""What a printed code and a kiosk's key open: the point as it stands today.

The public door asks these, so they read only the tables its database role may read
(app/grants.py), and no column of them that is not for everybody's eyes.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, secrecy
from app.enums import PointKind, RecordStatus
from app.models import (
    Kiosk,
    PostAssignment,
    QrCode,
    Region,
    ServicePoint,
    ServiceWindow,
    Staff,
    StaffPhoto,
    Unit,
)

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
# A kiosk's number stands in the address of its page.
NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")
# A chain of replacements or successors is short; a ring in the data must not hold a citizen up.
MOST_HOPS = 32
MOST_STAFF = 60


class Standing(Enum):
    """What a citizen meets behind a code."""

    OPEN = "open"  # The point may be evaluated.
    REVOKED = "revoked"  # The code was stopped and none took its place.
    CLOSED = "closed"  # The point or its unit is no longer in use.


@dataclass(frozen=True)
class OnDuty:
    """A person on duty, as citizens may see one."""

    staff_id: int
    staff_no: str
    name: str
    # The random name of the photograph's address; empty without the person's consent.
    photo: str = ""


@dataclass(frozen=True)
class PointRead:
    """A point of today: where it is, whose it is, who serves there, and whether it is open."""

    standing: Standing
    service_point_id: int
    kind: PointKind
    name: str
    unit_id: int
    unit_name: str
    service_window_id: int | None
    window_no: str
    window_name: str
    # The region of today, which follows the successors of the code that the point was made with.
    region_code: str
    region_name: str
    on_duty: tuple[OnDuty, ...] = ()
    qr_code_id: int | None = None


def by_token(session: Session, token: str) -> PointRead | None:
    """Return what a printed code opens, None for one that was never issued.

    A code that was replaced opens what its last successor opens.
    """
    if not TOKEN.fullmatch(token):
        return None
    row = session.execute(_select().add_columns(*_CODE).join(*_OF).where(_of(token))).first()
    if row is None:
        return None
    alive = row.revoked_at is None or _lives_on(session, row.replaced_by_id)
    found = _read(session, row, serving=alive)
    if not alive:
        found = replace(found, standing=Standing.REVOKED, on_duty=())
    return replace(found, qr_code_id=row.code_id)


def by_id(session: Session, point_id: int | None) -> PointRead | None:
    """Return a point of today by its id, as a kiosk or an office page asks for it."""
    row = session.execute(_select().where(ServicePoint.id == point_id)).first()
    return None if row is None else _read(session, row, serving=True)


def key_hash(key: str) -> str:
    """Return what is stored of a kiosk's key; it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


def kiosk_by_key(session: Session, device_no: str, key: str) -> Kiosk | None:
    """Return the kiosk whose number and key these are; None when either is wrong or revoked."""
    number = device_no.upper()
    known = NUMBER.fullmatch(number)
    query = sa.select(Kiosk).where(Kiosk.device_no == number)
    row = session.scalars(query).first() if known else None
    # An unknown number is compared too, so that it takes as long as a known one.
    stored = (row.key_hash if row is not None else None) or "-" * 64
    right = secrecy.constant_time_equal(stored, key_hash(key))
    return row if right and row is not None and row.revoked_at is None else None


def region_of_today(session: Session, code: str) -> tuple[str, str]:
    """Return code and name of the region that a code leads to today, by its successors."""
    today = clock.today()
    query = sa.select(Region.code, Region.name, Region.valid_to, Region.successor_code)
    row = session.execute(query.where(Region.code == code)).one()
    for _hop in range(MOST_HOPS):
        ended = row.valid_to is not None and row.valid_to < today
        if not ended or row.successor_code is None:
            break
        row = session.execute(query.where(Region.code == row.successor_code)).one()
    return row.code, row.name


_POINT: tuple[Any, ...] = (
    ServicePoint.id,
    ServicePoint.kind,
    ServicePoint.name,
    ServicePoint.status,
    Unit.id.label("unit_id"),
    Unit.name.label("unit_name"),
    Unit.status.label("unit_status"),
    ServiceWindow.id.label("window_id"),
    ServiceWindow.no.label("window_no"),
    ServiceWindow.name.label("window_name"),
    Region.code.label("region_code"),
    Region.name.label("region_name"),
    Region.valid_to.label("region_ended"),
)
_CODE = (QrCode.id.label("code_id"), QrCode.revoked_at, QrCode.replaced_by_id)
_OF = (QrCode, QrCode.service_point_id == ServicePoint.id)


def _of(token: str) -> sa.ColumnElement[bool]:
    """Return the criterion of one code."""
    return QrCode.token == token


def _select() -> sa.Select[Any]:
    """Select points with unit, window and the region they were made with."""
    return (
        sa.select(*_POINT)
        .select_from(ServicePoint)
        .join(Unit, Unit.id == ServicePoint.unit_id)
        .join(Region, Region.code == ServicePoint.region_code)
        .outerjoin(ServiceWindow, ServiceWindow.id == ServicePoint.service_window_id)
    )


def _read(session: Session, row: Any, *, serving: bool) -> PointRead:
    """Return a selected point; who serves there is read where it is open."""
    code, name = row.region_code, row.region_name
    if row.region_ended is not None:
        code, name = region_of_today(session, code)
    in_use = row.status == row.unit_status == RecordStatus.ACTIVE
    return PointRead(
        standing=Standing.OPEN if in_use else Standing.CLOSED,
        service_point_id=row.id,
        kind=row.kind,
        name=row.name,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        service_window_id=row.window_id,
        window_no=row.window_no or "",
        window_name=row.window_name or "",
        region_code=code,
        region_name=name,
        on_duty=_on_duty(session, row.unit_id, row.window_id) if serving and in_use else (),
    )


def _lives_on(session: Session, successor: int | None) -> bool:
    """Tell whether the chain of codes that took one's place ends in one that is in use."""
    query = sa.select(QrCode.revoked_at, QrCode.replaced_by_id)
    for _hop in range(MOST_HOPS):
        if successor is None:
            return False
        row = session.execute(query.where(QrCode.id == successor)).one()
        if row.revoked_at is None:
            return True
        successor = row.replaced_by_id
    return False


def _on_duty(session: Session, unit_id: int, window_id: int | None) -> tuple[OnDuty, ...]:
    """Return who sits at a window today; at a desk without one, who of the unit has no window."""
    today, post = clock.today(), PostAssignment
    now = sa.and_(post.valid_from <= today, sa.or_(post.valid_to.is_(None), post.valid_to >= today))
    posted = sa.select(post.staff_id).where(now)
    at: sa.ColumnElement[bool]
    if window_id is not None:
        at = Staff.id.in_(posted.where(post.service_window_id == window_id))
    else:
        at = sa.and_(Staff.unit_id == unit_id, Staff.id.not_in(posted))
    query = (
        sa.select(Staff.id, Staff.staff_no, Staff.name, sa.func.coalesce(StaffPhoto.name, ""))
        .outerjoin(
            StaffPhoto,
            sa.and_(StaffPhoto.staff_id == Staff.id, StaffPhoto.withdrawn_on.is_(None)),
        )
        .where(at, Staff.status == RecordStatus.ACTIVE)
        .order_by(Staff.staff_no)
        .limit(MOST_STAFF)
    )
    return tuple(OnDuty(*row) for row in session.execute(query))

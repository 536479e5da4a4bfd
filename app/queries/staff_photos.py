"""Photographs of people on duty: by the person for the office, by the random name for everybody."""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import RecordStatus
from app.models import Staff, StaffPhoto

NAME = re.compile(r"[A-Za-z0-9_-]{22}")


def of_person(session: Session, staff_id: int) -> StaffPhoto | None:
    """Return what is kept of a person's photograph."""
    query = sa.select(StaffPhoto).where(StaffPhoto.staff_id == staff_id)
    return session.scalars(query).one_or_none()


def shown(session: Session, names: Sequence[str]) -> dict[str, bytes]:
    """Return the photographs of these names that are shown today, by name."""
    if not names:
        return {}
    query = (
        sa.select(StaffPhoto.name, StaffPhoto.picture)
        .join(Staff, Staff.id == StaffPhoto.staff_id)
        .where(
            StaffPhoto.name.in_(names),
            StaffPhoto.picture.is_not(None),
            Staff.status == RecordStatus.ACTIVE,
        )
    )
    return {name: picture for name, picture in session.execute(query) if picture}


def by_name(session: Session, name: str) -> bytes | None:
    """Return the photograph behind a name of an address, of somebody who still serves."""
    if not NAME.fullmatch(name):
        return None
    query = (
        sa.select(StaffPhoto.picture)
        .join(Staff, Staff.id == StaffPhoto.staff_id)
        .where(StaffPhoto.name == name, Staff.status == RecordStatus.ACTIVE)
    )
    return session.execute(query).scalar()

"""The places that a citizen chooses from a list, by township; read at most once a minute."""

from __future__ import annotations

import time
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.enums import RegionLevel
from app.models import Region

KEPT, SECONDS = "vx_townships", 60.0


@dataclass(frozen=True)
class Township:
    """One township with its villages, each code and name."""

    code: str
    name: str
    villages: tuple[tuple[str, str], ...]


def townships(session: Session) -> list[Township]:
    """Return the townships in use in the order of their codes."""
    kept = current_app.extensions.get(KEPT)
    if kept is not None and time.monotonic() - kept[0] < SECONDS:
        return list(kept[1])
    made = _read(session)
    current_app.extensions[KEPT] = (time.monotonic(), made)
    return made


def _read(session: Session) -> list[Township]:
    """Read them in one statement."""
    levels = (RegionLevel.TOWNSHIP, RegionLevel.VILLAGE)
    query = (
        sa.select(Region.code, Region.name, Region.short_name, Region.level, Region.parent_code)
        .where(Region.level.in_(levels), Region.valid_to.is_(None), Region.is_virtual.is_(False))
        .order_by(Region.code)
    )
    rows = session.execute(query).all()
    below: dict[str | None, list[tuple[str, str]]] = {}
    for row in rows:
        if row.level == RegionLevel.VILLAGE:
            below.setdefault(row.parent_code, []).append((row.code, row.short_name))
    return [
        Township(row.code, row.name, tuple(below.get(row.code, ())))
        for row in rows
        if row.level == RegionLevel.TOWNSHIP
    ]

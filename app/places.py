"""Finding a place or a unit as a clerk types it: characters, initials, whole pinyin, old forms."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.enums import RecordStatus
from app.models import Region, Unit
from app.textfold import PlaceHit, PlaceIndex, fold, syllables

KEPT = "vx_places"
SPELLED = "vx_units_spelled"
LETTERS = re.compile("[a-z]{2,}")
SECONDS = 60.0


@dataclass(frozen=True)
class PlaceRowData:
    """What the index needs of a region."""

    code: str
    name: str
    short_name: str
    pinyin_initials: str
    level: str
    parent_code: str | None
    successor_code: str | None


def index(session: Session) -> PlaceIndex:
    """Return the index of valid places, at most a minute old."""
    kept = current_app.extensions.get(KEPT)
    if kept is not None and time.monotonic() - kept[0] < SECONDS:
        return kept[1]  # type: ignore[no-any-return]  # Extensions are an untyped dict.
    columns = [getattr(Region, name) for name in PlaceRowData.__annotations__]
    rows = session.execute(sa.select(*columns)).all()
    made = PlaceIndex([PlaceRowData(*row) for row in rows])
    current_app.extensions[KEPT] = (time.monotonic(), made)
    return made


def find(session: Session, query: str, limit: int = 10) -> tuple[list[PlaceHit], list[PlaceHit]]:
    """Return (hits, suggestions); suggestions only when nothing hits."""
    places = index(session)
    hits = places.search(query, limit=limit)
    return hits, [] if hits else places.suggest(query)


def find_units(session: Session, query: str, limit: int = 10) -> list[Unit]:
    """Return units whose name, short name or initials match, prefix matches first.

    Letters that are nobody's initials are read as whole pinyin: gaowanzhen, or a part of it.
    """
    # A NUL is no text to PostgreSQL.
    key, typed = fold(query), query.replace("\x00", "").strip()
    if not key:
        return []
    names = sa.func.lower(Unit.name)
    short, initials = sa.func.lower(Unit.short_name), Unit.pinyin_initials
    matches = sa.or_(
        names.contains(key, autoescape=True),
        # Names keep their full-width brackets, which folding would take away.
        Unit.name.contains(typed, autoescape=True),
        short.contains(key, autoescape=True),
        initials.startswith(key, autoescape=True),
    )
    first = sa.case((short.startswith(key, autoescape=True), 0), else_=1)
    statement = (
        sa.select(Unit)
        .where(matches, Unit.status == RecordStatus.ACTIVE)
        .order_by(first, sa.func.length(Unit.name), Unit.id)
        .limit(limit)
    )
    found = list(session.scalars(statement))
    if found or not LETTERS.fullmatch(key):
        return found
    return _spelled_like(session, key, limit)


def _spelled_like(session: Session, key: str, limit: int) -> list[Unit]:
    """Return the units in use whose whole pinyin holds some letters, beginnings first."""
    ranked = sorted(
        (not any(way.startswith(key) for way in ways), len(ways[0]), unit_id)
        for unit_id, ways in _spellings(session).items()
        if any(key in way for way in ways)
    )
    ids = [unit_id for _rest, _length, unit_id in ranked[:limit]]
    query = sa.select(Unit).where(Unit.id.in_(ids), Unit.status == RecordStatus.ACTIVE)
    units = {unit.id: unit for unit in session.scalars(query)}
    return [units[unit_id] for unit_id in ids if unit_id in units]


def _spellings(session: Session) -> dict[int, list[str]]:
    """Return the whole pinyin of every unit in use by its id, at most a minute old."""
    kept = current_app.extensions.get(SPELLED)
    if kept is not None and time.monotonic() - kept[0] < SECONDS:
        return kept[1]  # type: ignore[no-any-return]  # Extensions are an untyped dict.
    query = sa.select(Unit.id, Unit.name, Unit.short_name)
    rows = session.execute(query.where(Unit.status == RecordStatus.ACTIVE))
    made = {row.id: [syllables(row.name), syllables(row.short_name)] for row in rows}
    current_app.extensions[SPELLED] = (time.monotonic(), made)
    return made

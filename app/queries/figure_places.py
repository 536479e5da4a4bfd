"""The units and places that figures are shown for: names, where they lie, who works there."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar, cast

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

import config
from app.enums import RecordStatus, RegionLevel, UnitKind
from app.models import Region, ServicePoint, Unit, VocabularyTerm

# Where the townships lie, roughly: code, row, column. A county whose codes are not in it gets
# a plain grid.
TILES = config.ROOT / "seeds" / "base" / "region_tiles.csv"
# Kinds whose figures are compared with one another, in the order of the page.
COMPARED = (
    UnitKind.HALL_UNIT,
    UnitKind.APPROVAL_BUREAU,
    UnitKind.LAW_ENFORCEMENT,
    UnitKind.TOWNSHIP_GOV,
    UnitKind.FARM,
    UnitKind.DEVELOPMENT_ZONE,
    UnitKind.PUBLIC_UTILITY,
)


# Names change seldom and every page of figures needs them.
KEPT, SECONDS = "vx_figure_names", 60.0
Found = TypeVar("Found")


def _kept(session: Session, name: str, read: Callable[[Session], Found]) -> Found:
    """Return what was read under a name within the last minute, read anew otherwise."""
    kept = current_app.extensions.setdefault(KEPT, {})
    at, found = kept.get(name, (0.0, None))
    if found is None or time.monotonic() - at > SECONDS:
        found = read(session)
        kept[name] = (time.monotonic(), found)
    return cast(Found, found)


@dataclass(frozen=True)
class Body:
    """One unit as the pages of figures name it."""

    unit_id: int
    name: str
    short: str
    kind: UnitKind
    region_code: str
    code: str


BODY = (Unit.id, Unit.name, Unit.short_name, Unit.kind, Unit.region_code, Unit.code)


@dataclass(frozen=True)
class Place:
    """One township or village; row and column are 0 where no arrangement tells them."""

    code: str
    name: str
    short: str
    level: RegionLevel
    is_virtual: bool
    row: int = 0
    column: int = 0

    @property
    def prefix(self) -> str:
        """Return the digits that all codes of the place begin with."""
        return self.code[:9] if self.level == RegionLevel.TOWNSHIP else self.code


def units(session: Session) -> list[Body]:
    """Return the units in use that are compared, in the order of kinds, then of codes."""
    return _kept(session, "units", _units)


def _units(session: Session) -> list[Body]:
    """Read the units that are compared."""
    query = (
        sa.select(*BODY)
        .where(Unit.kind.in_(COMPARED), Unit.status == RecordStatus.ACTIVE)
        .order_by(Unit.code)
    )
    found = [Body(*row) for row in session.execute(query)]
    return sorted(found, key=lambda one: COMPARED.index(one.kind))


def unit(session: Session, unit_id: int) -> Body | None:
    """Return one unit in use, whatever its kind."""
    query = sa.select(*BODY)
    row = session.execute(
        query.where(Unit.id == unit_id, Unit.status == RecordStatus.ACTIVE)
    ).first()
    return None if row is None else Body(*row)


@dataclass(frozen=True)
class Point:
    """One point in use, with the kind of its unit."""

    point_id: int
    name: str
    unit_id: int
    kind: UnitKind
    region_code: str


def points(session: Session) -> list[Point]:
    """Return the points in use, in the order of their making."""
    return _kept(session, "points", _points)


def _points(session: Session) -> list[Point]:
    """Read the points in use."""
    query = (
        sa.select(
            ServicePoint.id,
            ServicePoint.name,
            ServicePoint.unit_id,
            Unit.kind,
            ServicePoint.region_code,
        )
        .join(Unit, Unit.id == ServicePoint.unit_id)
        .where(ServicePoint.status == RecordStatus.ACTIVE)
        .order_by(ServicePoint.id)
    )
    return [Point(*row) for row in session.execute(query)]


def township_unit(session: Session, township: str) -> Body | None:
    """Return the unit that a township works as."""
    kinds = {UnitKind.TOWNSHIP_GOV, UnitKind.FARM}
    found = (one for one in units(session) if one.region_code == township and one.kind in kinds)
    return next(found, None)


def townships(session: Session) -> list[Place]:
    """Return the townships in use with the places of their tiles."""
    return _kept(session, "townships", _townships)


def _townships(session: Session) -> list[Place]:
    """Read the townships."""
    return _arranged(_places(session, Region.level == RegionLevel.TOWNSHIP))


def villages(session: Session, township: str) -> list[Place]:
    """Return the villages in use of a township, in the order of their codes."""

    def read(session: Session) -> list[Place]:
        """Read the villages."""
        return _places(session, Region.parent_code == township)

    return _kept(session, f"villages {township}", read)


def place(session: Session, code: str) -> Place | None:
    """Return a township or village in use."""
    above = f"{code[:9]}000"
    among = townships(session) if code == above else villages(session, above)
    return next((one for one in among if one.code == code), None)


def reason_labels(session: Session) -> dict[str, str]:
    """Return the labels of the reasons of bad evaluations, retired ones included."""
    return _kept(session, "reasons", _reason_labels)


def _reason_labels(session: Session) -> dict[str, str]:
    """Read the labels of the reasons."""
    query = sa.select(VocabularyTerm.code, VocabularyTerm.label).where(
        VocabularyTerm.list == "dissatisfaction_reason"
    )
    return {row.code: row.label for row in session.execute(query)}


def _places(session: Session, *criteria: sa.ColumnElement[bool]) -> list[Place]:
    """Return the places in use that match."""
    query = (
        sa.select(Region.code, Region.name, Region.short_name, Region.level, Region.is_virtual)
        .where(Region.valid_to.is_(None), *criteria)
        .order_by(Region.code)
    )
    return [Place(*row) for row in session.execute(query)]


@cache
def arrangement() -> dict[str, tuple[int, int]]:
    """Return row and column of the arranged tiles by code."""
    if not TILES.is_file():
        return {}
    with TILES.open(encoding="utf-8") as file:
        return {row["code"]: (int(row["row"]), int(row["column"])) for row in csv.DictReader(file)}


def _arranged(places: Sequence[Place]) -> list[Place]:
    """Return the places with their tiles, none of them when one is missing."""
    where = arrangement()
    if any(one.code not in where for one in places):
        return list(places)
    return [
        Place(one.code, one.name, one.short, one.level, one.is_virtual, *where[one.code])
        for one in places
    ]

"""The county's organisations: units, coverage, windows, staff, points and the accounts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import passwords
from app.demo import source
from app.enums import PointKind, RegionKind, Role, UnitKind, WindowKind
from app.models import (
    Account,
    Model,
    Parameter,
    PostAssignment,
    Region,
    RoleAssignment,
    ServicePoint,
    ServiceWindow,
    Staff,
    SupervisedBy,
    Unit,
    UnitDuty,
)
from app.textfold import initials

SINCE = date(2021, 9, 1)
STAFF = 73
# Kinds whose own desk is a point; the hall's points are its windows.
WITH_DESK = (
    UnitKind.LAW_ENFORCEMENT,
    UnitKind.TOWNSHIP_GOV,
    UnitKind.FARM,
    UnitKind.DEVELOPMENT_ZONE,
)
FARMS_COVERED_BY = "130924-JW-05"


def load(session: Session, password: str) -> None:
    """Add the whole county and its accounts, all under one password."""
    load_units(session)
    load_duties(session)
    load_coverage(session)
    load_windows(session)
    load_staff(session)
    load_points(session)
    load_accounts(session, password)


def ids(session: Session) -> dict[str, int]:
    """Return the id of every unit by its code."""
    return {row.code: row.id for row in session.execute(sa.select(Unit.code, Unit.id))}


def _add(session: Session, rows: Iterable[Any]) -> None:
    """Add rows that later ones refer to."""
    session.add_all(list(rows))
    session.flush()


def load_units(session: Session) -> None:
    """Add the named units (parents stand first), the chosen farms and a station per village."""
    made: dict[str, Unit] = {}
    for row in source.table("units.csv"):
        parent = made.get(row["parent"])
        made[row["code"]] = _unit(row, parent.id if parent else None)
        _add(session, [made[row["code"]]])
    _add(session, [_farm(region) for region in _farm_regions(session)])
    _add(session, _stations(session))


def _unit(row: dict[str, str], parent: int | None) -> Unit:
    """Return the unit of a row of the seed file."""
    return Unit(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        pinyin_initials=initials(row["short_name"]),
        kind=UnitKind(row["kind"]),
        parent_id=parent,
        region_code=row["region_code"],
        leader_name=row["leader_name"],
        phone=row["phone"],
        is_in_hall=row["is_in_hall"] == "1",
        valid_from=SINCE,
    )


def _farm_regions(session: Session) -> list[Region]:
    """Return the regions that the parameter farm_units makes units."""
    chosen = session.scalar(sa.select(Parameter.value).where(Parameter.key == "farm_units")) or ""
    query = sa.select(Region).where(Region.code.in_(chosen.split(","))).order_by(Region.code)
    return list(session.scalars(query))


def _farm(region: Region) -> Unit:
    """Return the unit of a farm."""
    return Unit(
        code=f"{region.code[:9]}-NC",
        name=region.name,
        short_name=region.short_name,
        pinyin_initials=initials(region.short_name),
        kind=UnitKind.FARM,
        region_code=region.code,
        valid_from=SINCE,
    )


def _stations(session: Session) -> list[Unit]:
    """Return one station for each village of the present list, below its township."""
    townships = {
        unit.region_code: unit
        for unit in session.scalars(sa.select(Unit).where(Unit.kind == UnitKind.TOWNSHIP_GOV))
    }
    villages = session.scalars(
        sa.select(Region)
        .where(Region.kind == RegionKind.VILLAGE, Region.valid_to.is_(None))
        .order_by(Region.code)
    )
    return [_station(village, townships[village.parent_code or ""]) for village in villages]


def _station(village: Region, township: Unit) -> Unit:
    """Return the station of a village."""
    return Unit(
        code=f"{village.code}-CZ",
        name=f"{township.short_name}{village.short_name}综合服务站",
        short_name=f"{village.short_name}站",
        pinyin_initials=initials(f"{village.short_name}站"),
        kind=UnitKind.VILLAGE_STATION,
        parent_id=township.id,
        region_code=village.code,
        valid_from=SINCE,
    )


def load_duties(session: Session) -> None:
    """Give every township the invented duty list of the seed file."""
    townships = session.scalars(sa.select(Unit).where(Unit.kind == UnitKind.TOWNSHIP_GOV)).all()
    _add(
        session,
        (
            UnitDuty(
                unit_id=township.id,
                duty_code=row["code"],
                title=row["title"],
                domain=row["domain"],
                basis=row["basis"],
                valid_from=SINCE,
            )
            for township in townships
            for row in source.table("duties.csv")
        ),
    )


def load_coverage(session: Session) -> None:
    """Name who supervises each unit; a station has its township's office."""
    units = list(session.scalars(sa.select(Unit).order_by(Unit.id)))
    by_code = {unit.code: unit.id for unit in units}
    named = {row["code"]: row["covered_by"] for row in source.table("units.csv")}
    office = {unit.id: named.get(unit.code, FARMS_COVERED_BY) for unit in units}
    for unit in units:
        if unit.kind == UnitKind.VILLAGE_STATION and unit.parent_id is not None:
            office[unit.id] = office[unit.parent_id]
    _add(
        session,
        (
            SupervisedBy(
                unit_id=unit.id, inspection_unit_id=by_code[office[unit.id]], valid_from=SINCE
            )
            for unit in units
        ),
    )


def load_windows(session: Session) -> None:
    """Add the windows of the hall."""
    units = ids(session)
    _add(
        session,
        (
            ServiceWindow(
                unit_id=units[row["unit"]],
                no=row["no"],
                name=row["name"],
                kind=WindowKind(row["kind"]),
            )
            for row in source.table("windows.csv")
        ),
    )


def load_staff(session: Session) -> None:
    """Seat somebody at every window, and a second person at the first ones."""
    windows = list(session.scalars(sa.select(ServiceWindow).order_by(ServiceWindow.no)))
    seats = (windows + windows)[:STAFF]
    people, posts = source.People("staff"), source.document("names.json")["posts"]
    staff = [
        Staff(
            unit_id=window.unit_id,
            staff_no=f"{window.no}-{1 + index // len(windows)}",
            name=f"{people.name()}（示例）",
            post=posts[index % len(posts)],
            is_public_official=index % 3 == 0,
        )
        for index, window in enumerate(seats)
    ]
    _add(session, staff)
    _add(
        session,
        (
            PostAssignment(staff_id=person.id, service_window_id=window.id, valid_from=SINCE)
            for person, window in zip(staff, seats, strict=True)
        ),
    )


def load_points(session: Session) -> None:
    """Make every window, desk and station a place where citizens evaluate."""
    points: list[Model] = [
        ServicePoint(
            kind=PointKind.WINDOW,
            name=f"{window.no} {window.name}",
            unit_id=window.unit_id,
            service_window_id=window.id,
            region_code=region,
        )
        for window, region in session.execute(
            sa.select(ServiceWindow, Unit.region_code)
            .join(Unit, Unit.id == ServiceWindow.unit_id)
            .order_by(ServiceWindow.no)
        )
    ]
    kinds = (*WITH_DESK, UnitKind.VILLAGE_STATION)
    for unit in session.scalars(sa.select(Unit).where(Unit.kind.in_(kinds)).order_by(Unit.code)):
        station = unit.kind == UnitKind.VILLAGE_STATION
        points.append(
            ServicePoint(
                kind=PointKind.STATION if station else PointKind.UNIT,
                name=unit.name,
                unit_id=unit.id,
                region_code=unit.region_code,
            )
        )
    _add(session, points)


def load_accounts(session: Session, password: str) -> None:
    """Add the demo accounts with one role each; none must change its password first."""
    units = ids(session)
    rows = source.table("accounts.csv")
    accounts = [
        Account(
            username=row["username"],
            first_name="",
            last_name=row["name"],
            email=f"{row['username']}@example.cn",
            password=passwords.hashed(password),
            active=True,
            unit_id=units[row["unit"]],
            title=row["title"],
            is_demo=True,
        )
        for row in rows
    ]
    _add(session, accounts)
    _add(
        session,
        (
            RoleAssignment(
                account_id=account.id,
                role=Role(row["role"]),
                unit_id=units[row["unit"]],
                valid_from=SINCE,
            )
            for account, row in zip(accounts, rows, strict=True)
        ),
    )

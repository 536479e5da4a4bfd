"""Points with the state of their codes, as those who keep them see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import policies
from app.enums import PointKind, RecordStatus
from app.models import QrCode, Region, ServicePoint, ServiceWindow, Unit
from app.principal import Principal
from app.queries import listing
from app.textfold import code_prefix, fold

SIZE = 50
# All points of a county and more: what one print job may take.
MOST = 1000
STATES = ("with", "without", "unprinted")


@dataclass(frozen=True)
class Wanted:
    """Which points a list or a batch is about; empty fields ask nothing."""

    kind: PointKind | None = None
    unit_id: int | None = None
    region_code: str = ""
    state: str = ""
    q: str = ""

    def narrows(self) -> bool:
        """Tell whether anything is asked."""
        return self != Wanted()


@dataclass(frozen=True)
class Line:
    """A point with its unit, window, region and the code in use."""

    point: ServicePoint
    unit_name: str
    window_no: str
    region_name: str
    code: QrCode | None
    had_code: bool


def page(session: Session, actor: Principal, wanted: Wanted, number: int) -> tuple[list[Line], int]:
    """Return one page of the points that the actor keeps, and how many there are."""
    query = _narrowed(session, _select(actor), wanted)
    total = session.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
    query = query.order_by(*ORDER).limit(SIZE).offset((number - 1) * SIZE)
    return [Line(*row) for row in session.execute(query)], total


def ids(session: Session, actor: Principal, wanted: Wanted) -> list[int]:
    """Return the points in use that a batch is about, in the order of the list."""
    query = _narrowed(session, _select(actor), wanted).where(
        ServicePoint.status == RecordStatus.ACTIVE
    )
    query = query.order_by(*ORDER).with_only_columns(ServicePoint.id).limit(MOST + 1)
    return list(session.scalars(query))


def one(session: Session, actor: Principal, point_id: int) -> Line | None:
    """Return a point that the actor keeps, None when there is none for him."""
    if point_id > listing.BIGGEST:
        return None
    row = session.execute(_select(actor).where(ServicePoint.id == point_id)).first()
    return None if row is None else Line(*row)


def history(session: Session, point_id: int) -> list[QrCode]:
    """Return the codes of a point, the newest first."""
    query = sa.select(QrCode).where(QrCode.service_point_id == point_id)
    return list(session.scalars(query.order_by(QrCode.issued_at.desc(), QrCode.id.desc())))


def townships(session: Session) -> dict[str, str]:
    """Return the townships of today by code."""
    query = sa.select(Region.code, Region.name).where(
        Region.level == "township", Region.successor_code.is_(None), Region.valid_to.is_(None)
    )
    return {row.code: row.name for row in session.execute(query.order_by(Region.code))}


def unit_name(session: Session, unit_id: int | None) -> str:
    """Return the name of a unit, an empty text for none."""
    if unit_id is None or unit_id > listing.BIGGEST:
        return ""
    return session.execute(sa.select(Unit.name).where(Unit.id == unit_id)).scalar() or ""


def under(session: Session, code: str) -> list[str]:
    """Return the codes of a place and of all below it, with those that went before them."""
    found = set(
        session.scalars(sa.select(Region.code).where(Region.code.like(f"{code_prefix(code)}%")))
    )
    newest = found
    while newest:
        query = sa.select(Region.code).where(Region.successor_code.in_(newest))
        newest = set(session.scalars(query)) - found
        found |= newest
    return sorted(found)


ORDER = (ServicePoint.kind, ServicePoint.region_code, ServicePoint.unit_id, ServicePoint.id)


def _select(actor: Principal) -> sa.Select[Any]:
    """Select the points that the actor keeps, with what a line shows."""
    old = aliased(QrCode)
    ever = sa.exists().where(old.service_point_id == ServicePoint.id)
    number = sa.func.coalesce(ServiceWindow.no, "")
    columns: tuple[Any, ...] = (ServicePoint, Unit.name, number, Region.name, QrCode, ever)
    current = sa.and_(QrCode.service_point_id == ServicePoint.id, QrCode.revoked_at.is_(None))
    return (
        policies.visible(actor, ServicePoint)
        .with_only_columns(*columns)
        .select_from(ServicePoint)
        .join(Unit, Unit.id == ServicePoint.unit_id)
        .join(Region, Region.code == ServicePoint.region_code)
        .outerjoin(ServiceWindow, ServiceWindow.id == ServicePoint.service_window_id)
        .outerjoin(QrCode, current)
    )


def _narrowed(session: Session, query: sa.Select[Any], wanted: Wanted) -> sa.Select[Any]:
    """Return a select with what is asked."""
    if wanted.kind is not None:
        query = query.where(ServicePoint.kind == wanted.kind)
    if wanted.unit_id is not None:
        query = query.where(ServicePoint.unit_id == wanted.unit_id)
    if wanted.region_code:
        query = query.where(ServicePoint.region_code.in_(under(session, wanted.region_code)))
    if wanted.state == "with":
        query = query.where(QrCode.id.is_not(None))
    elif wanted.state == "without":
        query = query.where(QrCode.id.is_(None))
    elif wanted.state == "unprinted":
        query = query.where(QrCode.id.is_not(None), QrCode.print_job_id.is_(None))
    for word in wanted.q.split()[:4]:
        query = query.where(sa.or_(*_holds(fold(word))))
    return query


def _holds(word: str) -> Sequence[sa.ColumnElement[bool]]:
    """Return the criteria that a point, its unit or its window is called so."""
    columns = (ServicePoint.name, Unit.name, Unit.pinyin_initials, ServiceWindow.no)
    return [listing.like(column, word) for column in columns]

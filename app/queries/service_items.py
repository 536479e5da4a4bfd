"""The catalogue of service items with their one-time notices, as those who keep them see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import policies
from app.models import OneTimeNotice, ServiceItem, Unit
from app.principal import Principal
from app.queries import listing
from app.textfold import fold

SIZE = 50


@dataclass(frozen=True)
class Line:
    """An item's version with its unit and the newest notice's version, 0 for none."""

    item: ServiceItem
    unit_name: str
    notice_version: int


def page(
    session: Session, actor: Principal, q: str, number: int, *, untold: bool = False
) -> tuple[list[Line], int]:
    """Return one page of the items in force, and how many there are."""
    query = _select(actor).where(ServiceItem.effective_to.is_(None))
    for word in q.split()[:4]:
        columns = (ServiceItem.name, ServiceItem.impl_code, ServiceItem.pinyin_initials, Unit.name)
        query = query.where(sa.or_(*(listing.like(column, fold(word)) for column in columns)))
    if untold:
        query = query.where(_newest() == 0)
    total = session.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
    query = query.order_by(ServiceItem.name, ServiceItem.id)
    rows = session.execute(query.limit(SIZE).offset((number - 1) * SIZE))
    return [Line(*row) for row in rows], total


def one(session: Session, actor: Principal, item_id: int) -> Line | None:
    """Return a version of an item that the actor keeps, None when there is none for him."""
    if item_id > listing.BIGGEST or not policies.may(actor, ServiceItem, "show"):
        return None
    row = session.execute(_select(actor).where(ServiceItem.id == item_id)).first()
    return None if row is None else Line(*row)


def versions(session: Session, impl_code: str) -> list[ServiceItem]:
    """Return the versions of an item, the newest first."""
    query = sa.select(ServiceItem).where(ServiceItem.impl_code == impl_code)
    return list(session.scalars(query.order_by(ServiceItem.version.desc())))


def in_force(session: Session, actor: Principal, impl_code: str) -> ServiceItem | None:
    """Return the version in force of an item that the actor keeps."""
    query = policies.visible(actor, ServiceItem).where(
        ServiceItem.impl_code == impl_code, ServiceItem.effective_to.is_(None)
    )
    return session.scalars(query).first()


def notices(session: Session, impl_code: str) -> list[OneTimeNotice]:
    """Return what applicants were told about an item in all its versions, the newest first."""
    query = (
        sa.select(OneTimeNotice)
        .join(ServiceItem, ServiceItem.id == OneTimeNotice.service_item_id)
        .where(ServiceItem.impl_code == impl_code)
    )
    return list(session.scalars(query.order_by(OneTimeNotice.version.desc())))


def _newest() -> Any:
    """Return the newest notice's version of an item, through all versions of the item."""
    other = aliased(ServiceItem)
    return (
        sa.select(sa.func.coalesce(sa.func.max(OneTimeNotice.version), 0))
        .join(other, other.id == OneTimeNotice.service_item_id)
        .where(other.impl_code == ServiceItem.impl_code)
        .correlate(ServiceItem)
        .scalar_subquery()
    )


def _select(actor: Principal) -> sa.Select[Any]:
    """Select the items that the actor keeps."""
    return (
        policies.visible(actor, ServiceItem)
        .with_only_columns(ServiceItem, Unit.name, _newest())
        .join(Unit, Unit.id == ServiceItem.unit_id)
    )

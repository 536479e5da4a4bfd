"""One row of each table of the public doors, for the tests of the database's fences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from app.enums_doors import PrintKind
from app.models import DeferredMaterial, Enterprise, Model, OneTimeNotice, PrintJob, ServiceItem
from tests import support


def item_id(work: Session) -> int:
    """Add a service item and return its id."""
    row = ServiceItem(
        impl_code="130924001",
        name="结婚登记（示例）",
        unit_id=support.unit_id("MZ"),
        item_type="07",
        effective_from=date(2021, 9, 1),
    )
    work.add(row)
    work.flush()
    return row.id


MAKERS: dict[type[Model], Callable[[Session], Model]] = {
    OneTimeNotice: lambda work: OneTimeNotice(
        service_item_id=item_id(work), version=1, materials=["户口簿"], published_at=support.NOW
    ),
}


def fill(work: Session) -> None:
    """Add a row to each fenced table of the doors."""
    gaowan, clerk = (support.person(name).account_id for name in ("gaowan", "clerk"))
    assert gaowan
    assert clerk
    work.add_all(
        [
            Enterprise(
                uscc="911309240000000000",
                name="海兴示例机械厂",
                region_code="130924102000",
                officer_id=gaowan,
            ),
            DeferredMaterial(
                unit_id=support.unit_id("MZ"),
                service_item_id=item_id(work),
                case_no="MZ-2026-0001",
                material="婚姻状况证明",
                promise_due=date(2026, 11, 25),
            ),
            PrintJob(kind=PrintKind.PLACARDS, title="全部码牌", account_id=clerk, total=197),
        ]
    )

"""One row of each table of the public doors, for the tests of the database's fences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from app.enums_doors import PrintKind
from app.enums_evaluation import AppealGround, FlagKind
from app.models import (
    Enterprise,
    EvalAppeal,
    EvaluationFlag,
    Model,
    OneTimeNotice,
    PrintJob,
    ServiceItem,
)
from tests import support, voices


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
            PrintJob(kind=PrintKind.PLACARDS, title="全部码牌", account_id=clerk, total=197),
        ]
    )
    handled(work, gaowan)


def handled(work: Session, account_id: int) -> None:
    """Add an appeal and a suspicion of an evaluation."""
    row = voices.bad(work, "PJ-H")
    work.add_all(
        [
            EvalAppeal(
                evaluation_id=row.id,
                unit_id=row.unit_id,
                ground=AppealGround.MISTAKEN,
                evidence="当天停电",
                asked_by_id=account_id,
                asked_at=support.NOW,
                decide_due=support.NOW,
            ),
            EvaluationFlag(
                evaluation_id=row.id,
                service_point_id=row.service_point_id,
                kind=FlagKind.BURST,
                flagged_on=support.NOW,
            ),
        ]
    )

"""One row of each table of the public doors, for the tests of the database's fences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import ScopeDecision
from app.enums_board import ReturnKind
from app.enums_doors import PrintKind
from app.models import (
    Enterprise,
    Message,
    MessageTransfer,
    Model,
    OneTimeNotice,
    PrintJob,
    PublicFeedback,
    ServiceItem,
)
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


def returned(message_id: int | None = None) -> PublicFeedback:
    """Return what a citizen sent back."""
    return PublicFeedback(
        code_hash="0" * 64,
        kind=ReturnKind.ANSWER,
        text="补充一点情况",
        submitted_at=support.NOW,
        message_id=message_id,
    )


MAKERS: dict[type[Model], Callable[[Session], Model]] = {
    OneTimeNotice: lambda work: OneTimeNotice(
        service_item_id=item_id(work), version=1, materials=["户口簿"], published_at=support.NOW
    ),
    PublicFeedback: lambda work: returned(),
}


def fill(work: Session) -> None:
    """Add a row to each fenced table of the doors."""
    gaowan, clerk = (support.person(name).account_id for name in ("gaowan", "clerk"))
    assert gaowan
    assert clerk
    message_id = work.scalars(sa.select(Message.id).order_by(Message.id)).first()
    assert message_id
    work.add_all(
        [
            returned(message_id),
            MessageTransfer(
                message_id=message_id,
                decision=ScopeDecision.TO_12345,
                target="县12345",
                track_due=support.NOW,
            ),
            Enterprise(
                uscc="911309240000000000",
                name="海兴示例机械厂",
                region_code="130924102000",
                officer_id=gaowan,
            ),
            PrintJob(kind=PrintKind.PLACARDS, title="全部码牌", account_id=clerk, total=197),
        ]
    )

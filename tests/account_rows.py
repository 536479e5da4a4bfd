"""One valid row of each table around accounts whose rows are only added."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import Role
from app.models import (
    Account,
    IntegrationToken,
    Model,
    PasswordHistory,
    RecoveryCode,
    RoleAssignment,
    StandIn,
)
from tests import support


def account(work: Session, username: str = "gaowan") -> Account:
    """Return an account of the cast."""
    return work.scalars(sa.select(Account).where(Account.username == username)).one()


def grant(work: Session) -> RoleAssignment:
    """Return a second role of a township's account."""
    held = account(work)
    return RoleAssignment(
        account_id=held.id, role=Role.DEPT, unit_id=held.unit_id, valid_from=support.NOW.date()
    )


def stand_in(work: Session) -> StandIn:
    """Return a stand-in between the two clerks."""
    giver, taker = account(work, "clerk"), account(work, "clerk2")
    return StandIn(
        from_account_id=giver.id,
        to_account_id=taker.id,
        role=Role.CLERK,
        unit_id=giver.unit_id,
        valid_from=support.NOW.date(),
        valid_to=support.NOW.date(),
        reason="培训",
    )


def key(work: Session) -> IntegrationToken:
    """Return a key of another system."""
    return IntegrationToken(
        name="县大数据平台",
        token_hash="t" * 64,
        scopes=["problem:read"],
        role=Role.TWN,
        unit_id=account(work).unit_id,
        expires_at=support.NOW + timedelta(days=30),
    )


MAKERS: dict[type[Model], Callable[[Session], Model]] = {
    RoleAssignment: grant,
    StandIn: stand_in,
    IntegrationToken: key,
    PasswordHistory: lambda work: PasswordHistory(account_id=account(work).id, password_hash="x"),
    RecoveryCode: lambda work: RecoveryCode(account_id=account(work).id, code_hash="r" * 64),
}

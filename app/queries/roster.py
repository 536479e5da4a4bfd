"""The duty roster: who is on duty on a day, a month of it, and who may be put on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.enums import AccountStatus, RecordStatus, Role
from app.enums_phone import DutyKind, Shift
from app.models import Account, DutyRoster, RoleAssignment, Unit

# Who answers the hotline or decides messages.
DESK = (Role.CLERK, Role.AB_OFF, Role.AB_LEAD, Role.DC_INTAKE)
MOST = 1000
ORDER = {shift: place for place, shift in enumerate(Shift)}


@dataclass(frozen=True)
class OnDuty:
    """One person on duty."""

    row_id: int
    duty_on: date
    kind: DutyKind
    shift: Shift
    account_id: int
    name: str
    unit_id: int | None
    unit_name: str


def between(
    session: Session, first: date, last: date, kind: DutyKind | None = None
) -> list[OnDuty]:
    """Return who is on duty from a day to a day, by day, kind and shift."""
    query = (
        sa.select(
            DutyRoster.id,
            DutyRoster.duty_on,
            DutyRoster.kind,
            DutyRoster.shift,
            Account.id,
            Account.last_name,
            Account.unit_id,
            Unit.short_name,
        )
        .join(Account, Account.id == DutyRoster.account_id)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(DutyRoster.duty_on.between(first, last), DutyRoster.status == RecordStatus.ACTIVE)
        .limit(MOST)
    )
    if kind is not None:
        query = query.where(DutyRoster.kind == kind)
    found = [OnDuty(*row[:7], row[7] or "") for row in session.execute(query)]
    return sorted(found, key=lambda one: (one.duty_on, one.kind, ORDER[one.shift], one.row_id))


def on_duty(session: Session, day: date, kind: DutyKind) -> list[OnDuty]:
    """Return who is on duty on a day for the hotline or the message board, by shift."""
    return between(session, day, day, kind)


def words(people: Sequence[OnDuty]) -> str:
    """Return the names of people on duty; a shift is told where it is not the whole day."""
    return "、".join(
        one.name if one.shift == Shift.DAY else f"{one.name}（{one.shift.label}）" for one in people
    )


def desk(session: Session, unit_id: int | None = None) -> list[Account]:
    """Return the accounts that may be put on the roster, of one unit or of all, by name."""
    today = clock.today()
    held = sa.select(RoleAssignment.account_id).where(
        RoleAssignment.role.in_(DESK),
        RoleAssignment.ended_at.is_(None),
        RoleAssignment.valid_from <= today,
        sa.or_(RoleAssignment.valid_to.is_(None), RoleAssignment.valid_to >= today),
    )
    query = sa.select(Account).where(Account.id.in_(held), Account.status == AccountStatus.ACTIVE)
    if unit_id is not None:
        query = query.where(Account.unit_id == unit_id)
    return list(session.scalars(query.order_by(Account.unit_id, Account.id).limit(MOST)))

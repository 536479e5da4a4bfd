"""Which roles an account may hold together; the database refuses the same (app/ddl_roles.py)."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.enums import AccountStatus, Role
from app.enums_account import COMMISSION, CONTROL, DISCIPLINE
from app.errors import Invalid
from app.models import Account, RoleAssignment, StandIn, Unit

FAR = date(9999, 12, 31)
# Roles whose password and second factor one person alone may not reset.
GUARDED = CONTROL | DISCIPLINE


def grants(session: Session, account_id: int) -> list[RoleAssignment]:
    """Return an account's grants that are neither ended nor past."""
    query = sa.select(RoleAssignment).where(
        RoleAssignment.account_id == account_id,
        RoleAssignment.ended_at.is_(None),
        sa.or_(RoleAssignment.valid_to.is_(None), RoleAssignment.valid_to >= clock.today()),
    )
    return list(session.scalars(query.order_by(RoleAssignment.id)))


def stood_in(session: Session, account_id: int) -> list[StandIn]:
    """Return the stand-ins that were given to an account and are not over."""
    query = sa.select(StandIn).where(
        StandIn.to_account_id == account_id,
        StandIn.ended_at.is_(None),
        StandIn.valid_to >= clock.today(),
    )
    return list(session.scalars(query.order_by(StandIn.id)))


def is_guarded(session: Session, account_id: int) -> bool:
    """Tell whether an account holds, or will hold, a role of the commission or a control."""
    return any(grant.role in GUARDED for grant in grants(session, account_id))


def check_grant(
    session: Session, account: Account, role: Role, since: date, until: date | None
) -> None:
    """Raise Invalid unless an account may hold a role over a period."""
    if account.status != AccountStatus.ACTIVE:
        raise Invalid({"role": "账号已停用，请先启用再授予岗位。"})
    if account.unit_id is None:
        raise Invalid({"role": "账号还没有单位，不能授予岗位。"})
    if until is not None and until < since:
        raise Invalid({"valid_to": "截止日期不能早于起始日期。"})
    _check_commission(session, account, role)
    _check_apart(session, account, role, since, until)


def _check_commission(session: Session, account: Account, role: Role) -> None:
    """Keep discipline roles inside the commission."""
    if role not in DISCIPLINE:
        return
    kind = session.execute(sa.select(Unit.kind).where(Unit.id == account.unit_id)).scalar()
    if kind not in COMMISSION:
        raise Invalid({"role": f"“{role.label}”只能授予县纪委监委、内设室或派驻组的账号。"})


def _check_apart(
    session: Session, account: Account, role: Role, since: date, until: date | None
) -> None:
    """Keep the three administrators apart from each other and from everybody's business."""
    held = [(row.role, row.valid_from, row.valid_to) for row in grants(session, account.id)]
    if role in CONTROL:
        held += [(row.role, row.valid_from, row.valid_to) for row in stood_in(session, account.id)]
    for other, start, end in held:
        meets = start <= (until or FAR) and since <= (end or FAR)
        if meets and other == role:
            raise Invalid({"role": f"这个账号已经是“{role.label}”。"})
        if meets and (other in CONTROL or role in CONTROL):
            raise Invalid(
                {
                    "role": f"这个账号是“{other.label}”，不能再是“{role.label}”："
                    "系统、安全、审计管理员互相排斥，也不能兼办业务。请另建账号。"
                }
            )


def check_stand_in(session: Session, account: Account, role: Role) -> None:
    """Raise Invalid unless an account may act in somebody else's role."""
    if role in CONTROL:
        raise Invalid({"role": "系统、安全、审计管理员的岗位不能由人代理。"})
    if any(grant.role in CONTROL for grant in grants(session, account.id)):
        raise Invalid({"to_account_id": "系统、安全、审计管理员不能代理业务岗位。"})
    _check_commission(session, account, role)

"""Accounts made, locked and given a new password by command; every act is audited."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock
from app.enums import AccountStatus, Role
from app.errors import Invalid, Missing
from app.models import Account, RoleAssignment, Unit
from app.operations.accounts import check_policy, set_password
from app.principal import Principal

USERNAME = re.compile(r"[a-z][a-z0-9_.-]{1,29}")


def find(session: Session, username: str) -> Account:
    """Return an account; raise Missing when there is none."""
    account = session.scalars(sa.select(Account).where(Account.username == username)).first()
    if account is None:
        raise Missing(f"没有账号“{username}”。")
    return account


def find_unit(session: Session, text: str) -> Unit:
    """Return a unit by its code or its name; raise Invalid when there is none."""
    same = sa.or_(Unit.code == text, Unit.name == text)
    unit = session.scalars(sa.select(Unit).where(same)).first()
    if unit is None:
        raise Invalid({"unit": f"没有单位“{text}”，请填单位代码或全称。"})
    return unit


def find_role(text: str) -> Role:
    """Return a role by its code; raise Invalid with the codes that exist."""
    if text not in {role.value for role in Role}:
        codes = "、".join(f"{role.value} {role.label}" for role in Role)
        raise Invalid({"role": f"没有角色“{text}”，可用：{codes}。"})
    return Role(text)


def add(
    session: Session,
    actor: Principal,
    *,
    username: str,
    name: str,
    unit: str,
    role: str,
    password: str,
    must_change: bool = True,
) -> Account:
    """Make an account with one role from today; raise Invalid for facts that do not hold."""
    if not USERNAME.fullmatch(username):
        raise Invalid({"username": "账号名用小写字母开头，2 至 30 个小写字母、数字或 _ . -。"})
    if session.scalars(sa.select(Account.id).where(Account.username == username)).first():
        raise Invalid({"username": f"账号“{username}”已经有了。"})
    if not name.strip():
        raise Invalid({"name": "请填写姓名。"})
    home, granted = find_unit(session, unit), find_role(role)
    check_policy(password, username)
    account = Account(
        username=username,
        first_name="",
        last_name=name.strip(),
        # The framework wants an address; this one can never be delivered (RFC 2606).
        email=f"{username}@office.invalid",
        active=True,
        unit_id=home.id,
        epoch=0,
        must_change=must_change,
    )
    set_password(account, password)
    session.add(account)
    session.flush()
    today = clock.today()
    session.add(
        RoleAssignment(account_id=account.id, role=granted, unit_id=home.id, valid_from=today)
    )
    detail = {"role": granted.value, "unit_id": home.id}
    audit.record(session, actor, "add_account", "account", account.id, detail=detail)
    return account


def lock(session: Session, actor: Principal, username: str) -> None:
    """Stop an account and end its sessions."""
    account = find(session, username)
    account.status = AccountStatus.DISABLED
    account.epoch += 1
    audit.record(session, actor, "lock_account", "account", account.id)


def unlock(session: Session, actor: Principal, username: str) -> None:
    """Let an account log in again and forget its failures."""
    account = find(session, username)
    account.status = AccountStatus.ACTIVE
    account.failed_count, account.locked_until = 0, None
    audit.record(session, actor, "unlock_account", "account", account.id)


def reset(session: Session, actor: Principal, username: str, password: str) -> None:
    """Give an account a first password again and end its sessions."""
    account = find(session, username)
    check_policy(password, username)
    set_password(account, password)
    account.must_change = True
    audit.record(session, actor, "reset_password", "account", account.id)

"""Accounts made, changed, stopped and given a first password; every act is audited.

The system administrator does these alone; what needs a second person is in account_changes.py.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, passwords, textfold
from app.enums import AccountStatus, RecordStatus, Role
from app.enums_account import DISCIPLINE
from app.errors import Forbidden, Invalid, Missing, Refused
from app.models import Account, RoleAssignment, Unit
from app.operations import role_rules, second_factor
from app.operations.password_rules import check_policy, set_password
from app.permissions import Right
from app.principal import Principal

USERNAME = re.compile(r"[a-z][a-z0-9_.-]{1,29}")
BIGGEST = 2**31 - 1
LAST = "这是最后一个能用的“{role}”账号，不能停用或收回，否则没有人能管账号。"


def find(session: Session, username: str) -> Account:
    """Return an account; raise Missing when there is none."""
    account = session.scalars(sa.select(Account).where(Account.username == username)).first()
    if account is None:
        raise Missing(f"没有账号“{username}”。")
    return account


def held(session: Session, account_id: int) -> Account:
    """Return an account by its id, held until the commit; raise Missing."""
    found = (
        session.get(Account, account_id, with_for_update=True) if account_id <= BIGGEST else None
    )
    if found is None:
        raise Missing
    return found


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


def may_manage(actor: Principal) -> None:
    """Raise Forbidden unless the actor manages accounts; the server's operator may."""
    if not (actor.is_system or actor.has(Right.MANAGE_USERS, "1")):
        raise Forbidden("您没有管理账号的权限。")


def two_persons(session: Session, *, besides: int | None = None) -> bool:
    """Tell whether a proposer and a second person can log in, besides one account."""

    def somebody(*roles: Role) -> bool:
        query = (
            sa.select(RoleAssignment.account_id)
            .join(Account, Account.id == RoleAssignment.account_id)
            .where(
                RoleAssignment.role.in_(roles),
                RoleAssignment.ended_at.is_(None),
                RoleAssignment.account_id != (besides or 0),
                Account.status == AccountStatus.ACTIVE,
            )
        )
        return session.execute(query).first() is not None

    return somebody(Role.SYS) and somebody(Role.SEC, Role.DC_LEAD)


def create(
    session: Session, actor: Principal, *, username: str, name: str, unit_id: int, title: str = ""
) -> tuple[Account, str]:
    """Make an account without a role, and return it with its first password, shown once."""
    may_manage(actor)
    wrong = {}
    if not USERNAME.fullmatch(username):
        wrong["username"] = "账号名用小写字母开头，2 至 30 个小写字母、数字或 _ . -。"
    elif session.scalars(sa.select(Account.id).where(Account.username == username)).first():
        wrong["username"] = f"账号“{username}”已经有了。"
    if not name.strip():
        wrong["name"] = "请填写姓名。"
    unit = session.get(Unit, unit_id)
    if unit is None or unit.status != RecordStatus.ACTIVE:
        wrong["unit_id"] = "请选择在用的单位。"
    if wrong:
        raise Invalid(wrong)
    password = passwords.first()
    account = _new(session, username, name, unit_id, password, must_change=True)
    account.title = _line("title", title, 40, "职务")
    audit.record(session, actor, "add_account", "account", account.id, detail={"unit_id": unit_id})
    return account, password


def _line(field: str, text: str | None, longest: int, label: str) -> str:
    """Return a cleaned line; raise Invalid for text that cannot be kept."""
    try:
        return textfold.clean_line(text or "", longest, label)
    except textfold.BadText as error:
        raise Invalid({field: str(error)}) from error


def _new(
    session: Session, username: str, name: str, unit_id: int, password: str, *, must_change: bool
) -> Account:
    """Store a new account."""
    account = Account(
        username=username,
        first_name="",
        last_name=_line("name", name, 40, "姓名"),
        # The framework wants an address; this one can never be delivered (RFC 2606).
        email=f"{username}@office.invalid",
        active=True,
        unit_id=unit_id,
        epoch=0,
        must_change=must_change,
    )
    set_password(session, account, password)
    session.add(account)
    session.flush()
    return account


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
    """Make an account with one role from today, for the server's operator.

    A discipline or control role is granted by two persons as soon as there are two.
    """
    may_manage(actor)
    if not USERNAME.fullmatch(username):
        raise Invalid({"username": "账号名用小写字母开头，2 至 30 个小写字母、数字或 _ . -。"})
    if session.scalars(sa.select(Account.id).where(Account.username == username)).first():
        raise Invalid({"username": f"账号“{username}”已经有了。"})
    if not name.strip():
        raise Invalid({"name": "请填写姓名。"})
    home, granted = find_unit(session, unit), find_role(role)
    if granted in role_rules.GUARDED and two_persons(session):
        raise Invalid(
            {
                "role": f"“{granted.label}”要由两个人授予：请系统管理员在网页“账号”里提出，"
                "由安全管理员批准。"
            }
        )
    check_policy(password, username)
    account = _new(session, username, name, home.id, password, must_change=must_change)
    today = clock.today()
    role_rules.check_grant(session, account, granted, today, None)
    session.add(
        RoleAssignment(account_id=account.id, role=granted, unit_id=home.id, valid_from=today)
    )
    detail = {"role": granted.value, "unit_id": home.id}
    audit.record(session, actor, "add_account", "account", account.id, detail=detail)
    return account


def change(
    session: Session, actor: Principal, account_id: int, *, name: str, title: str, unit_id: int
) -> bool:
    """Change name, title and unit; tell whether a move took the account's roles away.

    Another unit sees other rows, so every role ends and is granted anew by two persons.
    """
    may_manage(actor)
    account = held(session, account_id)
    unit = session.get(Unit, unit_id)
    if not name.strip():
        raise Invalid({"name": "请填写姓名。"})
    if unit is None or unit.status != RecordStatus.ACTIVE:
        raise Invalid({"unit_id": "请选择在用的单位。"})
    moved = account.unit_id != unit_id
    if moved:
        _refuse_own(actor, account)
        for grant in role_rules.grants(session, account.id):
            _end(session, grant)
        session.flush()
        account.unit_id = unit_id
        account.epoch += 1
    account.last_name = _line("name", name, 40, "姓名")
    account.title = _line("title", title, 40, "职务")
    detail = {"unit_id": unit_id, "moved": moved}
    audit.record(session, actor, "edit_account", "account", account.id, detail=detail)
    return moved


def end_role(session: Session, actor: Principal, account_id: int, grant_id: int) -> None:
    """Take a role away at once and end the account's sessions; one person may."""
    may_manage(actor)
    account = held(session, account_id)
    _refuse_own(actor, account)
    grants = role_rules.grants(session, account.id)
    grant = next((row for row in grants if row.id == grant_id), None)
    if grant is None:
        raise Missing
    _refuse_last(session, account, {grant.role})
    _end(session, grant)
    account.epoch += 1
    detail = {"role": grant.role.value}
    audit.record(session, actor, "end_role", "account", account.id, detail=detail)


def _end(session: Session, grant: RoleAssignment) -> None:
    """End a grant now."""
    grant.ended_at = clock.now()


def _refuse_own(actor: Principal, account: Account) -> None:
    """Keep an administrator from changing his own account's place or roles."""
    if actor.account_id == account.id:
        raise Refused("不能改自己账号的单位、岗位和状态，请由另一位系统管理员操作。")


def _refuse_last(session: Session, account: Account, roles: set[Role]) -> None:
    """Keep the last account that can propose or approve."""
    for role in roles & {Role.SYS, Role.SEC}:
        query = (
            sa.select(RoleAssignment.id)
            .join(Account, Account.id == RoleAssignment.account_id)
            .where(
                RoleAssignment.role == role,
                RoleAssignment.ended_at.is_(None),
                RoleAssignment.account_id != account.id,
                Account.status == AccountStatus.ACTIVE,
            )
        )
        if session.execute(query).first() is None:
            raise Refused(LAST.format(role=role.label))


def stop(session: Session, actor: Principal, account_id: int) -> None:
    """Disable an account and end its sessions at once."""
    may_manage(actor)
    account = held(session, account_id)
    _refuse_own(actor, account)
    _refuse_last(session, account, {row.role for row in role_rules.grants(session, account.id)})
    _lock(session, actor, account)


def start(session: Session, actor: Principal, account_id: int) -> None:
    """Let a disabled account log in again; a wrong-password lock is not lifted by this."""
    may_manage(actor)
    account = held(session, account_id)
    _refuse_own(actor, account)
    account.status = AccountStatus.ACTIVE
    account.epoch += 1
    audit.record(session, actor, "unlock_account", "account", account.id)


def lock(session: Session, actor: Principal, username: str) -> None:
    """Disable an account by its name, for the server's operator."""
    may_manage(actor)
    _lock(session, actor, find(session, username))


def _lock(session: Session, actor: Principal, account: Account) -> None:
    """Stop an account and end its sessions."""
    account.status = AccountStatus.DISABLED
    account.epoch += 1
    audit.record(session, actor, "lock_account", "account", account.id)


def unlock(session: Session, actor: Principal, username: str) -> None:
    """Let an account log in again and forget its failures."""
    may_manage(actor)
    account = find(session, username)
    account.status = AccountStatus.ACTIVE
    account.failed_count, account.locked_until = 0, None
    audit.record(session, actor, "unlock_account", "account", account.id)


def reset(session: Session, actor: Principal, username: str, password: str) -> None:
    """Give an account a first password again, for the server's operator.

    A guarded account's needs two persons as soon as there are two besides it (scenario 22).
    """
    may_manage(actor)
    account = find(session, username)
    if role_rules.is_guarded(session, account.id) and two_persons(session, besides=account.id):
        raise Refused(
            "这个账号有纪检或管理员岗位，重设密码要两个人："
            "请系统管理员在网页“账号”里提出，由安全管理员或纪委领导批准。"
        )
    check_policy(password, username)
    _set_first(session, actor, account, password)


def reset_alone(session: Session, actor: Principal, account_id: int) -> str:
    """Give a plain account a first password, shown once; Refused for a guarded one."""
    may_manage(actor)
    account = held(session, account_id)
    _refuse_guarded(session, account)
    return give_first(session, actor, account)


def drop_factor_alone(session: Session, actor: Principal, account_id: int) -> None:
    """Take a plain account's second factor away; Refused for a guarded one."""
    may_manage(actor)
    account = held(session, account_id)
    _refuse_guarded(session, account)
    drop_factor(session, actor, account)


def _refuse_guarded(session: Session, account: Account) -> None:
    """Refuse to do alone what two persons must."""
    if role_rules.is_guarded(session, account.id):
        raise Refused("这个账号有纪检或管理员岗位，要由第二个人批准，请提出申请。")


def give_first(session: Session, actor: Principal, account: Account) -> str:
    """Set a random first password that must be changed, and return it."""
    password = passwords.first()
    _set_first(session, actor, account, password)
    return password


def _set_first(session: Session, actor: Principal, account: Account, password: str) -> None:
    """Set a first password that must be changed."""
    set_password(session, account, password)
    account.must_change = True
    audit.record(session, actor, "reset_password", "account", account.id)


def drop_factor(session: Session, actor: Principal, account: Account) -> None:
    """Take a second factor away and end the account's sessions."""
    second_factor.take_away(session, account)
    audit.record(session, actor, "factor.reset", "account", account.id)


def discipline(role: Role) -> bool:
    """Tell whether a role is one of the commission's."""
    return role in DISCIPLINE

"""Logging in and out and one's own password; every path counts failures in the same row."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from app import audit, clock, passwords
from app.enums import AccountStatus, Role
from app.enums_account import LoginStepKind
from app.errors import Invalid, Missing
from app.models import Account, LoginStep, RoleAssignment, UserSession
from app.operations import password_rules, second_factor
from app.principal import Principal
from app.queries.login_rules import LoginRules, login_rules
from app.security import token_hash

# How long the second step may take.
STEP = timedelta(minutes=10)


@dataclass(frozen=True)
class Login:
    """The answer to a login: a session's token, a second step's, or the words to show."""

    token: str = ""
    message: str = ""
    step: str = ""
    kind: LoginStepKind | None = None


WRONG = Login(message="账号或密码不对。")
EXPIRED = Login(message="等待太久，请重新输入账号和密码。")


def locked(rules: LoginRules) -> Login:
    """Return the words of a locked account."""
    minutes = int(rules.lock.total_seconds() // 60)
    return Login(
        message=f"连续输错 {rules.failures} 次，账号已锁定 {minutes} 分钟。"
        "如有急用请联系安全管理员。"
    )


@cache
def nobody() -> str:
    """Return a hash that is nobody's, so that an unknown name takes as long as a known one."""
    return passwords.hashed(secrets.token_hex(16))


def log_in(session: Session, caller: Principal, username: str, password: str) -> Login:
    """Check a password; open a session, or the second step of an account that has one."""
    query = sa.select(Account).where(Account.username == username)
    # The lock makes parallel guesses count one after another.
    account = session.scalars(query.with_for_update()).first()
    rules = login_rules(session)
    if account is None or account.status != AccountStatus.ACTIVE:
        check_password_hash(nobody(), password)
        audit.record(session, caller, "login", "account", None, result="refused")
        return WRONG
    if is_locked(account):
        audit.record(session, caller, "login", "account", account.id, result="locked")
        return locked(rules)
    if not check_password_hash(account.password or nobody(), password):
        return _count_failure(session, caller, account, rules, WRONG)
    if second_factor.is_enrolled(session, account.id):
        return _wait(session, account, LoginStepKind.CODE)
    if rules.factor_roles & roles_of(session, account.id):
        # Each such login has a secret of its own, and ends the one before: nobody else has seen it.
        account.epoch += 1
        second_factor.begin(session, account)
        return _wait(session, account, LoginStepKind.ENROL)
    return Login(token=_open(session, caller, account, rules))


def is_locked(account: Account) -> bool:
    """Tell whether an account is locked now."""
    return account.locked_until is not None and account.locked_until > clock.now()


def roles_of(session: Session, account_id: int) -> set[Role]:
    """Return the roles that an account holds itself today."""
    today, ends = clock.today(), RoleAssignment.valid_to
    query = sa.select(RoleAssignment.role).where(
        RoleAssignment.account_id == account_id,
        RoleAssignment.ended_at.is_(None),
        RoleAssignment.valid_from <= today,
        sa.or_(ends.is_(None), ends >= today),
    )
    return set(session.scalars(query))


def _count_failure(
    session: Session, caller: Principal, account: Account, rules: LoginRules, answer: Login
) -> Login:
    """Count a wrong password or code; the last one locks the account for every path."""
    account.failed_count += 1
    full = account.failed_count >= rules.failures
    if full:
        account.locked_until, account.failed_count = clock.now() + rules.lock, 0
    audit.record(
        session, caller, "login", "account", account.id, result="locked" if full else "wrong"
    )
    return locked(rules) if full else answer


def _known(session: Session, caller: Principal, account: Account) -> Principal:
    """Return the caller as the person he has proved to be, with the posts that he holds."""
    roles = frozenset(roles_of(session, account.id))
    return replace(caller, account_id=account.id, unit_id=account.unit_id, roles=roles)


def _wait(session: Session, account: Account, kind: LoginStepKind) -> Login:
    """Keep that the password was right; failures stay counted until the code is right too."""
    token = secrets.token_urlsafe(32)
    session.add(
        LoginStep(
            account_id=account.id,
            token_hash=token_hash(token),
            kind=kind,
            epoch=account.epoch,
            ends_at=clock.now() + STEP,
        )
    )
    return Login(step=token, kind=kind)


def step_of(session: Session, token: str, kind: LoginStepKind) -> tuple[LoginStep, Account] | None:
    """Return a live second step with its account, None when it has ended."""
    query = (
        sa.select(LoginStep, Account)
        .join(Account, Account.id == LoginStep.account_id)
        .where(
            LoginStep.token_hash == token_hash(token),
            LoginStep.kind == kind,
            LoginStep.done_at.is_(None),
            LoginStep.ends_at > clock.now(),
            LoginStep.epoch == Account.epoch,
            Account.status == AccountStatus.ACTIVE,
        )
        .with_for_update()
    )
    found = session.execute(query).first()
    return None if found is None else (found[0], found[1])


def enter_code(session: Session, caller: Principal, token: str, code: str) -> Login:
    """Check the code of a second step; a wrong one counts like a wrong password."""
    found = step_of(session, token, LoginStepKind.CODE)
    if found is None:
        return EXPIRED
    step, account = found
    rules = login_rules(session)
    if is_locked(account):
        audit.record(session, caller, "login", "account", account.id, result="locked")
        return locked(rules)
    way = second_factor.check(session, account.id, code)
    if not way:
        wrong = Login(message=second_factor.WRONG)
        return _count_failure(session, caller, account, rules, wrong)
    step.done_at = clock.now()
    if way == "recovery":
        person = _known(session, caller, account)
        audit.record(session, person, "factor.recover", "account", account.id)
    return Login(token=_open(session, caller, account, rules))


def enrol_step(
    session: Session, caller: Principal, token: str, code: str
) -> tuple[Login, list[str]]:
    """Finish an enrolment that the login asked for; return the session and the recovery codes."""
    found = step_of(session, token, LoginStepKind.ENROL)
    if found is None:
        return EXPIRED, []
    step, account = found
    person = _known(session, caller, account)
    codes = second_factor.confirm(session, person, account, code)
    step.done_at = clock.now()
    return Login(token=_open(session, caller, account, login_rules(session))), codes


def _open(session: Session, caller: Principal, account: Account, rules: LoginRules) -> str:
    """Open a server-side session and return the random token of its cookie."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    account.failed_count, account.locked_until = 0, None
    account.last_login = now.replace(tzinfo=None)
    session.add(
        UserSession(
            account_id=account.id,
            token_hash=token_hash(token),
            epoch=account.epoch,
            last_seen_at=now,
            ends_at=now + rules.longest,
        )
    )
    person = _known(session, caller, account)
    audit.record(session, person, "login", "account", account.id)
    return token


def log_out(session: Session, actor: Principal) -> None:
    """End the present session."""
    row = session.get(UserSession, actor.session_id)
    if row is not None:
        row.ended_at = clock.now()
    audit.record(session, actor, "logout", "account", actor.account_id)


def own(session: Session, actor: Principal) -> Account:
    """Return the actor's own account, held until the commit."""
    account = session.get(Account, actor.account_id, with_for_update=True)
    if account is None:
        raise Missing
    return account


def check_own(session: Session, actor: Principal, account: Account, password: str) -> str:
    """Return why an own password does not hold, empty when it does; failures lock as at login."""
    rules = login_rules(session)
    if is_locked(account):
        return locked(rules).message
    if check_password_hash(account.password or nobody(), password):
        return ""
    return _count_failure(session, actor, account, rules, Login(message="原密码不对。")).message


def change_password(session: Session, actor: Principal, old: str, new: str) -> str:
    """Set one's own password and return an empty text, or why the old one does not hold.

    Every other session of the account ends. Raise Invalid for a new one that does not hold.
    """
    account = own(session, actor)
    refusal = check_own(session, actor, account, old)
    if refusal:
        return refusal
    if old == new:
        raise Invalid({"new": "新密码不能与原密码相同。"})
    password_rules.check_policy(new, account.username, login_rules(session).least_length)
    password_rules.check_unused(session, account, new)
    password_rules.set_password(session, account, new)
    account.must_change = False
    keep_session(session, actor, account)
    audit.record(session, actor, "change_password", "account", account.id)
    return ""


def keep_session(session: Session, actor: Principal, account: Account) -> None:
    """Let the present session live on while every other one of the account ends."""
    keep = session.get(UserSession, actor.session_id)
    if keep is not None:
        keep.epoch = account.epoch

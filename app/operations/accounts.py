"""Logging in and out, passwords and locks; every path counts failures in the same row."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from app import audit, clock
from app.enums import AccountStatus
from app.errors import Invalid, Missing
from app.models import Account, UserSession
from app.principal import Principal
from app.security import token_hash

FAILURES = 5
LOCK = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
SHORT, LONG, CLASSES = 10, 12, 3
COMMON = ("password", "123456", "qwerty", "admin", "haixing", "111111", "888888", "iloveyou")


@dataclass(frozen=True)
class Login:
    """The answer to a login: a token, or the words to show."""

    token: str = ""
    message: str = ""


WRONG = Login(message="账号或密码不对。")
LOCKED = Login(message="密码连续输错 5 次，账号已锁定 15 分钟。如有急用请联系安全管理员。")


@cache
def nobody() -> str:
    """Return a hash that is nobody's, so that an unknown name takes as long as a known one."""
    return generate_password_hash(secrets.token_hex(16))


def log_in(session: Session, caller: Principal, username: str, password: str) -> Login:
    """Check a password and open a session; the caller is the anonymous visitor."""
    account = session.scalars(sa.select(Account).where(Account.username == username)).first()
    if account is None or account.status != AccountStatus.ACTIVE:
        check_password_hash(nobody(), password)
        audit.record(session, caller, "login", "account", None, result="refused")
        return WRONG
    now = clock.now()
    if account.locked_until is not None and account.locked_until > now:
        audit.record(session, caller, "login", "account", account.id, result="locked")
        return LOCKED
    if not check_password_hash(account.password or nobody(), password):
        return _count_failure(session, caller, account)
    account.failed_count, account.locked_until = 0, None
    account.last_login = now.replace(tzinfo=None)
    return Login(token=_open(session, caller, account))


def _count_failure(session: Session, caller: Principal, account: Account) -> Login:
    """Count a wrong password; the fifth locks the account for every path."""
    account.failed_count += 1
    locked = account.failed_count >= FAILURES
    if locked:
        account.locked_until, account.failed_count = clock.now() + LOCK, 0
    audit.record(
        session, caller, "login", "account", account.id, result="locked" if locked else "wrong"
    )
    return LOCKED if locked else WRONG


def _open(session: Session, caller: Principal, account: Account) -> str:
    """Open a server-side session and return the random token of its cookie."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    session.add(
        UserSession(
            account_id=account.id,
            token_hash=token_hash(token),
            epoch=account.epoch,
            last_seen_at=now,
            ends_at=now + LONGEST,
        )
    )
    person = replace(caller, account_id=account.id, unit_id=account.unit_id)
    audit.record(session, person, "login", "account", account.id)
    return token


def log_out(session: Session, actor: Principal) -> None:
    """End the present session."""
    row = session.get(UserSession, actor.session_id)
    if row is not None:
        row.ended_at = clock.now()
    audit.record(session, actor, "logout", "account", actor.account_id)


def check_policy(password: str, username: str = "") -> None:
    """Raise Invalid unless a password is long enough and not a common one (GB/T 22239)."""
    kinds = (str.islower, str.isupper, str.isdigit)
    classes = sum(any(kind(c) for c in password) for kind in kinds)
    classes += any(not c.isalnum() for c in password)
    if len(password) < SHORT or (len(password) < LONG and classes < CLASSES):
        raise Invalid({"new": "密码至少 12 位；或至少 10 位，并含大写、小写、数字、符号中的三类。"})
    lowered = password.lower()
    if any(word in lowered for word in COMMON) or (username and username.lower() in lowered):
        raise Invalid({"new": "密码太常见或含有账号名，请换一个。"})
    if len(set(password)) < SHORT // 2:
        raise Invalid({"new": "密码重复的字符太多，请换一个。"})


def change_password(session: Session, actor: Principal, old: str, new: str) -> None:
    """Set one's own password; every other session of the account ends."""
    account = session.get(Account, actor.account_id)
    if account is None:
        raise Missing
    if not check_password_hash(account.password or nobody(), old):
        raise Invalid({"old": "原密码不对。"})
    if old == new:
        raise Invalid({"new": "新密码不能与原密码相同。"})
    check_policy(new, account.username)
    set_password(account, new)
    account.must_change = False
    keep = session.get(UserSession, actor.session_id)
    if keep is not None:
        keep.epoch = account.epoch
    audit.record(session, actor, "change_password", "account", account.id)


def set_password(account: Account, password: str) -> None:
    """Store a password's hash and end every session of the account."""
    account.password = generate_password_hash(password)
    account.epoch += 1
    account.failed_count, account.locked_until = 0, None

"""One-time codes by RFC 6238 (TOTP): enrolling, checking, recovery codes, taking away."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

import pyotp
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import audit, clock, passwords, secrecy
from app.errors import Invalid, Missing, Refused
from app.models import Account, RecoveryCode, SecondFactor
from app.principal import Principal
from app.secrecy import Keyring, Sealed, Tampered, UnknownKey
from app.security import token_hash

ISSUER = "民声直通车"
CODES = 8
PERIOD = 30
# One period to either side: a telephone's clock may be half a minute off.
DRIFT = (0, -1, 1)
SEALED = "secret"
WRONG = "动态口令不对。请看手机上现在显示的 6 位数字，过期就等下一个。"


def _ring() -> Keyring:
    """Return the keys that seal secrets."""
    return Keyring.parse(current_app.config["VX"].field_key, "field")


def of(session: Session, account_id: int | None) -> SecondFactor | None:
    """Return an account's row, None when it never began."""
    query = sa.select(SecondFactor).where(SecondFactor.account_id == account_id)
    return session.scalars(query.with_for_update()).first()


def is_enrolled(session: Session, account_id: int | None) -> bool:
    """Tell whether an account must show a code."""
    row = of(session, account_id)
    return row is not None and row.confirmed_at is not None


def secret_of(row: SecondFactor) -> str:
    """Open a secret; Refused when no key opens it."""
    stored = {SEALED: row.secret_sealed or b""}
    try:
        opened = secrecy.open_sealed(
            _ring(), row.uid, Sealed(row.wrapped_key or b"", row.key_version, stored)
        )
    except (Tampered, UnknownKey) as error:
        raise Refused("动态口令的密钥打不开，请联系安全管理员重设。") from error
    return opened[SEALED]


def begin(session: Session, account: Account) -> SecondFactor:
    """Make a new secret that waits for its first code; refuse to replace one in use."""
    row = of(session, account.id)
    if row is not None and row.confirmed_at is not None:
        raise Refused("已经绑定了动态口令。要换手机，请先停用再重新绑定。")
    uid = secrets.token_hex(16)
    sealed = secrecy.seal(_ring(), uid, {SEALED: pyotp.random_base32()})
    if row is None:
        row = SecondFactor(account_id=account.id, created_by_id=account.id)
        session.add(row)
    row.uid, row.key_version, row.wrapped_key = uid, sealed.key_version, sealed.wrapped_key
    row.secret_sealed = sealed.ciphertexts[SEALED]
    row.last_step = 0
    session.flush()
    return row


def waiting(session: Session, account_id: int | None) -> SecondFactor:
    """Return an enrolment that waits for its first code; Missing when there is none."""
    row = of(session, account_id)
    if row is None or row.confirmed_at is not None or row.secret_sealed is None:
        raise Missing
    return row


def address(row: SecondFactor, username: str) -> str:
    """Return the otpauth address that the QR code holds."""
    return pyotp.TOTP(secret_of(row)).provisioning_uri(name=username, issuer_name=ISSUER)


def confirm(session: Session, actor: Principal, account: Account, code: str) -> list[str]:
    """Take the first right code, and return the recovery codes, which are shown once."""
    row = waiting(session, account.id)
    if not _matches(row, code):
        raise Invalid({"code": WRONG})
    row.confirmed_at = clock.now()
    _void_codes(session, account.id)
    codes = [passwords.first() for _ in range(CODES)]
    session.add_all(
        RecoveryCode(account_id=account.id, code_hash=_code_hash(code), created_by_id=account.id)
        for code in codes
    )
    audit.record(session, actor, "factor.enrol", "account", account.id)
    return codes


def check(session: Session, account_id: int, typed: str) -> str:
    """Return how a typed code holds: "code", "recovery", or an empty string."""
    row = of(session, account_id)
    if row is None or row.confirmed_at is None:
        return ""
    if _matches(row, typed):
        return "code"
    return "recovery" if _use_recovery(session, account_id, typed) else ""


def left(session: Session, account_id: int | None) -> int:
    """Return how many recovery codes are unused."""
    query = sa.select(sa.func.count(RecoveryCode.id)).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return int(session.execute(query).scalar_one())


def take_away(session: Session, account: Account) -> None:
    """Forget a secret and its recovery codes, and end every session of the account."""
    row = of(session, account.id)
    if row is not None:
        row.confirmed_at = row.wrapped_key = row.secret_sealed = None
    _void_codes(session, account.id)
    account.epoch += 1


def _matches(row: SecondFactor, typed: str) -> bool:
    """Compare with the codes of this half minute and its neighbours; each is good once."""
    digits = "".join(typed.split())
    if len(digits) != 6 or not digits.isascii() or not digits.isdigit():
        return False
    codes, now = pyotp.TOTP(secret_of(row)), clock.now()
    for drift in DRIFT:
        step = _step(now) + drift
        if step > row.last_step and hmac.compare_digest(
            codes.at(now, counter_offset=drift), digits
        ):
            row.last_step = step
            return True
    return False


def _step(at: datetime) -> int:
    """Return the number of the half minute."""
    return int(at.timestamp()) // PERIOD


def _use_recovery(session: Session, account_id: int, typed: str) -> bool:
    """Use up a recovery code."""
    query = sa.select(RecoveryCode).where(
        RecoveryCode.account_id == account_id,
        RecoveryCode.code_hash == _code_hash(typed),
        RecoveryCode.used_at.is_(None),
    )
    row = session.scalars(query.with_for_update()).first()
    if row is None:
        return False
    row.used_at = clock.now()
    return True


def _void_codes(session: Session, account_id: int) -> None:
    """Void what is left of an older set of recovery codes."""
    query = sa.select(RecoveryCode).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    for row in session.scalars(query):
        row.used_at = clock.now()


def _code_hash(typed: str) -> str:
    """Return what is stored of a recovery code, however it was spaced."""
    return token_hash("recovery/" + "".join(c for c in typed.lower() if c.isalnum()))

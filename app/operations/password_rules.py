"""What a password may be, and storing one: length, classes, the deny list, the last five."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from app import passwords
from app.errors import Invalid
from app.models import Account, PasswordHistory

SHORT, LONG, CLASSES = 10, 12, 3
KEPT = 5
LIST = Path(__file__).resolve().parent.parent / "common_passwords.txt"
# Never inside a password at all: what everybody here would try first.
NEVER = ("password", "123456", "qwerty", "admin", "haixing", "minsheng", "111111", "888888")
LEET = str.maketrans("0134578@$!", "oleastbasi")
YEAR = re.compile(r"(?:19|20)\d\d(?:[01]\d(?:[0-3]\d)?)?")
# What must be left when every known word and year is taken away.
LEFT, WORDS = 4, 4


@cache
def common() -> frozenset[str]:
    """Return the committed list of common passwords."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def is_common(password: str) -> bool:
    """Tell whether a password is a known one, alone or dressed up with years and signs."""
    lowered = password.lower()
    folded = lowered.translate(LEET)
    if any(word in text for text in (lowered, folded) for word in NEVER):
        return True
    return any(_is_dressed(text) for text in (lowered, folded))


def _is_dressed(text: str) -> bool:
    """Tell whether less than a few characters are left beside known words and years."""
    known = common()
    parts = [p for run in re.findall(r"[^\W_]+", text) for p in _parts(run)]
    weak = [part for part in parts if part in known or YEAR.fullmatch(part)]
    left = sum(len(part) for part in parts) - sum(len(part) for part in weak)
    # Four words of the list are a sentence, which nobody tries.
    return left < LEFT and len([part for part in set(weak) if part.isalpha()]) < WORDS


def _parts(run: str) -> list[str]:
    """Return a run of letters and digits whole when it is known, else cut where they change."""
    if run in common():
        return [run]
    return [half for part in re.findall(r"\d+|[^\d]+", run) for half in _halves(part)]


def _halves(part: str) -> list[str]:
    """Return two known words that were written together, else the part itself."""
    known = common()
    for at in range(4, len(part) - 3):
        if part[:at] in known and part[at:] in known:
            return [part[:at], part[at:]]
    return [part]


def check_policy(password: str, username: str = "", least: int = SHORT) -> None:
    """Raise Invalid unless a password is long enough and not a common one (GB/T 22239)."""
    kinds = (str.islower, str.isupper, str.isdigit)
    classes = sum(any(kind(c) for c in password) for kind in kinds)
    classes += any(not c.isalnum() for c in password)
    if len(password) < max(SHORT, least) or (len(password) < LONG and classes < CLASSES):
        raise Invalid(
            {
                "new": f"密码至少 12 位；或至少 {max(SHORT, least)} 位，"
                "并含大写、小写、数字、符号中的三类。"
            }
        )
    if username and username.lower() in password.lower():
        raise Invalid({"new": "密码里不能有账号名，请换一个。"})
    if len(set(password)) < SHORT // 2:
        raise Invalid({"new": "密码重复的字符太多，请换一个。"})
    if is_common(password):
        raise Invalid({"new": "密码太常见，容易被猜中。请换成几个不相干的词，或加长。"})


def check_unused(session: Session, account: Account, password: str) -> None:
    """Raise Invalid when a password is the present one or one of the last five."""
    query = (
        sa.select(PasswordHistory.password_hash)
        .where(PasswordHistory.account_id == account.id)
        .order_by(PasswordHistory.id.desc())
        .limit(KEPT)
    )
    used = [account.password or "", *session.scalars(query)]
    if any(hashed and check_password_hash(hashed, password) for hashed in used):
        raise Invalid({"new": f"最近 {KEPT} 次用过的密码不能再用，请换一个。"})


def set_password(session: Session, account: Account, password: str) -> None:
    """Store a password's hash, keep the old one from being reused, end every session."""
    if account.password and account.id is not None:
        session.add(PasswordHistory(account_id=account.id, password_hash=account.password))
    account.password = passwords.hashed(password)
    account.epoch += 1
    account.failed_count, account.locked_until = 0, None

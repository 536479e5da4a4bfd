"""What a login is held to: the house's rule, which a parameter may only make stricter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import Role
from app.models import Parameter

NO_ROLE = "无"
# Key: (least, greatest) that the rule allows; what is stored beyond them counts as the bound.
BOUNDS: dict[str, tuple[int, int]] = {
    "lock_failures": (3, 5),
    "lock_minutes": (15, 1440),
    "session_absolute_hours": (1, 12),
    "session_idle_minutes": (5, 30),
    "password_min_length": (10, 32),
    "stand_in_max_days": (1, 90),
}
FACTOR_ROLES = "second_factor_roles"


@dataclass(frozen=True)
class LoginRules:
    """The present rules of logging in."""

    failures: int
    lock: timedelta
    longest: timedelta
    least_length: int
    stand_in_days: int
    factor_roles: frozenset[Role]


def bounded(key: str, text: str | None) -> int:
    """Return a number inside its bounds; what is no number counts as the rule's own."""
    least, most = BOUNDS[key]
    usual = least if key in {"lock_minutes", "password_min_length"} else most
    if text is None or not text.strip().isascii() or not text.strip().isdecimal():
        return usual
    return max(least, min(most, int(text)))


def roles_named(text: str) -> frozenset[Role]:
    """Return the roles of a list of codes; ValueError names an unknown one."""
    codes = text.replace("，", ",").replace("、", ",").split(",")
    return frozenset(Role(code.strip()) for code in codes if code.strip() not in {"", NO_ROLE})


def login_rules(session: Session) -> LoginRules:
    """Read the rules in one statement."""
    keys = [*BOUNDS, FACTOR_ROLES]
    query = sa.select(Parameter.key, Parameter.value).where(Parameter.key.in_(keys))
    found: dict[str, str] = {row.key: row.value for row in session.execute(query)}
    return LoginRules(
        failures=bounded("lock_failures", found.get("lock_failures")),
        lock=timedelta(minutes=bounded("lock_minutes", found.get("lock_minutes"))),
        longest=timedelta(
            hours=bounded("session_absolute_hours", found.get("session_absolute_hours"))
        ),
        least_length=bounded("password_min_length", found.get("password_min_length")),
        stand_in_days=bounded("stand_in_max_days", found.get("stand_in_max_days") or "30"),
        factor_roles=roles_named(found.get(FACTOR_ROLES, "")),
    )

"""What the database itself refuses of roles: mixed administrators, discipline roles outside.

Each rule is a condition over other rows, with {differs} for the dialect's null-safe comparison.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.enums_account import COMMISSION, CONTROL, DISCIPLINE

FAR = "'9999-12-31'"


@dataclass(frozen=True)
class RoleRule:
    """A refusal of an INSERT or UPDATE that other rows decide."""

    table: str
    verb: str
    name: str
    message: str
    when: str


def _listed(words: frozenset[str]) -> str:
    """Return words as the inside of an SQL IN."""
    return ", ".join(f"'{word}'" for word in sorted(words))


_CONTROL, _DISCIPLINE, _COMMISSION = (
    _listed(frozenset(words)) for words in (CONTROL, DISCIPLINE, COMMISSION)
)


def _meets(other: str) -> str:
    """Return the condition that two periods share a day and neither was ended."""
    return (
        f"{other}.ended_at IS NULL AND {other}.valid_from <= COALESCE(NEW.valid_to, {FAR})"
        f" AND NEW.valid_from <= COALESCE({other}.valid_to, {FAR})"
    )


def _outside(account: str) -> str:
    """Return the condition that an account's unit is none of the commission's."""
    return (
        "NOT EXISTS (SELECT 1 FROM ab_user a JOIN unit u ON u.id = a.unit_id"  # noqa: S608  # Words of the product.
        f" WHERE a.id = NEW.{account} AND u.kind IN ({_COMMISSION}))"
    )


MIXED = (
    "NEW.ended_at IS NULL AND (EXISTS (SELECT 1 FROM role_assignment o"  # noqa: S608  # Words of the product.
    " WHERE o.account_id = NEW.account_id AND o.id {differs} NEW.id AND o.role <> NEW.role"
    f" AND (o.role IN ({_CONTROL}) OR NEW.role IN ({_CONTROL})) AND {_meets('o')})"
    f" OR (NEW.role IN ({_CONTROL}) AND EXISTS (SELECT 1 FROM stand_in s"
    f" WHERE s.to_account_id = NEW.account_id AND {_meets('s')})))"
)
OUTSIDE = f"NEW.ended_at IS NULL AND NEW.role IN ({_DISCIPLINE}) AND {_outside('account_id')}"
MOVED = (
    "OLD.unit_id {differs} NEW.unit_id AND EXISTS (SELECT 1 FROM role_assignment r"  # noqa: S608  # Words of the product.
    f" WHERE r.account_id = NEW.id AND r.ended_at IS NULL AND r.role IN ({_DISCIPLINE}))"
    " AND NOT EXISTS (SELECT 1 FROM unit u WHERE u.id = NEW.unit_id"
    f" AND u.kind IN ({_COMMISSION}))"
)
STOOD_IN = (
    f"NEW.ended_at IS NULL AND (NEW.role IN ({_CONTROL})"  # noqa: S608  # Words of the product.
    " OR EXISTS (SELECT 1 FROM role_assignment o WHERE o.account_id = NEW.to_account_id"
    f" AND o.role IN ({_CONTROL}) AND {_meets('o')})"
    f" OR (NEW.role IN ({_DISCIPLINE}) AND {_outside('to_account_id')}))"
)


def role_rules() -> Iterator[RoleRule]:
    """Yield every rule, for INSERT and UPDATE."""
    for verb, when in (("INSERT", "insert"), ("UPDATE", "update")):
        grant, given = "role_assignment", "stand_in"
        yield RoleRule(grant, verb, f"{grant}_mixed_{when}", "administrators exclude others", MIXED)
        yield RoleRule(grant, verb, f"{grant}_outside_{when}", "outside the commission", OUTSIDE)
        yield RoleRule(given, verb, f"{given}_barred_{when}", "not to be stood in for", STOOD_IN)
    yield RoleRule("ab_user", "UPDATE", "ab_user_moved", "outside the commission", MOVED)

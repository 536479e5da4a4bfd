"""The language of the row rules: a rule asks with these, never with Python's own "if".

So the same rule holds for a principal whose rights are known and, written out once more with the
settings of the database in place of a principal, as the second fence (app/rls.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.elements import AsBoolean

from app import clock
from app.models import SupervisedBy, table_of
from app.permissions import Right
from app.principal import Principal
from app.symbol import Symbol

Criteria = ColumnElement[bool]
# Who asks: a principal whose rights are known, or the database's own settings (app/rls.py).
Asker = Any
Rule = Callable[[Asker, Any], Criteria | None]
NOTHING: Criteria = sa.false()
# It stands only inside an EXISTS of its own; making an alias anew for every request is slow.
COVERAGE = table_of(SupervisedBy).alias("seen_coverage")
Part = Criteria | tuple[Criteria, Callable[[], Criteria]]


def holds(principal: Principal | Symbol, right: Right, *letters: str) -> Criteria:
    """Tell in SQL whether a right is held, with one of the letters when any are given."""
    if isinstance(principal, Symbol):
        return principal.holds(right, *letters)
    return sa.true() if principal.has(right, *letters) else NOTHING


def is_always(criteria: Any, constant: type[Any]) -> bool:
    """Tell whether a criterion came out as sa.True_ or sa.False_, whatever the rows hold."""
    return isinstance(criteria, constant) or isinstance(
        getattr(criteria, "element", None) if isinstance(criteria, AsBoolean) else None, constant
    )


def union(*parts: Part) -> Criteria:
    """Return the union of parts; a part may be (condition, what is asked where it holds).

    What a known principal does not hold is never made, and "all" ends the search.
    """
    found: list[Criteria] = []
    for part in parts:
        held, make = part if isinstance(part, tuple) else (part, None)
        if is_always(held, sa.False_):
            continue
        one = held if make is None else sa.and_(held, make())
        if is_always(one, sa.True_):
            return sa.true()
        found.append(one)
    return sa.or_(*found) if found else NOTHING


def choose(
    held: Criteria, then: Callable[[], Criteria], otherwise: Callable[[], Criteria]
) -> Criteria:
    """Return what is asked of who holds something, and of everybody else.

    The first must take in the second: the database asks for either.
    """
    if is_always(held, sa.True_):
        return then()
    if is_always(held, sa.False_):
        return otherwise()
    return sa.or_(sa.and_(held, then()), otherwise())


def is_person(principal: Asker) -> Criteria:
    """Tell in SQL whether somebody is logged in."""
    if isinstance(principal, Symbol):
        return principal.is_person
    return sa.true() if principal.is_person else NOTHING


def is_named(principal: Asker) -> Criteria:
    """Tell in SQL whether anybody is named, a citizen too; only a bare connection is not."""
    return principal.is_named if isinstance(principal, Symbol) else sa.true()


def same(column: Any, value: Any) -> Criteria:
    """Compare with a principal's value; one who has none (no unit, no account) matches nothing."""
    return NOTHING if value is None else cast(Criteria, column == value)


def inside(principal: Asker, rule: Rule, c: Any) -> Criteria:
    """Return a rule for a table inside an EXISTS, which the database's own fence cuts itself."""
    if isinstance(principal, Symbol):
        return sa.true()
    found = rule(principal, c)
    return sa.true() if found is None else found


def exists(*criteria: Criteria) -> Criteria:
    """Tell whether a row with these criteria exists."""
    return sa.select(sa.literal(1)).where(*criteria).exists()


def covered(principal: Asker, unit_id: Any) -> Criteria:
    """Tell whether a unit is under the principal's inspection office today."""
    rows = COVERAGE.c
    today = principal.today if isinstance(principal, Symbol) else clock.today()
    return exists(
        rows.unit_id == unit_id,
        same(rows.inspection_unit_id, principal.unit_id),
        rows.valid_from <= today,
        sa.or_(rows.valid_to.is_(None), rows.valid_to >= today),
    )

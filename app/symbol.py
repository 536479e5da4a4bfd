"""Somebody whose rights only the database will know: what a row rule sees when it becomes a policy.

Each value is a setting of the transaction (app/rls.py sets it), read once a statement; one that
is not set is NULL or empty, and nothing is compared equal with it.
"""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from app.permissions import Right

Criteria = ColumnElement[bool]
PREFIX = "vx."
SENSITIVE = "evaluation_is_sensitive"
SERVICE = "problem_is_service"
BARRED = {
    "problem": "barred_problems",
    "message": "barred_messages",
    "contact": "barred_contacts",
    "evaluation": "barred_evaluations",
    "meeting": "barred_meetings",
    "document": "barred_documents",
}


def setting(name: str) -> ColumnElement[str]:
    """Return a setting of the transaction as text; NULL where it was never set."""
    return sa.func.current_setting(PREFIX + name, sa.true(), type_=sa.Text())


def _once(expression: ColumnElement[Any]) -> Any:
    """Let the database work a value out once a statement, not once a row."""
    return sa.select(expression).scalar_subquery()


def _value(name: str, type_: Any) -> Any:
    """Return a setting in a type; NULL where it is empty."""
    return _once(sa.cast(sa.func.nullif(setting(name), ""), type_))


class Symbol:
    """Stands in a row rule for the principal."""

    # What a recusal keeps is always asked: the database does not know the answer beforehand.
    unbarred = False

    unit_id = _value("unit", sa.BigInteger())
    account_id = _value("account", sa.BigInteger())
    today = _value("today", sa.Date())
    place = _once(setting("place"))
    has_place = cast(Criteria, _once(setting("place") != ""))
    is_named = cast(Criteria, _once(setting("nature") != ""))
    is_person = cast(Criteria, _once(setting("nature") == "person"))
    is_system = cast(Criteria, _once(setting("nature") == "system"))

    def holds(self, right: Right, *letters: str) -> Criteria:
        """Tell whether the letters of a right, as rls.letters() writes them, have one of these."""
        wanted = f"[{''.join(sorted(letters))}]" if letters else "."
        return cast(Criteria, _once(setting("letters").regexp_match(pattern(right, wanted))))

    def letters(self, right: Right) -> frozenset[str]:
        """Refuse: a rule that asks with Python's own "if" cannot become a policy."""
        raise TypeError("a row rule asks with holds(), see app/rows.py")

    has = letters

    def is_sensitive(self, evaluation_id: Any) -> Criteria:
        """Ask past the fence, for a "not" must not be answered by rows that are hidden."""
        return cast(Criteria, sa.func.evaluation_is_sensitive(evaluation_id, type_=sa.Boolean()))

    def is_service(self, problem_id: Any) -> Criteria:
        """Ask past the fence which track an item is on."""
        return cast(Criteria, getattr(sa.func, SERVICE)(problem_id, type_=sa.Boolean()))

    def barred(self, kind: str) -> Any:
        """Select past the fence, once a statement, what a recusal keeps from who asks."""
        return sa.select(getattr(sa.func, BARRED[kind])(type_=sa.BigInteger()))


def pattern(right: Right, wanted: str) -> str:
    """Return the regular expression of a right with a wanted letter."""
    return f" {right.name}:[A-Za-z0-9]*{wanted}" if wanted != "." else f" {right.name}:[A-Za-z0-9]"

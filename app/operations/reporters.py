"""Whom an item's texts may name: its reporters, of whom only blind indexes are known.

A part of an item carries no reporter, and a master those of the items merged into it, so the
item alone does not tell whom to mask in what officers write about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import object_session

from app import secrecy, store
from app.enums import Channel
from app.models import Contact, Problem, table_of
from app.operations import rotation
from app.queries import persons
from app.secrecy import Keyring

MOST = 500
SEALED = tuple(rotation.FIELDS.values())
COLUMNS = (
    "id",
    "parent_problem_id",
    "master_problem_id",
    "contact_name_hash",
    "contact_phone_hash",
)


@dataclass(frozen=True)
class Reporters:
    """The hashed names and telephones of whom a text may name."""

    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    # Name and code of the enterprises that speak, which the register holds in the clear.
    firms: frozenset[tuple[str, str]] = frozenset()

    def __or__(self, other: Reporters) -> Reporters:
        """Return both together."""
        return Reporters(
            self.names | other.names, self.phones | other.phones, self.firms | other.firms
        )

    def hide(self, text: str) -> str:
        """Mask them in a text; other people's names and numbers stay."""
        for firm in self.firms:
            text = secrecy.hide_firm(text, *firm)
        if not text or not (self.names or self.phones):
            return text
        return secrecy.hide_person(
            text,
            persons.names_in(text, *self.names) if self.names else (),
            is_known=lambda digits: not self.phones.isdisjoint(persons.all_of(digits)),
        )


def _table(alias: str) -> Any:
    """Return the columns of an item under a name of its own."""
    return sa.table("problem", *(sa.column(name) for name in COLUMNS)).alias(alias).c


def _query() -> Any:
    """Select the reporters of an item, of what stands above it, and of what was merged in."""
    own, above, up_one, joined = map(_table, ("own_item", "above_item", "up_item", "joined_item"))
    wanted: sa.BindParameter[int] = sa.bindparam("wanted")
    links = (own.id, own.parent_problem_id, own.master_problem_id)
    up = (
        sa.select(*links)
        .where(sa.or_(own.id == wanted, own.master_problem_id == wanted))
        .cte("up", recursive=True)
    )
    step = sa.select(above.id, above.parent_problem_id, above.master_problem_id).join_from(
        above.id.table,
        up,
        above.id.in_([up.c.parent_problem_id, up.c.master_problem_id]),
    )
    # A union drops what was found before, so that the search ends.
    up = up.union(step)
    ids = sa.select(up.c.id)
    both = [
        sa.select(c.contact_name_hash, c.contact_phone_hash).where(
            key.in_(ids),
            sa.or_(c.contact_name_hash.is_not(None), c.contact_phone_hash.is_not(None)),
        )
        for c, key in ((up_one, up_one.id), (joined, joined.master_problem_id))
    ]
    return sa.union(*both).limit(MOST)


QUERY = _query()
_ENTERPRISE = sa.table("enterprise", *(sa.column(name) for name in ("id", "name", "uscc")))
FIRM = sa.select(_ENTERPRISE.c.name, _ENTERPRISE.c.uscc).where(
    _ENTERPRISE.c.id == sa.bindparam("wanted")
)
_CONTACT = table_of(Contact).c
UNLISTED = sa.select(
    _CONTACT.uid, _CONTACT.wrapped_key, _CONTACT.key_version, *(_CONTACT[c] for c in SEALED)
).where(
    _CONTACT.id == sa.bindparam("wanted"),
    _CONTACT.wrapped_key.is_not(None),
    _CONTACT.firm_sealed.is_not(None),
)


def of(problem: Problem | None) -> Reporters:
    """Return whom a text about an item may name; an item that is not stored yet has its own."""
    if problem is None:
        return Reporters()
    rows: list[Any] = [(problem.contact_name_hash, problem.contact_phone_hash)]
    session = object_session(problem)
    if session is not None and problem.id is not None:
        rows += store.read_past(session, QUERY, {"wanted": problem.id})
    return Reporters(
        frozenset(name for name, _ in rows if name),
        frozenset(phone for _, phone in rows if phone),
        _firms(problem),
    )


def _firms(problem: Problem) -> frozenset[tuple[str, str]]:
    """Return the enterprise that speaks in an item; at a forum it spoke aloud."""
    session = object_session(problem)
    if session is None or problem.channel == Channel.FORUM:
        return frozenset()
    if problem.enterprise_id is not None:
        found = store.read_past(session, FIRM, {"wanted": problem.enterprise_id})
    elif problem.contact_id is not None:
        # No register knows it: its own words are opened, and stay in here.
        kept = store.read_past(session, UNLISTED, {"wanted": problem.contact_id})
        found = [_opened(row) for row in kept]
    else:
        found = []
    return frozenset((row[0], row[1]) for row in found)


def _opened(row: Any) -> tuple[str, str]:
    """Return name and code of an enterprise as its contact keeps them."""
    ring = Keyring.parse(current_app.config["VX"].field_key, "field")
    plain = secrecy.open_sealed(ring, row.uid, rotation.sealed_of(row))
    return plain.get("firm", ""), plain.get("uscc", "")

"""One submission, one record: the key of a form is claimed in the transaction that uses it."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.errors import Invalid
from app.models import Idempotency, table_of


def _hashed(key: str) -> str:
    """Return what is stored of a key."""
    if not key:
        raise Invalid({"": "页面打开太久，请刷新页面后再提交。"})
    return hashlib.sha256(key.encode()).hexdigest()


def claim(session: Session, key: str, location: str = "") -> str | None:
    """Claim a form's key: None for the first submission, where it led for every later one.

    A second submission at the same moment waits here for the first one's end. location is for
    who knows it beforehand; others tell it with remember().
    """
    values = {"key": _hashed(key), "location": location, "created_at": clock.now()}
    claim_it, where_to = _statements(session.get_bind().dialect.name)
    if store.run(session, claim_it, {**values, "row_version": 1}).first() is not None:
        return None
    return str(store.run(session, where_to, {"key": values["key"]}).scalar_one())


@cache
def _statements(dialect: str) -> tuple[Any, Any]:
    """Return what claims a key and what reads where a claimed one led, made once."""
    table = table_of(Idempotency)
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]  # Same call.
    names = ("key", "location", "created_at", "row_version")
    row = insert(table).values({name: sa.bindparam(name) for name in names})
    claim_it = row.on_conflict_do_nothing(index_elements=["key"]).returning(table.c.id)
    where_to = sa.select(table.c.location).where(table.c.key == sa.bindparam("key"))
    return claim_it, where_to


def known(session: Session, key: str) -> bool:
    """Tell, without claiming it, whether a key was used."""
    table = table_of(Idempotency)
    query = sa.select(table.c.id).where(table.c.key == _hashed(key))
    return session.execute(query).first() is not None


def remember(session: Session, key: str, location: str) -> None:
    """Keep where the first submission led, in the same transaction."""
    table = table_of(Idempotency)
    session.execute(sa.update(table).where(table.c.key == _hashed(key)).values(location=location))

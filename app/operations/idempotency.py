"""One submission, one record: the key of a form is claimed in the transaction that uses it."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
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
    table, stored = table_of(Idempotency), _hashed(key)
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]  # Same call.
    row = insert(table).values(key=stored, location=location, created_at=clock.now(), row_version=1)
    added = session.execute(
        row.on_conflict_do_nothing(index_elements=["key"]).returning(table.c.id)
    )
    if added.first() is not None:
        return None
    query = sa.select(table.c.location).where(table.c.key == stored)
    return str(session.execute(query).scalar_one())


def known(session: Session, key: str) -> bool:
    """Tell, without claiming it, whether a key was used."""
    table = table_of(Idempotency)
    query = sa.select(table.c.id).where(table.c.key == _hashed(key))
    return session.execute(query).first() is not None


def remember(session: Session, key: str, location: str) -> None:
    """Keep where the first submission led, in the same transaction."""
    table = table_of(Idempotency)
    session.execute(sa.update(table).where(table.c.key == _hashed(key)).values(location=location))

"""What the database holds: read by tests as it is committed, past every scope."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from app import store
from app.models import Model, table_of
from app.principal import system
from tests import support


def rows(model: type[Any]) -> list[Any]:
    """Return every row of a table, read anew by a task of the tests."""
    session = store.current()
    session.rollback()
    session.expire_all()
    store.name(session, system("test"))
    return list(session.scalars(sa.select(model).order_by(model.id)))


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table of the product, as the owner reads it."""
    store.current().rollback()
    with support.owner() as connection:
        return {
            mapper.class_.__tablename__: [
                dict(row)
                for row in connection.execute(sa.select(table_of(mapper.class_))).mappings()
            ]
            for mapper in Model.registry.mappers
            if issubclass(mapper.class_, Model)
        }


def stored_text() -> str:
    """Return every row of every table as text."""
    return json.dumps(list(everything().values()), default=repr)

"""Statements that PostgreSQL has planned outlive the request that only read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensions import db

ASKED = sa.text("SELECT name FROM unit WHERE id = :id")
# A kept connection may hold plans of others too, none of which begins so.
HELD = sa.text(
    "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT name FROM unit %'"
)


@pytest.fixture
def link(app: Flask, backend: str) -> sa.Connection:
    if backend == "sqlite":
        pytest.skip("SQLite plans a statement within a tenth of a millisecond")
    return db.engine.connect()


def ask(link: sa.Connection) -> None:
    """Read as several requests do, each of which ends with a rollback."""
    for number in range(7):
        link.execute(ASKED, {"id": number}).all()
        link.rollback()


def test_a_plan_outlives_the_rollback_of_a_reading_request(link: sa.Connection) -> None:
    with link:
        ask(link)
        assert link.execute(HELD).scalar_one() == 1


def test_a_change_of_tables_ends_every_plan(link: sa.Connection) -> None:
    with link:
        ask(link)
        link.execute(sa.text("CREATE TEMPORARY TABLE passing (id int)"))
        link.execute(sa.text("DROP TABLE passing"))
        assert link.execute(HELD).scalar_one() == 0
        ask(link)
        assert link.execute(HELD).scalar_one() == 1


def test_a_failed_statement_leaves_the_others_usable(link: sa.Connection) -> None:
    with link:
        ask(link)
        with pytest.raises(sa.exc.ProgrammingError):
            link.execute(sa.text("SELECT nothing_of_the_kind FROM unit"))
        link.rollback()
        ask(link)
        assert link.execute(HELD).scalar_one() == 1

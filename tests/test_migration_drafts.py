"""0007 on a database with rows: a draft of before may be given up, a number is still asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.exc import IntegrityError

from app import migrating
from tests import support

DRAFT = (
    "INSERT INTO document (kind, title, state, agency_mark, facts, drafted_by_id, created_at,"
    " row_version) VALUES ('circular', '通报', 'draft', '海纪通', '{}', 1, '2026-11-18', 1)"
)


@pytest.fixture
def engine(backend: str, tmp_path: Path) -> Iterator[sa.Engine]:
    """Return a database of before 0007 with a draft in it."""
    made = f"sqlite:///{tmp_path / 'old.db'}" if backend == "sqlite" else support.new_postgres()
    engine = sa.create_engine(made)
    with engine.begin() as connection:
        command.upgrade(migrating.configuration(connection), "0006")
        if backend != "sqlite":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql(DRAFT)
    if backend == "sqlite":
        # A bare connection asks for no keys, as the setting above: the account is of no matter.
        with closing(sqlite3.connect(tmp_path / "old.db")) as bare:
            bare.execute(DRAFT)
            bare.commit()
    yield engine
    engine.dispose()
    if backend != "sqlite":
        support.Template(backend, made).drop(made)


def test_draft_of_before_is_given_up_after_the_migration(engine: sa.Engine) -> None:
    void = "UPDATE document SET state = 'void'"
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.exec_driver_sql(void)
    with engine.begin() as connection:
        migrating.upgrade(connection)
    with engine.begin() as connection:
        assert connection.exec_driver_sql(void).rowcount == 1
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.exec_driver_sql("UPDATE document SET state = 'signed'")

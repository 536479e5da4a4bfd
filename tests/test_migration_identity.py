"""Migration 0003 on a database with rows: nothing is lost, and every new rule holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app import ddl, migrating
from app.commands import schema
from tests import support

NOW = datetime.fromisoformat("2026-11-18T01:30:00")
STAMP = {"created_at": NOW, "row_version": 1}
ROWS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "ab_user",
        {
            "first_name": "",
            "last_name": "甲",
            "username": "a",
            "email": "a@example.cn",
            "active": True,
            "id": 1,
            "title": "",
            "status": "active",
            "epoch": 0,
            "must_change": False,
            "failed_count": 0,
            "is_demo": False,
        },
    ),
    (
        "contact",
        {
            "uid": "u" * 32,
            "key_version": 1,
            "phone_sealed": b"x",
            "identity_mode": "named",
            "allow_unit_contact": True,
        },
    ),
    (
        "identity_reveal",
        {
            "contact_id": 1,
            "account_id": 1,
            "purpose": "verify",
            "object_kind": "problem",
            "object_id": 1,
            "at": NOW,
        },
    ),
)


@pytest.fixture
def connection(backend: str, tmp_path: Path) -> Iterator[sa.Connection]:
    """Return a transaction on a database at 0001 with rows."""
    url = f"sqlite:///{tmp_path / 'old.db'}" if backend == "sqlite" else support.new_postgres()
    with schema.engine_of(url) as engine, engine.connect() as opened:
        migrating.command.upgrade(migrating.configuration(opened), "0001")
        for table, values in ROWS:
            _insert(opened, table, values)
        yield opened
        opened.rollback()
    if backend != "sqlite":
        support.Template(backend, url).drop(url)


def _insert(opened: sa.Connection, table: str, values: dict[str, Any]) -> None:
    """Insert a row by the columns that the database has."""
    columns = {column["name"] for column in sa.inspect(opened).get_columns(table)}
    given = {**STAMP, **values}
    given = {name: value for name, value in given.items() if name in columns}
    opened.execute(sa.table(table, *map(sa.column, given)).insert().values(**given))


def test_rows_stay_and_the_catalogue_is_that_of_the_models(connection: sa.Connection) -> None:
    migrating.upgrade(connection)
    for table, _ in ROWS:
        count = sa.select(sa.func.count()).select_from(sa.table(table))
        assert connection.execute(count).scalar_one() == 1, table
    migrated = schema.catalogue.read(connection)
    with schema.engine_of("sqlite://" if _is_sqlite(connection) else support._server()) as other:
        models = schema.built(other, ddl.create_on)
    assert schema.catalogue.differences(models, migrated) == []


def _is_sqlite(connection: sa.Connection) -> bool:
    """Tell whether the database is SQLite."""
    return connection.dialect.name == "sqlite"


def test_sqlite_finds_nothing_wrong_with_the_text_of_its_tables(
    connection: sa.Connection, backend: str
) -> None:
    if backend != "sqlite":
        pytest.skip("PostgreSQL adds constraints itself")
    migrating.upgrade(connection)
    assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("contact", {"is_minor": True}),
        ("identity_reveal", {"second_approver_id": 99}),
        ("identity_reveal", {"request_id": 99}),
    ],
)
def test_new_rule_holds_after_the_migration(
    connection: sa.Connection, table: str, values: dict[str, Any]
) -> None:
    migrating.upgrade(connection)
    if _is_sqlite(connection):
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
    row = dict(ROWS)[table] | {"uid": "v" * 32} | values
    with pytest.raises(IntegrityError):
        _insert(connection, table, row)
        connection.exec_driver_sql("SELECT 1")

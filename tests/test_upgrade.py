"""From the version before to this one, on a database with rows; broken off half-way, and again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import migrating
from tests import support
from tests.test_migrations import flask

ROW = (
    "INSERT INTO audit_log (seq, at, role, action, object_kind, result, detail, prev_hash, hash,"
    " created_at, row_version) VALUES (1, '2026-11-18 01:30:00', 'system', 'act', 'thing', 'ok',"
    " '{}', 'p', 'h', '2026-11-18 01:30:00', 1)"
)


@pytest.fixture
def old(backend: str, tmp_path: Path) -> Iterator[str]:
    """Return the address of a database of the first version, with a row of history."""
    sqlite = backend == "sqlite"
    url = f"sqlite:///{tmp_path / 'old.db'}" if sqlite else support.new_postgres()
    with support.owner(url) as connection:
        migrating.command.upgrade(migrating.configuration(connection), "0001")
        connection.exec_driver_sql(ROW)
        connection.commit()
    yield url
    support.Template(backend, url).drop(url)


def standing(url: str) -> tuple[str | None, int]:
    """Return the version of a database and how many rows of history it has."""
    with support.owner(url) as connection:
        rows = connection.exec_driver_sql("SELECT count(*) FROM audit_log").scalar_one()
        return migrating.version(connection), rows


def test_version_before_is_upgraded_with_its_rows(old: str, tmp_path: Path) -> None:
    answer = flask(old, tmp_path, "init")
    assert (answer.returncode, "已从 0001 升级到" in answer.stdout) == (0, True), answer.stderr
    assert standing(old) == (migrating.head(), 1)
    checked = flask(old, tmp_path, "schema", "check")
    assert checked.returncode == 0, checked.stdout


def test_upgrade_that_breaks_off_leaves_the_version_before(old: str, tmp_path: Path) -> None:
    with support.owner(old) as connection, connection.begin() as work:
        migrating.upgrade(connection)
        assert migrating.version(connection) == migrating.head()
        work.rollback()
    assert standing(old) == ("0001", 1)
    assert flask(old, tmp_path, "init").returncode == 0
    assert standing(old) == (migrating.head(), 1)

"""0009 on a database with rows: what only a registrar's row showed leaves its unit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app import migrating
from app.commands import schema
from tests import support

AT = support.NOW.replace(tzinfo=None)
STAMP: dict[str, Any] = {"created_at": AT, "row_version": 1}
# id: kind of the unit.
UNITS = {1: "township_gov", 2: "village_station", 3: "discipline_office"}
# id: track of the item; unit 1 holds or held a step of item 3.
ITEMS = {1: "service", 2: "discipline", 3: "discipline"}


def _insert(opened: sa.Connection, table: str, **values: Any) -> None:
    """Insert a row by hand; columns without a value take one of their kind."""
    filled = {}
    for column in sa.inspect(opened).get_columns(table):
        name, kind = column["name"], column["type"]
        if name in values or name in STAMP:
            filled[name] = values.get(name, STAMP.get(name))
        elif not column["nullable"] and name != "id":
            filled[name] = _some(kind)
    opened.execute(sa.table(table, *map(sa.column, filled)).insert().values(**filled))


def _some(kind: Any) -> Any:
    """Return a value of a column's kind."""
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.DateTime):
        return AT
    if isinstance(kind, sa.Date):
        return AT.date()
    if isinstance(kind, sa.JSON):
        return "[]"
    return 1 if isinstance(kind, sa.Integer) else "x"


@pytest.fixture
def connection(backend: str, tmp_path: Path) -> Iterator[sa.Connection]:
    """Return a transaction on a database of before 0009 with items and who sees them."""
    url = f"sqlite:///{tmp_path / 'old.db'}" if backend == "sqlite" else support.new_postgres()
    with schema.engine_of(url) as engine, engine.connect() as opened:
        migrating.command.upgrade(migrating.configuration(opened), "0007")
        # Keys of other tables are of no matter here; the transaction is never committed.
        if backend == "sqlite":
            opened.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            opened.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        else:
            opened.exec_driver_sql("SET LOCAL session_replication_role = replica")
        _fill(opened)
        yield opened
        opened.rollback()
    if backend != "sqlite":
        support.Template(backend, url).drop(url)


def _fill(opened: sa.Connection) -> None:
    """Let every unit see every item."""
    words = {"source": "base", "status": "active"}
    for key, kind in UNITS.items():
        _insert(opened, "unit", id=key, code=f"U{key}", kind=kind, **words)
    for key, track in ITEMS.items():
        _insert(opened, "problem", id=key, problem_no=f"N{key}", track=track, **PROBLEM)
        for unit in UNITS:
            _insert(opened, "problem_scope", unit_id=unit, problem_id=key, due_at=AT)
    _insert(opened, "problem_step", id=1, problem_id=3, unit_id=1, role="lead")


PROBLEM = {
    "state": "registered",
    "channel": "phone",
    "request_type": "help",
    "identity_mode": "anonymous",
    "conduct_nature": "none",
    "urgency": "normal",
    "registered_at": AT,
}


def test_units_that_only_registered_lose_their_row_and_nobody_else(
    connection: sa.Connection,
) -> None:
    migrating.upgrade(connection)
    rows = connection.exec_driver_sql("SELECT problem_id, unit_id FROM problem_scope")
    assert sorted(map(tuple, rows)) == [(1, 1), (1, 2), (1, 3), (2, 3), (3, 1), (3, 3)]

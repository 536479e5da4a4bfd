"""What SQLite knows of its tables is looked up anew every night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask

from app import clock, store
from app.operations import planner_statistics
from tests import makers, support

NIGHT = datetime(2026, 11, 18, 18, 30, tzinfo=UTC)


def known() -> set[str]:
    """Return the tables that SQLite knows something of."""
    with support.owner() as connection:
        if connection.dialect.name != "sqlite":
            return set()
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        if "sqlite_stat1" not in {row[0] for row in names}:
            return set()
        return {row[0] for row in connection.exec_driver_sql("SELECT tbl FROM sqlite_stat1")}


def test_tables_are_looked_at_once_a_night(app: Flask) -> None:
    is_sqlite = support.session().get_bind().dialect.name == "sqlite"
    makers.problem_in("assigned")
    support.session().rollback()
    with clock.fixed(NIGHT - timedelta(hours=1)):
        assert planner_statistics.nightly(store.current()) == 0
    assert "problem" not in known()
    with clock.fixed(NIGHT):
        done = [planner_statistics.nightly(store.current()) for _ in range(2)]
    assert done == ([1, 0] if is_sqlite else [0, 0])
    assert ("problem" in known()) is is_sqlite

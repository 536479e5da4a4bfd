"""Running the migrations: one at a time, in the caller's transaction, from any directory."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from config import Settings

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
INIT_LOCK = 7_301_947
VERSION_TABLE = "alembic_version"
VERSION_COMMENTS = (
    f"COMMENT ON TABLE {VERSION_TABLE} IS '数据库结构版本'",
    f"COMMENT ON COLUMN {VERSION_TABLE}.version_num IS '已执行到的迁移编号'",
)


def configuration(connection: sa.Connection | None = None) -> Config:
    """Return Alembic's configuration; it needs no file and no logging of its own."""
    config = Config()
    config.set_main_option("path_separator", "newline")
    config.set_main_option("script_location", str(MIGRATIONS / "environment"))
    config.set_main_option("version_locations", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """Return the number of the newest migration."""
    return ScriptDirectory.from_config(configuration()).get_current_head() or ""


def version(connection: sa.Connection) -> str | None:
    """Return the migration a database stands at, None for one without tables."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    versions = sa.table(VERSION_TABLE, sa.column("version_num", sa.String()))
    return connection.execute(sa.select(versions.c.version_num)).scalar()


def compartment_schema(connection: sa.Connection) -> str:
    """Return the schema of the clue compartment: the second one of the search path."""
    path = str(connection.exec_driver_sql("SHOW search_path").scalar()).split(",")
    return path[1].strip() if len(path) > 1 else f"{path[0].strip()}_clue"


def upgrade(connection: sa.Connection) -> None:
    """Bring a database to the newest migration inside the caller's transaction."""
    command.upgrade(configuration(connection), "head")
    if connection.dialect.name == "postgresql":
        for statement in VERSION_COMMENTS:
            connection.exec_driver_sql(statement)


@contextmanager
def alone(settings: Settings) -> Iterator[sa.Engine]:
    """Hold the one right to set up the database; others wait for it.

    On PostgreSQL an advisory lock holds across machines, on SQLite a file lock.
    """
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(settings.migrate_database_url, hide_parameters=True)
    try:
        if engine.dialect.name == "postgresql":
            with engine.connect() as holder:
                holder.execute(sa.select(sa.func.pg_advisory_lock(INIT_LOCK)))
                yield engine
        else:
            with (settings.var_dir / "init.lock").open("w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield engine
    finally:
        engine.dispose()

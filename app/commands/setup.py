"""`flask init`: create or upgrade the database and load base seeds, safely from many workers."""

from __future__ import annotations

import os
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask, current_app

from app import ddl, migrating
from app.commands import lines
from app.commands.common import fail, one_line, writing
from app.seeding import load_base
from config import Settings


def register(app: Flask) -> None:
    """Give the application `flask init`."""
    lines.add(app, "init", "建立或升级数据库，并导入基础数据；可以反复执行。", init)


@one_line(OSError)
def init() -> None:
    """Bring the database to the newest version and add the base seeds that are missing."""
    settings: Settings = current_app.config["VX"]
    # The database file and everything beside it is for its owner alone.
    os.umask(0o077)
    make_folder(settings.migrate_database_url)
    with migrating.alone(settings) as engine:
        before, after = upgrade(engine, settings)
        with writing("init") as (session, _principal):
            added = load_base(session)
    moved = f"已从 {before or '空库'} 升级到 {after}" if before != after else f"已是最新 {after}"
    click.echo(f"数据库结构{moved}；新增基础数据 {added} 行。")


def make_folder(url: str) -> None:
    """Make the folder of a SQLite file."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)


def upgrade(engine: sa.Engine, settings: Settings) -> tuple[str | None, str | None]:
    """Run the migrations in one transaction; return the versions before and after."""
    with engine.connect().execution_options(vx_write=True) as connection, connection.begin():
        before = migrating.version(connection)
        if before is None and sa.inspect(connection).has_table("ab_user"):
            fail("数据库里已有表，但没有版本记录，不能升级。请换一个空库，或用备份恢复。")
        migrating.upgrade(connection)
        grant(connection, settings)
        return before, migrating.version(connection)


def grant(connection: sa.Connection, settings: Settings) -> None:
    """Let the application's own role work where the tables belong to another one."""
    owner, role = (
        sa.make_url(url).username for url in (settings.migrate_database_url, settings.database_url)
    )
    if connection.dialect.name == "postgresql" and role and role != owner:
        for statement in ddl.grants(role):
            connection.exec_driver_sql(statement)

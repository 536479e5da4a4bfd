"""`flask init`: create or upgrade the database and load base seeds, safely from many workers."""

from __future__ import annotations

import os
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask, current_app

from app import compartment, grants, migrating
from app.commands import lines
from app.commands.common import fail, one_line, writing
from app.operations import figure_fold, ledger_fill, planner_statistics
from app.seeding import load_base
from config import Settings

ADVICE = (
    "请另建应用角色写进 DATABASE_URL，表的所有者写进 MIGRATE_DATABASE_URL，见 docs/operations.md。"
)


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
        with writing("init") as (session, principal):
            added = load_base(session)
            older = before is not None and before < ledger_fill.SINCE
            filled = ledger_fill.fill(session, principal) if older else 0
            figure_fold.begin(session)
            if before is not None:
                planner_statistics.look(session)
    moved = f"已从 {before or '空库'} 升级到 {after}" if before != after else f"已是最新 {after}"
    click.echo(f"数据库结构{moved}；新增基础数据 {added} 行。")
    if filled:
        click.echo(f"升级前在办的 {filled} 件事项已补记期限。")
    if told := warning(settings):
        click.echo(f"注意：{told}，正式环境会拒绝启动。{ADVICE}", err=True)


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
        if connection.dialect.name == "postgresql":
            # A migration sees every row, whether or not the owner is cut by the second fence.
            connection.exec_driver_sql("SELECT set_config('vx.nature', 'system', true)")
        migrating.upgrade(connection)
        grant(connection, settings)
        return before, migrating.version(connection)


def grant(connection: sa.Connection, settings: Settings) -> None:
    """Let the application's and the public's role work where the tables belong to another one."""
    if connection.dialect.name != "postgresql":
        return
    owner = sa.make_url(settings.migrate_database_url).username
    for url, statements in (
        (settings.database_url, grants.app),
        (settings.public_database_url, grants.public),
    ):
        role = sa.make_url(url).username if url else None
        if role and role != owner:
            for statement in statements(role):
                connection.exec_driver_sql(statement)
    role = sa.make_url(settings.database_url).username
    if role and role != owner and compartment.has_role(connection):
        for statement in grants.clue(role):
            connection.exec_driver_sql(statement)


def warning(settings: Settings) -> str:
    """Return why the application's role may not serve in production, an empty text when it may."""
    if not settings.production:
        return ""
    engine = sa.create_engine(settings.database_url, hide_parameters=True)
    try:
        with engine.connect() as connection:
            if connection.dialect.name != "postgresql":
                return ""
            return grants.too_mighty(connection)
    finally:
        engine.dispose()

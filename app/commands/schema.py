"""`flask schema write|check`: one catalogue, whoever made the database."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.pool import StaticPool

from app import catalogue, compartment, ddl, migrating, schema_text
from app.catalogue import Catalogue
from app.commands import lines
from config import Settings

SHOWN = 20
SCRATCH = "vx_schema_check"


def register(app: Flask) -> None:
    """Give the application the group."""
    group = lines.group(app, "schema", "数据库结构：写出、核对。")
    lines.add(group, "write", "按模型写出 schema.sql。", write)
    lines.add(group, "check", "核对 schema.sql、模型与迁移是否一致。", check)


def write() -> None:
    """Write schema.sql from the models."""
    text = schema_text.text()
    schema_text.PATH.write_text(text, encoding="utf-8")
    click.echo(f"已写出 {schema_text.PATH.name}：{text.count('CREATE TABLE ')} 个表。")


def check() -> None:
    """Compare schema.sql, models, migrations and databases; exit 1 on a difference."""
    faults = 0
    for label, differences in comparisons(current_app.config["VX"], os.environ):
        faults += len(differences)
        click.echo(f"{label}：{f'{len(differences)} 处不一致' if differences else '一致'}")
        for line in differences[:SHOWN]:
            click.echo(f"  {' '.join(line.split())}")
    sys.exit(1 if faults else 0)


def comparisons(
    settings: Settings, environ: os._Environ[str] | dict[str, str]
) -> Iterator[tuple[str, list[str]]]:
    """Yield each comparison's name and differences."""
    yield "schema.sql 与模型", compare_text(schema_text.PATH)
    url = settings.migrate_database_url
    with engine_of(url) as engine:
        models = built(engine, ddl.create_on)
        yield (
            f"迁移与模型（{engine.dialect.name}）",
            catalogue.differences(models, built(engine, migrating.upgrade)),
        )
    yield from compare_live(url, models)
    if environ.get("TEST_DATABASE_URL"):
        with engine_of(environ["TEST_DATABASE_URL"]) as engine:
            models = built(engine, ddl.create_on)
            loaded = built(engine, load_file)
            yield "schema.sql 装入空 PostgreSQL 与模型", catalogue.differences(models, loaded)


def compare_text(path: Path) -> list[str]:
    """Return one line when schema.sql is not byte for byte what the models write."""
    found = path.read_bytes() if path.exists() else b""
    return [] if found == schema_text.text().encode() else ["schema.sql 不是模型写出的内容"]


def compare_live(url: str, models: Catalogue) -> Iterator[tuple[str, list[str]]]:
    """Yield the comparison of the configured database, when it has been set up."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").exists():
        return
    engine = sa.create_engine(url, hide_parameters=True)
    with engine.connect() as connection:
        if migrating.version(connection) is not None:
            yield "现有数据库与模型", catalogue.differences(models, catalogue.read(connection))
    engine.dispose()


@contextmanager
def engine_of(url: str) -> Iterator[sa.Engine]:
    """Return an engine for scratch work: in memory on SQLite, the server itself on PostgreSQL."""
    if sa.make_url(url).get_backend_name() == "sqlite":
        engine = sa.create_engine("sqlite://", poolclass=StaticPool)
    else:
        engine = sa.create_engine(url, hide_parameters=True)
    try:
        yield engine
    finally:
        engine.dispose()


def built(engine: sa.Engine, make: Callable[[sa.Connection], None]) -> Catalogue:
    """Return the catalogue of what a maker makes in an empty place; nothing of it stays.

    On PostgreSQL the place is a schema inside a transaction that is rolled back.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"CREATE SCHEMA {SCRATCH}")
            connection.exec_driver_sql(f"SET LOCAL search_path = {SCRATCH}, {SCRATCH}_clue")
        try:
            make(connection)
            return catalogue.read(connection)
        finally:
            connection.rollback()


def load_file(connection: sa.Connection) -> None:
    """Run schema.sql as it stands in the repository, its compartment beside where it is loaded."""
    own = f"SCHEMA {migrating.compartment_schema(connection)}"
    text = schema_text.PATH.read_text(encoding="utf-8")
    connection.exec_driver_sql(re.sub(rf"\bSCHEMA {compartment.SCHEMA}\b", own, text))

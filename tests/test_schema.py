"""schema.sql, models and migrations give one catalogue, and what nobody declared is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import catalogue, ddl, ddl_words, migrating, schema_text
from app.catalogue import Catalogue
from app.commands import schema
from app.models import Model
from tests import support

TRIGGER = "DROP TRIGGER audit_log_no_update"


@pytest.fixture
def scratch(backend: str) -> Iterator[sa.Engine]:
    """Return an engine of a database in which schemas may be made and thrown away."""
    url = "sqlite://" if backend == "sqlite" else support._server()
    with schema.engine_of(url) as engine:
        yield engine


MADE: dict[str, Catalogue] = {}


@pytest.fixture
def models(scratch: sa.Engine) -> Catalogue:
    """Return what the models make; they are read once for each kind of database."""
    return of_models(scratch)


def of_models(engine: sa.Engine) -> Catalogue:
    """Return the catalogue of the models, made at its first use."""
    if engine.name not in MADE:
        MADE[engine.name] = schema.built(engine, ddl.create_on)
    return MADE[engine.name]


def changed(scratch: sa.Engine, statement: str) -> Catalogue:
    """Return the catalogue of the migrations' database after one statement by hand."""

    def make(connection: sa.Connection) -> None:
        migrating.upgrade(connection)
        connection.exec_driver_sql(statement)

    return schema.built(scratch, make)


def test_schema_file_is_what_the_models_write() -> None:
    assert schema_text.PATH.read_text(encoding="utf-8") == schema_text.text()


def test_edited_schema_file_is_found(tmp_path: Path) -> None:
    copy = tmp_path / "schema.sql"
    copy.write_text(schema_text.text() + " ", encoding="utf-8")
    assert schema.compare_text(copy)


def test_migrations_make_the_models_database(scratch: sa.Engine, models: Catalogue) -> None:
    found = schema.built(scratch, migrating.upgrade)
    assert catalogue.differences(models, found) == []


@pytest.mark.postgres
def test_schema_file_makes_the_models_database() -> None:
    with schema.engine_of(support._server()) as engine:
        made = schema.built(engine, schema.load_file)
        assert catalogue.differences(of_models(engine), made) == []


def test_both_databases_can_be_made_in_one_process_in_any_order() -> None:
    def sqlite() -> Catalogue:
        with schema.engine_of("sqlite://") as engine:
            return schema.built(engine, ddl.create_on)

    before = sqlite()
    schema_text.text()
    assert sqlite() == before


def test_changed_index_is_found(scratch: sa.Engine, models: Catalogue) -> None:
    def make(connection: sa.Connection) -> None:
        migrating.upgrade(connection)
        connection.exec_driver_sql("DROP INDEX ix_problem_due_at")
        connection.exec_driver_sql(
            "CREATE INDEX ix_problem_due_at ON problem (due_at, id) WHERE closed_at IS NULL"
        )

    found = catalogue.differences(models, schema.built(scratch, make))
    assert len(found) == 2
    assert all("ix_problem_due_at" in line for line in found)


def test_missing_trigger_is_found(scratch: sa.Engine, models: Catalogue) -> None:
    on = " ON audit_log" if scratch.dialect.name == "postgresql" else ""
    found = catalogue.differences(models, changed(scratch, TRIGGER + on))
    assert len(found) == 1
    assert "audit_log_no_update" in found[0]


# What a database shell may do, and the word by which it is found.
BY_HAND = {
    "ALTER TABLE region DROP CONSTRAINT ck_region_code_length": "ck_region_code_length",
    "ALTER TABLE unit ALTER name DROP NOT NULL": "column unit.name",
    "ALTER TABLE unit ALTER short_name TYPE varchar(99)": "column unit.short_name",
    "ALTER TABLE unit DISABLE ROW LEVEL SECURITY, ADD extra int": "column unit.extra",
    "COMMENT ON COLUMN unit.name IS 'x'": "comment unit.name",
    "ALTER TABLE audit_log DISABLE TRIGGER audit_log_no_update": "audit_log_no_update",
    "CREATE POLICY p ON unit USING (true)": "policy unit.p",
}


@pytest.mark.postgres
def test_every_change_by_hand_is_found_on_postgresql() -> None:
    with schema.engine_of(support._server()) as engine:
        found = catalogue.differences(of_models(engine), changed(engine, "; ".join(BY_HAND)))
    assert [named for named in BY_HAND.values() if not any(named in line for line in found)] == []
    strange = [line for line in found if not any(named in line for named in BY_HAND.values())]
    assert strange == []


def test_removed_check_is_found_on_sqlite() -> None:
    def make(connection: sa.Connection) -> None:
        migrating.upgrade(connection)
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = replace(sql, "
            "'CONSTRAINT ck_region_code_length CHECK (length(code) = 12), ', '') "
            "WHERE name = 'region'"
        )

    with schema.engine_of("sqlite://") as engine:
        expected = schema.built(engine, ddl.create_on)
        found = catalogue.differences(expected, schema.built(engine, make))
    assert len(found) == 1
    assert "ck_region_code_length" in found[0]


def test_body_of_a_table_is_split_outside_brackets_and_quotes() -> None:
    body = "a INTEGER, CHECK (a IN ('x, y', 'z''(')), \"b, c\" TEXT"
    assert list(catalogue.split(body)) == [
        "a INTEGER",
        "CHECK (a IN ('x, y', 'z''('))",
        '"b, c" TEXT',
    ]


def test_every_table_and_column_carries_a_chinese_comment() -> None:
    for table in Model.metadata.tables.values():
        texts = [table.comment, *(column.comment for column in table.columns)]
        assert all(text and any(c > "\u4e00" for c in text) for text in texts), table.name


def test_framework_comments_name_only_tables_that_exist() -> None:
    framework = {name for name in Model.metadata.tables if name.startswith("ab_")}
    assert set(ddl_words.TABLES) == framework


def test_every_foreign_key_of_the_product_restricts_deletes() -> None:
    keys = [
        key
        for table in Model.metadata.tables.values()
        for key in table.foreign_key_constraints
        if not table.name.startswith("ab_")
    ]
    assert len(keys) > 50
    assert {key.ondelete for key in keys} == {"RESTRICT"}

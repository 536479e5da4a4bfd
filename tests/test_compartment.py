"""A table in the clue compartment: declared like any other, closed to everybody else."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session
from sqlalchemy.orm.instrumentation import manager_of_class

from app import asking, compartment, ddl, grants, rows, store
from app.extensions import db
from app.models import Model, Problem
from app.permissions import Right
from app.principal import PUBLIC, system
from tests import support

FILE = '''
"""Notes of the compartment."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.models.base import Model, field, table_args


class SecretNote(Model):
    """A note that does not exist for others."""

    __tablename__ = "secret_note"
    __label__ = "密记"
    __fenced__ = True
    __compartment__ = True
    __table_args__ = table_args("线索室的密记")

    name: Mapped[str] = field("名称", sa.String(40))
'''
ROLE = f"vx_test_clue_{os.getpid()}"


@pytest.fixture(scope="module")
def note(
    template: support.Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ModuleType]:
    """Load the model from a temporary file after the template was made, and take it out again."""
    path = tmp_path_factory.mktemp("model") / "secret_note_model.py"
    path.write_text(FILE)
    spec = importlib.util.spec_from_file_location("secret_note_model", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["secret_note_model"] = module
    spec.loader.exec_module(module)
    model = module.SecretNote
    rows.ROWS[model] = lambda principal, _c: asking.holds(principal, Right.CLUES, "A", "2")
    store._FENCED.clear()
    yield module
    del rows.ROWS[model]
    store._FENCED.clear()
    Model.metadata.remove(model.__table__)
    manager = manager_of_class(model)
    Model.registry._dispose_manager_and_mapper(manager)
    Model.registry._managers.pop(manager)
    del sys.modules["secret_note_model"]


@pytest.fixture
def app(
    template: support.Template,
    note: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Flask]:
    """Return an application whose database holds the table, in the schema where there is one."""
    monkeypatch.setattr(compartment, "ROLE", ROLE)
    database = template.copy(tmp_path)
    application = support.make_app(database, tmp_path)
    with application.app_context():
        with support.owner() as owner:
            note.SecretNote.__table__.create(owner)
            if template.backend == "postgres":
                prepare(owner)
            owner.commit()
        yield application
    support.close(application)
    template.drop(database)
    if template.backend == "postgres":
        support._admin(f"DROP ROLE {ROLE}")


def prepare(owner: sa.Connection) -> None:
    """Do what docs/operations.md and `flask init` do: the role, the schema's tables, the grants."""
    role = support.app_role()[0]
    owner.exec_driver_sql(f"CREATE ROLE {ROLE} NOLOGIN")
    owner.exec_driver_sql(f"GRANT {ROLE} TO {role}")
    moved = [s for s in ddl.compartment_statements("postgresql") if " secret_note " in s]
    assert moved == ["ALTER TABLE secret_note SET SCHEMA clue"]
    for statement in (*moved, *grants.clue(role)):
        owner.exec_driver_sql(statement)


@pytest.fixture
def kept(app: Flask, note: ModuleType) -> ModuleType:
    """Write one note in the keeper's name."""
    with store.write(support.person("casekeeper")) as work:
        work.add(note.SecretNote(name="甲"))
    return note


def names(who: str, note: ModuleType) -> list[str]:
    """Return the notes that a person's session shows."""
    session = store.current()
    session.rollback()
    store.name(session, support.person(who))
    return list(session.scalars(sa.select(note.SecretNote.name)))


def present_role() -> str:
    """Return the role under which the session's transaction works."""
    return str(store.current().execute(sa.select(sa.func.current_user())).scalar())


@pytest.mark.parametrize("who", ["casekeeper", "leader"])
def test_holder_of_the_right_reads_and_writes(who: str, kept: ModuleType) -> None:
    assert names(who, kept) == ["甲"]


@pytest.mark.parametrize("who", ["gaowan", "bureau", "auditor", "sysadmin", "secadmin", "village"])
def test_everybody_else_is_refused_before_the_database_is_asked(who: str, kept: ModuleType) -> None:
    with pytest.raises(compartment.Closed):
        names(who, kept)
    with pytest.raises(compartment.Closed), store.write(support.person(who)) as work:
        work.add(kept.SecretNote(name="乙"))


def test_public_is_refused(kept: ModuleType) -> None:
    session = store.current()
    session.rollback()
    store.name(session, PUBLIC)
    with pytest.raises(compartment.Closed):
        session.execute(sa.select(kept.SecretNote.id)).all()


def test_keeper_of_the_system_reads_in_somebodys_transaction(kept: ModuleType) -> None:
    with store.write(support.person("gaowan")) as work:
        with store.acting(work, system("test")):
            assert work.scalars(sa.select(kept.SecretNote.name)).all() == ["甲"]
        with pytest.raises(compartment.Closed):
            work.scalars(sa.select(kept.SecretNote.name)).all()


@pytest.fixture
def on_postgresql(backend: str) -> None:
    """Leave out what only PostgreSQL holds."""
    if backend != "postgres":
        pytest.skip("SQLite has neither schemas nor roles")


def test_application_role_has_no_right_there(kept: ModuleType, on_postgresql: None) -> None:
    with (
        db.engine.connect() as connection,
        pytest.raises(ProgrammingError, match="permission denied for schema clue"),
    ):
        connection.execute(sa.text("SELECT * FROM clue.secret_note"))


def test_table_does_not_exist_for_the_application_role(
    kept: ModuleType, on_postgresql: None
) -> None:
    with (
        db.engine.connect() as connection,
        pytest.raises(ProgrammingError, match="does not exist"),
    ):
        connection.execute(sa.text("SELECT * FROM secret_note"))


def test_role_is_taken_for_one_transaction_only(kept: ModuleType, on_postgresql: None) -> None:
    names("casekeeper", kept)
    assert present_role() == ROLE
    store.current().rollback()
    assert present_role() == support.app_role()[0]


def test_role_is_given_back_when_somebody_else_reads_on(
    kept: ModuleType, on_postgresql: None
) -> None:
    names("casekeeper", kept)
    session = store.current()
    store.name(session, support.person("gaowan"))
    session.execute(sa.select(Problem.id)).all()
    assert present_role() == support.app_role()[0]


def test_reading_other_tables_takes_no_role(kept: ModuleType, on_postgresql: None) -> None:
    session = store.current()
    session.rollback()
    store.name(session, support.person("casekeeper"))
    session.execute(sa.select(Problem.id)).all()
    assert present_role() == support.app_role()[0]


def test_role_of_the_compartment_deletes_nothing(kept: ModuleType, on_postgresql: None) -> None:
    names("casekeeper", kept)
    with pytest.raises(ProgrammingError, match="permission denied"):
        store.current().connection().execute(sa.text("DELETE FROM secret_note"))


def test_one_role_for_everything_is_not_switched(kept: ModuleType, on_postgresql: None) -> None:
    engine = sa.create_engine(current_app.config["VX"].migrate_database_url)
    with Session(engine) as session:
        store.name(session, support.person("casekeeper"))
        assert session.scalars(sa.select(kept.SecretNote.name)).all() == ["甲"]
        assert not session.info.get(compartment.INSIDE)
    engine.dispose()

"""The roles of PostgreSQL, made by the commands of docs/operations.md and `flask init`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

import config
from app import compartment, create_app, grants, serve
from app.models import Model
from app.queries import points
from tests import support
from tests.test_migrations import flask

pytestmark = pytest.mark.postgres
ME = f"vx{os.getpid()}"
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")


@dataclass
class Made:
    """What the documented commands made: addresses by role."""

    owner: str
    app: str
    public: str
    said: str


def documented() -> list[str]:
    """Return the commands of the manual, with names of this run; the clue role keeps its own."""
    text = (config.ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    block = text.split("```sql\n")[1].split("```")[0]
    block = re.sub(r"\bvoice_(owner|app|public)\b", rf"{ME}_\1", block)
    return [line for line in re.sub(r"\bvoice\b", f"{ME}_db", block).split(";\n") if line.strip()]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Paste the commands and run `flask init` once."""
    with shell(support._server()) as alone:
        # The compartment's role is one for the whole server; another process may make it too.
        alone.execute(sa.text("SELECT pg_advisory_lock(7301999)"))
        has_clue = "voice_clue" in existing_roles()
        for statement in documented():
            if not (has_clue and "CREATE ROLE voice_clue" in statement):
                support._admin(statement)
    passwords = {"owner": "所有者的密码", "app": "应用的密码", "public": "群众入口的密码"}
    urls = {role: address(f"{ME}_{role}", word) for role, word in passwords.items()}
    folder = tmp_path_factory.mktemp("roles")
    more = {"MIGRATE_DATABASE_URL": urls["owner"], "PUBLIC_DATABASE_URL": urls["public"]}
    answer = flask(urls["app"], folder, "init", **more)
    assert answer.returncode == 0, answer.stderr
    yield Made(**urls, said=answer.stdout + answer.stderr)
    support._admin(f'DROP DATABASE "{ME}_db" WITH (FORCE)')
    for role in ("app", "public", "owner"):
        support._admin(f"DROP ROLE {ME}_{role}")


def existing_roles() -> set[str]:
    """Return the roles of the server."""
    engine = sa.create_engine(support._server())
    with engine.connect() as connection:
        found = set(connection.execute(sa.text("SELECT rolname FROM pg_roles")).scalars())
    engine.dispose()
    return found


def address(role: str, password: str) -> str:
    """Return the address of the run's database for a role."""
    made = sa.make_url(support._server()).set(database=f"{ME}_db", username=role, password=password)
    return made.render_as_string(hide_password=False)


@contextmanager
def shell(url: str) -> Iterator[sa.Connection]:
    """Yield a bare connection."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def held(made: Made, role: str) -> dict[str, set[str]]:
    """Return the rights of a role on whole tables."""
    query = sa.text("SELECT has_table_privilege(:role, :name, :right)")
    with shell(made.owner) as connection:
        return {
            table: {
                right
                for right in RIGHTS
                if connection.execute(
                    query, {"role": f"{ME}_{role}", "name": table, "right": right}
                ).scalar_one()
            }
            for table in [*Model.metadata.tables, "alembic_version"]
        }


def test_application_role_reads_adds_and_changes_and_nothing_else(made: Made) -> None:
    rights = held(made, "app")
    frozen = {"audit_log", "audit_anchor", "problem_event", "feedback", "identity_reveal"}
    frozen |= {"evaluation_reason", "password_history", "erasure_record", "calendar_batch"}
    frozen |= {"problem_link", "thanks", "meeting_problem", "notice_read", "one_time_notice"}
    frozen |= {"handover_note", "handover_read", "survey_answer", "document_comment"}
    frozen |= {"document_problem", "livelihood_evidence", "livelihood_source"}
    assert [rights.pop(table) for table in compartment.tables()] == [set()] * 9
    assert rights.pop("alembic_version") == {"SELECT"}
    assert {name for name, had in rights.items() if had == {"SELECT", "INSERT"}} == frozen
    derived = ("problem_scope", "figure_cell", "figure_key", "figure_mark")
    assert [rights.pop(table) for table in derived] == [
        {"SELECT", "INSERT", "UPDATE", "DELETE"} for table in derived
    ]
    others = {name: had for name, had in rights.items() if name not in frozen}
    assert all(had == {"SELECT", "INSERT", "UPDATE"} for had in others.values())


def test_public_role_reads_what_is_public_and_reads_nothing_back(made: Made) -> None:
    rights = held(made, "public")
    readable = {name for name, had in rights.items() if "SELECT" in had}
    assert readable == {t for t in grants.PUBLIC_READS if t in rights} | {"idempotency"}
    added = {name for name, had in rights.items() if "INSERT" in had}
    assert added == {t for t in (*grants.PUBLIC_ADDS, "idempotency") if t in rights}
    assert not any(had & {"UPDATE", "DELETE", "TRUNCATE"} for had in rights.values())
    for table in ("problem", "contact", "ab_user", "role_assignment", "audit_log", "user_session"):
        assert table not in readable


@pytest.mark.parametrize("table", ["problem", "ab_user", "audit_log", "alembic_version"])
def test_public_role_is_refused(table: str, made: Made) -> None:
    with shell(made.public) as connection, pytest.raises(ProgrammingError, match="denied"):
        connection.execute(sa.select(sa.func.count()).select_from(sa.table(table)))


def test_public_role_reads_what_codes_and_keys_open(made: Made) -> None:
    with shell(made.public) as connection, Session(connection) as work:
        assert points.by_token(work, "a" * 22) is None
        assert points.by_id(work, 1) is None
        assert points.kiosk_by_key(work, "K-01", "key") is None
        assert points.region_of_today(work, "130924203201")[0] == "130924104201"
        assert points._on_duty(work, 1, None) == points._on_duty(work, 1, 1) == ()


def test_public_door_answers_with_its_own_role(made: Made, tmp_path: Path) -> None:
    environ = {
        **support.KEYS,
        "DATABASE_URL": made.app,
        "PUBLIC_DATABASE_URL": made.public,
        "VAR_DIR": str(tmp_path),
    }
    application = create_app(config.load(environ), "public")
    answer = application.test_client().get("/healthz")
    assert (answer.status_code, answer.get_json()["status"]) == (200, "ok")
    with application.app_context():
        assert f"{ME}_public" in str(application.config["SQLALCHEMY_DATABASE_URI"])
    support.close(application)


def test_table_that_comes_later_is_open_to_the_application(made: Made) -> None:
    with shell(made.owner) as connection:
        connection.execute(sa.text("CREATE TABLE later (id bigserial)"))
        query = sa.text("SELECT has_table_privilege(:role, 'later', :right)")
        found = [
            connection.execute(query, {"role": f"{ME}_app", "right": right}).scalar_one()
            for right in RIGHTS
        ]
    assert found == [True, True, True, False, False]


def test_application_role_enters_the_compartment_only_by_becoming_its_role(made: Made) -> None:
    usage = sa.text("SELECT has_schema_privilege('clue', 'USAGE')")
    with shell(made.app) as connection:
        assert connection.execute(usage).scalar_one() is False
        connection.execute(sa.text("SET LOCAL ROLE voice_clue"))
        assert connection.execute(usage).scalar_one() is True
        connection.rollback()
        assert connection.execute(usage).scalar_one() is False
    with shell(made.public) as connection, pytest.raises(ProgrammingError, match="denied"):
        connection.execute(sa.text("SET LOCAL ROLE voice_clue"))


def production(made: Made, folder: Path, url: str) -> config.Settings:
    """Return the settings of a real office that serves with a role."""
    environ = {
        **{name: f"{name}-" + "k" * 40 for name in config.KEY_NAMES},
        "ENV": "production",
        "TRUSTED_HOSTS": "voice.example.cn",
        "DATABASE_URL": url,
        "MIGRATE_DATABASE_URL": made.owner,
        "VAR_DIR": str(folder),
    }
    return config.load(environ)


@contextmanager
def office(made: Made, folder: Path, url: str) -> Iterator[Flask]:
    """Yield a real office that serves with a role."""
    application = create_app(production(made, folder, url))
    yield application
    support.close(application)


def test_real_office_starts_with_the_application_role(made: Made, tmp_path: Path) -> None:
    assert "注意" not in made.said
    with office(made, tmp_path, made.app) as application:
        serve.check_database(application)


@pytest.mark.parametrize("who", ["owner", "superuser"])
def test_real_office_refuses_a_role_that_could_pass_the_fence(
    who: str, made: Made, tmp_path: Path
) -> None:
    server = sa.make_url(support._server()).set(database=f"{ME}_db")
    url = made.owner if who == "owner" else server.render_as_string(hide_password=False)
    refused = pytest.raises(config.BadSettings, match="所有者" if who == "owner" else "超级用户")
    with office(made, tmp_path, url) as application, refused:
        serve.check_database(application)


def test_init_warns_of_it_too(made: Made, tmp_path: Path) -> None:
    keys = {name: f"{name}-" + "k" * 40 for name in config.KEY_NAMES}
    more = {**keys, "ENV": "production", "TRUSTED_HOSTS": "voice.example.cn"}
    answer = flask(made.owner, tmp_path, "init", MIGRATE_DATABASE_URL=made.owner, **more)
    assert answer.returncode == 0, answer.stderr
    assert "正式环境会拒绝启动" in answer.stderr

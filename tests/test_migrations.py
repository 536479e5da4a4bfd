"""`flask init`: an empty database, a database with rows, and four workers at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import config
from app import create_app, migrating
from app.commands.schema import load_file
from tests import support

FLASK = [sys.executable, "-m", "flask"]


@pytest.fixture
def url(backend: str, tmp_path: Path) -> Iterator[str]:
    """Return the address of an empty database."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'voice.db'}"
        return
    made = support.new_postgres()
    yield made
    support.Template(backend, made).drop(made)


def environment(url: str, folder: Path, **extra: str) -> dict[str, str]:
    """Return what a command of the product needs."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, **support.KEYS, "DATABASE_URL": url, "VAR_DIR": str(folder / "var"), **extra}


@dataclass(frozen=True)
class Answer:
    """What a command printed and left with."""

    returncode: int
    stdout: str
    stderr: str


def flask(url: str, folder: Path, *words: str, **extra: str) -> Answer:
    """Run a command of the product on a database, by an application of its own."""
    application = create_app(config.load(environment(url, folder, **extra)))
    answer = application.test_cli_runner().invoke(args=list(words))
    support.close(application)
    return Answer(answer.exit_code, answer.stdout, answer.stderr)


def counted(url: str) -> dict[str, int]:
    """Return the number of rows of every table."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        found = {
            name: connection.execute(
                sa.select(sa.func.count()).select_from(sa.table(name))
            ).scalar_one()
            for name in names
        }
    engine.dispose()
    return found


def test_init_makes_tables_and_base_seeds_once(url: str, tmp_path: Path) -> None:
    first = flask(url, tmp_path, "init")
    assert first.returncode == 0, first.stderr
    rows = counted(url)
    second = flask(url, tmp_path, "init")
    assert second.returncode == 0, second.stderr
    assert counted(url) == rows
    assert (rows["region"], rows["region_change"], rows["calendar_day"]) == (259, 37, 1461)


def test_init_keeps_rows_that_an_office_changed(url: str, tmp_path: Path) -> None:
    flask(url, tmp_path, "init")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE parameter SET value = '99' WHERE key = 'handle_days_help'"
        )
    assert flask(url, tmp_path, "init").returncode == 0
    with engine.connect() as connection:
        query = "SELECT value FROM parameter WHERE key = 'handle_days_help'"
        assert connection.exec_driver_sql(query).scalars().all() == ["99"]
    engine.dispose()


def test_several_workers_may_start_at_once(url: str, tmp_path: Path, soak: bool) -> None:
    """Two meet in the lock as four do; four are for the full counts."""
    many = 4 if soak else 2
    workers = [
        subprocess.Popen(
            [*FLASK, "init"],
            cwd=config.ROOT,
            env=environment(url, tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(many)
    ]
    answers = [worker.communicate(timeout=120) for worker in workers]
    assert [
        (worker.returncode, text) for worker, (_, text) in zip(workers, answers, strict=True)
    ] == [(0, "")] * many
    assert sum("新增基础数据 0 行" in out for out, _ in answers) == many - 1


def test_file_of_the_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "voice.db"
    flask(f"sqlite:///{path}", tmp_path, "init")
    assert path.stat().st_mode & 0o077 == 0


def test_database_stands_at_the_newest_migration(url: str, tmp_path: Path) -> None:
    flask(url, tmp_path, "init")
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        assert migrating.version(connection) == migrating.head()
    engine.dispose()


def test_tables_without_a_version_are_left_alone(url: str, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE ab_user (id INTEGER)")
    answer = flask(url, tmp_path, "init")
    assert (answer.returncode, answer.stderr.count("\n")) == (2, 1)
    assert set(counted(url)) == {"ab_user"}
    engine.dispose()


def test_first_landing_has_no_way_back(url: str, tmp_path: Path) -> None:
    flask(url, tmp_path, "init")
    rows = counted(url)
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        with pytest.raises(RuntimeError, match="备份"):
            migrating.command.downgrade(migrating.configuration(connection), "base")
        connection.rollback()
    engine.dispose()
    assert counted(url) == rows


def test_schema_check_names_a_change_of_the_live_database(url: str, tmp_path: Path) -> None:
    flask(url, tmp_path, "init")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_problem_due_at")
    engine.dispose()
    answer = flask(url, tmp_path, "schema", "check")
    assert answer.returncode == 1
    assert "ix_problem_due_at" in answer.stdout


def test_schema_check_passes_on_a_new_database(url: str, tmp_path: Path) -> None:
    flask(url, tmp_path, "init")
    answer = flask(url, tmp_path, "schema", "check")
    assert answer.returncode == 0, answer.stdout
    assert "现有数据库与模型：一致" in answer.stdout


@pytest.mark.postgres
def test_application_role_cannot_delete_or_rewrite_history(tmp_path: Path) -> None:
    url = support.new_postgres()
    role = f"vx_app_{os.getpid()}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN PASSWORD 'app'")
    own = sa.make_url(url).set(username=role, password="app").render_as_string(hide_password=False)
    try:
        answer = flask(own, tmp_path, "init", MIGRATE_DATABASE_URL=url)
        assert answer.returncode == 0, answer.stderr
        with engine.connect() as connection:
            query = sa.text("SELECT has_table_privilege(:role, :name, :right)")
            held = {
                (table, right): connection.execute(
                    query, {"role": role, "name": table, "right": right}
                ).scalar_one()
                for table in ("audit_log", "problem", "alembic_version")
                for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
            }
    finally:
        engine.dispose()
        support.Template("postgres", url).drop(url)
        support._admin(f"DROP ROLE {role}")
    assert {key for key, has in held.items() if has} == {
        ("audit_log", "SELECT"),
        ("audit_log", "INSERT"),
        ("problem", "SELECT"),
        ("problem", "INSERT"),
        ("problem", "UPDATE"),
        ("alembic_version", "SELECT"),
    }


@pytest.mark.postgres
def test_database_made_from_the_schema_file_goes_on_with_init(tmp_path: Path) -> None:
    url = support.new_postgres()
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        load_file(connection)
    engine.dispose()
    try:
        answer = flask(url, tmp_path, "init")
        assert (answer.returncode, f"已是最新 {migrating.head()}" in answer.stdout) == (0, True), (
            answer.stderr
        )
        assert counted(url)["region"] == 259
        assert flask(url, tmp_path, "schema", "check").returncode == 0
    finally:
        support.Template("postgres", url).drop(url)


def test_recusal_of_items_of_before_is_written_by_the_migration(url: str, tmp_path: Path) -> None:
    """A database at 0001 with a report about a village station goes on to 0005."""
    (tmp_path / "new").mkdir(exist_ok=True)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        migrating.command.upgrade(migrating.configuration(connection), "0001")
        old = sa.MetaData()
        old.reflect(connection, only=["region", "unit", "problem"])
        for table, row in old_rows():
            connection.execute(old.tables[table].insert().values(row_version=1, **row))
    assert flask(url, tmp_path, "init").returncode == 0
    with engine.connect() as connection:
        query = "SELECT unit_id, problem_id, ground, source, state FROM recusal ORDER BY unit_id"
        found = [tuple(row) for row in connection.exec_driver_sql(query)]
    engine.dispose()
    assert found == [(1, 1, "interest", "system", "granted"), (2, 1, "party", "system", "granted")]


def old_rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a township, its station, a report and a plain complaint, as 0001 kept them."""
    now, since = datetime(2026, 11, 18, 1, 30), date(2021, 9, 1)  # noqa: DTZ001  # As stored.
    place = {"name": "高湾镇", "short_name": "高湾镇", "region_code": "130924102000"}
    yield (
        "region",
        {
            "id": 10_000,
            "code": place["region_code"],
            "name": "高湾镇",
            "short_name": "高湾镇",
            "pinyin_initials": "gwz",
            "level": "township",
            "kind": "township",
            "is_virtual": False,
            "is_local_code": False,
            "valid_from": since,
            "created_at": now,
        },
    )
    for key, kind, parent in ((1, "township_gov", None), (2, "village_station", 1)):
        facts = {"pinyin_initials": "", "leader_name": "", "phone": "", "is_in_hall": False}
        more = {"status": "active", "valid_from": since, "created_at": now, "parent_id": parent}
        yield "unit", {"id": key, "code": f"U{key}", "kind": kind, **place, **facts, **more}
    for key, kind, track in ((1, "report", "discipline"), (2, "complaint", "service")):
        texts = dict.fromkeys(("title", "content", "content_redacted"), "文")
        counts = dict.fromkeys(("rework_count", "reopen_count", "supervision_count"), 0)
        days = dict.fromkeys(("registered_at", "due_at", "created_at"), now)
        yield (
            "problem",
            {
                "id": key,
                "problem_no": f"HXZT-2026-{key:05d}",
                "channel": "phone",
                "request_type": kind,
                "identity_mode": "anonymous",
                "region_code": place["region_code"],
                "conduct_nature": "none",
                "urgency": "normal",
                "unit_complained_id": 2,
                "state": "registered",
                "track": track,
                "is_sensitive": track == "discipline",
                "due_provisional": False,
                "tags": [],
                **texts,
                **counts,
                **days,
            },
        )

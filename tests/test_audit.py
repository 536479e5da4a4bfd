# ruff: noqa: S608 - The statements name the tables and rows of the test itself.
"""The audit chain under a hand that owns the tables: every change of it is found and named."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from app import audit, audit_walk, clock, jobs, store
from app.audit_walk import Fault
from app.models import AuditAnchor, AuditLog
from app.operations import anchors
from app.principal import system
from tests import support

TEST = system("test")
FEW, MANY = 1_000, 10_000
QUICK_SECONDS = 5.0


@pytest.fixture(scope="module")
def long_chain(
    template: support.Template,
    backend: str,
    soak: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[support.Template]:
    """Write a chain and anchor its end, once a module; each test copies it."""
    folder = tmp_path_factory.mktemp(f"chain-{backend}")
    database = template.copy(folder)
    application = support.borrow(database, folder)
    with application.app_context():
        with store.write(TEST) as work, work.no_autoflush:
            grown(work, MANY if soak else FEW)
        with store.write(TEST) as work:
            anchors.on_demand(work)
    support.give_back(application)
    if backend == "sqlite":
        support.flatten(folder / "voice.db")
    yield support.Template(backend, database)
    template.drop(database)


@pytest.fixture
def app(
    request: pytest.FixtureRequest, template: support.Template, tmp_path: Path
) -> Iterator[Flask]:
    """Return an office application, over the long chain where a test asks for its rows."""
    if "rows" in request.fixturenames:
        template = request.getfixturevalue("long_chain")
    with support.serving(template, tmp_path) as application:
        yield application


@pytest.fixture
def rows(app: Flask, soak: bool) -> int:
    """Return the length of the chain."""
    return MANY if soak else FEW


def grown(work: store.Session, count: int) -> None:
    """Append rows to the chain: what record() makes, sent in one go."""
    previous, made = audit.FIRST, []
    for seq in range(1, count + 1):
        row = AuditLog(
            seq=seq,
            at=support.NOW,
            role="system",
            action="act",
            object_kind="thing",
            object_id=seq,
            result="ok",
            detail={"n": seq},
            prev_hash=previous,
        )
        row.hash = previous = audit.chain_hash(row)
        made.append(row)
    work.add_all(made)
    work.flush()


@pytest.fixture
def tamperer(rows: int) -> Iterator[sa.Connection]:
    """Return the owner's connection with every refusal taken away."""
    with support.owner() as connection:
        for table in ("audit_log", "audit_anchor"):
            lift(connection, table)
        connection.commit()
        yield connection


def lift(connection: sa.Connection, table: str) -> None:
    """Drop the triggers of a table."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    query = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :t")
    for name in connection.execute(query, {"t": table}).scalars().all():
        connection.execute(sa.text(f"DROP TRIGGER {name}"))


def run(app: Flask, *words: str) -> Result:
    """Run a command and return what it answered."""
    return app.test_cli_runner().invoke(args=list(words))


def done(connection: sa.Connection, *statements: str) -> audit_walk.Verdict:
    """Do it as the owner, and return what a walk of the chain says then."""
    for statement in statements:
        connection.execute(sa.text(statement))
    connection.commit()
    return audit_walk.walk(support.session())


OTHERS = ", ".join(
    column.name for column in AuditLog.__table__.columns if column.name not in "id seq"
)


def test_whole_chain_holds_and_is_walked_quickly(rows: int) -> None:
    began = time.perf_counter()
    verdict = audit_walk.walk(support.session())
    taken = time.perf_counter() - began
    print(f"audit verify: {rows} rows in {taken:.2f} s")
    assert (verdict.held, verdict.fault) == (rows, None)
    assert taken < QUICK_SECONDS


@pytest.mark.parametrize(
    "change", ["result = 'edited'", "at = '2020-01-01'", "detail = '{\"n\": 0}'", "account_id = 1"]
)
def test_altered_row_is_named(change: str, tamperer: sa.Connection) -> None:
    verdict = done(tamperer, f"UPDATE audit_log SET {change} WHERE seq = 617")
    assert (verdict.bad, verdict.held, verdict.fault) == (617, 616, Fault.ALTERED)


def test_deleted_row_is_named(tamperer: sa.Connection) -> None:
    verdict = done(tamperer, "DELETE FROM audit_log WHERE seq = 618")
    assert (verdict.bad, verdict.held, verdict.fault) == (618, 617, Fault.MISSING)


def test_first_row_is_missed_too(tamperer: sa.Connection) -> None:
    assert done(tamperer, "DELETE FROM audit_log WHERE seq = 1").bad == 1


def test_row_replaced_by_another_true_row_is_named(tamperer: sa.Connection) -> None:
    verdict = done(
        tamperer,
        "DELETE FROM audit_log WHERE seq = 619",
        f"INSERT INTO audit_log (id, seq, {OTHERS}) SELECT 1000000, 619, {OTHERS} FROM audit_log"
        " WHERE seq = 620",
    )
    assert (verdict.bad, verdict.fault) == (619, Fault.ALTERED)


def test_row_deleted_and_the_rest_renumbered_is_named(tamperer: sa.Connection) -> None:
    verdict = done(
        tamperer,
        "DELETE FROM audit_log WHERE seq = 620",
        "UPDATE audit_log SET seq = -seq WHERE seq > 620",
        "UPDATE audit_log SET seq = -seq - 1 WHERE seq < 0",
    )
    assert (verdict.bad, verdict.fault) == (620, Fault.ALTERED)


def test_cut_tail_is_named_with_what_is_kept_and_what_was_there(
    app: Flask, rows: int, tamperer: sa.Connection
) -> None:
    verdict = done(tamperer, f"DELETE FROM audit_log WHERE seq > {rows - 7}")
    assert (verdict.held, verdict.bad, verdict.expected) == (rows - 7, rows - 6, rows)
    answer = run(app, "audit", "verify")
    assert answer.exit_code == 1
    assert f"只剩到第 {rows - 7} 行，锚点记着 {rows} 行" in answer.output


def test_cut_tail_is_found_by_paper_when_the_anchors_are_cut_with_it(
    app: Flask, rows: int, tamperer: sa.Connection
) -> None:
    paper = run(app, "audit", "anchor").output.split("抄到纸上：")[1].splitlines()[0]
    verdict = done(
        tamperer, f"DELETE FROM audit_log WHERE seq > {rows - 7}", "DELETE FROM audit_anchor"
    )
    assert verdict.fault is None
    answer = run(app, "audit", "verify", "--anchor", paper)
    assert (answer.exit_code, f"第 {rows - 6} 行" in answer.output) == (1, True)


def test_edited_anchor_is_found(rows: int, tamperer: sa.Connection) -> None:
    verdict = done(tamperer, "UPDATE audit_anchor SET last_seq = 5, total = 5")
    assert (verdict.held, verdict.fault) == (rows, Fault.ANCHOR)


def test_anchor_removed_from_the_middle_is_found(rows: int, tamperer: sa.Connection) -> None:
    for _ in range(2):
        with store.write(TEST) as work:
            audit.record(work, TEST, "act", "thing")
            anchors.on_demand(work)
    assert len(stored_days()) == 3
    support.session().rollback()
    verdict = done(tamperer, f"DELETE FROM audit_anchor WHERE last_seq = {rows + 1}")
    assert (verdict.fault, verdict.bad) == (Fault.ANCHOR, rows + 2)


def stored_days() -> list[date]:
    """Return the days of the anchors in order."""
    return list(support.session().scalars(sa.select(AuditAnchor.day).order_by(AuditAnchor.id)))


def tick(days_later: int) -> int:
    """Do a pass of the timed work some days after the tests' day."""
    with clock.fixed(support.NOW + timedelta(days=days_later)), store.write(TEST) as work:
        return jobs.tick(work)["审计锚点"]


def test_timed_work_writes_one_anchor_a_day(app: Flask) -> None:
    assert [tick(0), tick(0), tick(1), tick(1)] == [1, 0, 1, 0]
    assert stored_days() == [date(2026, 11, 18), date(2026, 11, 19)]


def test_missed_days_are_made_up_with_the_end_of_each(app: Flask) -> None:
    for day in range(3):
        with clock.fixed(support.NOW + timedelta(days=day)), store.write(TEST) as work:
            audit.record(work, TEST, "act", "thing")
        if day == 0:
            tick(0)
    assert tick(4) == 4
    query = sa.select(AuditAnchor.total).order_by(AuditAnchor.id)
    assert support.session().scalars(query).all() == [1, 2, 3, 3, 3]
    assert audit_walk.walk(support.session()).fault is None


def test_anchor_on_demand_is_not_repeated_while_nothing_happened(app: Flask) -> None:
    with store.write(TEST) as work:
        audit.record(work, TEST, "act", "thing")
    first = run(app, "audit", "anchor")
    assert first.exit_code == 0, first.output
    assert run(app, "audit", "anchor").output == first.output
    assert len(stored_days()) == 1


def test_anchor_on_paper_holds_as_it_is_written(app: Flask) -> None:
    with store.write(TEST) as work:
        audit.record(work, TEST, "act", "thing")
        paper = audit_walk.line(anchors.on_demand(work))
        audit.record(work, TEST, "act", "thing")
    answer = run(app, "audit", "verify", "--anchor", paper)
    assert (answer.exit_code, "共 2 行" in answer.output) == (0, True)


def test_paper_of_another_chain_is_refused_with_its_row(app: Flask) -> None:
    with store.write(TEST) as work:
        audit.record(work, TEST, "act", "thing")
    answer = run(app, "audit", "verify", "--anchor", "1 " + "0123456789abcdef")
    assert (answer.exit_code, "第 1 行" in answer.output) == (1, True)


@pytest.mark.parametrize("text", ["", "12", "12 abc", "x 0123456789abcdef", "-1 0123456789abcdef"])
def test_anchor_that_cannot_be_read_is_one_line(text: str, app: Flask) -> None:
    answer = run(app, "audit", "verify", "--anchor", text)
    assert (answer.exit_code, answer.stderr.count("\n")) == (2, 1)
    assert "行数 末行散列" in answer.stderr


def test_rotated_key_still_holds_the_old_rows(app: Flask) -> None:
    import dataclasses

    with store.write(TEST) as work:
        audit.record(work, TEST, "act", "thing")
        anchors.on_demand(work)
    settings = app.config["VX"]
    new = f"{'n' * 40},{settings.audit_key}"
    app.config["VX"] = dataclasses.replace(settings, audit_key=new)
    with store.write(TEST) as work:
        audit.record(work, TEST, "act", "thing")
        anchors.on_demand(work)
    assert audit_walk.walk(support.session()).held == 2
    app.config["VX"] = dataclasses.replace(settings, audit_key="n" * 40)
    assert audit_walk.walk(support.session()).bad == 1

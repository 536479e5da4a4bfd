"""D05, D06, D14: a full disk, a database that is away, twenty presses, a clock that jumps."""

from __future__ import annotations

import errno
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

import config
from app import audit, clock, filestore
from app.extensions import db
from app.models import Attachment, Problem, ProblemEvent
from tests import makers, support
from tests.views.hands import CALL, Hands, fields, fresh

NEW = "/problem/new"
LONG = "补办结婚证，户口登记为未婚。" * 300


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def count() -> int:
    """Return how many items are stored."""
    return int(fresh().execute(sa.select(sa.func.count(Problem.id))).scalar_one())


@contextmanager
def pragma(word: str, undo: str) -> Iterator[None]:
    """Set a pragma on every connection of SQLite, and take it back."""

    def begin(raw: Any, *_args: Any) -> None:
        raw.execute(f"PRAGMA {word}")

    def end(raw: Any, *_args: Any) -> None:
        raw.execute(f"PRAGMA {undo}")

    event.listen(db.engine, "checkout", begin)
    try:
        yield
    finally:
        event.remove(db.engine, "checkout", begin)
        event.listen(db.engine, "checkout", end)


@contextmanager
def away() -> Iterator[None]:
    """Let PostgreSQL end every connection of this database and take no new one."""
    support.session().rollback()
    name = sa.make_url(db.engine.url).database
    closed = f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS'
    ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 - The test's own name.
    support._admin(f"{closed} false")
    support._admin(ended)
    try:
        yield
    finally:
        support._admin(f"{closed} true")


FAULTS: dict[str, dict[str, Callable[[], Any]]] = {
    "sqlite": {
        "disk full": lambda: pragma("max_page_count = 1", "max_page_count = 1073741823"),
        "read-only": lambda: pragma("query_only = ON", "query_only = OFF"),
    },
    "postgres": {"disk full": away, "read-only": away},
}


@pytest.mark.parametrize("fault", ["disk full", "read-only"])
def test_d05_text_outlives_a_database_that_cannot_save(
    hands: Hands, backend: str, fault: str
) -> None:
    if backend == "postgres" and fault == "read-only":
        pytest.skip("one fault of PostgreSQL is enough: it is away")
    page = hands.get("clerk", NEW)
    # A long text needs new pages, which a full disk has not.
    typed = {**fields(page.text), **CALL, "content": LONG}
    with FAULTS[backend][fault]():
        refused = hands.post("clerk", NEW, typed)
        assert refused.status_code == 503
        assert "问题编号" in refused.text
        assert "再提交一次" in refused.text
        assert hands.app.test_client().get("/login/").status_code in {200, 503}
    again = fields(refused.text)
    assert again["content"] == [LONG]
    for _press in range(2):
        assert hands.post("clerk", NEW, again).status_code == 302
    assert count() == 1


def test_d05_page_that_only_reads_answers_503_while_the_database_is_away(
    hands: Hands, backend: str
) -> None:
    if backend == "sqlite":
        pytest.skip("a file is never away")
    hands.client("clerk")
    with away():
        assert hands.get("clerk", "/").status_code == 503
    assert hands.get("clerk", "/").status_code == 200


def test_d05_password_is_not_written_into_the_page_that_keeps_the_text(hands: Hands) -> None:
    if db.engine.dialect.name == "postgresql":
        pytest.skip("the page is the same")
    page = hands.app.test_client()
    token = support.token(hands.alone(lambda: page.get("/login/")).text)
    sent = {"username": "clerk", "password": support.PASSWORD, "csrf_token": token}
    with pragma("query_only = ON", "query_only = OFF"):
        answer = hands.alone(lambda: page.post("/login/", data=sent))
    assert answer.status_code == 503
    assert support.PASSWORD not in answer.text


def test_d05_full_disk_under_the_files_keeps_the_text_and_no_row(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct", "sign")

    def full(*_args: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = f"/problem/{row_id}/progress"
    with monkeypatch.context() as patch:
        patch.setattr(filestore, "_keep", full)
        sent = [(io.BytesIO("证据".encode()), "证据.txt")]
        refused = hands.send("gaowan", path, text="已到现场", files=sent)
    assert refused.status_code == 503
    assert "选的文件除外" in refused.text
    assert fresh().scalars(sa.select(Attachment)).all() == []
    assert hands.post("gaowan", path, fields(refused.text)).status_code == 302


@pytest.mark.parametrize("presses", [20])
def test_d06_twenty_presses_at_once_make_one_record(hands: Hands, presses: int) -> None:
    page = hands.get("clerk", NEW)
    typed = {**fields(page.text), **CALL}
    answers: list[int] = []

    def press() -> None:
        answers.append(hands.post("clerk", NEW, typed).status_code)

    threads = [threading.Thread(target=press) for _ in range(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == presses
    assert set(answers) <= {302, 503}
    assert answers.count(302) >= 1
    assert count() == 1


LAST, FIRST = (
    datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC),
    datetime(2026, 12, 31, 16, 0, 1, tzinfo=UTC),
)


def registered_at(now: datetime) -> Problem:
    """Register an item at a moment and return it."""
    with clock.fixed(now):
        return makers.stored(makers.registered())


def test_d14_number_follows_the_year_of_the_clock_on_the_wall(app: Flask) -> None:
    """The year turns at midnight in China, eight hours before it does in UTC."""
    numbers = [registered_at(now).problem_no for now in (LAST, FIRST, FIRST)]
    assert [number.split("-")[1] for number in numbers] == ["2026", "2027", "2027"]
    assert [int(number.split("-")[2]) for number in numbers] == [1, 1, 2]


def test_d14_clock_that_jumps_back_repeats_no_number_and_no_place(app: Flask) -> None:
    moments = (support.NOW, support.NOW - timedelta(days=3), support.NOW, FIRST, LAST)
    rows = [registered_at(now) for now in moments]
    assert len({row.problem_no for row in rows}) == len(rows)
    with clock.fixed(support.NOW - timedelta(hours=5)):
        makers.act("intake", rows[0].id, "triage")
    events = support.session().scalars(
        sa.select(ProblemEvent)
        .where(ProblemEvent.problem_id == rows[0].id)
        .order_by(ProblemEvent.seq)
    )
    assert [one.transition for one in events][-1] == "T02"
    assert audit.verify(support.session())[1] is None


def test_server_whose_connections_are_all_taken_answers_503(app: Flask) -> None:
    client = support.login(app.test_client(), "gaowan")
    db.session.rollback()
    pool = db.engine.pool
    patience, pool._timeout = pool._timeout, 0.1
    taken = [db.engine.connect() for _ in range(config.POOL + pool._max_overflow)]
    try:
        answer = client.get("/")
    finally:
        pool._timeout = patience
        for connection in taken:
            connection.close()
    assert answer.status_code == 503
    assert client.get("/").status_code == 200

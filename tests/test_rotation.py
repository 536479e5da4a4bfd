"""Rotation of FIELD_KEY: nobody who reads meets an error, and the old key is useless after it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from app import clock, secrecy, store
from app.enums import IdentityMode
from app.models import AuditLog, Contact
from app.operations import identity, rotation
from app.principal import system
from app.secrecy import Keyring, Tampered, UnknownKey
from tests import makers, support

OLD = support.KEYS["FIELD_KEY"]
NEW = "a-new-field-key-0123456789abcdef0123456789abcdef"
ROWS = 450


@pytest.fixture(autouse=True)
def _held_clock() -> Iterator[None]:
    """Hold the clock at a Wednesday morning."""
    with clock.fixed(support.NOW):
        yield


@pytest.fixture
def office(app: Flask) -> Flask:
    """Return an application with many reporters under the old key, set to rotate."""
    with store.write(system("test")) as work:
        for number in range(ROWS):
            phone = f"138{number:08}"
            identity.keep(
                work, system("test"), name=f"王{number}", phone=phone, mode=IdentityMode.NAMED
            )
    use(app, f"{NEW},{OLD}")
    return app


def use(app: Flask, field_key: str) -> None:
    """Set the keys as a restarted service would read them."""
    app.config["VX"] = replace(app.config["VX"], field_key=field_key)


def ring(setting: str) -> Keyring:
    """Return the keys of a setting."""
    return Keyring.parse(setting, "field")


def rotate(app: Flask, *words: str) -> Result:
    """Run the command and return what it answered."""
    answer = app.test_cli_runner().invoke(args=["keys", "rotate", *words])
    if answer.exception and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    support.session().expire_all()
    return answer


def contacts() -> list[Contact]:
    """Return the stored reporters."""
    session = support.session()
    session.rollback()
    store.name(session, system("test"))
    return list(session.scalars(sa.select(Contact).order_by(Contact.id)))


def opened(setting: str) -> list[dict[str, str]]:
    """Open every stored reporter with the keys of a setting."""
    keys = ring(setting)
    return [
        secrecy.open_sealed(keys, contact.uid, rotation.sealed_of(contact))
        for contact in contacts()
    ]


def keep_reading(
    app: Flask, problem_id: int, right: list[bool], failures: list[str], stop: threading.Event
) -> None:
    """Reveal one identity and open some of the others, again and again."""
    with app.app_context(), clock.fixed(support.NOW):
        officer = support.person("intake")
        while not stop.is_set():
            try:
                shown = identity.reveal(store.current(), officer, problem_id, "callback")
                right.append(shown.phone == makers.PHONE)
                keys = ring(f"{NEW},{OLD}")
                for contact in contacts()[: ROWS : ROWS // 10]:
                    text = secrecy.open_sealed(keys, contact.uid, rotation.sealed_of(contact))
                    right.append(text["phone"].endswith(text["name"][1:]))
            except Exception as error:
                failures.append(repr(error))
    support.close(app)


def rotate_until_read(office: Flask, right: list[bool], failures: list[str]) -> int:
    """Rotate to and fro until others have read meanwhile; return how much they read."""
    while not right and not failures:
        time.sleep(0.01)
    before = len(right)
    for turn in range(20):
        use(office, f"{NEW},{OLD}" if turn % 2 == 0 else f"{OLD},{NEW}")
        assert rotate(office).exit_code == 0
        if len(right) - before > 20:
            break
    return len(right) - before


def test_readers_meet_no_failure_while_the_keys_rotate(office: Flask) -> None:
    problem_id = makers.registered()
    right: list[bool] = []
    failures: list[str] = []
    stop = threading.Event()
    facts = (office, problem_id, right, failures, stop)
    reader = threading.Thread(target=keep_reading, args=facts)
    reader.start()
    try:
        read = rotate_until_read(office, right, failures)
    finally:
        stop.set()
        reader.join(30)
    assert failures == []
    assert read > 20, "nobody read while the keys rotated"
    assert all(right)


def test_afterwards_the_new_key_opens_everything_and_the_old_key_nothing(office: Flask) -> None:
    before = opened(OLD)
    answer = rotate(office)
    assert answer.exit_code == 0, answer.output
    assert answer.output.splitlines()[-1].endswith("旧密钥已不再使用")
    assert opened(NEW) == before
    old = ring(OLD)
    for contact in contacts():
        sealed = rotation.sealed_of(contact)
        with pytest.raises(UnknownKey):
            secrecy.open_sealed(old, contact.uid, sealed)
        with pytest.raises(Tampered):
            secrecy.open_sealed(old, contact.uid, replace(sealed, key_version=old.version))


def test_each_batch_is_a_transaction_with_its_row_of_counts(office: Flask) -> None:
    rotate(office)
    query = sa.select(AuditLog.action, AuditLog.detail).order_by(AuditLog.seq)
    acts = [tuple(row) for row in support.session().execute(query)]
    assert acts == [
        ("keys.rotate", {"rows": 200}),
        ("keys.rotate", {"rows": 200}),
        ("keys.rotate", {"rows": 50}),
        ("keys.rotated", {"rows": ROWS}),
    ]


def test_rotation_that_was_broken_off_goes_on_where_it_stopped(office: Flask) -> None:
    with store.write(system("test")) as work:
        rotation.rewrap_batch(work, system("test"), ring(f"{NEW},{OLD}"), 0)
    answer = rotate(office)
    assert "待轮换 250 行。" in answer.output
    assert len(opened(NEW)) == ROWS


def test_second_rotation_finds_nothing_to_do(office: Flask) -> None:
    rotate(office)
    before = [contact.wrapped_key for contact in contacts()]
    assert "待轮换 0 行。" in rotate(office).output
    assert [contact.wrapped_key for contact in contacts()] == before


def test_purged_row_needs_no_key_and_stays_empty(office: Flask) -> None:
    with store.write(system("test")) as work:
        gone = work.scalars(sa.select(Contact).order_by(Contact.id).limit(1)).one()
        gone.wrapped_key = gone.name_sealed = gone.phone_sealed = None
    answer = rotate(office)
    assert answer.exit_code == 0, answer.output
    assert f"共 {ROWS - 1} 行" in answer.output
    first = contacts()[0]
    assert (first.wrapped_key, first.key_version) == (None, ring(OLD).version)


def test_row_that_cannot_be_opened_is_named_and_the_rest_is_done(office: Flask) -> None:
    bad = contacts()[7].id
    with support.owner() as work, work.begin():
        table = Contact.__table__
        work.execute(sa.update(table).where(table.c.id == bad).values(name_sealed=b"changed"))
    answer = rotate(office)
    assert answer.exit_code == 1
    assert f"有 1 行身份打不开（编号 {bad}），旧密钥还不能停用。" in answer.stderr
    assert "不再使用" not in answer.output
    assert [c.id for c in contacts() if c.key_version != ring(NEW).version] == [bad]


def test_row_under_the_new_version_that_does_not_open_stops_the_claim(office: Flask) -> None:
    rotate(office)
    bad = contacts()[7].id
    with support.owner() as work, work.begin():
        table = Contact.__table__
        work.execute(sa.update(table).where(table.c.id == bad).values(wrapped_key=b"changed"))
    answer = rotate(office)
    assert answer.exit_code == 1
    assert f"编号 {bad}" in answer.stderr


@pytest.mark.parametrize(
    ("setting", "words", "told"),
    [
        (OLD, (), "FIELD_KEY 只有一个密钥"),
        (f"{OLD},{OLD}", (), "FIELD_KEY 只有一个密钥"),
        (f"short,{OLD}", (), "至少要32个字符"),
        (f"{NEW},{OLD}", ("AUDIT_KEY",), "尚未提供：轮换 AUDIT_KEY。"),
        (f"{NEW},{OLD}", ("INDEX_KEY",), "尚未提供：轮换 INDEX_KEY。"),
        (f"{NEW},{OLD}", ("PAPER_KEY",), "PAPER_KEY"),
    ],
)
def test_rotation_refuses_in_one_line(
    tmp_path: Path, setting: str, words: tuple[str, ...], told: str
) -> None:
    app = support.make_app(f"sqlite:///{tmp_path / 'none.db'}", tmp_path)
    use(app, setting)
    answer = app.test_cli_runner().invoke(args=["keys", "rotate", *words])
    assert answer.exit_code == 2
    (line,) = answer.stderr.splitlines()
    assert told in line

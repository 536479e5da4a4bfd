"""Rotation of FIELD_KEY: nobody who reads meets an error, and the old key is useless after it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from app import clock, secrecy, store
from app.enums import IdentityMode
from app.extensions import db
from app.models import AuditLog, Contact
from app.operations import identity, rotation
from app.principal import system
from app.secrecy import Keyring, UnknownKey
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


def keep_revealing(
    app: Flask, problem_id: int, seen: list[str], failures: list[str], stop: threading.Event
) -> None:
    """Reveal one identity again and again, as the hotline does while the keys change."""
    with app.app_context(), clock.fixed(support.NOW):
        clerk = support.person("clerk")
        while not stop.is_set():
            try:
                shown = identity.reveal(store.current(), clerk, problem_id, "callback")
                seen.append(shown.phone)
            except Exception as error:  # noqa: BLE001 - Any failure at all is what is counted.
                failures.append(repr(error))
    support.close(app)


def test_readers_meet_no_failure_while_the_keys_rotate(office: Flask) -> None:
    use(office, OLD)
    problem_id = makers.registered()
    use(office, f"{NEW},{OLD}")
    seen: list[str] = []
    failures: list[str] = []
    stop = threading.Event()
    reader = threading.Thread(
        target=keep_revealing, args=(office, problem_id, seen, failures, stop)
    )
    reader.start()
    try:
        while len(seen) + len(failures) < 3:
            assert reader.is_alive()
        before = len(seen)
        answer = rotate(office)
        during = len(seen) - before
    finally:
        stop.set()
        reader.join(30)
    assert answer.exit_code == 0, answer.output
    assert failures == []
    assert during > 0, "nobody read while the keys rotated"
    assert set(seen) == {makers.PHONE}


def test_afterwards_the_new_key_opens_everything_and_the_old_key_nothing(office: Flask) -> None:
    before = opened(OLD)
    answer = rotate(office)
    assert answer.exit_code == 0, answer.output
    assert answer.output.splitlines()[-1].endswith("旧密钥已不再使用")
    assert opened(NEW) == before
    old = ring(OLD)
    for contact in contacts():
        with pytest.raises(UnknownKey):
            secrecy.open_sealed(old, contact.uid, rotation.sealed_of(contact))


def test_row_that_claims_the_old_version_is_not_opened_by_the_old_key(office: Flask) -> None:
    rotate(office)
    old = ring(OLD)
    for contact in contacts()[:20]:
        claimed = replace(rotation.sealed_of(contact), key_version=old.version)
        with pytest.raises(secrecy.Tampered):
            secrecy.open_sealed(old, contact.uid, claimed)


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
    with db.engine.connect().execution_options(vx_write=True) as work, work.begin():
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
    with db.engine.connect().execution_options(vx_write=True) as work, work.begin():
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
    app: Flask, setting: str, words: tuple[str, ...], told: str
) -> None:
    use(app, setting)
    answer = rotate(app, *words)
    assert answer.exit_code == 2
    (line,) = answer.stderr.splitlines()
    assert told in line

"""Attacks on a reporter's identity, by the ids of the acceptance table (C01–C08, C10, D16)."""

from __future__ import annotations

import logging
import statistics
import tarfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, daily_salt, jobs, store
from app.errors import Missing, Refused
from app.models import AuditLog, Contact, ErasureRecord, IdentityReveal, Problem, table_of
from app.operations import backup, database_copy, identity, identity_requests, rotation
from app.principal import system
from app.secrecy import Keyring, Tampered, UnknownKey
from tests import makers, support
from tests.leaks.test_secrets import forms_of
from tests.steps import steps_of

TEST = system("test")
NAME, PHONE, GUARDIAN = "雀名欧阳暮雪", "13966660666", "雀监护上官晨"
SECRETS = (NAME, PHONE, GUARDIAN)


@pytest.fixture(autouse=True)
def _held() -> Iterator[None]:
    """Hold the clock."""
    with clock.fixed(support.NOW):
        yield


def planted(state: str = "closed", **changes: Any) -> int:
    """Register a caller whose name, number and guardian are canaries, and lead the item on."""
    given = {
        "name": NAME,
        "phone": PHONE,
        "is_minor": True,
        "guardian_name": GUARDIAN,
        "guardian_consent": True,
        "content": f"{NAME}（{PHONE}，监护人{GUARDIAN}）来电。",
        **changes,
    }
    return makers.problem_in(state, **given)


def opened_by_two(problem_id: int) -> identity.Identity:
    """Open an identity by two persons."""
    intake, leader = support.person("intake"), support.person("leader")
    with store.write(intake) as work:
        request = identity_requests.ask(work, intake, "problem", problem_id, "verify", "核实")
        request_id = request.id
    with store.write(leader) as work:
        identity_requests.decide(work, leader, request_id, 1, approve=True)
    return identity.reveal(store.current(), intake, problem_id, "")


PAGES = (
    "/",
    "/admin/problem/",
    "/api/v1/problem/",
    "/identity/",
    "/problem/1",
    "/api/v1/problem/1",
)


def test_c01_identity_stands_on_no_page_without_reveal(app: Any) -> None:
    """The crawl of every address stands in test_reading; here with requests and erasures."""
    problem_id = planted("in_progress", request_type="report")
    opened_by_two(problem_id)
    for who in ("intake", "leader", "clerk", "inspector", "bureau", "gaowan", "auditor"):
        client = support.login(app.test_client(), who)
        for path in (*PAGES, f"/identity/of/problem/{problem_id}", "/identity/request/1"):
            text = client.get(path).text
            assert [secret for secret in SECRETS if secret in text] == [], (who, path)


def test_c02_reveal_says_who_when_why_and_by_whose_leave(session: Session) -> None:
    problem_id = planted("registered", request_type="report")
    with pytest.raises(Refused):
        identity.reveal(store.current(), support.person("intake"), problem_id, "verify")
    assert opened_by_two(problem_id).guardian == GUARDIAN
    makers.stored(problem_id)
    trace = session.scalars(sa.select(IdentityReveal)).one()
    assert (trace.purpose, trace.at) == ("verify", support.NOW)
    assert trace.second_approver_id == support.person("leader").account_id


def everything_on_disk(database: str, folder: Path, app: Any) -> dict[str, bytes]:
    """Return the bytes of the database, its log or dump, and of a backup."""
    found: dict[str, bytes] = {}
    store.current().rollback()
    usb = folder / "usb"
    usb.mkdir()
    archive, _manifest = backup.create(app.config["VX"], usb, lambda _text: None)
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            file = tar.extractfile(member)
            found[f"backup {member.name}"] = file.read() if file else b""
    if database.startswith("sqlite"):
        path = Path(database.removeprefix("sqlite:///"))
        files = (path, path.with_name(f"{path.name}-wal"))
        return found | {file.name: file.read_bytes() for file in files if file.exists()}
    dump = folder / "dump.sql"
    database_copy._program(database, "pg_dump", "--format=plain", f"--file={dump}")
    return found | {"pg_dump": dump.read_bytes()}


def test_c03_no_byte_of_database_log_dump_or_backup_holds_an_identity(
    app: Any, session: Session, tmp_path: Path
) -> None:
    opened_by_two(planted("in_progress", request_type="report", title="低保公示有出入"))
    kept = everything_on_disk(app.config["VX"].migrate_database_url, tmp_path, app)
    assert any("低保公示有出入".encode() in content for content in kept.values())
    for secret in SECRETS:
        for dress in forms_of(secret):
            held = [name for name, content in kept.items() if dress in content]
            assert held == [], (secret, dress)


def test_c03_salt_of_the_day_is_in_no_backup(app: Any, tmp_path: Path) -> None:
    daily_salt.token_hash(app.config["VX"].var_dir, "token")
    salt = (app.config["VX"].var_dir / daily_salt.NAME).read_bytes()[10:]
    kept = everything_on_disk(app.config["VX"].migrate_database_url, tmp_path, app)
    assert not any(salt in content for content in kept.values())


@pytest.mark.parametrize(
    "columns",
    [
        ("phone_sealed",),
        ("name_sealed",),
        ("wrapped_key",),
        ("wrapped_key", "name_sealed", "phone_sealed", "guardian_sealed"),
    ],
)
def test_c04_ciphertext_moved_to_another_row_is_not_opened(
    session: Session, columns: tuple[str, ...]
) -> None:
    planted("pending_feedback")
    other = planted("pending_feedback", name="别人", phone="13900000000", guardian_name="他母")
    table = table_of(Contact)
    store.current().rollback()
    with support.owner() as link, link.begin():
        rows = link.execute(sa.select(table).order_by(table.c.id)).mappings().all()
        moved = {name: rows[0][name] for name in columns}
        link.execute(sa.update(table).where(table.c.id == rows[1]["id"]).values(**moved))
    with pytest.raises(Tampered):
        identity.reveal(store.current(), support.person("intake"), other, "verify")


def test_c04_fields_of_one_row_do_not_change_places(session: Session) -> None:
    problem_id = planted("pending_feedback")
    table = table_of(Contact)
    store.current().rollback()
    with support.owner() as link, link.begin():
        row = link.execute(sa.select(table)).mappings().one()
        swapped = {"name_sealed": row["phone_sealed"], "phone_sealed": row["name_sealed"]}
        link.execute(sa.update(table).values(**swapped))
    with pytest.raises(Tampered):
        identity.reveal(store.current(), support.person("intake"), problem_id, "verify")


def test_c05_row_sealed_under_a_key_that_is_gone_stays_closed(app: Any) -> None:
    """Rotation under load stands in test_rotation."""
    problem_id = planted("pending_feedback")
    app.config["VX"] = replace(app.config["VX"], field_key="another-field-key-" * 3)
    with pytest.raises(UnknownKey):
        identity.reveal(store.current(), support.person("intake"), problem_id, "verify")


def test_c05_rotation_takes_the_guardian_along(app: Any) -> None:
    problem_id = planted("pending_feedback")
    old, new = app.config["VX"].field_key, "a-newer-field-key-" * 3
    ring = Keyring.parse(f"{new},{old}", "field")
    with store.write(TEST) as work:
        batch = rotation.rewrap_batch(work, TEST, ring, 0)
    assert batch is not None
    assert (batch.done, batch.failed) == (1, ())
    app.config["VX"] = replace(app.config["VX"], field_key=new)
    opened = identity.reveal(store.current(), support.person("intake"), problem_id, "verify")
    assert (opened.phone, opened.guardian) == (PHONE, GUARDIAN)


@pytest.mark.parametrize("who", ["gaowan", "minzheng"])
def test_c06_accused_unit_finds_neither_the_case_nor_its_traces(app: Any, who: str) -> None:
    code = {"gaowan": "GW", "minzheng": "MZ"}[who]
    problem_id = planted(
        "registered", request_type="report", unit_complained_id=support.unit_id(code)
    )
    opened_by_two(problem_id)
    client = support.login(app.test_client(), who)
    missing = client.get("/problem/99999")
    for path in (f"/problem/{problem_id}", f"/identity/of/problem/{problem_id}"):
        answer = client.get(path)
        assert (answer.status_code, answer.text) == (404, missing.text)
    assert client.get("/api/v1/problem/").get_json()["count"] == 0
    with pytest.raises(Missing):
        identity.reveal(store.current(), support.person(who), problem_id, "verify")


def test_c07_foreign_row_is_no_more_work_than_a_missing_one(app: Any, soak: bool) -> None:
    problem_id = planted("registered", request_type="report")
    client = support.login(app.test_client(), "gaowan")

    def ask(row_id: int) -> None:
        assert client.get(f"/identity/of/problem/{row_id}").status_code == 404

    for row_id in (problem_id, 999_999):
        ask(row_id)
    foreign = steps_of(lambda: ask(problem_id))
    missing = steps_of(lambda: ask(999_999))
    assert abs(foreign - missing) / missing < 0.10
    if soak:
        _as_long(ask, problem_id)


def _as_long(ask: Callable[[int], None], problem_id: int) -> None:
    """Hold the median of 200 answers each against one another."""
    times: dict[int, list[float]] = {problem_id: [], 999_999: []}
    for _ in range(200):
        for row_id, taken in times.items():
            began = time.perf_counter()
            ask(row_id)
            taken.append(time.perf_counter() - began)
    foreign, missing = (statistics.median(taken) for taken in times.values())
    assert abs(foreign - missing) / missing < 0.10


class Ears(logging.Handler):
    """Keeps every line that any logger says."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line with its arguments and trace."""
        self.lines.append(self.format(record))


def test_c08_no_log_and_no_error_page_names_a_caller(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem_id = planted("pending_feedback")
    ears, root = Ears(), logging.getLogger()
    root.addHandler(ears)
    client = support.login(app.test_client(), "intake")

    def broken(*_args: object) -> None:
        raise RuntimeError(NAME, PHONE)

    monkeypatch.setattr("app.operations.identity._opened", broken)
    form = {"purpose": "verify", "csrf_token": support.token(client.get("/account/password").text)}
    answer = client.post(f"/identity/of/problem/{problem_id}/open", data=form)
    root.removeHandler(ears)
    assert answer.status_code == 500
    said = "\n".join(ears.lines) + answer.text
    assert "RuntimeError" in said
    assert [secret for secret in SECRETS if secret in said] == []


def test_d16_retention_takes_due_rows_alone_and_says_so(session: Session) -> None:
    due, running = planted("closed"), planted("in_progress")
    for days in (0, 395):
        with clock.fixed(support.NOW + timedelta(days=days)), store.write(jobs.WORKER) as work:
            done = jobs.tick(work)
    assert done["清除到期的身份"] == 1
    makers.stored(due)
    gone = session.get_one(Contact, session.get_one(Problem, due).contact_id)
    kept = session.get_one(Contact, session.get_one(Problem, running).contact_id)
    assert (gone.wrapped_key, kept.purged_at) == (None, None)
    record = session.scalars(sa.select(ErasureRecord)).one()
    assert record.backups_until == record.at.date() + timedelta(days=30)
    row = session.scalars(sa.select(AuditLog).where(AuditLog.action == "identity.erase")).one()
    assert row.object_id == record.contact_id

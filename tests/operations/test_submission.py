"""What a citizen sends in leaves nothing of him that he did not write (scenarios 7 and 20)."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import clock, daily_salt, security, store
from app.enums import PointKind
from app.errors import Invalid
from app.extensions import csrf
from app.models import (
    AuditLog,
    Contact,
    Evaluation,
    EvaluationReason,
    Message,
    Model,
    Outbox,
    ServicePoint,
    table_of,
)
from app.operations import submission
from app.operations.submission import Receipt
from app.principal import PUBLIC, system
from app.queries import public_status
from tests import support
from tests.stored import stored_text

TEST = system("test")
# Of the citizen's device: each must be found nowhere.
DEVICE = {
    "REMOTE_ADDR": "203.0.113.77",
    "HTTP_USER_AGENT": "雀机CanaryPhone/9.1",
    "HTTP_REFERER": "https://canary.example.cn/from",
    "HTTP_ACCEPT_LANGUAGE": "zh-CN,canary-tongue",
    "HTTP_X_FORWARDED_FOR": "198.51.100.23",
}
MESSAGE: dict[str, Any] = {
    "channel": "web",
    "request_type": "report",
    "identity_mode": "anonymous",
    "subject": "反映村里的事",
    "body": "低保公示有出入。",
    "region_code": "130924102225",
}
EVALUATION: dict[str, Any] = {"channel": "qr", "level": "satisfied"}
NAMED = {"identity_mode": "named", "name": "钱小雀", "phone": "13777770001"}
HOUR = support.NOW.replace(minute=0)


def wrote(once: str = "a", **changes: Any) -> Receipt:
    """Leave a message."""
    with store.write(PUBLIC) as work:
        return submission.leave_message(work, {**MESSAGE, **changes}, once)


@pytest.fixture
def point(session: Session) -> int:
    """Return a service point."""
    with store.write(TEST) as work:
        row = ServicePoint(
            kind=PointKind.UNIT,
            name="大厅",
            unit_id=support.unit_id("SP"),
            region_code="130924000000",
        )
        work.add(row)
        work.flush()
        return row.id


def rated(point: int, once: str = "a", **changes: Any) -> Receipt:
    """Evaluate a point."""
    facts = {**EVALUATION, "service_point_id": point, **changes}
    with store.write(PUBLIC) as work:
        return submission.evaluate(work, facts, once)


def one(model: type[Any]) -> Any:
    """Return the only row of a table."""
    session = store.current()
    session.rollback()
    session.expire_all()
    store.name(session, TEST)
    return session.scalars(sa.select(model)).one()


@pytest.mark.parametrize("fact", ["ip", "address", "user_agent", "referrer", "fingerprint", "at"])
def test_writer_takes_no_fact_of_a_device(point: int, fact: str) -> None:
    with pytest.raises(TypeError, match=fact), store.write(PUBLIC) as work:
        submission.leave_message(work, {**MESSAGE, fact: "x"}, "a")
    with pytest.raises(TypeError, match=fact), store.write(PUBLIC) as work:
        submission.evaluate(work, {**EVALUATION, "service_point_id": point, fact: "x"}, "a")


class Ears(logging.Handler):
    """Keeps every line that any logger says."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line with its arguments."""
        self.lines.append(self.format(record))


@pytest.fixture
def ears() -> Iterator[Ears]:
    """Listen to every logger at every level."""
    heard, root = Ears(), logging.getLogger()
    level = root.level
    root.addHandler(heard)
    root.setLevel(logging.DEBUG)
    yield heard
    root.removeHandler(heard)
    root.setLevel(level)


@pytest.fixture
def door(app: Flask, tmp_path: Path) -> Iterator[FlaskClient]:
    """Return a public application with a page that submits, as the public pages will."""
    public = support.make_app(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path, "public")

    @security.public
    def leave() -> Any:
        with store.write(PUBLIC) as work:
            receipt = submission.leave_message(work, {**MESSAGE}, request.form["_once"])
        if request.form.get("fail"):
            raise RuntimeError(request.remote_addr, request.user_agent.string)
        return receipt.code

    public.add_url_rule("/leave", "leave", csrf.exempt(leave), methods=["POST"])
    yield public.test_client()
    support.close(public)


def test_anonymous_report_keeps_nothing_of_the_device(door: FlaskClient, ears: Ears) -> None:
    """Scenario 7: not in the database, not in a log, not in an audit row."""
    answer = door.post("/leave", data={"_once": "a"}, environ_base=DEVICE)
    failed = door.post("/leave", data={"_once": "b", "fail": "1"}, environ_base=DEVICE)
    assert (answer.status_code, failed.status_code) == (200, 500)
    kept = stored_text() + "\n".join(ears.lines) + failed.text
    for value in DEVICE.values():
        assert value not in kept
        assert base64.b64encode(value.encode()).decode().strip("=") not in kept
    assert one_audit_row_less()
    store.name(store.current(), PUBLIC)
    found = public_status.by_code(store.current(), answer.text)
    assert found is not None
    assert found.state == "registered"


def one_audit_row_less() -> bool:
    """Tell whether the audit has no row of a submission."""
    session = store.current()
    session.rollback()
    store.name(session, TEST)
    return session.scalars(sa.select(AuditLog)).first() is None


def test_no_row_of_a_submission_holds_the_minute(point: int) -> None:
    """A minute is all it takes to lay a row beside a line of the proxy's log."""
    wrote()
    rated(point)
    marked = support.NOW.replace(tzinfo=None)
    assert marked.minute == 30
    with support.owner() as connection:
        for mapper in Model.registry.mappers:
            table = table_of(mapper.class_)
            if table.name in {"unit", "account", "ab_user", "service_point"}:
                continue
            for row in connection.execute(sa.select(table)).mappings():
                instants = [value for value in row.values() if type(value) is datetime]
                assert marked not in [i.replace(tzinfo=None) for i in instants], table.name
    assert one(Message).submitted_at == one(Evaluation).submitted_at == HOUR


def test_submission_is_told_to_the_worker_alone(session: Session) -> None:
    wrote()
    row = one(Outbox)
    assert (row.template, row.payload, row.unit_id) == (
        "message.new",
        {"message_id": one(Message).id},
        None,
    )


def test_repeated_submission_keeps_one_row_and_tells_the_same_code(session: Session) -> None:
    first, second = wrote("k"), wrote("k")
    assert second == first
    assert first.code
    assert one(Message).message_no == first.number
    assert wrote("another").code != first.code


def test_named_writer_is_sealed_and_his_words_lose_him(session: Session) -> None:
    wrote(**NAMED, body="我是钱小雀，电话13777770001，证人13888880002。")
    kept = stored_text()
    for secret in (NAMED["name"], NAMED["phone"]):
        assert secret not in kept
        assert json.dumps(secret).strip('"') not in kept
    assert one(Contact).phone_mask == "137****0001"
    assert "13888880002" in one(Message).body


def test_bad_fact_is_named_beside_its_field(session: Session) -> None:
    with pytest.raises(Invalid) as refused:
        wrote(subject="", region_code="x", request_type="?", name="有名")
    assert set(refused.value.errors) == {"subject", "region_code", "request_type", "name"}


def test_bad_evaluation_needs_a_reason_and_a_good_one_takes_none(point: int) -> None:
    with pytest.raises(Invalid, match="不满意的原因"):
        rated(point, level="dissatisfied")
    rated(point, level="dissatisfied", reasons=["extortion", "slow_processing"])
    assert (one(Evaluation).is_bad, one(Evaluation).is_sensitive) == (True, True)
    session = store.current()
    reasons = session.scalars(sa.select(EvaluationReason).order_by(EvaluationReason.id)).all()
    assert [(r.reason, r.is_sensitive) for r in reasons] == [
        ("extortion", True),
        ("slow_processing", False),
    ]


def test_childs_number_without_a_guardian_is_left_out_and_the_evaluation_kept(point: int) -> None:
    """Scenario 20."""
    receipt = rated(point, phone="13777770001", is_minor=True)
    assert "监护人" in receipt.contact_refused
    assert one(Evaluation).contact_id is None
    store.current().rollback()
    agreed = rated(
        point, "b", phone="13777770001", is_minor=True, guardian_name="钱母", guardian_consent=True
    )
    assert agreed.contact_refused == ""
    contact = one(Contact)
    assert (contact.is_minor, contact.guardian_sealed is not None) == (True, True)


def test_childs_message_with_a_number_needs_a_guardian(session: Session) -> None:
    with pytest.raises(Invalid, match="监护人"):
        wrote(**NAMED, is_minor=True)


def test_kiosks_entry_that_is_sent_again_is_kept_once(point: int) -> None:
    sent = [rated(point, str(n), channel="kiosk", kiosk_no="K01", kiosk_seq=7) for n in range(3)]
    assert len({receipt.number for receipt in sent}) == 1
    row = one(Evaluation)
    assert (row.kiosk_no, row.kiosk_seq) == ("K01", 7)


def hashes() -> list[str]:
    """Return the token hashes of all evaluations."""
    session = store.current()
    session.rollback()
    store.name(session, TEST)
    query = sa.select(Evaluation.client_token_hash).order_by(Evaluation.id)
    return [str(found) for found in session.scalars(query)]


def test_one_browsers_evaluations_are_joined_within_a_day_and_not_beyond(point: int) -> None:
    token = "a-random-token-of-one-browser"
    rated(point, "1", client_token=token)
    rated(point, "2", client_token=token)
    rated(point, "3", client_token="another")
    with clock.fixed(support.NOW + timedelta(days=1)):
        rated(point, "4", client_token=token)
    first, second, other, tomorrow = hashes()
    assert first == second
    assert len({first, other, tomorrow}) == 3
    assert token not in stored_text()


def test_salt_of_yesterday_is_overwritten_on_the_disk(tmp_path: Path) -> None:
    with clock.fixed(support.NOW):
        daily_salt.token_hash(tmp_path, "t")
        before = (tmp_path / daily_salt.NAME).read_bytes()
        assert daily_salt.sweep(tmp_path) is False
    with clock.fixed(support.NOW + timedelta(days=1)):
        assert daily_salt.sweep(tmp_path) is True
        after = (tmp_path / daily_salt.NAME).read_bytes()
        assert daily_salt.sweep(tmp_path) is False
    assert len(after) == len(before)
    assert before[10:] not in after
    assert after.startswith(b"2026-11-19")
    assert (tmp_path / daily_salt.NAME).stat().st_mode & 0o077 == 0


def test_sweep_without_a_salt_makes_none(tmp_path: Path) -> None:
    assert daily_salt.sweep(tmp_path) is False
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("typed", ["lower", "spaced", "plain"])
def test_code_opens_its_status_however_it_is_typed(session: Session, typed: str) -> None:
    code = wrote().code
    shapes = {
        "lower": code.lower(),
        "spaced": f" {code.replace('-', ' ')} ",
        "plain": code.replace("-", ""),
    }
    store.name(session, PUBLIC)
    assert public_status.by_code(session, shapes[typed]) is not None


def test_c10_query_code_cannot_be_guessed(session: Session, soak: bool) -> None:
    code = wrote().code
    assert len(public_status.SIGNS) ** public_status.LENGTH >= 2**80
    assert code not in stored_text()
    store.name(session, PUBLIC)
    for _ in range(1000 if soak else 100):
        assert public_status.by_code(session, public_status.new_code()) is None
    for wrong in ("", "%", code[:-1], code + "2", "' OR 1=1"):
        assert public_status.by_code(session, wrong) is None


def test_day_of_an_event_may_be_told_but_is_today_by_default(point: int) -> None:
    rated(point)
    assert one(Evaluation).happened_on == support.NOW.date()
    rated(point, "b", happened_on=date(2026, 11, 16))
    session = store.current()
    session.rollback()
    store.name(session, TEST)
    days = session.scalars(sa.select(Evaluation.happened_on).order_by(Evaluation.id)).all()
    assert days == [support.NOW.date(), date(2026, 11, 16)]

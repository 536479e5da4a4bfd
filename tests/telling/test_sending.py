"""The sender of short messages against a real gateway: nothing is lost, nothing comes twice."""

from __future__ import annotations

import contextvars
import dataclasses
import hashlib
import hmac
import json
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

import config
from app import clock, sender, store
from app import gateway as way_out
from app.enums import OutboxState
from app.extensions import db
from app.models import Outbox, Parameter
from app.operations import notices, sending, texting
from app.principal import system
from tests import makers, support
from tests.telling.fake_gateway import KEY, Gateway, serving

WRITER = system("test")


def queue(count: int, *, first: int = 0) -> None:
    """Write short messages as an operation does."""
    with store.write(WRITER) as work:
        for number in range(first, first + count):
            key = f"problem:{number}:1:lead:1"
            texting.write(
                work, "problem.T06", key, {"problem_id": number}, unit_id=support.unit_id("GW")
            )


def rows() -> list[Outbox]:
    """Return the short messages as they are stored."""
    session = support.session()
    session.rollback()
    session.expire_all()
    store.name(session, WRITER)
    query = sa.select(Outbox).where(Outbox.channel == "sms").order_by(Outbox.id)
    return list(session.scalars(query))


def states() -> list[str]:
    """Return the states of the short messages in order."""
    return [row.state.value for row in rows()]


def at(minutes: float) -> clock.datetime:
    """Return the tests' hour and some minutes."""
    return support.NOW + timedelta(minutes=minutes)


def pass_at(minutes: float) -> bool:
    """Send what is due at an hour."""
    with clock.fixed(at(minutes)):
        return sender.send_due()


def free_port() -> int:
    """Return a port where nobody listens."""
    with serving(Gateway()) as passing:
        return passing.port


def with_gateway(settings: config.Settings, url: str) -> config.Settings:
    """Return the settings with a gateway."""
    return dataclasses.replace(settings, sms_webhook_url=url, sms_webhook_key=KEY)


@pytest.fixture(autouse=True)
def held() -> object:
    """Hold the clock, so that backoff is told and not waited for."""
    with clock.fixed(support.NOW):
        yield


def test_message_is_signed_and_holds_four_words_and_nothing_else(gateway: Gateway) -> None:
    queue(1)
    assert pass_at(0)
    (post,) = gateway.posts
    assert post["path"] == "/sms?line=1"
    assert set(post["message"]) == {"template", "to", "text", "key"}
    assert (post["message"]["template"], post["message"]["to"]) == ("problem.T06", "GW")
    assert post["headers"]["Idempotency-Key"] == post["message"]["key"]
    stamp = post["headers"]["X-Voice-Timestamp"]
    assert int(stamp) == int(support.NOW.timestamp())
    mac = hmac.digest(KEY.encode(), stamp.encode() + b"." + post["body"], hashlib.sha256).hex()
    assert post["headers"]["X-Voice-Signature"] == f"sha256={mac}"
    assert states() == ["sent"]


def test_every_message_leaves_once_and_a_second_pass_sends_nothing(gateway: Gateway) -> None:
    queue(7)
    assert pass_at(0)
    assert pass_at(1)
    assert (len(gateway.posts), len(gateway.taken), states()) == (7, 7, ["sent"] * 7)


def test_d09_gateway_that_is_away_for_an_hour_loses_nothing(app: Flask) -> None:
    port = free_port()
    settings = app.config["VX"]
    app.config["VX"] = with_gateway(settings, f"http://127.0.0.1:{port}/")
    queue(5)
    for minute in range(60):
        pass_at(minute)
    kept = rows()
    assert {row.state for row in kept} == {OutboxState.WAITING}
    assert all(row.reason == "ConnectionRefusedError" for row in kept if row.tries)
    # Each was tried a handful of times, not once a pass.
    assert max(row.tries for row in kept) <= 8
    with serving(Gateway(port=port)) as back:
        for minute in range(60, 180, 2):
            pass_at(minute)
        assert states() == ["sent"] * 5
        assert len(back.taken) == len(back.posts) == 5
    app.config["VX"] = settings


@pytest.mark.parametrize("status", [500, 503, 404, 401, 302])
def test_fault_of_the_gateway_is_tried_again_ever_later(gateway: Gateway, status: int) -> None:
    queue(1)
    gateway.status = status
    assert not pass_at(0)
    first = rows()[0]
    assert (first.tries, first.reason, first.state.value) == (1, f"http_{status}", "waiting")
    assert at(0.39) <= first.next_try_at <= at(0.61)
    assert pass_at(0.3)
    assert not pass_at(1)
    second = rows()[0]
    assert second.tries == 2
    assert at(1.79) <= second.next_try_at <= at(2.21)
    gateway.status = 204
    assert pass_at(3)
    assert [post["path"] for post in gateway.posts] == ["/sms?line=1"] * 3
    assert states() == ["sent"]


def test_message_that_was_taken_before_counts_as_delivered(gateway: Gateway) -> None:
    queue(1)
    gateway.status = 409
    assert pass_at(0)
    assert states() == ["sent"]


@pytest.mark.parametrize("status", [400, 422])
def test_message_that_no_try_would_change_is_given_up_and_the_others_go_on(
    gateway: Gateway, status: int
) -> None:
    queue(1)
    gateway.status = status
    assert pass_at(0)
    queue(1, first=1)
    gateway.status = 200
    assert pass_at(1)
    assert states() == ["failed", "sent"]


def test_giving_up_is_told_to_the_system_administrator_once_a_day(gateway: Gateway) -> None:
    queue(3)
    gateway.status = 422
    assert pass_at(0)
    assert states() == ["failed"] * 3
    support.session().expire_all()
    query = sa.select(Outbox).where(Outbox.template == "sending.failed")
    (told,) = support.session().scalars(query).all()
    assert told.account_id == support.person("sysadmin").account_id
    assert told.payload == {}


def test_last_try_gives_up(gateway: Gateway) -> None:
    queue(1)
    gateway.status = 500
    minute = 0.0
    for _ in range(sending.MOST_TRIES):
        pass_at(minute)
        minute += 75
    assert (states(), len(gateway.posts)) == (["failed"], sending.MOST_TRIES)
    assert len(set(gateway.keys())) == 1
    # The pauses above reach over a night's work of a gateway: eight hours at the least.
    least = sum((sending.pause(n) for n in range(1, sending.MOST_TRIES)), timedelta())
    assert least > timedelta(hours=6)


def test_hung_gateway_holds_no_transaction_and_the_message_comes_again(
    app: Flask, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(way_out, "SECONDS", 0.5)
    queue(1)
    gateway.hangs = True
    passing = threading.Thread(target=contextvars.Context().run, args=(in_context, app))
    passing.start()
    assert gateway.holding.wait(10)
    # A request writes while the gateway hangs.
    makers.registered()
    passing.join(20)
    (row,) = rows()
    assert (row.state.value, row.reason, row.tries) == ("waiting", "timeout", 1)
    gateway.hangs = False
    # A busy machine may take longer over an answer than over the wait for none.
    monkeypatch.setattr(way_out, "SECONDS", 10.0)
    assert pass_at(2)
    assert states() == ["sent"]
    assert len(set(gateway.keys())) == 1


def in_context(app: Flask) -> None:
    """Send in a thread of its own."""
    with app.app_context(), clock.fixed(support.NOW):
        sender.send_due()
        db.session.remove()


def test_two_senders_at_once_send_each_message_once(app: Flask, gateway: Gateway) -> None:
    queue(20)
    support.session().rollback()
    threads = [
        threading.Thread(target=contextvars.Context().run, args=(in_context, app)) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert states() == ["sent"] * 20
    assert len(gateway.posts) == len(set(gateway.keys())) == 20


def test_sender_that_comes_late_does_not_undo_what_another_did(gateway: Gateway) -> None:
    queue(1)
    (row,) = rows()
    with store.write(WRITER) as work:
        slow = sending.claim(work, row.id, at(0))
    assert slow is not None
    with store.write(WRITER) as work:
        assert sending.claim(work, row.id, at(1)) is None
    with store.write(WRITER) as work:
        fast = sending.claim(work, row.id, at(3))
    assert fast is not None
    with store.write(WRITER) as work:
        sending.mark(work, slow, way_out.Answer(False, "timeout"), at(3))
    assert rows()[0].reason is None
    with store.write(WRITER) as work:
        sending.mark(work, fast, way_out.Answer(True), at(3))
    with store.write(WRITER) as work:
        sending.mark(work, slow, way_out.Answer(False, "timeout"), at(4))
    assert states() == ["sent"]
    assert slow.key == fast.key


KILLED = """
import sys, config
from app import clock, create_app, sender
from tests import support
environ = {**support.KEYS, "DATABASE_URL": sys.argv[1], "VAR_DIR": sys.argv[2], "ENV": "trial",
           "SMS_WEBHOOK_URL": sys.argv[3], "SMS_WEBHOOK_KEY": sys.argv[4]}
app = create_app(config.load(environ))
with app.app_context(), clock.fixed(support.NOW):
    sender.send_due()
"""


def test_d09_sender_killed_between_sending_and_marking_loses_and_doubles_nothing(
    app: Flask, gateway: Gateway, tmp_path: Path
) -> None:
    queue(4)
    gateway.hangs = True
    url = app.config["VX"].database_url
    words = [sys.executable, "-c", KILLED, url, str(tmp_path), gateway.url, KEY]
    child = subprocess.Popen(words, cwd=config.ROOT)
    assert gateway.holding.wait(60)
    # The gateway has the message; the sender never hears of it.
    child.kill()
    child.wait()
    gateway.hangs = False
    gateway.let_go.set()
    assert states() == ["waiting"] * 4
    assert pass_at(0)
    assert states() == ["waiting", "sent", "sent", "sent"]
    assert pass_at(3)
    assert states() == ["sent"] * 4
    assert len(gateway.posts) == 5
    assert len(gateway.taken) == 4


def test_without_a_gateway_nothing_is_written_and_what_waits_says_why(
    app: Flask, session: Session
) -> None:
    allow("T01,T06")
    makers.problem_in("assigned")
    assert rows() == []
    queue(1)
    assert sender.send_due()
    with store.write(WRITER) as work:
        assert sending.stand_by(work) == 1
    with store.write(WRITER) as work:
        assert sending.stand_by(work) == 0
    (row,) = rows()
    assert (row.state.value, row.reason, row.tries) == ("waiting", sending.OFF, 0)


def allow(codes: str) -> None:
    """Set which events send a short message."""
    with store.write(WRITER) as work:
        query = sa.select(Parameter).where(Parameter.key == texting.EVENTS)
        work.scalars(query).one().value = codes


def test_no_event_sends_a_short_message_unless_the_office_says_so(gateway: Gateway) -> None:
    makers.problem_in("in_progress")
    assert rows() == []


def test_named_events_send_one_to_each_unit_that_is_told(gateway: Gateway) -> None:
    allow("T06，T08")
    makers.problem_in("in_progress")
    assert pass_at(0)
    told = sorted((m["template"], m["to"]) for m in gateway.taken.values())
    assert told == [
        ("problem.T06", "GW"),
        ("problem.T06", "JD1"),
        ("problem.T06", "MZ"),
        ("problem.T08", "JD1"),
    ]


def test_secret_item_sends_no_short_message(gateway: Gateway) -> None:
    allow("T01,T02")
    makers.registered(request_type="report")
    assert rows() == []


def test_no_message_of_any_path_holds_the_caller_or_the_item(gateway: Gateway) -> None:
    allow("T01,T02,T06,T08,P01,P02,T13,T14,T15,F01,T16,T17,E02,digest")
    problem_id = makers.problem_in("closed")
    pass_at(0)
    number = makers.stored(problem_id).problem_no
    assert len(gateway.taken) >= 8
    sent = "\n".join(post["body"].decode() for post in gateway.posts)
    for canary in (makers.NAME, makers.PHONE, "0013", number, "结婚证", "孔庄子", "杨"):
        assert canary not in sent
    assert "【民声直通车】" in json.loads(gateway.posts[0]["body"])["text"]


def test_notices_of_a_page_are_delivered_when_they_are_written(session: Session) -> None:
    with store.write(WRITER) as work:
        notices.notice(work, "problem.T06", support.unit_id("GW"), {}, "x")
    found = support.session().scalars(sa.select(Outbox).where(Outbox.dedupe_key == "x")).one()
    assert found.state is OutboxState.SENT

"""The worker's notices of what citizens sent: one bad row stops no other and is not hidden."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock, store
from app.models import Message, Outbox
from app.operations import board_work, handling
from app.operations.walking import Report
from tests import support
from tests.board.door import Citizen
from tests.board.test_message import TEST, rows

WORD = "村口路灯不亮"


def spoil(template: str) -> int:
    """Let the first row of a template point at nothing, and return its id."""
    first = next(row.id for row in rows(Outbox) if row.template == template)
    with store.write(TEST) as work:
        gone = {"message_id": 10**9, "evaluation_id": 10**9}
        work.execute(sa.update(Outbox).where(Outbox.id == first).values(payload=gone))
    return first


def of(row_id: int) -> Any:
    """Return one row of the outbox."""
    return next(row for row in rows(Outbox) if row.id == row_id)


def told() -> set[int]:
    """Return the messages that somebody was told of."""
    return {row.payload["message_id"] for row in rows(Outbox) if row.unit_id}


def test_one_bad_row_stops_no_other(citizen: Citizen) -> None:
    for _ in range(3):
        citizen.leave()
    spoil("message.new")
    report = board_work.take(TEST)
    assert (report.acted, sum(report.skipped.values())) == (2, 1)
    assert told() == {row.id for row in rows(Message)[1:]}


def test_bad_row_waits_an_hour_and_somebody_is_told_once_a_day(
    citizen: Citizen, caplog: pytest.LogCaptureFixture
) -> None:
    citizen.leave()
    bad, minute = spoil("message.new"), support.NOW + timedelta(minutes=7)
    with clock.fixed(minute), caplog.at_level(logging.ERROR):
        for _ in range(3):
            board_work.take(TEST)
    assert len(caplog.records) == 1
    assert WORD not in caplog.text
    assert (of(bad).state, of(bad).tries, of(bad).reason) == ("waiting", 1, "NoResultFound")
    assert (of(bad).next_try_at.minute, of(bad).updated_at.minute) == (0, 0)
    with clock.fixed(minute + timedelta(hours=1)):
        board_work.take(TEST)
    assert of(bad).tries == 2
    signs = [row for row in rows(Outbox) if row.template == "intake.failed"]
    assert [row.account_id for row in signs] == [support.person("sysadmin").account_id]


def test_row_that_was_mended_is_taken_in_a_later_hour(citizen: Citizen) -> None:
    citizen.leave()
    bad = spoil("message.new")
    board_work.take(TEST)
    (message,) = rows(Message)
    with store.write(TEST) as work:
        mended = sa.update(Outbox).where(Outbox.id == bad)
        work.execute(mended.values(payload={"message_id": message.id}))
    assert board_work.take(TEST).acted == 0
    with clock.fixed(support.NOW + timedelta(hours=1)):
        assert board_work.take(TEST).acted == 1
    assert told() == {message.id}


def test_bad_evaluation_that_cannot_be_taken_up_is_set_aside_too(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.write(TEST) as work:
        work.add(
            Outbox(
                channel="in_app",
                template=handling.TEMPLATE,
                payload={"evaluation_id": 1},
                dedupe_key="evaluation:1:new",
            )
        )

    def broken(*_: Any) -> Report:
        raise ValueError(WORD)

    monkeypatch.setattr(handling, "_act", broken)
    handling.take_up(TEST)
    (row,) = [row for row in rows(Outbox) if row.template == handling.TEMPLATE]
    assert (row.tries, row.reason) == (1, "ValueError")
    assert handling.take_up(TEST).scanned == 0

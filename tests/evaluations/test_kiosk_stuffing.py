"""What a touch screen says of its own time is held against what the server knows; none is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import arrivals, clock, store
from app.enums_evaluation import FlagKind
from app.models import Evaluation, EvaluationFlag, Kiosk
from app.operations import stuffing, submission
from app.principal import PUBLIC
from tests import support
from tests.evaluations.hands import KEY, TEST, hidden, rows, tick

LONG_AGO = support.NOW - timedelta(days=300)


@pytest.fixture
def device(citizen: FlaskClient, point: dict[str, int]) -> FlaskClient:
    """Return a device that has its key and has stood in the hall for long."""
    form = hidden(citizen.get("/kiosk/K01").text)
    citizen.post("/kiosk/K01/key", data={**form, "key": KEY})
    known(created_at=LONG_AGO)
    return citizen


def known(**values: Any) -> None:
    """Write what the server knows of the device."""
    with store.write(TEST) as work:
        work.execute(sa.update(Kiosk).values(**values))


def send(device: FlaskClient, *entries: dict[str, Any]) -> Any:
    """Send good evaluations with the times that the device tells."""
    sent = [
        {"kiosk_seq": seq, "level": "satisfied", "happened_on": "2026-11-17", **entry}
        for seq, entry in enumerate(entries, 1)
    ]
    return device.post("/kiosk/K01/entries", json={"entries": sent}).get_json()


def flagged(kind: FlagKind) -> set[int]:
    """Return the running numbers of the entries that have a flag of a kind."""
    numbers = {row.id: row.kiosk_seq for row in rows(Evaluation)}
    return {numbers[flag.evaluation_id] for flag in rows(EvaluationFlag) if flag.kind == kind}


def kept(device_hours: list[int], on: date, start: int = 1) -> None:
    """Keep good evaluations that a device tells of some hours of a day."""
    point = rows(Kiosk)[0].service_point_id
    for seq, hour in enumerate(device_hours, start):
        facts = {
            "channel": "kiosk",
            "level": "satisfied",
            "service_point_id": point,
            "kiosk_no": "K01",
            "kiosk_seq": seq,
            "happened_on": on,
            "happened_hour": hour,
        }
        with store.write(PUBLIC) as work:
            submission.evaluate(work, facts, "")


@pytest.mark.parametrize(
    "told",
    [
        {"happened_hour": None},
        {"happened_hour": "9"},
        {"happened_hour": 24},
        {"happened_on": "yesterday", "happened_hour": 9},
        {"happened_on": "2030-01-01", "happened_hour": 9},
        {"happened_on": "2026-11-18", "happened_hour": 10},
        {"happened_on": "2026-01-01", "happened_hour": 9},
    ],
    ids=["none", "text", "no hour", "no day", "year ahead", "hour ahead", "before its time"],
)
def test_time_that_cannot_be_true_is_kept_and_flagged(
    device: FlaskClient, told: dict[str, Any]
) -> None:
    """It is half past nine of 18 November; the device was registered in January."""
    answer = send(device, told, {"happened_hour": 9})
    assert answer == {"kept": [1, 2], "refused": []}
    assert flagged(FlagKind.OFF_CLOCK) == {1}
    for flag in rows(EvaluationFlag):
        assert (flag.flagged_on.minute, flag.created_at.minute) == (0, 0)


def test_hour_before_the_device_said_that_it_held_nothing_is_flagged(device: FlaskClient) -> None:
    """At 09:00 it was heard and held nothing: what it brings of 08:00 was not pressed then."""
    known(last_seen=support.NOW - timedelta(minutes=20), waiting=0)
    today = {"happened_on": "2026-11-18"}
    send(
        device, {"happened_hour": 16}, {**today, "happened_hour": 7}, {**today, "happened_hour": 9}
    )
    assert flagged(FlagKind.OFF_CLOCK) == {1, 2}


def test_what_a_device_still_held_is_no_suspicion(device: FlaskClient) -> None:
    known(last_seen=support.NOW - timedelta(minutes=20), waiting=2)
    send(device, {"happened_hour": 15}, {"happened_hour": 16})
    tick()
    assert rows(EvaluationFlag) == []


def test_more_than_a_window_serves_in_an_hour_is_flagged(
    device: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stuffing, "MOST_AN_HOUR", 6)
    kept([10] * 8 + [11] * 6, date(2026, 11, 17))
    tick()
    tick()
    assert flagged(FlagKind.CROWD) == {7, 8}
    assert {row.state for row in rows(Evaluation)} == {"valid"}


def test_more_than_a_window_serves_in_a_day_is_flagged(
    device: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stuffing, "MOST_A_DAY", 9)
    kept([9, 10, 11, 14, 15, 16] * 2, date(2026, 11, 17))
    kept([9, 10, 11], date(2026, 11, 16), 20)
    tick()
    assert flagged(FlagKind.CROWD) == {10, 11, 12}


def test_screen_that_says_now_is_counted_by_the_minute_like_a_telephone(
    app: Flask, device: FlaskClient
) -> None:
    """Saying nothing of quick presses does not help; what was held back is no burst."""
    arrivals.register(app)
    kept([9] * 12, clock.today())
    assert flagged(FlagKind.BURST) == {11, 12}
    kept([8] * 12, clock.today(), 20)
    assert flagged(FlagKind.BURST) == {11, 12}

"""What a touch screen sends: with its key, each entry once, with its own time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app import clock, store
from app.enums import RecordStatus
from app.models import (
    Evaluation,
    EvaluationReason,
    Kiosk,
    PostAssignment,
    ServicePoint,
    VocabularyTerm,
)
from tests import support
from tests.evaluations.hands import KEY, TEST, hidden, rows


@pytest.fixture
def device(citizen: FlaskClient, point: dict[str, int]) -> FlaskClient:
    """Return a device that has its key."""
    form = hidden(citizen.get("/kiosk/K01").text)
    answer = citizen.post("/kiosk/K01/key", data={**form, "key": KEY})
    assert answer.status_code == 302
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/kiosk"))
    return citizen


def entry(seq: int, **facts: Any) -> dict[str, Any]:
    """Return an entry as the page keeps it."""
    return {
        "kiosk_seq": 90_000_000 + seq,
        "level": "satisfied",
        "reasons": [],
        "other_text": "",
        "staff_id": "",
        "service_item_id": "",
        "is_quick": False,
        "happened_on": "2026-11-16",
        "happened_hour": 15,
        **facts,
    }


def send(device: FlaskClient, *entries: Any) -> Any:
    """Send entries of the queue."""
    return device.post("/kiosk/K01/entries", json={"entries": list(entries)})


def test_device_without_its_key_is_asked_for_it_and_keeps_nothing(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    for name in ("K01", "K99"):
        page = citizen.get(f"/kiosk/{name}")
        assert (page.status_code, "还没有启用" in page.text) == (200, True)
        wrong = citizen.post(f"/kiosk/{name}/key", data={**hidden(page.text), "key": "wrong"})
        assert (wrong.status_code, "编号或密钥不对" in wrong.text) == (422, True)
    assert send(citizen, entry(1)).status_code == 403
    assert citizen.post("/kiosk/K01/alive", json={"waiting": 1}).status_code == 403
    assert rows(Evaluation) == []


def test_entries_are_kept_once_with_their_own_time(
    device: FlaskClient, point: dict[str, int]
) -> None:
    queue = [
        entry(1, staff_id=str(point["here"]), service_item_id=str(point["item"])),
        entry(2, level="dissatisfied", reasons=["slow_processing"], happened_hour=16),
    ]
    told = [send(device, *queue).get_json() for _ in range(3)]
    assert told == [{"kept": [90_000_001, 90_000_002], "refused": []}] * 3
    first, second = rows(Evaluation)
    assert (first.kiosk_no, first.kiosk_seq, first.channel) == ("K01", 90_000_001, "kiosk")
    assert [row.happened_on.isoformat() for row in (first, second)] == ["2026-11-16"] * 2
    assert [row.happened_hour for row in (first, second)] == [15, 16]
    assert (first.staff_id, first.service_item_id) == (point["here"], point["item"])
    assert (second.is_bad, second.follow_code_hash) == (True, None)


def test_bad_word_without_a_reason_is_refused(device: FlaskClient) -> None:
    """Scenario 1, its first half; the device is told and holds the entry apart."""
    told = send(device, entry(1, level="dissatisfied"), entry(2)).get_json()
    assert told == {"kept": [90_000_002], "refused": [90_000_001]}


def test_who_left_costs_no_evaluation(device: FlaskClient, point: dict[str, int]) -> None:
    with store.write(TEST) as work:
        work.execute(sa.update(PostAssignment).values(valid_to=support.NOW.date().replace(day=1)))
    assert send(device, entry(1, staff_id=str(point["here"]))).get_json()["refused"] == []
    assert rows(Evaluation)[0].staff_id is None


@pytest.mark.parametrize("day", ["1970-01-01", "2030-01-01", "yesterday", None])
def test_device_that_lost_its_clock_costs_no_evaluation(device: FlaskClient, day: Any) -> None:
    assert send(device, entry(1, happened_on=day)).get_json()["refused"] == []
    assert rows(Evaluation)[0].happened_on == support.NOW.date()


@pytest.mark.parametrize(
    "sent",
    [None, [], {"entries": "x"}, {"entries": [None, 7, {}]}, {"entries": [{"kiosk_seq": "x"}]}],
)
def test_rubbish_is_answered_without_a_fault(device: FlaskClient, sent: Any) -> None:
    answer = device.post("/kiosk/K01/entries", json=sent)
    assert (answer.status_code, answer.get_json()) == (200, {"kept": [], "refused": []})


def test_sign_of_life_tells_what_still_waits(device: FlaskClient) -> None:
    assert device.post("/kiosk/K01/alive", json={"waiting": 7}).get_json() == {"ok": True}
    (kiosk,) = rows(Kiosk)
    assert (kiosk.waiting, kiosk.last_seen) == (7, support.NOW)


def test_revoked_device_is_refused(device: FlaskClient) -> None:
    with store.write(TEST) as work:
        work.execute(sa.update(Kiosk).values(revoked_at=support.NOW))
    assert send(device, entry(1)).status_code == 403
    assert "还没有启用" in device.get("/kiosk/K01").text


def test_pages_worker_comes_from_the_folder_of_the_pages(device: FlaskClient) -> None:
    answer = device.get("/kiosk/worker.js")
    assert answer.mimetype in {"text/javascript", "application/javascript"}
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
    assert 'data-worker="/kiosk/worker.js"' in device.get("/kiosk/K01").text


def test_what_was_pressed_before_the_office_changed_its_words_is_kept(
    device: FlaskClient, point: dict[str, int]
) -> None:
    """A reason is retired, the scale is another, the point is closed: the queue comes late."""
    with store.write(TEST) as work:
        work.execute(
            sa.update(VocabularyTerm)
            .where(VocabularyTerm.code == "extortion")
            .values(valid_to=clock.today() - timedelta(days=1))
        )
        work.execute(sa.update(ServicePoint).values(status=RecordStatus.RETIRED))
    pressed = {"level": "dissatisfied", "reasons": ["extortion"], "scale": "three"}
    five = {"level": "very_satisfied", "scale": "five"}
    told = send(device, entry(1, **pressed), entry(2, **five)).get_json()
    assert told["refused"] == []
    assert [(row.scale, row.level) for row in rows(Evaluation)] == [
        ("three", "dissatisfied"),
        ("five", "very_satisfied"),
    ]
    assert [one.reason for one in rows(EvaluationReason)] == ["extortion"]

"""Guessing at a receipt's code and at a device's key: answered alike, slowed, never opened."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app import store, throttle
from app.models import Evaluation, FollowUp
from app.queries import public_status
from app.throttle import FAILURES
from tests.evaluations.hands import KEY, TEST, heard, hidden, rate, rows

NEVER = "ZZZZ-ZZZZ-ZZZZ-ZZZZ"


def waiting(citizen: FlaskClient) -> str:
    """Evaluate badly and return the code, which opens nothing yet."""
    answer = rate(citizen, level="dissatisfied", reasons="slow_processing")
    return re.findall(r"\w{4}-\w{4}-\w{4}-\w{4}", answer.text)[0]


def opened(citizen: FlaskClient, point: dict[str, int]) -> str:
    """Return a code whose handling was checked."""
    code = waiting(citizen)
    row = rows(Evaluation)[-1]
    with store.write(TEST) as work:
        work.add(
            FollowUp(
                code_hash=row.follow_code_hash,
                evaluation_id=row.id,
                service_point_id=point["point"],
                answer="已加开窗口。",
            )
        )
    return code


def ask(citizen: FlaskClient, code: str, **more: Any) -> Any:
    """Ask with a code."""
    form = hidden(citizen.get("/e/again").text)
    return citizen.post("/e/again", data={**form, "code": code, **more})


def bare(page: str, code: str) -> str:
    """Return a page without what changes with every request and what was typed."""
    shown = re.sub(r'(name="csrf_token" value|nonce)="[^"]*"', "", page)
    return shown.replace(code, "")


def test_code_that_waits_and_one_that_never_was_are_answered_alike(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    codes = (waiting(citizen), NEVER, "x1y", "%' OR 1=1 --")
    answers = [ask(citizen, code) for code in codes]
    assert [answer.status_code for answer in answers] == [422] * len(codes)
    pages = {bare(a.text, c) for a, c in zip(answers[:3], codes, strict=False)}
    assert len(pages) == 1


def test_known_and_unknown_codes_run_the_same_statements(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    codes = (opened(citizen, point), waiting(citizen), NEVER, "", "%' OR 1=1 --")
    form, said = hidden(citizen.get("/e/again").text), []
    for code in codes:
        with heard(citizen) as statements:
            citizen.post("/e/again", data={**form, "code": code})
        said.append(statements)
    assert len(said[0]) >= 2
    assert said[1:] == [said[0]] * (len(codes) - 1)


def test_who_guesses_is_slowed_and_the_right_code_opens_nothing_then(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    code = opened(citizen, point)
    form = hidden(citizen.get("/e/again").text)
    for _ in range(FAILURES.amount):
        wrong = {**form, "code": public_status.new_code(), "act": "rate", "level": "satisfied"}
        assert citizen.post("/e/again", data=wrong).status_code == 422
    for more in ({}, {"act": "rate", "level": "satisfied"}):
        answer = citizen.post("/e/again", data={**form, "code": code, **more})
        assert (answer.status_code, "已加开窗口" in answer.text) == (429, False)
    assert [row.round for row in rows(Evaluation)] == [1]
    looked = citizen.post("/lookup", data={**form, "code": NEVER})
    assert looked.status_code == 429


def test_right_codes_are_not_counted(citizen: FlaskClient, point: dict[str, int]) -> None:
    """A village behind one address asks often."""
    code = opened(citizen, point)
    for _ in range(FAILURES.amount + 2):
        assert ask(citizen, code).status_code == 200


def test_wrong_codes_open_nothing(citizen: FlaskClient, point: dict[str, int], soak: bool) -> None:
    code, count = opened(citizen, point), 2000 if soak else 60
    near = code[:-1] + ("2" if code[-1] != "2" else "3")
    form, answered = hidden(citizen.get("/e/again").text), 0
    for turn in range(count):
        if turn % FAILURES.amount == 0:
            throttle.register(citizen.application)
        wrong = near if turn == 0 else public_status.new_code()
        answer = citizen.post("/e/again", data={**form, "code": wrong})
        answered += answer.status_code != 422 or "整改结果" in answer.text
    assert answered == 0
    print(f"{count} wrong codes at /e/again: {answered} answered")


@pytest.mark.parametrize("device", ["K01", "K99"])
def test_devices_key_is_guessed_ten_times_at_most(
    citizen: FlaskClient, point: dict[str, int], device: str
) -> None:
    """Known and unknown devices alike; then the right key does not open either."""
    form = hidden(citizen.get(f"/kiosk/{device}").text)
    path = f"/kiosk/{device}/key"
    tried = [citizen.post(path, data={**form, "key": f"wrong{n}"}).status_code for n in range(10)]
    assert tried == [422] * 10
    right = citizen.post(path, data={**form, "key": KEY})
    assert (right.status_code, "Set-Cookie" in right.headers) == (429, False)

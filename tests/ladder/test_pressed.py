"""Who is pressed by hand, and which limits are too short for a reminder."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.models import Outbox
from tests import makers, support
from tests.ladder.test_climb import every, local, names, rows, tick
from tests.views.hands import Hands


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("registered", "DF"),
        ("pending_decision", "JW"),
        ("in_progress", "GW"),
        ("submitted", "JD1"),
        ("pending_feedback", "DF"),
    ],
)
def test_supervision_presses_whom_the_item_waits_for(app: Flask, state: str, code: str) -> None:
    problem_id = makers.problem_in(state)
    makers.act("leader", problem_id, "supervise")
    (row,) = rows()
    assert row.unit_id == support.unit_id(code)
    assert (row.reply_due is not None) == (state == "in_progress")
    told = {one.unit_id for one in every(Outbox, Outbox.template == "problem.E02")}
    assert support.unit_id(code) in told
    assert (support.unit_id("GW") in told) == (state == "in_progress")


@pytest.mark.parametrize("state", ["registered", "pending_decision", "pending_feedback"])
def test_a_limit_no_longer_than_the_reminder_gets_none(app: Flask, state: str) -> None:
    makers.problem_in(state)
    tick(support.NOW + timedelta(minutes=1))
    assert names() == []
    tick(local(26, 9))
    assert names()[:1] == ["red"]


def test_a_longer_limit_is_reminded_of_though_it_is_counted_from_the_old_due(app: Flask) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("gaowan", problem_id, "extend", days=1)
    with clock.fixed(support.NOW + timedelta(minutes=1)):
        makers.act("intake", problem_id, "agree_extension")
        makers.act("leader", problem_id, "approve_extension")
    assert clock.local(makers.stored(problem_id).due_at).date() == local(30, 9).date()
    tick(local(26, 9))
    assert names() == ["yellow"]


def test_a_late_reply_says_what_to_do(app: Flask) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("intake", problem_id, "supervise")
    press = f'href="/problem/{problem_id}/supervise">再次督办</a>'
    for at, shown in ((local(19, 9), False), (local(24, 9), True)):
        page = Hands(app, at).get("intake", "/supervision/").text
        assert ("逾期未回复" in page, press in page) == (shown, shown)

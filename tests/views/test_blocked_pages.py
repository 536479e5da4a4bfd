"""办不成事: the cause of an item from a window, and what each cause asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.enums import Track
from app.formats import lasted
from tests import support
from tests.views.hands import LEADER, Hands, newest


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return people at their browsers."""
    return Hands(app)


def blocked(hands: Hands, cause: str, who: str = "bureau", **changes: Any) -> int:
    """Register what a window could not do."""
    return hands.register(who, channel="window", blocked_cause=cause, **changes)


def test_cause_of_a_window_is_kept_and_shown(hands: Hands) -> None:
    row_id = blocked(hands, "needs_coordination")
    assert newest().blocked_cause == "needs_coordination"
    text = hands.get("intake", f"/problem/{row_id}").text
    assert "办不成的原因" in text
    assert "需多方协调" in text


def test_cause_without_a_window_is_refused_beside_its_box(hands: Hands) -> None:
    answer = hands.send("clerk", "/problem/new", **{**FACTS, "blocked_cause": "policy_forbidden"})
    assert answer.status_code == 422
    assert "来源是窗口的才选办不成的原因。" in answer.text


FACTS = {
    "channel": "phone",
    "identity_mode": "anonymous",
    "region_code": "孔庄子",
    "occurred_on": "2026-11-17",
    "request_type": "help",
    "title": "办不成的事",
    "content": "跑了三趟都没有办成。",
}


def test_misconduct_at_a_window_is_the_commissions_alone(hands: Hands) -> None:
    row_id = blocked(hands, "staff_misconduct")
    row = newest()
    assert (row.track, row.is_sensitive) == (Track.DISCIPLINE, True)
    assert hands.get("bureau", f"/problem/{row_id}").status_code == 404
    assert "吃拿卡要" in hands.get("intake", f"/problem/{row_id}").text


def test_misconduct_found_at_triage_raises_the_item(hands: Hands) -> None:
    row_id = blocked(hands, "undetermined")
    hands.walk(row_id, "triage", triage={"blocked_cause": "staff_misconduct"})
    row = newest()
    assert (row.blocked_cause, row.track) == ("staff_misconduct", Track.DISCIPLINE)
    assert hands.get("bureau", f"/problem/{row_id}").status_code == 404


def test_triage_keeps_the_cause_that_was_registered(hands: Hands) -> None:
    row_id = blocked(hands, "needs_coordination")
    hands.walk(row_id, "triage")
    assert newest().blocked_cause == "needs_coordination"


def test_triage_of_a_call_takes_no_cause(hands: Hands) -> None:
    row_id = hands.register()
    typed = {
        "proposed_unit_id": "高湾镇",
        "opinion": "建议高湾镇牵头",
        "recusal_checked": "y",
        "blocked_cause": "policy_forbidden",
    }
    answer = hands.send("intake", f"/problem/{row_id}/triage", **typed)
    assert answer.status_code == 422
    assert "来源是窗口的才选" in answer.text


def test_coordination_is_suggested_where_units_are_chosen(hands: Hands) -> None:
    row_id = blocked(hands, "needs_coordination")
    hands.walk(row_id, "triage")
    assert "建议选协办单位" in hands.get("leader", f"/problem/{row_id}/instruct").text
    plain = hands.register()
    hands.walk(plain, "triage")
    assert "建议选协办单位" not in hands.get("leader", f"/problem/{plain}/instruct").text


def test_what_policy_forbids_is_answered_with_its_basis(hands: Hands) -> None:
    row_id = blocked(hands, "policy_forbidden")
    hands.walk(row_id, "triage", "instruct", "sign", "answer")
    path = f"/problem/{row_id}/submit"
    assert "须书面答复" in hands.get("gaowan", path).text
    typed = {"outcome_kind": "resolved", "measures": "户籍不在本县，不能在本县办。", **LEADER}
    answer = hands.send("gaowan", path, **typed)
    assert answer.status_code == 422
    assert "写明政策法律依据" in answer.text
    typed["policy_basis"] = "《户口登记条例》第十三条"
    assert hands.send("gaowan", path, **typed).status_code == 302
    assert newest().policy_basis == "《户口登记条例》第十三条"


def test_unit_does_not_read_the_cause_of_what_others_say(hands: Hands) -> None:
    row_id = blocked(hands, "needs_coordination")
    hands.walk(row_id, "triage", "instruct")
    assert "办不成的原因" not in hands.get("gaowan", f"/problem/{row_id}").text


def test_item_of_a_window_shows_how_long_it_has_been_open(hands: Hands) -> None:
    row_id = blocked(hands, "needs_coordination")
    hands.now = support.NOW + timedelta(hours=1, minutes=25)
    hands.clients.clear()
    text = hands.get("bureau", f"/problem/{row_id}").text
    assert "登记以来" in text
    assert "1 小时 25 分" in text
    plain = hands.register()
    assert "登记以来" not in hands.get("clerk", f"/problem/{plain}").text


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 分钟"),
        (59, "59 分钟"),
        (60, "1 小时 0 分"),
        (1439, "23 小时 59 分"),
        (4460, "3 天 2 小时"),
    ],
)
def test_length_of_time_reads_as_people_say_it(minutes: int, words: str) -> None:
    assert lasted(support.NOW, support.NOW + timedelta(minutes=minutes)) == words

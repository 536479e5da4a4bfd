"""The duty roster: filled in turn, rest days left out, struck off but kept, shown on the home."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.enums_phone import DutyKind
from app.models import DutyRoster
from app.queries import roster
from tests import support
from tests.views.hands import Hands, fresh, rows

TODAY = date(2026, 11, 18)


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def account(who: str) -> str:
    """Return the id of an account as the form sends it."""
    return str(support.person(who).account_id)


def fill(hands: Hands, who: str = "intake", *people: str, **changes: Any) -> TestResponse:
    """Fill the days from Wednesday the 18th to Monday the 23rd, over a weekend."""
    typed = {
        "first": "2026-11-18",
        "last": "2026-11-23",
        "people": [account(one) for one in people or ("clerk", "clerk2")],
        **changes,
    }
    return hands.send(who, "/duty/", **typed)


def held() -> list[tuple[int, str]]:
    """Return day and name of every duty that holds."""
    found = roster.between(fresh(), date(2026, 11, 1), date(2026, 11, 30))
    return [(one.duty_on.day, one.name[:2]) for one in found]


def test_people_take_turns_and_days_of_rest_are_left_out(hands: Hands) -> None:
    assert fill(hands).status_code == 302
    assert held() == [(18, "李芳"), (19, "周敏"), (20, "李芳"), (23, "周敏")]


def test_days_of_rest_are_filled_where_that_is_asked_for(hands: Hands) -> None:
    fill(hands, "intake", "clerk", rest_too="y")
    assert [on for on, _name in held()] == [18, 19, 20, 21, 22, 23]


def test_filling_the_same_days_again_changes_nothing(hands: Hands) -> None:
    fill(hands)
    assert "没有变化" in hands.get("intake", fill(hands).location).text
    assert len(rows(DutyRoster)) == 4


def test_who_is_struck_off_is_kept_and_may_come_back(hands: Hands) -> None:
    fill(hands, "intake", "clerk", last="2026-11-18")
    (row,) = rows(DutyRoster)
    for _twice in range(2):
        hands.post("intake", f"/duty/{row.id}/off", {"csrf_token": hands.token("intake")})
    assert held() == []
    assert [one.status for one in rows(DutyRoster)] == ["retired"]
    fill(hands, "intake", "clerk", last="2026-11-18")
    assert held() == [(18, "李芳")]
    assert len(rows(DutyRoster)) == 1


def test_person_on_duty_today_stands_on_the_home_and_for_the_message_desk(hands: Hands) -> None:
    fill(hands, "intake", "clerk")
    fill(hands, "bureau_lead", "bureau", kind="message_board")
    assert "民声热线 李芳（示例）；留言板 孙强（示例）" in hands.get("clerk", "/").text
    (one,) = roster.on_duty(fresh(), TODAY, DutyKind.MESSAGE_BOARD)
    assert (one.name, one.unit_id) == ("孙强（示例）", support.unit_id("SP"))


def test_the_bureau_rosters_its_own_people_alone(hands: Hands) -> None:
    answer = fill(hands, "bureau", "clerk")
    assert answer.status_code == 422
    fill(hands, "intake", "clerk", last="2026-11-18")
    (row,) = rows(DutyRoster)
    off = hands.post("bureau", f"/duty/{row.id}/off", {"csrf_token": hands.token("bureau")})
    assert off.status_code == 404
    assert held() == [(18, "李芳")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"last": "2026-11-17"}, "结束日期不能早于开始日期。"),
        ({"last": "2027-03-01"}, "一次最多排 62 天"),
        ({"first": "2020-01-01", "last": "2020-01-02"}, "日期离今天太远"),
        ({"first": "2026-11-21", "last": "2026-11-22"}, "这几天都是休息日"),
        ({"people": []}, "请选择值班的人。"),
        ({"first": "明天"}, "日期请按"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field(
    hands: Hands, typed: dict[str, Any], said: str
) -> None:
    answer = fill(hands, **typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert rows(DutyRoster) == []


def test_a_clerk_reads_the_roster_but_does_not_make_it(hands: Hands) -> None:
    fill(hands)
    page = hands.get("clerk", "/duty/?month=2026-11").text
    assert "周敏（示例）" in page
    assert '/off"' not in page
    assert hands.post("clerk", "/duty/", {"csrf_token": hands.token("clerk")}).status_code == 403

"""Visits: one finding a record, registered once as an item of the right channel and track."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.models import FieldVisit, Problem
from tests import support
from tests.views.hands import Hands, fields, newest, rows


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def visit(hands: Hands, who: str = "gaowan", **changes: Any) -> TestResponse:
    """Record a finding."""
    typed = {
        "kind": "visit",
        "region_code": "孔庄子",
        "visitors": "王海",
        "finding": "村西路灯坏了三盏",
        **changes,
    }
    return hands.send(who, "/visits/new", **typed)


def visited(hands: Hands, who: str = "gaowan", **changes: Any) -> FieldVisit:
    """Record a finding and return it."""
    answer = visit(hands, who, **changes)
    assert answer.status_code == 302, answer.text[:3000]
    found: FieldVisit = rows(FieldVisit)[-1]
    return found


@pytest.mark.parametrize(
    ("who", "kind", "track"),
    [
        ("gaowan", "visit", "service"),
        ("bureau", "window", "service"),
        ("inspector", "inspection", "discipline"),
    ],
)
def test_a_finding_becomes_an_item_of_its_channel(
    hands: Hands, who: str, kind: str, track: str
) -> None:
    row = visited(hands, who, kind=kind)
    answer = hands.send(who, f"/visits/{row.id}/register", domain="livelihood")
    assert answer.status_code == 302, answer.text[:3000]
    item = newest()
    assert (item.channel, item.track, item.identity_mode) == (kind, track, "anonymous")
    assert item.content == "村西路灯坏了三盏"
    assert rows(FieldVisit)[0].problem_id == item.id
    assert item.problem_no in hands.get("intake", f"/visits/{row.id}").text


def test_a_finding_is_registered_once(hands: Hands) -> None:
    row = visited(hands)
    where = f"/visits/{row.id}/register"
    page, other = (fields(hands.get("gaowan", where).text) for _ in range(2))
    for _twice in range(2):
        assert hands.post("gaowan", where, page).status_code == 302
    answer = hands.post("gaowan", where, other)
    assert answer.status_code == 422
    assert "这条记录已经登记为台账事项" in answer.text
    assert len(rows(Problem)) == 1


def test_no_number_of_a_household_stays_in_a_record(hands: Hands) -> None:
    row = visited(hands, finding="户主身份证 130924199001011239，电话 13800138000，反映漏雨")
    assert "130924199001011239" not in row.finding
    assert "13800138000" not in row.finding


def test_unannounced_inspections_are_the_commissions(hands: Hands) -> None:
    answer = visit(hands, "gaowan", kind="inspection")
    assert answer.status_code == 422
    assert rows(FieldVisit) == []
    assert "明察暗访" not in hands.get("gaowan", "/visits/new").text
    row = visited(hands, "inspector", kind="inspection", visited_unit_id="高湾镇")
    assert hands.get("gaowan", f"/visits/{row.id}").status_code == 404
    assert hands.get("intake", f"/visits/{row.id}").status_code == 200


def test_another_unit_does_not_see_a_record(hands: Hands) -> None:
    row = visited(hands)
    assert hands.get("xinji", f"/visits/{row.id}").status_code == 404
    assert "路灯" not in hands.get("xinji", "/visits/").text
    assert "路灯" in hands.get("gaowan", "/visits/?kind=visit").text
    assert "路灯" not in hands.get("gaowan", "/visits/?kind=window").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"held_on": "2027-01-01"}, "日期不能晚于今天"),
        ({"region_code": "没有这里"}, "没有“没有这里”这个地方"),
        ({"finding": ""}, "请填写发现的情况"),
        ({"kind": "nothing"}, "请从选项中选择一项"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    hands: Hands, typed: dict[str, Any], said: str
) -> None:
    answer = visit(hands, **typed)
    assert answer.status_code == 422
    assert said in answer.text


def test_the_recording_unit_is_the_actors(hands: Hands) -> None:
    assert visited(hands).unit_id == support.unit_id("GW")

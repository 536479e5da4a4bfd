"""What a meeting tells: nothing to who is kept from an item, little to units of close items."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.enums import Role
from app.models import Meeting, MeetingProblem
from tests import makers, recused, support
from tests.views.hands import Hands, fields
from tests.views.test_meetings import made, meet, rows

APART = "请分开记录会议"


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers."""
    return Hands(app)


def seen(who: str) -> int:
    """Return how many meetings somebody sees."""
    count = sa.select(sa.func.count()).select_from(Meeting)
    return int(recused.reading(who).scalar(count))


@pytest.mark.parametrize(("host", "other_one"), [("intake", "leader"), ("leader", "intake")])
def test_who_is_kept_from_an_item_loses_its_meetings(
    hands: Hands, host: str, other_one: str
) -> None:
    recused.another("leader2", "leader", Role.DC_LEAD)
    one, other = made("registered"), made("registered")
    location = meet(hands, "intake", one, other).location
    assert hands.get(host, location).status_code == 200
    recused.declare(host, one)
    assert hands.get(host, location).status_code == 404
    assert "气代煤推进会" not in hands.get(host, "/meeting/").text
    assert "气代煤推进会" not in hands.get(host, f"/problem/{other}/timeline").text
    assert seen(other_one) == 1


def test_the_unit_complained_of_loses_the_meeting_that_it_called(hands: Hands) -> None:
    one = made("in_progress")
    location = meet(hands, "gaowan", one, kind="onsite").location
    assert seen("gaowan") == 1
    recused.request("intake", one, "unit:" + str(support.unit_id("GW")))
    assert seen("gaowan") == 0
    assert hands.get("gaowan", location).status_code == 404


def test_a_meeting_is_not_about_close_items_and_others_at_once(hands: Hands) -> None:
    plain, close = made("registered"), recused.report("ZJ")
    answer = meet(hands, "intake", plain, close)
    assert answer.status_code == 422
    assert APART in answer.text
    assert rows(Meeting) == []


@pytest.mark.parametrize("first", ["plain", "close"])
def test_an_item_of_the_other_sort_is_not_added_later(hands: Hands, first: str) -> None:
    pair = {"plain": made("registered"), "close": recused.report("ZJ")}
    location = meet(hands, "intake", pair.pop(first)).location
    form = fields(hands.get("intake", location).text, "items")
    form["items"] = [makers.stored(*pair.values()).problem_no]
    answer = hands.post("intake", f"{location}/items", form)
    assert answer.status_code == 422
    assert APART in answer.text
    assert len(rows(MeetingProblem)) == 1


def test_an_item_that_is_added_has_its_reporter_masked_in_the_text(hands: Hands) -> None:
    one = made("registered", name="", phone="", identity_mode="anonymous")
    other = made("registered", name="赵铁柱", phone="13900001234")
    location = meet(hands, "intake", one, decision="由赵铁柱（13900001234）签字").location
    form = fields(hands.get("intake", location).text, "items")
    form["items"] = [makers.stored(other).problem_no]
    assert hands.post("intake", f"{location}/items", form).status_code == 302
    (meeting,) = rows(Meeting)
    assert "赵铁柱" not in meeting.decision
    assert "13900001234" not in meeting.decision


def test_a_unit_reads_of_a_close_meeting_the_title_and_day_alone(hands: Hands) -> None:
    close = recused.report("ZJ")
    recused.show_to("GW", close)
    told = {"attendees": "李主任", "decision": "先外围了解", "place": "县纪委三楼"}
    location = meet(hands, "intake", close, **told).location
    paths = [location, "/meeting/", f"/problem/{close}/timeline", f"/problem/{close}"]
    text = "".join(hands.get("gaowan", path).text for path in paths)
    assert text.count("气代煤推进会") >= len(paths)
    for word in told.values():
        assert word not in text
        assert word in "".join(hands.get("intake", path).text for path in paths)

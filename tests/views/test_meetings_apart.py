"""What a meeting tells: nothing to who is kept from an item, little to units of close items."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.enums import Role
from app.models import Meeting
from tests import recused, support
from tests.views.hands import Hands
from tests.views.test_meetings import made, meet

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

"""Buttons for many items: only where a shown row is open to them, and back to where one was."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.views.hands import Hands, fields
from tests.views.test_bulk import made, ticked


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers."""
    return Hands(app)


def test_a_button_stands_only_below_a_row_that_is_open_to_it(hands: Hands) -> None:
    made("in_progress")
    for path in ("/worklist/waiting", "/worklist/late"):
        assert 'value="sign"' not in hands.get("gaowan", path).text
    made("assigned")
    for path in ("/admin/problem/", "/worklist/waiting"):
        assert 'value="sign"' in hands.get("gaowan", path).text


def test_what_was_sent_on_is_not_assigned_again(hands: Hands) -> None:
    made("assigned")
    page = hands.get("leader", "/worklist/sent").text
    assert 'name="pk"' in page
    assert 'value="instruct"' not in page
    assert 'value="supervise"' in page


@pytest.mark.parametrize(
    ("back", "location"),
    [
        (
            "/admin/problem/?state=assigned&sort=due_at",
            "/admin/problem/?state=assigned&sort=due_at",
        ),
        ("/worklist/late", "/worklist/late"),
        ("//example.com/", "/worklist/waiting"),
        ("/worklist/late?a=\r\nb", "/worklist/waiting"),
    ],
)
def test_a_bulk_act_leads_back_to_the_list(hands: Hands, back: str, location: str) -> None:
    ids = made("in_progress")
    data = {"csrf_token": hands.token("intake"), "action": "supervise", "pk": str(ids[0])}
    page = hands.post("intake", "/admin/problem/action_post", {**data, "back": back}).text
    form = {**fields(page), "content": "请抓紧", "back": back}
    answer = hands.post("intake", "/problem/bulk/supervise", form)
    assert (answer.status_code, answer.location) == (302, location)


def test_assigning_many_shows_what_was_proposed_for_each(hands: Hands) -> None:
    page = ticked(hands, "leader", "instruct", made("pending_decision", 2)).text
    assert page.count("拟办单位：高湾镇；拟办意见：建议由高湾镇牵头，民政局协办。") == 2

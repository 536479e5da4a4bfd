"""Three lists of a person: what waits for him, what is late, what he sent on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from tests import makers, support
from tests.views.hands import Hands


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers over items that the people of the cast may be given."""
    return Hands(app)


def made(state: str, **changes: object) -> str:
    """Lead an item to a state and return its address."""
    with clock.fixed(support.NOW):
        row_id = makers.problem_in(state, **changes)
    support.session().rollback()
    return f'href="/problem/{row_id}"'


def test_what_a_unit_handed_on_stands_in_its_list_until_it_is_closed(hands: Hands) -> None:
    done, open_elsewhere = made("closed"), made("submitted")
    page = hands.get("gaowan", "/worklist/sent").text
    assert open_elsewhere in page
    assert done not in page


def test_what_waits_for_a_person_is_not_among_what_he_sent_on(hands: Hands) -> None:
    link = made("submitted")
    with clock.fixed(support.NOW):
        makers.act("inspector", int(link.split("/")[-1].strip('"')), "rework")
    support.session().rollback()
    assert link not in hands.get("gaowan", "/worklist/sent").text
    assert link in hands.get("gaowan", "/worklist/waiting").text
    assert link in hands.get("leader", "/worklist/sent").text


def test_the_clerk_finds_his_entries_that_others_work_on(hands: Hands) -> None:
    link = made("in_progress")
    assert link in hands.get("clerk", "/worklist/sent").text
    assert link not in hands.get("clerk2", "/worklist/sent").text


def test_a_unit_that_never_had_the_item_finds_it_in_no_list(hands: Hands) -> None:
    link = made("in_progress")
    for kind in ("waiting", "late", "sent"):
        assert link not in hands.get("xinji", f"/worklist/{kind}").text


def test_late_items_are_those_of_the_tile(app: Flask) -> None:
    link = made("in_progress")
    hands = Hands(app, support.NOW + timedelta(days=40))
    assert link in hands.get("gaowan", "/worklist/late").text
    assert 'href="/worklist/late"><b>1</b>已超期' in hands.get("gaowan", "/").text
    assert link not in Hands(app).get("gaowan", "/worklist/late").text


def test_an_empty_list_says_so(hands: Hands) -> None:
    assert "没有转出后还在别处办理的事项" in hands.get("village", "/worklist/sent").text


@pytest.mark.parametrize("who", ["auditor", "sysadmin", "casekeeper"])
def test_who_sees_no_items_has_no_lists(hands: Hands, who: str) -> None:
    assert hands.get(who, "/worklist/waiting").status_code == 403

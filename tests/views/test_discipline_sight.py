"""An item that the commission takes over is out of its registrar's sight, whatever he tries."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.views.hands import CALL, Hands, newest

TITLE = "窗口收好处费才肯办证"


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


@pytest.fixture
def raised(hands: Hands) -> int:
    """Let a clerk register a complaint that the intake office turns into a matter of conduct."""
    row_id = hands.register(title=TITLE, request_type="complaint")
    assert hands.get("clerk", f"/problem/{row_id}").status_code == 200
    hands.walk(row_id, "triage", triage={"conduct_nature": "extortion"})
    assert newest().track == "discipline"
    return row_id


def test_registrar_finds_nothing_of_an_item_that_was_raised(hands: Hands, raised: int) -> None:
    number = newest().problem_no
    for path in ("", "/callback"):
        assert hands.get("clerk", f"/problem/{raised}{path}").status_code == 404
    assert hands.get("clerk", f"/admin/problem/show/{raised}").status_code == 404
    asked = {"/": (number, TITLE), "/admin/problem/": (number, TITLE)}
    asked |= {f"/admin/problem/?q={number}": (TITLE,), f"/admin/problem/?q={TITLE}": (number,)}
    for path, words in asked.items():
        page = hands.get("clerk", path)
        assert page.status_code == 200
        assert not [word for word in (*words, f"/problem/{raised}") if word in page.text], path


def test_registrar_keeps_own_service_items_in_every_state(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct")
    assert hands.get("clerk", f"/problem/{row_id}").status_code == 200


@pytest.mark.parametrize("who", ["intake", "leader"])
def test_commission_reads_on_the_page_that_the_item_is_its_own(
    who: str, hands: Hands, raised: int
) -> None:
    assert "纪检监察轨道" in hands.get(who, f"/problem/{raised}").text


def test_service_item_carries_no_mark_of_a_track(hands: Hands) -> None:
    row_id = hands.register()
    assert "纪检监察轨道" not in hands.get("intake", f"/problem/{row_id}").text


def test_number_of_a_report_is_told_once_right_after_its_registration(hands: Hands) -> None:
    answer = hands.send("clerk", "/problem/new", **{**CALL, "request_type": "report"})
    number = newest().problem_no
    assert (answer.status_code, answer.location) == (302, "/")
    assert f"已登记，编号 {number}。" in hands.get("clerk", "/").text
    assert number not in hands.get("clerk", "/").text
    assert hands.get("clerk", f"/problem/{newest().id}").status_code == 404

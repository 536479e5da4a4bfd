"""What a page says before anybody presses a button."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.views.hands import Hands


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


@pytest.fixture
def item(hands: Hands) -> int:
    """Make an item that waits for its signature."""
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct")
    return row_id


def test_result_form_says_beforehand_who_has_not_answered(hands: Hands, item: int) -> None:
    hands.walk(item, "sign")
    words = "协办单位县民政局（示例）还没有答复"
    assert words in hands.get("gaowan", f"/problem/{item}/submit").text
    assert words not in hands.get("gaowan", f"/problem/{item}/progress").text
    hands.walk(item, "answer")
    assert words not in hands.get("gaowan", f"/problem/{item}/submit").text


def test_item_shows_until_when_it_is_signed_for_and_then_only_its_end(
    hands: Hands, item: int
) -> None:
    page = hands.get("gaowan", f"/problem/{item}").text
    assert "签收期限 11月19日 17:30，办理到期 11月27日" in page
    assert "须在11月19日 17:30前" in page
    hands.walk(item, "sign")
    page = hands.get("gaowan", f"/problem/{item}").text
    assert "签收期限 11月19日 17:30，办理到期" not in page
    assert "到期 11月27日" in page

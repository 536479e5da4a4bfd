"""Drafts on the pages: a second one is warned of, a wrong one leaves the leader's list."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.views.hands import CORE, Hands, fields
from tests.views.test_paper_pages import draft, sign


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


@pytest.fixture
def item(hands: Hands) -> int:
    """Make an item that is being handled."""
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct", "sign")
    return row_id


def test_drafter_takes_his_draft_back(hands: Hands, item: int) -> None:
    paper = draft(hands, item)
    page = hands.get("intake", f"/paper/{paper}").text
    assert "撤销草稿" in page
    answer = hands.post("intake", f"/paper/{paper}/withdraw", fields(page, "version"))
    assert (answer.status_code, answer.location) == (302, f"/paper/{paper}")
    page = hands.get("intake", f"/paper/{paper}").text
    assert "已撤销" in page
    assert "撤销草稿" not in page
    assert "待您签发" not in hands.get("leader", "/").text
    assert hands.get("intake", f"/paper/{paper}.pdf").status_code == 422


def test_second_draft_of_a_kind_is_warned_of(hands: Hands, item: int) -> None:
    first = draft(hands, item)
    assert "请核对是否重复" not in hands.get("intake", f"/paper/{first}").text
    again = "这件事项已有交办单（草稿）"
    assert f"{again}。还要再起草一份吗？" in hands.get("intake", f"/problem/{item}").text
    second = draft(hands, item)
    assert f"{again}，请核对是否重复" in hands.get("intake", f"/paper/{second}").text


def test_paper_that_is_signed_is_warned_of_by_its_number(hands: Hands, item: int) -> None:
    sign(hands, draft(hands, item))
    assert "这件事项已有交办单（海纪交〔2026〕1号）" in hands.get("intake", f"/problem/{item}").text


def test_item_that_is_over_offers_no_letter(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, *CORE)
    assert "起草交办单" not in hands.get("intake", f"/problem/{row_id}").text

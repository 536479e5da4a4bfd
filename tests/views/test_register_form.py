"""The clerk's form: what is rarely asked is folded away, what 匿名 forbids is out of sight."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from tests.views.hands import CALL, Hands, newest

FOLD = re.compile(r'<details class="fold"( open)?><summary>未满14周岁的(.*?)</details>', re.S)


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def fold(page: str) -> tuple[bool, str]:
    """Tell whether the guardian's fields are unfolded, and return them."""
    found = FOLD.search(page)
    assert found is not None
    return bool(found[1]), found[2]


def test_guardian_is_folded_away_until_it_is_asked_for(hands: Hands) -> None:
    is_open, inside = fold(hands.get("clerk", "/problem/new").text)
    assert not is_open
    for name in ("is_minor", "guardian_name", "guardian_consent"):
        assert f'name="{name}"' in inside


FILLED: tuple[dict[str, Any], ...] = (
    {"is_minor": "y", "guardian_name": "杨父", "guardian_consent": "y", "title": ""},
    {"is_minor": "y"},
    {"guardian_name": "父" * 41},
)


@pytest.mark.parametrize("typed", FILLED, ids=["filled", "wrong", "too-long"])
def test_guardian_is_unfolded_when_it_is_filled_or_wrong(
    hands: Hands, typed: dict[str, Any]
) -> None:
    answer = hands.send("clerk", "/problem/new", **{**CALL, **typed})
    assert answer.status_code == 422
    assert fold(answer.text)[0]


def test_name_and_number_stand_in_the_part_that_anonymity_hides(hands: Hands) -> None:
    page = hands.get("clerk", "/problem/new").text
    start = page.index('<div data-unless="identity_mode=anonymous">')
    part = page[start : page.index('name="region_code"')]
    for name in ("name", "phone", "is_minor", "allow_unit_contact"):
        assert f'name="{name}"' in part


def test_anonymous_one_that_still_carries_a_number_is_refused_in_words(hands: Hands) -> None:
    typed = {**CALL, "identity_mode": "anonymous"}
    answer = hands.send("clerk", "/problem/new", **typed)
    assert answer.status_code == 422
    for label in ("姓名", "电话"):
        assert f"匿名的不能填写{label}；来访人愿意留{label}的，请改选“实名”。" in answer.text
    # A part with a fault in it is shown again (app/assets/js/office.js).
    part = answer.text[answer.text.index('<div data-unless="identity_mode=anonymous">') :]
    assert part.index('class="field bad"') < part.index('name="phone"')


def test_anonymous_one_without_them_is_registered(hands: Hands) -> None:
    hands.register(identity_mode="anonymous", name="", phone="")
    assert newest().contact_id is None

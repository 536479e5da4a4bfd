"""Items that a draft names: found in the drafter's own name, their reporters hidden on saving."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.operations import composing
from tests import makers
from tests.composing.hands import REPORT, stored
from tests.composing.test_pages import draft, drawn
from tests.views.hands import NAME, PHONE, Hands


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers."""
    return Hands(app)


def wide(number: str) -> str:
    """Return a number as an input method in full width writes it, in small letters."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in number.lower())


def saved(hands: Hands, paper: int, body: str, who: str = "intake") -> Any:
    """Save a body and return the answer."""
    return hands.send(who, f"/paper/{paper}/edit", body=body)


def test_preview_shows_no_difference_between_a_reporter_and_another(hands: Hands) -> None:
    number = makers.stored(makers.registered(**REPORT)).problem_no
    paper = draft(hands, "proposal")
    pages = [
        drawn(hands, paper, body=f"{number}：甲乙丙（13912345678）{names}反映。")["pages"]
        for names in (f"{NAME}{PHONE}", f"{NAME[0]}某138****8000")
    ]
    assert pages[0] != pages[1]


@pytest.mark.parametrize("write", [str, wide])
def test_item_out_of_sight_is_as_unknown_as_one_that_does_not_exist(
    hands: Hands, write: Any
) -> None:
    number = makers.stored(makers.registered(**REPORT)).problem_no
    paper = draft(hands, "proposal", who="bureau")
    before = stored(paper).facts
    for one in (number, "HXZT-2026-09999"):
        body = f"{write(one)}：{NAME}反映。"
        words = f"没有找到编号 {one}，请核对。"
        told = {"pages": [], "said": words, "faults": {"fact-body": words}}
        assert drawn(hands, paper, "bureau", body=body) == told
        answer = saved(hands, paper, body, "bureau")
        assert answer.status_code == 422
        assert words in answer.text
    assert stored(paper).facts == before


@pytest.mark.parametrize(
    "write",
    [wide, str.lower, lambda number: number.replace("-", "－"), lambda n: n.replace("-", "—")],
)
def test_number_in_another_width_or_case_hides_its_reporter(hands: Hands, write: Any) -> None:
    number = makers.stored(makers.registered()).problem_no
    paper = draft(hands, "proposal")
    assert saved(hands, paper, f"{write(number)}：{NAME}（{PHONE}）反映。").status_code == 302
    facts = str(stored(paper).facts)
    assert NAME not in facts
    assert PHONE not in facts


def test_more_numbers_than_are_looked_up_are_refused(hands: Hands) -> None:
    paper = draft(hands, "proposal")
    many = [f"HXZT-2026-{at:05}" for at in range(composing.MOST_NAMED + 1)]
    answer = saved(hands, paper, f"{'、'.join(many)}：{NAME}反映。")
    assert answer.status_code == 422
    assert f"最多写 {composing.MOST_NAMED} 件" in answer.text

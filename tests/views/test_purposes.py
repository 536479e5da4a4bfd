"""A missing purpose or reason: the form comes again, the words stand beside the field."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from tests import makers, support
from tests.views.hands import Hands
from tests.views.test_identity_pages import made, send

BESIDE = r'id="{0}"[^>]*aria-describedby="[^"]*{0}-error"'


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def comes_again(answer: Any, field: str, words: str) -> None:
    """Hold an answer to the form, with the fault beside its field and an address for readers."""
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    found = re.search(rf'id="{field}-error" role="alert">([^<]*)<', answer.text)
    assert found is not None
    assert words in found[1]
    assert re.search(BESIDE.format(field), answer.text) is not None
    assert makers.PHONE not in answer.text


@pytest.mark.parametrize("purpose", ["", "curiosity"])
@pytest.mark.parametrize("page", ["/problem/{}", "/identity/of/problem/{}"])
def test_opening_an_identity_asks_again_for_its_purpose(
    hands: Hands, page: str, purpose: str
) -> None:
    page = page.format(made(hands, request_type="help"))
    path = f"{page}/reveal" if page.startswith("/problem") else f"{page}/open"
    answer = send(hands, "intake", page, path, purpose=purpose)
    comes_again(answer, "purpose", "请选择")
    assert "查看" in answer.text
    assert makers.PHONE in send(hands, "intake", page, path, purpose="verify").text


def test_opening_without_the_second_person_says_on_the_page_what_to_do(hands: Hands) -> None:
    page = f"/identity/of/problem/{made(hands)}"
    answer = send(hands, "intake", page, f"{page}/open", purpose="verify")
    assert answer.status_code == 422
    assert "由另一人批准" in answer.text
    assert 'name="reason"' in answer.text


def test_request_without_a_reason_keeps_its_purpose(hands: Hands) -> None:
    page = f"/identity/of/problem/{made(hands)}"
    answer = send(hands, "intake", page, f"{page}/ask", purpose="verify", reason=" ")
    comes_again(answer, "reason", "请写明为什么要查看。")
    assert re.search(r'value="verify" checked', answer.text)


def test_caller_of_a_relay_is_asked_again_for_the_purpose(hands: Hands) -> None:
    problem_id = made(hands, "in_progress", request_type="complaint")
    page = f"/identity/of/problem/{problem_id}/relay"
    empty = send(hands, "gaowan", page, page, question="  ")
    comes_again(empty, "question", "请写要问的话。")
    assert send(hands, "gaowan", page, page, question="哪天去的？").status_code == 302
    call = re.search(r"/identity/relay/\d+", hands.get("clerk", "/calls/").text)
    assert call is not None
    answer = send(hands, "clerk", call[0], f"{call[0]}/open", purpose="")
    comes_again(answer, "purpose", "请选择")
    assert "哪天去的？" in answer.text
    comes_again(send(hands, "clerk", call[0], call[0], answer=""), "answer", "请写来访人的答复。")


LONG = "理" * 201


@pytest.mark.parametrize(("typed", "words"), [("", "请写明不同意的理由。"), (LONG, "最多200字")])
def test_refusing_a_change_asks_again_for_its_reason(hands: Hands, typed: str, words: str) -> None:
    unit = hands.alone(lambda: _unit(hands))
    page = f"/admin/unit/{unit}/edit"
    change = send(hands, "sysadmin", page, page, leader_name="新镇长").location
    answer = send(hands, "leader", change, f"{change}/refuse", reason=typed)
    comes_again(answer, "reason", words)
    assert f'value="{typed}"' in answer.text


def _unit(hands: Hands) -> int:
    """Return a unit's id."""
    with hands.app.app_context():
        return support.unit_id("GW")

"""An action that the gate forbids is answered in a few words, not with its form."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.views.hands import Hands, fields, newest

TYPED = "三方当天会商办理"


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def sent(hands: Hands, who: str, **changes: Any) -> dict[str, Any]:
    """Return fields that somebody sends without having been shown the form."""
    version = str(newest().row_version)
    bare = {"csrf_token": hands.token(who), "_once": "k" * 20, "version": version}
    return {**bare, "instruction": TYPED, **changes}


# Who sends which action on an item that waits for triage, the answer's code and words.
FORBIDDEN = (
    ("clerk", "triage", 403, "您没有对这件事项“拟办”的权限"),
    ("bureau", "supervise", 403, "您没有对这件事项“督办”的权限"),
    ("leader", "instruct", 409, "事项现在是“已登记”，不能“批办”"),
    ("intake", "close", 409, "事项现在是“已登记”，不能“办结”"),
)


@pytest.mark.parametrize("version", ["now", "none"])
@pytest.mark.parametrize(("who", "action", "code", "words"), FORBIDDEN)
def test_forbidden_action_is_answered_with_a_small_page(
    who: str, action: str, code: int, words: str, version: str, hands: Hands
) -> None:
    row_id = hands.register()
    typed = sent(hands, who) | ({"version": ""} if version == "none" else {})
    answer = hands.post(who, f"/problem/{row_id}/{action}", typed)
    assert answer.status_code == code
    assert words in answer.text
    assert 'name="_once"' not in answer.text
    assert newest().state == "registered"


def test_form_that_was_open_when_somebody_else_acted_keeps_what_was_typed(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage")
    stale = fields(hands.get("leader", f"/problem/{row_id}/instruct").text)
    hands.walk(row_id, "instruct")
    answer = hands.post("leader", f"/problem/{row_id}/instruct", {**stale, "instruction": TYPED})
    assert answer.status_code == 409
    assert TYPED in answer.text


def test_old_version_opens_no_form_to_who_never_has_the_right(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "supervise")
    answer = hands.post("clerk", f"/problem/{row_id}/triage", sent(hands, "clerk", version="1"))
    assert answer.status_code == 403
    assert 'name="_once"' not in answer.text


@pytest.mark.parametrize(
    ("steps", "who", "first"),
    [
        ((), "intake", "拟办"),
        (("triage",), "leader", "批办"),
        (("triage", "instruct"), "leader", ""),
    ],
)
def test_supervision_is_offered_last_and_never_as_the_next_step(
    steps: tuple[str, ...], who: str, first: str, hands: Hands
) -> None:
    row_id = hands.register()
    hands.walk(row_id, *steps)
    page = hands.get(who, f"/problem/{row_id}").text
    at = page.index(f"/problem/{row_id}/supervise")
    assert "main" not in page[page.rindex("<", 0, at) : at]
    for action in ("triage", "instruct", "send_back_triage", "reassign"):
        assert page.find(f"/problem/{row_id}/{action}") < at
    if first:
        assert page.index(f">{first}<") < at

"""Items typed by number: one that is hidden answers as one that does not exist."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.errors import Invalid, Refused
from app.models import Problem
from app.principal import system
from tests import makers, recused
from tests.views.hands import Hands
from tests.views.test_bulk import made, states, ticked

MISSING = "HXZT-2026-09999"


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers."""
    return Hands(app)


def hidden() -> str:
    """Return the number of an item that the intake office's person is kept from."""
    row_id = makers.registered()
    recused.declare("intake", row_id)
    return makers.stored(row_id).problem_no


FORMS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "link": ("/problem/{}/link", "number", {"kind": "same_fact"}),
    "meeting": ("/meeting/new", "items", {"kind": "push", "title": "推进会", "place": "三楼"}),
}


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_form_tells_no_hidden_number_from_a_missing_one(hands: Hands, form: str) -> None:
    path, field, given = FORMS[form]
    (own,) = made("registered")
    said = set()
    for number in (hidden(), MISSING):
        answer = hands.send("intake", path.format(own), **{**given, field: number})
        assert answer.status_code == 422
        told = answer.text.split(f'id="{field}-error"')[1].split("</")[0]
        said.add(told.replace(number, "N"))
    assert len(said) == 1


@pytest.mark.parametrize(
    ("state", "action", "field", "given"),
    [
        ("registered", "merge", "master_no", {}),
        ("closed", "ask_reopen", "other_no", {"ground": "relapse", "reason": "又出现了"}),
    ],
)
def test_an_act_tells_no_hidden_number_from_a_missing_one(
    app: Flask, state: str, action: str, field: str, given: dict[str, Any]
) -> None:
    own, said = makers.problem_in(state), set()
    for number in (hidden(), MISSING):
        with pytest.raises(Invalid) as refused:
            makers.act("intake", own, action, **{**given, field: number})
        assert set(refused.value.errors) == {field}
        said.add(refused.value.errors[field].replace(number, "N"))
    assert len(said) == 1


def test_many_at_once_name_nothing_when_one_is_hidden(hands: Hands) -> None:
    (mine,) = made("in_progress")
    (other,) = made("registered")
    form = {"csrf_token": hands.token("gaowan"), "_once": "x"}
    form |= {"handler_name": "王海", "handler_phone": "0317-6628300"}
    items = [f"{one}:{makers.stored(one).row_version}" for one in (mine, other)]
    answer = hands.post("gaowan", "/problem/bulk/sign", {**form, "item": items})
    assert answer.status_code == 404
    assert makers.stored(other).problem_no not in answer.text
    assert (
        makers.stored(other).problem_no not in ticked(hands, "gaowan", "sign", [mine, other]).text
    )
    assert states([mine, other]) == ["in_progress", "registered"]


def test_open_parts_are_named_as_far_as_the_actor_sees_them(app: Flask) -> None:
    parent = makers.problem_in("in_progress")
    makers.act("gaowan", parent, "divide_own")
    makers.act("gaowan", parent, "divide_own")
    query = sa.select(Problem).where(Problem.parent_problem_id == parent).order_by(Problem.id)
    one, other = recused.reading(system("test")).scalars(query)
    numbers, kept = (one.problem_no, other.problem_no), other.id
    recused.declare("intake", kept)
    for who, action in (("minzheng", "answer"), ("gaowan", "submit"), ("inspector", "verify")):
        makers.act(who, parent, action)
    makers.act("clerk", parent, "callback")
    with pytest.raises(Refused, match="下级事项还有 2 件没有办结") as refused:
        makers.act("intake", parent, "close")
    assert numbers[0] in refused.value.description
    assert numbers[1] not in refused.value.description

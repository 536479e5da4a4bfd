"""Several items at once: the same checks row by row, all of them or none."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import clock
from tests import makers, support
from tests.views.hands import Hands, fields

ACTION = "/admin/problem/action_post"


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers."""
    return Hands(app)


def made(state: str, count: int = 1, **changes: Any) -> list[int]:
    """Lead items to a state."""
    with clock.fixed(support.NOW):
        found = [makers.problem_in(state, **changes) for _ in range(count)]
    support.session().rollback()
    return found


def ticked(hands: Hands, who: str, action: str, ids: list[int]) -> TestResponse:
    """Tick items of the list and press a button below it."""
    data = {"csrf_token": hands.token(who), "action": action, "pk": [str(one) for one in ids]}
    return hands.post(who, ACTION, data)


def sent(hands: Hands, who: str, action: str, page: str, **typed: Any) -> TestResponse:
    """Fill in the one form and send it."""
    return hands.post(who, f"/problem/bulk/{action}", {**fields(page), **typed})


def states(ids: list[int]) -> list[str]:
    """Return the states as stored."""
    return [makers.stored(one).state.value for one in ids]


def test_a_township_signs_for_several_items_at_once(hands: Hands) -> None:
    ids = made("assigned", 3)
    page = ticked(hands, "gaowan", "sign", ids)
    assert page.status_code == 200
    answer = sent(hands, "gaowan", "sign", page.text, handler_phone="0317-6628300")
    assert answer.status_code == 302
    assert states(ids) == ["in_progress"] * 3
    assert "已签收 3 件" in hands.get("gaowan", "/worklist/waiting").text


def test_the_leader_assigns_several_items_at_once(hands: Hands) -> None:
    ids = made("pending_decision", 2)
    page = ticked(hands, "leader", "instruct", ids).text
    typed = {"instruction": "请民政局集中办理", "lead_unit_id": "县民政局（示例）", "days": "7"}
    answer = sent(hands, "leader", "instruct", page, **typed)
    assert answer.status_code == 302, answer.text[:3000]
    assert states(ids) == ["assigned"] * 2


def test_a_reminder_is_written_for_each_item(hands: Hands) -> None:
    ids = made("in_progress", 2)
    page = ticked(hands, "intake", "supervise", ids).text
    assert "督办方式" not in page
    answer = sent(hands, "intake", "supervise", page, content="请抓紧办理")
    assert answer.status_code == 302, answer.text[:3000]
    assert [makers.stored(one).supervision_count for one in ids] == [1, 1]
    assert "催办：请抓紧办理" in hands.get("gaowan", f"/problem/{ids[0]}").text


def test_one_refused_item_is_named_and_nothing_happens(hands: Hands) -> None:
    good, signed = made("assigned", 2), made("in_progress")
    page = ticked(hands, "gaowan", "sign", [*good, *signed]).text
    number = makers.stored(signed[0]).problem_no
    assert "现在是“办理中”，不能办理" in page
    form = fields(page)
    form["item"].append(f"{signed[0]}:{makers.stored(signed[0]).row_version}")
    form["handler_phone"] = ["0317-6628300"]
    answer = hands.post("gaowan", "/problem/bulk/sign", form)
    assert answer.status_code == 422
    assert f"{number}：" in answer.text
    assert "一件也没有办理" in answer.text
    assert states(good) == ["assigned"] * 2


def test_an_item_that_moved_on_since_is_named_and_nothing_happens(hands: Hands) -> None:
    ids = made("assigned", 2)
    page = ticked(hands, "gaowan", "sign", ids).text
    with clock.fixed(support.NOW):
        makers.act("intake", ids[1], "supervise")
    support.session().rollback()
    answer = sent(hands, "gaowan", "sign", page, handler_phone="0317-6628300")
    assert answer.status_code == 409
    assert f"{makers.stored(ids[1]).problem_no}：" in answer.text
    assert states(ids) == ["assigned"] * 2


def test_a_wrong_fact_is_named_beside_its_field(hands: Hands) -> None:
    ids = made("assigned", 2)
    page = ticked(hands, "gaowan", "sign", ids).text
    answer = sent(hands, "gaowan", "sign", page, handler_phone="12")
    assert answer.status_code == 422
    assert 'id="handler_phone-error"' in answer.text
    assert states(ids) == ["assigned"] * 2


def test_the_same_form_twice_acts_once(hands: Hands) -> None:
    ids = made("in_progress", 2)
    form = {**fields(ticked(hands, "intake", "supervise", ids).text), "content": "请抓紧"}
    for _ in range(2):
        assert hands.post("intake", "/problem/bulk/supervise", form).status_code == 302
    assert [makers.stored(one).supervision_count for one in ids] == [1, 1]


def test_an_item_out_of_sight_is_as_missing_as_one_that_is_not(hands: Hands) -> None:
    ids = made("assigned")
    assert ticked(hands, "xinji", "sign", ids).status_code == 404
    form = {"csrf_token": hands.token("xinji"), "_once": "x", "item": f"{ids[0]}:1"}
    form |= {"handler_name": "陈刚", "handler_phone": "0317-6628300"}
    assert hands.post("xinji", "/problem/bulk/sign", form).status_code == 404
    assert states(ids) == ["assigned"]


@pytest.mark.parametrize(("who", "action"), [("clerk", "sign"), ("gaowan", "supervise")])
def test_who_may_not_act_finds_no_such_button(hands: Hands, who: str, action: str) -> None:
    ids = made("assigned")
    assert f'value="{action}"' not in hands.get(who, "/admin/problem/").text
    assert ticked(hands, who, action, ids).status_code == 404


def test_nothing_ticked_is_said_in_words(hands: Hands) -> None:
    made("assigned")
    assert ticked(hands, "gaowan", "sign", []).status_code == 302
    assert "请先勾选要办理的事项" in hands.get("gaowan", "/admin/problem/").text


def test_more_than_a_hundred_are_refused(hands: Hands) -> None:
    form: dict[str, Any] = {"csrf_token": hands.token("gaowan"), "_once": "x"}
    form |= {"handler_name": "王海", "handler_phone": "0317-6628300"}
    form["item"] = [f"{number}:1" for number in range(1, 102)]
    answer = hands.post("gaowan", "/problem/bulk/sign", form)
    assert answer.status_code == 422
    assert "1 至 100 件" in answer.text

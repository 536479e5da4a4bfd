"""Recusal over HTTP: the button, the leader's decision, and the 404 in between."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, store
from app.models import Recusal
from app.principal import system
from tests import makers, support
from tests.views.hands import Hands, fields

OWN = {"ground": "relative", "words": "当事人是我的亲属。"}


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return people at their browsers."""
    return Hands(app)


@pytest.fixture
def problem_id(app: Flask) -> int:
    """Return an item in Gaowan's hands."""
    with clock.fixed(support.NOW):
        return makers.problem_in("in_progress")


def send(hands: Hands, who: str, path: str, facts: dict[str, Any]) -> Any:
    """Fill in the form of a page and send it."""
    page = hands.get(who, path)
    assert page.status_code == 200, page.status_code
    return hands.post(who, path, {**fields(page.text), **facts})


def rows() -> list[Recusal]:
    """Return every recusal as it is stored."""
    session = store.current()
    session.rollback()
    session.expunge_all()
    store.name(session, system("test"))
    return list(session.scalars(sa.select(Recusal).order_by(Recusal.id)))


def test_button_leads_to_the_form_and_the_item_is_gone_at_once(
    hands: Hands, problem_id: int
) -> None:
    path = f"/problem/{problem_id}"
    assert f'href="{path}/recuse"' in hands.get("gaowan", path).text
    answer = send(hands, "gaowan", f"{path}/recuse", OWN)
    assert (answer.status_code, answer.location) == (302, "/")
    assert "已申请回避" in hands.get("gaowan", "/").text
    missing = hands.get("gaowan", "/problem/987654")
    for gone in (path, f"{path}/submit", f"{path}/recuse"):
        assert hands.get("gaowan", gone).status_code == missing.status_code == 404
    number = makers.stored(problem_id).problem_no
    for page in ("/", "/admin/problem/", "/api/v1/problem/"):
        assert number not in hands.get("gaowan", page).text, page
    found = f"/api/v1/problem/?q={number}"
    assert hands.get("gaowan", found).get_json()["count"] == 0
    assert hands.get("minzheng", found).get_json()["count"] == 1
    assert number in hands.get("minzheng", "/api/v1/problem/").text


def test_two_sendings_of_one_form_make_one_row(hands: Hands, problem_id: int) -> None:
    path = f"/problem/{problem_id}/recuse"
    form = {**fields(hands.get("intake", path).text), **OWN}
    assert hands.post("intake", path, form).status_code == 302
    assert hands.post("intake", path, form).status_code == 302
    assert len(rows()) == 1


def test_empty_form_says_what_is_missing_and_keeps_the_words(hands: Hands, problem_id: int) -> None:
    answer = send(hands, "gaowan", f"/problem/{problem_id}/recuse", {"words": "我的亲属"})
    assert answer.status_code == 422
    assert "回避理由：请从选项中选择一项" in answer.text
    assert "我的亲属" in answer.text
    assert rows() == []


def test_leader_decides_from_his_home_page(hands: Hands, problem_id: int) -> None:
    send(hands, "gaowan", f"/problem/{problem_id}/recuse", OWN)
    home = hands.get("leader", "/").text
    assert "回避待您决定" in home
    assert f'href="/problem/{problem_id}/reassign"' in home
    page = hands.get("leader", f"/problem/{problem_id}").text
    assert f'<a class="btn main" href="/problem/{problem_id}/reassign"' in page
    (row,) = rows()
    listed = hands.get("leader", "/recusal/").text
    assert "王海（示例）" in listed
    refused = send(hands, "leader", f"/recusal/{row.id}", {"decision": "refused", "reason": ""})
    assert refused.status_code == 422
    done = send(hands, "leader", f"/recusal/{row.id}", {"decision": "refused", "reason": "已核实"})
    assert done.status_code == 302
    assert hands.get("gaowan", f"/problem/{problem_id}").status_code == 200
    assert "回避待您决定" not in hands.get("leader", "/").text
    read = hands.get("leader", f"/recusal/{row.id}").text
    assert "未同意" in read
    assert "<textarea" not in read


def test_stale_decision_meets_a_conflict(hands: Hands, problem_id: int) -> None:
    send(hands, "gaowan", f"/problem/{problem_id}/recuse", OWN)
    (row,) = rows()
    path = f"/recusal/{row.id}"
    form = {**fields(hands.get("leader", path).text), "decision": "granted", "reason": ""}
    assert hands.post("leader", path, form).status_code == 302
    assert hands.post("leader", path, form).status_code == 409


def test_reporters_request_takes_the_chosen_person_off(hands: Hands, problem_id: int) -> None:
    path = f"/problem/{problem_id}/recusal"
    who = f"account:{support.person('minzheng').account_id}"
    answer = send(hands, "intake", path, {**OWN, "who": who})
    assert answer.status_code == 302
    assert hands.get("minzheng", f"/problem/{problem_id}").status_code == 404
    assert "褚兰（示例）" in hands.get("leader", f"/problem/{problem_id}").text


@pytest.mark.parametrize("who", ["gaowan", "clerk", "bureau", "inspector"])
def test_other_offices_find_no_page_of_requests_or_decisions(
    hands: Hands, problem_id: int, who: str
) -> None:
    send(hands, "minzheng", f"/problem/{problem_id}/recuse", OWN)
    (row,) = rows()
    for path in (f"/problem/{problem_id}/recusal", f"/recusal/{row.id}", "/recusal/"):
        assert hands.get(who, path).status_code == 404, path


def test_last_leader_reads_whom_to_turn_to(hands: Hands, problem_id: int) -> None:
    answer = send(hands, "leader", f"/problem/{problem_id}/recuse", OWN)
    assert answer.status_code == 422
    assert "上级纪检监察机关" in answer.text


def test_complaint_about_the_leadership_is_not_registered(hands: Hands, app: Flask) -> None:
    form = {**fields(hands.get("clerk", "/problem/new").text)}
    given = {
        "identity_mode": "anonymous",
        "region_code": "孔庄子",
        "occurred_on": "2026-11-17",
        "request_type": "report",
        "title": "反映领导",
        "content": "反映领导。",
        "unit_complained_id": "县纪委监委",
    }
    answer = hands.post("clerk", "/problem/new", {**form, **given})
    assert answer.status_code == 422
    assert "上级纪检监察机关" in answer.text

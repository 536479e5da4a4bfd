"""Who calls: earlier items by the keyed hash, in full where the fence lets, else a number alone."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app import clock
from app.enums import RequestType
from app.models import CallScript
from tests import makers, support
from tests.views.hands import Hands, made, rows

NOTHING = {"items": [], "others": 0, "total": 0}


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def ask(hands: Hands, who: str, phone: str = "+86 138-0013-8000") -> Any:
    """Ask for the earlier items of a number, as the form's script does."""
    answer = hands.post(who, "/problem/caller", {"phone": phone, "csrf_token": hands.token(who)})
    assert answer.status_code == 200
    return answer.get_json()


def register(who: str = "clerk", **changes: Any) -> int:
    """Register an item at the held hour."""
    with clock.fixed(support.NOW):
        row_id = makers.registered(who, **changes)
    support.session().rollback()
    return row_id


def test_own_entry_is_shown_with_its_title_and_of_others_only_the_number(hands: Hands) -> None:
    own, other = register("clerk"), register("clerk2")
    found = ask(hands, "clerk")
    assert found["others"] == 1
    (item,) = found["items"]
    assert item == {
        "no": makers.stored(own).problem_no,
        "on": "11月18日",
        "state": "已登记",
        "title": makers.stored(own).title,
        "url": f"/problem/{own}",
    }
    assert makers.stored(other).problem_no not in str(found)


def test_nobody_is_told_the_name_or_the_number_of_a_caller(hands: Hands) -> None:
    register()
    found = str(ask(hands, "clerk"))
    assert makers.NAME not in found
    assert makers.PHONE not in found


@pytest.mark.parametrize("secret", [{"request_type": "report"}, {"channel": "inspection"}])
def test_discipline_items_are_neither_shown_nor_counted(
    hands: Hands, secret: dict[str, Any]
) -> None:
    register("clerk", **secret)
    for who in ("clerk", "intake"):
        assert ask(hands, who) == NOTHING


@pytest.mark.parametrize("who", ["gaowan", "village"])
def test_a_unit_learns_nothing_by_typing_a_number(hands: Hands, who: str) -> None:
    """A township that holds an item must not find out by trial who reported it."""
    made("assigned")
    assert ask(hands, who) == NOTHING
    assert "来电人以往诉求" not in hands.get(who, "/problem/new").text


@pytest.mark.parametrize("phone", ["", "1380013", "13800138001", "垃圾"])
def test_an_unfinished_or_unknown_number_finds_nothing(hands: Hands, phone: str) -> None:
    register()
    assert ask(hands, "clerk", phone) == NOTHING


def test_without_a_script_the_button_shows_the_history_too(hands: Hands) -> None:
    own = register()
    register("clerk2")
    page = hands.send("clerk", "/problem/new", phone=makers.PHONE, similar="1").text
    assert "这个电话有 2 件以往诉求，其中 1 件不在您的权限内" in page
    assert makers.stored(own).title in page


def test_each_kind_of_request_has_a_script_beside_the_form(hands: Hands) -> None:
    page = hands.get("clerk", "/problem/new").text
    for kind in RequestType:
        assert f'data-script="{kind}"' in page
    assert "匿名的不查来电号码" in page


def test_the_office_changes_its_own_scripts(hands: Hands) -> None:
    script = next(row for row in rows(CallScript) if row.request_type == "help")
    sent = hands.send("intake", f"/admin/call_script/{script.id}/edit", body="先问路口名称。")
    assert sent.status_code == 302, sent.text[:2000]
    assert "先问路口名称。" in hands.get("clerk", "/problem/new").text
    assert hands.get("clerk", f"/admin/call_script/{script.id}/edit").status_code == 403

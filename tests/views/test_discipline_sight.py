"""An item that the commission takes over is out of its registrar's sight, whatever he tries."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app import store
from app.models import AuditLog, ProblemScope
from tests import support
from tests.views.hands import CALL, Hands, fresh, newest

TITLE = "窗口收好处费才肯办证"
# Who registers for a unit, and reads its items by the unit.
UNITS = ("gaowan", "village")


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def raise_one(hands: Hands, who: str) -> int:
    """Let somebody register a complaint that the intake office makes a matter of conduct."""
    row_id = hands.register(who, title=TITLE, request_type="complaint")
    assert hands.get(who, f"/problem/{row_id}").status_code == 200
    hands.walk(row_id, "triage", triage={"conduct_nature": "extortion"})
    assert newest().track == "discipline"
    return row_id


@pytest.fixture
def raised(hands: Hands) -> int:
    return raise_one(hands, "clerk")


def finds_nothing(hands: Hands, who: str, row_id: int) -> None:
    """Look for an item of the commission wherever its registrar may look."""
    number = newest().problem_no
    for path in ("", "/callback"):
        assert hands.get(who, f"/problem/{row_id}{path}").status_code == 404
    assert hands.get(who, f"/admin/problem/show/{row_id}").status_code == 404
    assert hands.get(who, f"/api/v1/problem/{row_id}").status_code == 404
    asked = {"/": (number, TITLE), "/admin/problem/": (number, TITLE)}
    asked |= {f"/admin/problem/?q={number}": (TITLE,), f"/admin/problem/?q={TITLE}": (number,)}
    asked["/admin/problem/?sort=due_at"] = (number, TITLE)
    for path, words in asked.items():
        page = hands.get(who, path)
        assert page.status_code == 200
        assert not [word for word in (*words, f"/problem/{row_id}") if word in page.text], path


@pytest.mark.parametrize("who", ["clerk", *UNITS])
def test_registrar_finds_nothing_of_an_item_that_was_raised(who: str, hands: Hands) -> None:
    finds_nothing(hands, who, raise_one(hands, who))


@pytest.mark.parametrize("who", UNITS)
def test_unit_finds_nothing_of_a_report_that_it_registered(who: str, hands: Hands) -> None:
    answer = hands.send(who, "/problem/new", **{**CALL, "title": TITLE, "request_type": "report"})
    assert (answer.status_code, answer.location) == (302, "/")
    assert f"已登记，编号 {newest().problem_no}。" in hands.get(who, "/").text
    finds_nothing(hands, who, newest().id)


def test_unit_that_handled_an_item_keeps_it_when_it_is_raised_later(hands: Hands) -> None:
    row_id = hands.register("gaowan")
    hands.walk(row_id, "triage", "instruct")
    back = {"basis": "婚姻登记由民政部门负责", "suggested_unit_id": "县民政局（示例）"}
    leader = {"leader_name": "刘镇长", "leader_opinion": "同意"}
    assert hands.send("gaowan", f"/problem/{row_id}/return", **back, **leader).status_code == 302
    again = {"opinion": "请重拟"}
    sent = hands.send("leader", f"/problem/{row_id}/send_back_triage", **again)
    assert sent.status_code == 302
    hands.walk(row_id, "triage", triage={"conduct_nature": "slow_action"})
    assert newest().track == "discipline"
    assert hands.get("gaowan", f"/problem/{row_id}").status_code == 200


def test_unit_sees_what_it_registered_again_when_it_is_given_the_item(hands: Hands) -> None:
    row_id = raise_one(hands, "gaowan")
    hands.walk(row_id, "instruct")
    assert hands.get("gaowan", f"/problem/{row_id}").status_code == 200


def test_inspection_office_keeps_what_it_registered(hands: Hands) -> None:
    row_id = hands.register("inspector", request_type="complaint", channel="inspection")
    assert newest().track == "discipline"
    assert hands.get("inspector", f"/problem/{row_id}").status_code == 200


def test_audit_row_names_the_unit_that_no_longer_sees_the_item(hands: Hands) -> None:
    raise_one(hands, "gaowan")
    assert last_audit().detail["hidden_unit_ids"] == [support.unit_id("GW")]


def last_audit() -> AuditLog:
    """Return the last act on an item."""
    query = sa.select(AuditLog).where(AuditLog.action == "problem.T02")
    return fresh().scalars(query.order_by(AuditLog.id.desc()).limit(1)).one()


@pytest.mark.parametrize("who", ["gaowan", "intake"])
def test_scope_rows_are_removed_by_the_operation_alone(who: str, hands: Hands) -> None:
    hands.register("gaowan")
    with pytest.raises(store.FenceBroken), store.write(support.person(who)) as work:
        work.delete(work.scalars(sa.select(ProblemScope)).first())


def test_registrar_keeps_own_service_items_in_every_state(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct")
    assert hands.get("clerk", f"/problem/{row_id}").status_code == 200


@pytest.mark.parametrize("who", ["intake", "leader"])
def test_commission_reads_on_the_page_that_the_item_is_its_own(
    who: str, hands: Hands, raised: int
) -> None:
    assert "纪检监察轨道" in hands.get(who, f"/problem/{raised}").text


def test_service_item_carries_no_mark_of_a_track(hands: Hands) -> None:
    row_id = hands.register()
    assert "纪检监察轨道" not in hands.get("intake", f"/problem/{row_id}").text


def test_number_of_a_report_is_told_once_right_after_its_registration(hands: Hands) -> None:
    answer = hands.send("clerk", "/problem/new", **{**CALL, "request_type": "report"})
    number = newest().problem_no
    assert (answer.status_code, answer.location) == (302, "/")
    assert f"已登记，编号 {number}。" in hands.get("clerk", "/").text
    assert number not in hands.get("clerk", "/").text
    assert hands.get("clerk", f"/problem/{newest().id}").status_code == 404


SAID = "来访人说他怕打击报复"


def held(hands: Hands) -> int:
    """Let a unit work on an item of the commission."""
    row_id = hands.register("intake", request_type="complaint", channel="inspection")
    hands.walk(row_id, "triage", "instruct", "sign")
    assert newest().track == "discipline"
    return row_id


def told(hands: Hands, who: str, row_id: int) -> bool:
    """Tell whether somebody reads what the reporter said."""
    pages = {hands.get(who, f"/problem/{row_id}{path}") for path in ("", "/timeline")}
    assert {page.status_code for page in pages} == {200}
    return any(SAID in page.text for page in pages)


def test_units_do_not_read_why_a_reporter_takes_his_report_back(hands: Hands) -> None:
    row_id = held(hands)
    given = {"way": "phone", "reason": SAID, "confirmed": "y"}
    assert hands.send("intake", f"/problem/{row_id}/withdraw", **given).status_code == 302
    assert told(hands, "intake", row_id)
    assert not told(hands, "gaowan", row_id)


def test_units_do_not_read_thanks_on_the_discipline_track(hands: Hands) -> None:
    row_id = held(hands)
    thanks = {"kind": "letter", "words": SAID}
    assert hands.send("intake", f"/problem/{row_id}/thanks", **thanks).status_code == 302
    assert told(hands, "intake", row_id)
    assert not told(hands, "gaowan", row_id)

"""Who sees what on the work pages: a foreign item is missing, a stale form loses nothing."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa
from flask import Flask

from app.models import Attachment, AuditLog, Problem, ProblemEvent
from app.transitions import BY_ACTION
from tests import support
from tests.views.hands import CALL, LEADER, Hands, fields, fresh, newest


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def plain(page: str) -> str:
    """Return a page without what differs on every request."""
    page = re.sub(r'nonce="[^"]*"', "", page)
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


@pytest.fixture
def foreign(hands: Hands) -> int:
    """Make an item of Xinji with a file on it."""
    row_id = hands.register(region_code="辛集镇")
    hands.walk(
        row_id,
        "triage",
        "instruct",
        triage={"proposed_unit_id": "辛集镇"},
        instruct={"co_unit_ids": "", "supervisor_unit_id": "第一监督检查室"},
    )
    hands.send("xinji", f"/problem/{row_id}/sign", handler_phone="0317-6628301")
    files = [(io.BytesIO("现场情况".encode()), "证据.txt")]
    hands.send("xinji", f"/problem/{row_id}/progress", text="已看现场", files=files)
    assert newest().state == "in_progress"
    return row_id


def test_foreign_item_is_the_same_as_a_missing_one_everywhere(hands: Hands, foreign: int) -> None:
    file_id = fresh().scalars(sa.select(Attachment.id)).one()
    pairs = [
        (f"/problem/{foreign}", "/problem/999999"),
        (f"/attachment/{file_id}", "/attachment/999999"),
        *((f"/problem/{foreign}/{act}", f"/problem/999999/{act}") for act in BY_ACTION),
    ]
    for mine, none in pairs:
        left, right = hands.get("gaowan", mine), hands.get("gaowan", none)
        assert (left.status_code, right.status_code) == (404, 404), mine
        assert plain(left.text) == plain(right.text), mine


def test_asking_for_a_foreign_item_is_audited_like_a_missing_one(
    hands: Hands, foreign: int
) -> None:
    file_id = fresh().scalars(sa.select(Attachment.id)).one()
    paths = (f"/problem/{foreign}", "/problem/999999", f"/attachment/{file_id}", "/paper/7")
    for path in paths:
        assert hands.get("gaowan", path).status_code == 404
    query = sa.select(AuditLog).where(AuditLog.result == "refused").order_by(AuditLog.seq)
    rows = fresh().scalars(query).all()
    assert [(row.object_kind, row.object_id) for row in rows] == [
        ("problem", foreign),
        ("problem", 999999),
        ("attachment", file_id),
        ("document", 7),
    ]
    assert {row.account_id for row in rows} == {support.person("gaowan").account_id}


def test_foreign_item_is_missing_for_every_post(hands: Hands, foreign: int) -> None:
    sent = {"csrf_token": hands.token("gaowan"), "_once": "k" * 20, "version": "5", "text": "x"}
    before = fresh().scalar(sa.select(sa.func.count()).select_from(ProblemEvent))
    for action in BY_ACTION:
        assert hands.post("gaowan", f"/problem/{foreign}/{action}", sent).status_code == 404
    assert fresh().scalar(sa.select(sa.func.count()).select_from(ProblemEvent)) == before


def test_complaint_about_a_township_is_missing_for_it(hands: Hands) -> None:
    changes = {"request_type": "complaint", "unit_complained_id": "高湾镇"}
    row_id = hands.register(**changes)
    assert hands.get("gaowan", f"/problem/{row_id}").status_code == 404
    page = hands.get("intake", f"/problem/{row_id}").text
    assert "被反映单位" in page


@pytest.mark.parametrize("who", ["auditor", "sysadmin", "secadmin", "casekeeper"])
def test_roles_without_the_ledger_are_turned_away(hands: Hands, who: str) -> None:
    row_id = hands.register()
    for path in (f"/problem/{row_id}", "/problem/new", "/paper/"):
        assert hands.get(who, path).status_code == 403


def test_visitor_is_sent_to_the_login(hands: Hands) -> None:
    client = hands.app.test_client()
    for path in ("/problem/new", "/problem/1", "/paper/", "/problem/lookup/place?q=kzz"):
        answer = hands.alone(lambda path=path: client.get(path))  # type: ignore[misc]
        assert answer.status_code == 302
        assert answer.location.startswith("/login/")


def test_second_press_makes_no_second_item(hands: Hands) -> None:
    page = hands.get("clerk", "/problem/new")
    sent = {**fields(page.text), **CALL}
    first = hands.post("clerk", "/problem/new", sent)
    second = hands.post("clerk", "/problem/new", sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.location == second.location
    assert fresh().scalar(sa.select(sa.func.count()).select_from(Problem)) == 1


def test_second_press_of_an_action_is_taken_once(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct", "sign")
    page = hands.get("gaowan", f"/problem/{row_id}/progress")
    sent = {**fields(page.text), "text": "已到现场"}
    for _ in range(2):
        assert hands.post("gaowan", f"/problem/{row_id}/progress", sent).status_code == 302
    done = sa.select(ProblemEvent.id).where(ProblemEvent.transition == "P01")
    assert len(fresh().scalars(done).all()) == 1


def test_stale_form_is_answered_409_with_both_texts(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage")
    stale = fields(hands.get("leader", f"/problem/{row_id}/instruct").text)
    hands.walk(row_id, "supervise")
    sent = {**stale, "instruction": "三方当天会商办理", "days": "5"}
    answer = hands.post("leader", f"/problem/{row_id}/instruct", sent)
    assert answer.status_code == 409
    assert "请三日内办结" in answer.text
    kept = fields(answer.text)
    assert kept["instruction"] == ["三方当天会商办理"]
    assert kept["days"] == ["5"]
    assert hands.post("leader", f"/problem/{row_id}/instruct", kept).status_code == 302
    assert newest().instruction == "三方当天会商办理"


def test_stale_form_tells_the_answers_in_the_words_of_the_page(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct", "sign", "answer")
    stale = fields(hands.get("gaowan", f"/problem/{row_id}/submit").text)
    hands.walk(row_id, "submit", submit={"reporter_contacted": "y"})
    sent = {**stale, "outcome_kind": "resolved", "measures": "已办", **LEADER}
    page = hands.post("gaowan", f"/problem/{row_id}/submit", sent)
    assert page.status_code == 409
    told = re.search(r"<ins>(办理结果：.*?)</ins>", page.text, re.DOTALL)
    assert told is not None
    assert told[1].splitlines()[:2] == ["办理结果：已解决", "办理措施和结果：已办"]
    assert "已与来访人沟通（或经话务员转达）：否" in told[1]
    assert "现在不能“上报结果”" in page.text
    assert "请核对后再保存" not in page.text


def test_stale_form_of_an_action_that_is_over_still_shows_what_was_typed(hands: Hands) -> None:
    row_id = hands.register()
    stale = fields(hands.get("intake", f"/problem/{row_id}/triage").text)
    hands.walk(row_id, "triage")
    sent = {
        **stale,
        "opinion": "我的拟办意见",
        "proposed_unit_id": "县民政局",
        "recusal_checked": "y",
    }
    answer = hands.post("intake", f"/problem/{row_id}/triage", sent)
    assert answer.status_code == 409
    assert "我的拟办意见" in answer.text
    assert "现在不能“拟办”" in answer.text


def test_item_that_leaves_ones_sight_leads_home(hands: Hands) -> None:
    answer = hands.send("bureau", "/problem/new", **{**CALL, "request_type": "report"})
    assert answer.status_code == 302
    assert answer.location == "/"
    assert hands.get("bureau", f"/problem/{newest().id}").status_code == 404


def test_township_that_complains_of_itself_is_refused(hands: Hands) -> None:
    changes = {"unit_complained_id": "高湾镇"}
    answer = hands.send("gaowan", "/problem/new", **{**CALL, **changes})
    assert answer.status_code == 422
    assert "回避" in answer.text

"""The pages of the compartment: who opens what, and what strangers are told."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import store
from app.models import Accountability, AuditLog, Clue, ClueAccess, ReporterNotice
from app.operations import outcomes
from tests import makers, support
from tests.clues import making
from tests.clues.test_outcomes import facts
from tests.leaks import walk
from tests.views import hands

# Who opens what, by hand; everybody else gets the answer of a missing page.
SEES = {"casekeeper", "leader"}
OFFICE = {*SEES, "inspector"}
GATES: dict[str, set[str]] = {
    "/clue/": OFFICE,
    "/clue/aged": OFFICE,
    "/clue/aged?days=90": OFFICE,
    "/clue/risks": OFFICE,
    "/clue/risks/new": SEES,
    "/clue/new": {"casekeeper"},
    "/clue/interference": SEES,
    "/clue/{handed}": OFFICE,
    "/clue/{kept}": SEES,
    "/clue/{handed}/propose": {"casekeeper", "inspector"},
    "/clue/{kept}/propose": {"casekeeper"},
    "/clue/{proposed}/approve": {"leader"},
    "/clue/notice/{notice}": SEES,
    "/clue/987654": set(),
    "/clue/{kept}/nonsense": set(),
    "/clue/notice/987654": set(),
    "/accountability/": {"intake", "casekeeper", "leader", "inspector"},
    "/accountability/new": {"intake", "casekeeper", "leader"},
    "/accountability/{covered}": {"intake", "casekeeper", "leader", "inspector"},
    "/accountability/{other}": {"intake", "casekeeper", "leader"},
    "/accountability/987654": set(),
}
# A visible clue on which a person may not make the move: told why, on the clue's own page.
CLOSED = {
    "/clue/{handed}/propose": {"leader"},
    "/clue/{kept}/propose": {"leader"},
    "/clue/{proposed}/approve": {"casekeeper"},
}


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    """Make a kept, a handed and a proposed clue, and two outcomes."""
    found = {
        "kept": making.entered(),
        "handed": making.entered(),
        "proposed": making.clue_in("proposed"),
    }
    making.move("casekeeper", found["handed"], "hand")
    found["notice"] = making.rows(ReporterNotice)[0].id
    actor = support.person("leader")
    for key, code in (("covered", "MZ"), ("other", "ZJ")):
        with store.write(actor) as work:
            row = outcomes.record(work, actor, facts(unit_id=support.unit_id(code)))
            found[key] = row.id
    return found


def test_every_page_opens_for_whom_it_should_and_is_missing_for_the_rest(
    app: Flask, ids: dict[str, int]
) -> None:
    wrong = []
    for who in support.PEOPLE:
        client = support.login(app.test_client(), who)
        nowhere = walk.normal(client.get("/nowhere"))
        for path, readers in GATES.items():
            answer = client.get(path.format(**ids))
            if who in readers:
                good = answer.status_code == 200
            elif who in CLOSED.get(path, ()):
                good = answer.status_code == 403
            else:
                good = walk.normal(answer) == nowhere
            wrong += [] if good else [f"{who} {path} {answer.status_code}"]
    assert wrong == []


@pytest.mark.parametrize("who", ["clerk", "intake", "gaowan", "auditor", "sysadmin", "bureau_lead"])
def test_stranger_cannot_tell_the_page_by_method_slash_or_token(
    app: Flask, ids: dict[str, int], who: str
) -> None:
    client = support.login(app.test_client(), who)
    nowhere = walk.normal(client.get("/nowhere"))
    asked = [
        ("GET", "/clue"),
        ("GET", f"/clue/{ids['kept']}/open"),
        ("POST", "/clue/"),
        ("PUT", f"/clue/{ids['kept']}"),
        ("DELETE", "/clue/987654"),
        ("POST", "/clue/new"),
        ("POST", f"/clue/{ids['kept']}/open"),
        ("POST", f"/clue/{ids['kept']}/approve"),
        ("GET", "/clue/x/y/z"),
    ]
    for method, path in asked:
        answer = client.open(path, method=method)
        assert walk.normal(answer) == nowhere, (method, path, answer.status_code)


def test_stranger_and_missing_id_leave_the_same_audit_row(app: Flask, ids: dict[str, int]) -> None:
    for who, path in (
        ("gaowan", f"/clue/{ids['kept']}"),
        ("gaowan", "/clue/987654"),
        ("inspector", f"/clue/{ids['kept']}"),
        ("inspector", "/clue/987654"),
    ):
        support.login(app.test_client(), who).get(path)
        row = making.rows(AuditLog)[-1]
        told = (row.action, row.object_kind, row.object_id, row.result, row.detail)
        assert told == ("sealed.read", "sealed", None, "refused", {}), (who, path)


def test_audit_log_names_no_clue_and_counts_none(app: Flask, ids: dict[str, int]) -> None:
    inside = [row for row in making.rows(AuditLog) if row.action.startswith("sealed")]
    assert len(inside) > 6
    assert {row.object_kind for row in inside} == {"sealed"}
    assert {(row.object_id, tuple(row.detail)) for row in inside} == {(None, ())}
    assert len({row.after_hash for row in inside}) == len(inside)
    assert not [row for row in making.rows(AuditLog) if "clue" in row.action + row.object_kind]


def send(client: FlaskClient, path: str, **typed: Any) -> TestResponse:
    """Fill in the first form of a page and send it."""
    form = hands.fields(client.get(path).text, "_once")
    return client.post(path, data={**form, **typed})


def unseal(client: FlaskClient, clue_id: int, purpose: str) -> TestResponse:
    """Open a clue's words through its page."""
    token = support.token(client.get(f"/clue/{clue_id}").text)
    path = f"/clue/{clue_id}/open"
    return client.post(path, data={"csrf_token": token, "purpose": purpose})


def test_opening_needs_a_purpose_and_leaves_its_row(app: Flask, ids: dict[str, int]) -> None:
    client = support.login(app.test_client(), "casekeeper")
    closed = client.get(f"/clue/{ids['kept']}").text
    words = (making.SUMMARY, making.ACCUSED, making.REPORTER, making.PHONE)
    assert not [word for word in words if word in closed]
    refused = unseal(client, ids["kept"], "")
    assert refused.status_code == 422
    assert 'id="purpose-error" role="alert">请选择查阅的用途。<' in refused.text
    assert making.rows(ClueAccess) == []
    opened = unseal(client, ids["kept"], "study")
    assert opened.status_code == 200
    assert [word for word in words if word not in opened.text] == []
    (row,) = making.rows(ClueAccess)
    assert (row.clue_id, row.purpose) == (ids["kept"], "study")
    again = client.get(f"/clue/{ids['kept']}").text
    assert not [word for word in words if word in again]
    assert "钱进（示例）：研究处置意见" in again


def test_keepers_form_registers_once_and_the_list_shows_no_word(app: Flask) -> None:
    client = support.login(app.test_client(), "casekeeper")
    form = hands.fields(client.get("/clue/new").text, "_once")
    typed = {**form, **making.ENTRY}
    for _ in range(2):
        answer = client.post("/clue/new", data=typed)
        assert (answer.status_code, answer.location) == (302, "/clue/")
    assert len(making.rows(Clue)) == 1
    page = client.get("/clue/").text
    assert "海纪线〔2026〕1号" in page
    assert not [word for word in (making.SUMMARY, making.ACCUSED) if word in page]


def test_refused_entry_keeps_what_was_typed(app: Flask) -> None:
    client = support.login(app.test_client(), "casekeeper")
    given = {**making.ENTRY, "received_on": "2026-11-19", "reporter_phone": "12"}
    answer = send(client, "/clue/new", **given)
    assert answer.status_code == 422
    assert making.SUMMARY in answer.text
    answer = send(client, "/clue/new", **{**making.ENTRY, "received_on": "2026-11-19"})
    assert "收到日期不能晚于今天。" in answer.text


def test_moves_are_made_through_their_forms(app: Flask, ids: dict[str, int]) -> None:
    clue_id = ids["kept"]
    keeper, leader = (support.login(app.test_client(), who) for who in ("casekeeper", "leader"))
    done = send(keeper, f"/clue/{clue_id}/propose", **making.facts("propose"))
    assert done.location == f"/clue/{clue_id}"
    bad = send(leader, f"/clue/{clue_id}/approve", minutes_ref="")
    assert bad.status_code == 422
    assert "请填写会议纪要文号" in bad.text
    done = send(leader, f"/clue/{clue_id}/approve", **making.facts("approve"))
    assert done.status_code == 302
    assert making.stored(clue_id).minutes_ref == making.FACTS["approve"]["minutes_ref"]


def test_stale_form_of_a_move_is_answered_409_with_its_text(
    app: Flask, ids: dict[str, int]
) -> None:
    client, path = support.login(app.test_client(), "casekeeper"), f"/clue/{ids['kept']}/propose"
    form = hands.fields(client.get(path).text, "_once")
    making.move("casekeeper", ids["kept"], "note")
    answer = client.post(path, data={**form, **making.facts("propose")})
    assert answer.status_code == 409
    assert making.FACTS["propose"]["opinion"] in answer.text


def test_pusher_is_told_that_it_is_done_and_can_read_nothing_back(app: Flask) -> None:
    problem_id = makers.registered()
    client, other = (support.login(app.test_client(), who) for who in ("intake", "clerk"))
    before = walk.normal(other.get(f"/problem/{problem_id}"))
    answer = send(client, f"/problem/{problem_id}/split", **making.PUSH)
    assert (answer.status_code, answer.location) == (302, f"/problem/{problem_id}")
    page = client.get(f"/problem/{problem_id}").text
    assert "移送线索：已移送" in page
    assert not [word for word in (making.ACCUSED, "海纪线", "涉嫌违纪。") if word in page]
    assert walk.normal(other.get(f"/problem/{problem_id}")) == before
    again = send(client, f"/problem/{problem_id}/split", **making.PUSH)
    assert (again.status_code, len(making.rows(Clue))) == (422, 1)


@pytest.mark.parametrize("who", ["leader", "gaowan", "bureau", "inspector", "minzheng"])
def test_only_holders_of_the_push_see_its_button_and_form(app: Flask, who: str) -> None:
    problem_id = makers.problem_in("in_progress")
    client = support.login(app.test_client(), who)
    assert "移送线索" not in client.get(f"/problem/{problem_id}").text
    answer = client.get(f"/problem/{problem_id}/split")
    assert walk.normal(answer) == walk.normal(client.get("/nowhere"))


def test_pushing_an_item_out_of_sight_is_missing(app: Flask) -> None:
    problem_id = makers.registered("intake")
    client = support.login(app.test_client(), "clerk2")
    token = support.token(client.get("/account/password").text)
    data = {**making.PUSH, "csrf_token": token, "_once": "k"}
    assert client.post(f"/problem/{problem_id}/split", data=data).status_code == 404
    assert making.rows(Clue) == []


def test_home_of_the_keeper_shows_the_clocks(app: Flask) -> None:
    making.entered(received_on="2026-10-08")
    making.push(makers.registered())
    page = support.login(app.test_client(), "casekeeper").get("/").text
    for word in ("超期", "等登记编号", "受理告知", "海纪线〔2026〕1号", "未编号（11月18日收到）"):
        assert word in page, word


def test_home_of_everybody_else_says_nothing_of_clues(app: Flask) -> None:
    making.push(makers.registered())
    making.clue_in("proposed")
    told = {
        who: "线索待您办理" in support.login(app.test_client(), who).get("/").text
        for who in support.PEOPLE
        if who != "casekeeper"
    }
    assert {who for who, says in told.items() if says} == {"leader"}


def test_menu_names_the_compartment_only_to_those_it_opens_for(app: Flask) -> None:
    shown: dict[str, set[str]] = {"问题线索": set(), "追责结果": set(), "登记打听说情": set()}
    for who in support.PEOPLE:
        page = support.login(app.test_client(), who).get("/account/password").text
        for label, readers in shown.items():
            if f">{label}<" in page:
                readers.add(who)
    assert shown["问题线索"] == OFFICE
    assert shown["追责结果"] == {"intake", "casekeeper", "leader", "inspector"}
    assert shown["登记打听说情"] == {
        "clerk",
        "clerk2",
        "intake",
        "casekeeper",
        "leader",
        "inspector",
    }


def test_told_reporter_is_recorded_through_the_form(app: Flask, ids: dict[str, int]) -> None:
    client = support.login(app.test_client(), "casekeeper")
    given = {"way": "phone", "text": "已电话告知受理。", "has_new_evidence": "y"}
    answer = send(client, f"/clue/notice/{ids['notice']}", **given)
    assert answer.location == f"/clue/{ids['kept']}"
    page = client.get(f"/clue/{ids['kept']}").text
    assert "11月18日电话，提供新证据" in page
    assert send(client, f"/clue/notice/{ids['notice']}", **given).status_code == 422


def test_outcome_is_recorded_and_its_name_opened_with_a_trace(app: Flask) -> None:
    client = support.login(app.test_client(), "intake")
    bad = send(client, "/accountability/new", **facts(is_public_official=""))
    assert bad.status_code == 422
    done = send(client, "/accountability/new", **facts())
    assert done.status_code == 302
    (row,) = making.rows(Accountability)
    for path in ("/accountability/", f"/accountability/{row.id}"):
        assert "柳某山" not in client.get(path).text
    before = len(making.rows(AuditLog))
    token = support.token(client.get("/account/password").text)
    opened = client.post(f"/accountability/{row.id}/open", data={"csrf_token": token})
    assert "柳某山" in opened.text
    assert len(making.rows(AuditLog)) == before + 1


@pytest.mark.parametrize("table", ["clue", "clue_event", "accountability", "counter"])
@pytest.mark.parametrize("who", ["casekeeper", "leader", "sysadmin", "auditor"])
def test_generated_pages_and_interface_know_no_table_of_the_compartment(
    app: Flask, table: str, who: str
) -> None:
    client = support.login(app.test_client(), who)
    for path in (f"/admin/{table}/", f"/api/v1/{table}/", f"/admin/{table}/export.xlsx"):
        assert client.get(path).status_code == 404

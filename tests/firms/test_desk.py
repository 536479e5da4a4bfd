"""The desk: evaluation by phone with a trace of who helped, and what a shift leaves the next."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import clock, store
from app.enums import PointKind
from app.models import (
    AuditLog,
    Contact,
    Evaluation,
    EvaluationReason,
    HandoverNote,
    HandoverRead,
    ServicePoint,
)
from app.principal import system
from app.queries import public_status
from tests import makers, support
from tests.views.hands import Hands, fields, made, rows

CODE = re.compile(r"\b[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}\b")


@pytest.fixture
def hands(app: Flask) -> Hands:
    with clock.fixed(support.NOW), store.write(system("test")) as work:
        work.add(
            ServicePoint(
                kind=PointKind.UNIT,
                name="民政服务窗口",
                unit_id=support.unit_id("MZ"),
                region_code="130924000000",
            )
        )
    support.session().rollback()
    return Hands(app)


def rate(hands: Hands, who: str = "clerk", **changes: Any) -> TestResponse:
    """Write down a caller's evaluation."""
    typed = {"service_point_id": "民政", "level": "satisfied", **changes}
    return hands.send(who, "/calls/evaluation", **typed)


def test_a_callers_evaluation_is_kept_with_who_wrote_it_down(hands: Hands) -> None:
    answer = rate(hands, told_once="yes", trips="2")
    assert answer.status_code == 302, answer.text[:3000]
    (row,) = rows(Evaluation)
    assert (row.channel, row.level, row.trips, row.told_once) == ("phone", "satisfied", 2, True)
    assert row.assisted_by_id == support.person("clerk").account_id
    assert row.submitted_at.minute == 0
    assert row.contact_id is None
    (trace,) = [one for one in rows(AuditLog) if one.action == "evaluation.assist"]
    assert (trace.object_id, trace.account_id) == (row.id, row.assisted_by_id)
    assert trace.detail == {}


def test_a_bad_one_asks_for_reasons_and_keeps_what_was_typed(hands: Hands) -> None:
    bad = {"level": "dissatisfied", "text": "排了两个小时"}
    answer = rate(hands, **bad)
    assert answer.status_code == 422
    assert "请选择不满意的原因" in answer.text.split("<form")[-1]
    assert "排了两个小时" in answer.text
    assert rate(hands, **bad, reasons=["slow_processing"]).status_code == 200
    assert [row.reason for row in rows(EvaluationReason)] == ["slow_processing"]


def test_code_of_a_bad_one_is_read_aloud_and_kept_nowhere(
    hands: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    """Once on the answer's page; sent again because the answer was lost, it is the same code."""
    page = fields(hands.get("clerk", "/calls/evaluation").text)
    bad = {"service_point_id": "民政", "level": "dissatisfied", "reasons": "slow_processing"}
    with caplog.at_level(logging.DEBUG):
        answers = [hands.post("clerk", "/calls/evaluation", {**page, **bad}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    (code,) = {CODE.findall(answer.text)[0] for answer in answers}
    (row,) = rows(Evaluation)
    assert row.follow_code_hash == public_status.stored(code)
    assert answers[0].headers["Cache-Control"] == "no-store"
    assert not any(code in str(answer.headers) for answer in answers)
    assert not any("Set-Cookie" in answer.headers for answer in answers)
    assert code not in caplog.text
    assert code not in hands.get("clerk", "/calls/evaluation").text
    assert len([one for one in rows(AuditLog) if one.action == "evaluation.assist"]) == 1
    assert code not in str([(one.detail, one.object_id) for one in rows(AuditLog)])


def test_good_one_has_no_code(hands: Hands) -> None:
    answer = rate(hands)
    assert answer.status_code == 302
    assert not CODE.search(hands.get("clerk", answer.headers["Location"]).text)


def test_a_good_one_takes_no_reasons(hands: Hands) -> None:
    assert rate(hands, reasons=["slow_processing"]).status_code == 302
    assert rows(EvaluationReason) == []


def test_a_caller_who_leaves_a_number_is_sealed(hands: Hands) -> None:
    rate(hands, name="杨大山", phone="+86 138-0013-8000", text="杨大山说，打 13800138000 找他")
    (contact,) = rows(Contact)
    assert (contact.name_mask, contact.phone_mask) == ("杨*", "138****8000")
    (row,) = rows(Evaluation)
    assert "13800138000" not in row.text
    assert "杨大山" not in row.text


def test_one_submission_is_one_evaluation(hands: Hands) -> None:
    typed = {"service_point_id": "民政", "level": "neutral"}
    page = fields(hands.get("clerk", "/calls/evaluation").text)
    for _twice in range(2):
        assert hands.post("clerk", "/calls/evaluation", {**page, **typed}).status_code == 302
    assert len(rows(Evaluation)) == 1


@pytest.mark.parametrize("typed", ["民政", "xmzj", "民政服务窗口"])
def test_a_point_is_found_as_a_caller_names_it(hands: Hands, typed: str) -> None:
    (item,) = hands.get("clerk", f"/problem/lookup/point?q={typed}").get_json()["items"]
    assert item["text"] == "民政服务窗口"


def test_an_unknown_point_is_said_beside_the_field(hands: Hands) -> None:
    answer = rate(hands, service_point_id="不存在")
    assert answer.status_code == 422
    assert "没有找到“不存在”这个窗口、单位或村站" in answer.text


@pytest.mark.parametrize("who", ["bureau", "gaowan", "leader"])
def test_only_who_answers_the_telephone_writes_for_callers(hands: Hands, who: str) -> None:
    assert hands.get(who, "/calls/evaluation").status_code == 403


def leave(hands: Hands, text: str = "孔庄子的件明早九点再打") -> TestResponse:
    """Leave a note for the next shift."""
    return hands.send("clerk", "/handover/", text=text)


def test_a_note_carries_what_is_open_and_the_next_shift_signs_once(hands: Hands) -> None:
    waiting = made("pending_feedback")
    assert leave(hands).status_code == 302
    (note,) = rows(HandoverNote)
    assert (note.open_calls, note.problem_ids) == (1, [waiting])
    assert "交接班待您签收" in hands.get("clerk2", "/").text
    page = hands.get("clerk2", "/handover/").text
    assert "孔庄子的件明早九点再打" in page
    assert makers.stored(waiting).problem_no in page
    for _twice in range(2):
        hands.post("clerk2", f"/handover/{note.id}/read", {"csrf_token": hands.token("clerk2")})
    assert len(rows(HandoverRead)) == 1
    assert "签收：周敏（示例）" in hands.get("clerk", "/handover/").text
    assert "交接班待您签收" not in hands.get("clerk2", "/").text


def test_nobody_signs_for_his_own_note(hands: Hands) -> None:
    leave(hands)
    (note,) = rows(HandoverNote)
    own = hands.post("clerk", f"/handover/{note.id}/read", {"csrf_token": hands.token("clerk")})
    assert own.status_code == 422
    assert rows(HandoverRead) == []


def test_no_number_of_a_caller_stays_in_a_note(hands: Hands) -> None:
    leave(hands, "请回 13800138000")
    (note,) = rows(HandoverNote)
    assert note.text == "请回 138****8000"


def test_a_note_is_for_the_own_desk_and_the_commission(hands: Hands) -> None:
    leave(hands)
    assert "孔庄子的件" in hands.get("intake", "/handover/").text
    assert hands.get("bureau", "/handover/").status_code == 403


def test_menu_marks_the_present_page_alone(hands: Hands) -> None:
    page = hands.get("clerk", "/calls/evaluation").text
    current = set(re.findall(r'<a href="([^"]+)"[^>]* aria-current', page))
    assert current == {"/calls/evaluation"}

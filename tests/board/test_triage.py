"""留言分办: who decides, what becomes of a message, what its writer reads, who sees what."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, store
from app.enums_phone import DutyKind, Shift
from app.errors import Conflict
from app.models import (
    Attachment,
    AuditLog,
    Contact,
    Document,
    DutyRoster,
    Message,
    MessageTransfer,
    Outbox,
    Problem,
    SuperiorHandoverCount,
)
from app.operations import board_work, message_triage
from tests import support
from tests.board.door import NAMED, Citizen
from tests.board.test_message import rows
from tests.board.triage import TEST, act, only, with_photo
from tests.views.hands import Hands, fields

ACCEPT = {"domain": "livelihood"}
PATHS = ("", "/accept", "/reply", "/pass", "/up", "/ask", "/answer", "/finish", "/publish")


def test_message_in_scope_becomes_an_item_and_its_code_follows_it(
    citizen: Citizen, hands: Hands
) -> None:
    code = with_photo(citizen, **NAMED, content="我是钱小雀，村口的路灯不亮。")
    answer = act(hands, "intake", "accept", **ACCEPT)
    assert answer.status_code == 302, answer.text[:3000]
    (problem,) = rows(Problem)
    message, contact = only(), rows(Contact)[0]
    assert (message.problem_id, message.state, message.scope_decision) == (
        problem.id,
        "accepted",
        "in_scope",
    )
    assert (problem.contact_id, problem.contact_phone_hash) == (contact.id, contact.phone_hash)
    assert problem.contact_name_hash is not None
    assert (problem.channel, problem.region_code) == ("message_board", "130924102225")
    assert "钱小雀" not in problem.content
    assert "具体位置：小学门口" in problem.content
    assert [one.purpose for one in rows(Attachment)] == ["origin", "origin"]
    assert "正在办理" in citizen.look(code).text
    hands.walk(problem.id, "triage", "instruct", "sign")
    assert "<h1>正在办理</h1>" in citizen.look(code).text
    hands.walk(problem.id, "answer", "submit", "verify", "callback")
    hands.send("intake", f"/problem/{problem.id}/close")
    assert "<h1>已办结</h1>" in citizen.look(code).text


def test_reply_of_the_item_is_read_by_code(citizen: Citizen, hands: Hands) -> None:
    code = citizen.code()
    act(hands, "intake", "accept", **ACCEPT)
    (problem,) = rows(Problem)
    steps = ("triage", "instruct", "sign", "answer", "submit", "verify")
    hands.walk(problem.id, *steps)
    answer = hands.send("intake", f"/problem/{problem.id}/close", text="凭查询码答复。")
    assert answer.status_code == 302, answer.text[:3000]
    page = citizen.look(code).text
    assert "办理结果：已解决。" in page
    assert "办理情况：当天补办完成" in page
    assert "凭查询码答复。" not in page


def test_report_goes_to_the_commission_and_its_course_stays_inside(
    citizen: Citizen, hands: Hands
) -> None:
    code = citizen.code(request_type="report", subject="反映收钱", content="窗口收了好处。")
    path = f"/messages/{only().id}"
    assert hands.get("bureau", path).status_code == 404
    assert hands.get("intake", path).status_code == 200
    act(hands, "intake", "accept", **ACCEPT)
    (problem,) = rows(Problem)
    assert (problem.track, problem.is_sensitive) == ("discipline", True)
    before = citizen.look(code).text
    for step in ("triage", "instruct"):
        hands.walk(problem.id, step, **{"triage": {"conduct_nature": "extortion"}})
    after = citizen.look(code).text
    assert "<h1>正在办理</h1>" in before
    assert _bare(after) == _bare(before)


def _bare(page: str) -> str:
    """Return a page without what differs at each request."""
    import re

    return re.sub(r'(?:nonce|value)="[^"]*"', "", page)


@pytest.mark.parametrize("kind", ["consultation", "suggestion", "praise"])
def test_question_is_answered_at_once(citizen: Citizen, hands: Hands, kind: str) -> None:
    code = citizen.code(request_type=kind)
    act(hands, "bureau", "reply", reply="周一至周五都可以办。")
    message = only()
    assert (message.state, message.reply) == ("replied", "周一至周五都可以办。")
    page = citizen.look(code).text
    assert "<h1>已办结</h1>" in page
    assert "周一至周五都可以办。" in page


@pytest.mark.parametrize("kind", ["complaint", "report", "help"])
def test_complaint_is_not_answered_away(citizen: Citizen, hands: Hands, kind: str) -> None:
    citizen.code(request_type=kind)
    path = f"/messages/{only().id}/reply"
    assert hands.get("intake", path).status_code == 403
    sent = {
        "csrf_token": hands.token("intake"),
        "_once": "x",
        "version": "1",
        "reply": "已阅",
    }
    assert hands.post("intake", path, sent).status_code == 422
    assert only().state == "received"


@pytest.mark.parametrize(
    ("decision", "state", "told", "letters"),
    [
        ("to_department", "transferred", "已转办", 1),
        ("to_12345", "transferred", "已转办", 1),
        ("to_petition", "transferred", "已转办", 1),
        ("to_emergency", "transferred", "已转办", 0),
        ("superior_handover", "transferred", "已转办", 0),
        ("to_judicial", "closed", "不予受理", 0),
        ("invalid", "closed", "不予受理", 0),
    ],
)
def test_message_out_of_scope_goes_where_it_belongs(
    citizen: Citizen, hands: Hands, decision: str, state: str, told: str, letters: int
) -> None:
    code = citizen.code(**NAMED)
    unit = {"unit_id": "县住建局（示例）"} if decision == "to_department" else {}
    answer = act(hands, "intake", "pass", decision=decision, reason="不属于受理范围", **unit)
    assert answer.status_code == 302, answer.text[:3000]
    message = only()
    assert (message.state, message.scope_decision) == (state, decision)
    page = citizen.look(code).text
    assert f"<h1>{told}</h1>" in page
    assert message.reply in page
    papers = rows(Document)
    assert len(papers) == letters
    assert all("钱小雀" not in str(paper.facts) for paper in papers)
    assert [one.document_id for one in rows(MessageTransfer) if one.document_id] == [
        paper.id for paper in papers
    ]
    counted = rows(SuperiorHandoverCount)
    assert len(counted) == (decision == "superior_handover")


def test_department_answers_and_the_citizen_is_told(citizen: Citizen, hands: Hands) -> None:
    code = with_photo(citizen, **NAMED, content="路灯不亮，证人电话13888880002。")
    brief = "小学门口路灯不亮，请维修。电话138****0002。"
    sent = {"decision": "to_department", "unit_id": "县住建局（示例）", "brief": brief}
    act(hands, "intake", "pass", **sent)
    path = f"/messages/{only().id}"
    page = hands.get("zhujian", path).text
    assert brief in page
    assert "证人电话" not in page
    assert "13888880002" not in page
    assert "钱" not in page.split("反映的内容")[1].split("</main>")[0]
    assert "照片1.jpg" not in page
    assert hands.get("minzheng", path).status_code == 404
    assert hands.get("intake", f"{path}/finish").status_code == 403
    act(hands, "zhujian", "answer", answer="灯头已更换。")
    assert {o.template for o in rows(Outbox)} >= {"message.assigned", "message.answered"}
    act(hands, "intake", "finish", reply="住建局已更换灯头。")
    page = citizen.look(code).text
    assert "<h1>已办结</h1>" in page
    assert "住建局已更换灯头。" in page
    assert only().state == "replied"


def test_office_outside_is_asked_after_until_it_answers(citizen: Citizen, hands: Hands) -> None:
    citizen.leave()
    act(hands, "intake", "pass", decision="to_12345", reason="供水抢修由12345派单")
    (before,) = (row.track_due for row in rows(MessageTransfer))
    path = f"/messages/{only().id}/ask"
    hands.now += timedelta(days=1)
    hands.clients.clear()
    opened = fields(hands.get("intake", path).text)
    assert act(hands, "intake", "ask").status_code == 302
    assert hands.post("intake", path, {**opened, "_once": "second"}).status_code == 409
    (row,) = rows(MessageTransfer)
    assert (row.checks, row.track_due > before) == (1, True)
    assert "已询问" in hands.get("intake", f"/messages/{only().id}").text
    act(hands, "intake", "answer", answer="已抢修。")
    assert hands.get("intake", path).status_code == 403
    assert "message.ask" in {one.action for one in rows(AuditLog)}


def test_what_lies_with_the_commission_stays_there(citizen: Citizen, hands: Hands) -> None:
    citizen.leave(request_type="complaint")
    act(hands, "bureau", "up")
    act(hands, "intake", "accept", **ACCEPT)
    (problem,) = rows(Problem)
    assert (problem.track, only().track) == ("discipline", "discipline")
    assert hands.get("bureau", f"/messages/{only().id}").status_code == 404
    assert hands.get("bureau", f"/problem/{problem.id}").status_code == 404


def test_report_that_is_called_a_complaint_stays_a_report(citizen: Citizen, hands: Hands) -> None:
    citizen.leave(request_type="report")
    act(hands, "intake", "accept", **ACCEPT, request_type="complaint")
    (problem,) = rows(Problem)
    assert (problem.track, problem.is_sensitive) == ("discipline", True)


@pytest.mark.parametrize("hint", ["县行政审批局", "审批局的窗口", "党风政风监督室"])
def test_complaint_about_who_would_decide_goes_to_the_commission(
    citizen: Citizen, hands: Hands, hint: str
) -> None:
    citizen.leave(request_type="complaint", unit_hint=hint)
    assert only().track == "discipline"
    assert hands.get("bureau", f"/messages/{only().id}").status_code == 404


def test_list_says_who_is_on_duty_today(hands: Hands) -> None:
    person = support.person("intake")
    with store.write(TEST) as work:
        work.add(
            DutyRoster(
                account_id=person.account_id,
                duty_on=clock.today(),
                kind=DutyKind.MESSAGE_BOARD,
                shift=Shift.DAY,
            )
        )
    assert f"今天值班：{person.name}" in hands.get("intake", "/messages/").text


@pytest.mark.parametrize("decision", ["to_department", "to_12345", "to_petition"])
def test_report_is_never_sent_to_those_it_may_be_about(
    citizen: Citizen, hands: Hands, decision: str
) -> None:
    citizen.code(request_type="report")
    answer = act(
        hands, "intake", "pass", decision=decision, unit_id="高湾镇人民政府", reason="转办"
    )
    assert answer.status_code == 422
    assert (only().state, rows(MessageTransfer), rows(Document)) == ("received", [], [])


def test_bureau_hands_a_matter_of_conduct_up_and_does_not_see_it_again(
    citizen: Citizen, hands: Hands
) -> None:
    citizen.code(request_type="complaint", content="窗口人员吃拿卡要。")
    answer = act(hands, "bureau", "up")
    assert answer.status_code == 302
    message = only()
    assert (message.track, message.state, message.decided_at) == ("discipline", "received", None)
    assert hands.get("bureau", f"/messages/{message.id}").status_code == 404
    assert "村口路灯不亮" not in hands.get("bureau", "/messages/").text
    assert "村口路灯不亮" in hands.get("intake", "/messages/").text
    told = [o.unit_id for o in rows(Outbox) if o.template == "message.new" and o.unit_id]
    assert told == [support.unit_id("DF")]


def test_second_clerk_is_told_what_the_first_decided(citizen: Citizen, hands: Hands) -> None:
    """Scenario 16: both have the form open; one wins, the other keeps what was typed."""
    citizen.code(request_type="consultation")
    path = f"/messages/{only().id}"
    from tests.views.hands import fields

    first = {**fields(hands.get("intake", f"{path}/reply").text), "reply": "周一来办。"}
    second = {**fields(hands.get("bureau", f"{path}/pass").text), "decision": "to_12345"}
    assert hands.post("intake", f"{path}/reply", first).status_code == 302
    lost = hands.post("bureau", f"{path}/pass", {**second, "reason": "应转热线办理"})
    assert lost.status_code == 409
    assert "已回复" in lost.text
    assert "应转热线办理" in lost.text
    assert (only().state, rows(MessageTransfer)) == ("replied", [])


def race(app: Flask, message_id: int) -> list[str]:
    """Let two clerks answer one message at the same second; return what each was told."""
    people = [support.person("intake"), support.person("bureau")]
    store.current().rollback()
    results: list[str] = []
    ready = threading.Barrier(2)

    def decide(who: Any) -> None:
        with app.app_context(), clock.fixed(support.NOW):
            ready.wait()
            try:
                with store.write(who) as work:
                    message_triage.reply(work, who, message_id, 1, {"reply": who.name})
                results.append("won")
            except Conflict as clash:
                results.append(str(clash.description))

    threads = [threading.Thread(target=decide, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_clerks_at_the_same_second_decide_once(
    app: Flask, citizen: Citizen, soak: bool
) -> None:
    """Scenario 16 with threads at the operation itself."""
    for turn in range(10 if soak else 2):
        citizen.code(request_type="consultation", subject=f"第{turn}件")
        results = race(app, rows(Message)[-1].id)
        assert results.count("won") == 1
        assert sum("已回复" in one for one in results) == 1


def test_list_shows_the_oldest_first_with_its_light(citizen: Citizen, hands: Hands) -> None:
    citizen.code(subject="先到的")
    with clock.fixed(support.NOW.replace(day=24)):
        citizen.code(subject="后到的")
    hands.now = support.NOW.replace(day=24)
    page = hands.get("intake", "/messages/").text
    assert page.index("先到的") < page.index("后到的")
    assert 'class="light late"' in page
    assert 'class="light warn"' in page


def test_message_is_missing_for_who_has_no_part_in_it(citizen: Citizen, hands: Hands) -> None:
    citizen.code()
    asked = [
        (who, path, hands.get(who, f"/messages/{only().id}{path}").status_code)
        for who in ("gaowan", "minzheng", "village", "sysadmin", "auditor")
        for path in PATHS
    ]
    assert [one for one in asked if one[2] not in {403, 404}] == []
    assert len(asked) == 5 * len(PATHS) > 40


def test_decision_is_audited_without_a_word_of_the_citizen(citizen: Citizen, hands: Hands) -> None:
    citizen.code()
    act(hands, "intake", "pass", decision="to_12345", reason="属于热线")
    found = [row for row in rows(AuditLog) if row.action == "message.decide"]
    assert [row.detail["decision"] for row in found] == ["to_12345"]
    assert "路灯" not in str([row.detail for row in rows(AuditLog)])


def test_what_the_citizen_adds_stands_with_the_item_and_reaches_its_unit(
    citizen: Citizen, hands: Hands
) -> None:
    code = citizen.code()
    act(hands, "intake", "accept", **ACCEPT)
    (problem,) = rows(Problem)
    hands.walk(problem.id, "triage", "instruct", "sign")
    citizen.look(code, act="answer", text="我电话13888880002，东边那盏也不亮。")
    board_work.take(TEST)
    told = [o.unit_id for o in rows(Outbox) if o.template == "returned.answer"]
    assert support.unit_id("GW") in told
    page = hands.get("gaowan", f"/problem/{problem.id}").text
    assert "东边那盏也不亮" in page
    assert "13888880002" not in page
    assert "东边那盏也不亮" in hands.get("intake", f"/messages/{only().id}").text


def test_reporter_known_to_the_message_may_be_opened_from_it(
    citizen: Citizen, hands: Hands
) -> None:
    citizen.code(**NAMED)
    page = hands.get("intake", f"/messages/{only().id}").text
    assert f"/identity/of/message/{only().id}" in page
    assert "13777770001" not in page


def test_nothing_of_triage_is_open_to_who_is_not_logged_in(app: Flask, citizen: Citizen) -> None:
    citizen.code()
    client = app.test_client()
    assert client.get(f"/messages/{only().id}").status_code == 302
    assert store.current().scalars(sa.select(Problem.id)).first() is None

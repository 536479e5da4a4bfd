"""回访任务: one list of calls to make, counted while nobody answers, done when somebody is told."""

from __future__ import annotations

from datetime import timedelta

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, store
from app.models import AuditLog, Outbox, RelayCall
from app.operations import relay
from app.principal import system
from tests import makers, support
from tests.views.hands import Hands

WRITER = system("test")
UNREACHED = {"callback_result": "unreachable", "attempts": 3, "text": "三次都没人接。"}


pytestmark = pytest.mark.usefixtures("held")


def tasks() -> list[Outbox]:
    """Return the call tasks as they are stored."""
    session = support.session()
    session.rollback()
    session.expire_all()
    store.name(session, WRITER)
    query = sa.select(Outbox).where(Outbox.channel == "call_task").order_by(Outbox.id)
    return list(session.scalars(query))


def miss(hands: Hands, problem_id: int, tries: int, who: str = "clerk") -> object:
    """Press the button of a call that nobody answered, as the page with this count has it."""
    data = {"csrf_token": hands.token(who), "tries": str(tries)}
    return hands.post(who, f"/calls/{problem_id}/missed", data)


def test_list_names_item_mask_due_and_attempts(hands: Hands) -> None:
    number = makers.stored(makers.problem_in("pending_feedback")).problem_no
    page = hands.get("clerk", "/calls/").text
    html5lib.HTMLParser(strict=True).parse(page)
    for words in (number, "杨*", "138****8000", "还没有打", "11月23日", "回访反馈"):
        assert words in page, words
    assert makers.NAME not in page
    assert makers.PHONE not in page


def test_unanswered_calls_are_counted_once_a_press_and_offered_in_the_form(hands: Hands) -> None:
    problem_id = makers.problem_in("pending_feedback")
    assert miss(hands, problem_id, 0).status_code == 302
    assert "刚才已经有人记过一次" in page_after(hands, problem_id, 0)
    miss(hands, problem_id, 1)
    assert "未接通 2 次，上次 11月18日 9:30" in hands.get("clerk", "/calls/").text
    assert [task.tries for task in tasks()] == [2]
    assert 'value="2"' in hands.get("clerk", f"/problem/{problem_id}/callback").text
    query = sa.select(AuditLog.detail).where(AuditLog.action == "call.missed").order_by(AuditLog.id)
    assert list(support.session().scalars(query)) == [{"attempts": 1}, {"attempts": 2}]


def page_after(hands: Hands, problem_id: int, tries: int) -> str:
    """Press once more and return the page that follows."""
    miss(hands, problem_id, tries)
    return hands.get("clerk", "/calls/").text


@pytest.mark.parametrize("told", [{}, UNREACHED], ids=["reached", "unreachable"])
def test_told_reporter_closes_the_task(hands: Hands, told: dict[str, object]) -> None:
    problem_id = makers.problem_in("pending_feedback")
    assert [task.state.value for task in tasks()] == ["waiting"]
    makers.act("clerk", problem_id, "callback", **told)
    assert [task.state.value for task in tasks()] == ["sent"]
    assert "没有要打的电话" in hands.get("clerk", "/calls/").text
    miss(hands, problem_id, 0)
    assert [task.tries for task in tasks()] == [0]


def test_second_round_is_a_new_task_and_tells_of_the_first(hands: Hands) -> None:
    problem_id = makers.problem_in("pending_feedback")
    makers.act("clerk", problem_id, "callback", callback_result="dissatisfied")
    makers.act("intake", problem_id, "dissatisfied")
    hands.now = support.NOW + timedelta(hours=2)
    with clock.fixed(hands.now):
        makers.act("gaowan", problem_id, "submit", measures="重办", outcome_kind="resolved")
        makers.act("inspector", problem_id, "verify")
    assert [task.state.value for task in tasks()] == ["sent", "waiting"]
    assert "还没有打，重办前打过 1 次" in hands.get("clerk", "/calls/").text


def test_questions_of_units_stand_in_the_same_list(hands: Hands) -> None:
    problem_id = makers.problem_in("in_progress", request_type="complaint")
    actor = support.person("gaowan")
    with store.write(actor) as work:
        call_id = relay.ask(work, actor, problem_id, "哪一天去的窗口？").id
    page = hands.get("clerk", "/calls/").text
    assert "哪一天去的窗口？" in page
    assert f"/identity/relay/{call_id}" in page
    assert "哪一天去的窗口？" not in hands.get("clerk", "/identity/").text
    actor = support.person("clerk")
    with store.write(actor) as work:
        relay.answer(work, actor, call_id, 1, "十七日上午。")
    assert {task.template: task.state.value for task in tasks()} == {"relay.ask": "sent"}


def test_calls_about_secret_items_are_the_intake_offices(hands: Hands) -> None:
    problem_id = makers.registered(request_type="report")
    makers.act("intake", problem_id, "triage", petition_class="accusation")
    makers.act("leader", problem_id, "instruct")
    makers.act("gaowan", problem_id, "sign")
    makers.act("minzheng", problem_id, "answer")
    makers.act("gaowan", problem_id, "submit")
    makers.act("inspector", problem_id, "verify")
    number = makers.stored(problem_id).problem_no
    assert number in hands.get("intake", "/calls/").text
    assert number not in hands.get("clerk", "/calls/").text
    assert miss(hands, problem_id, 0, "clerk").status_code == 404
    assert miss(hands, problem_id, 0, "intake").status_code == 302
    assert [task.tries for task in tasks()] == [1]


@pytest.mark.parametrize(("who", "status"), [("gaowan", 403), ("leader", 403), ("auditor", 403)])
def test_others_have_no_calls(hands: Hands, who: str, status: int) -> None:
    assert hands.get(who, "/calls/").status_code == status


def test_item_that_waits_for_something_else_takes_no_count(hands: Hands) -> None:
    problem_id = makers.registered()
    miss(hands, problem_id, 0)
    assert "不能“回访反馈”" in hands.get("clerk", "/calls/").text


def states() -> dict[str, str]:
    """Return the state of the newest task of each template."""
    return {task.template: task.state.value for task in tasks()}


def test_reporter_told_of_an_extension_is_not_called_for_it_again(app: Flask) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("gaowan", problem_id, "extend")
    makers.act("intake", problem_id, "agree_extension")
    makers.act("leader", problem_id, "approve_extension")
    assert states() == {"problem.E01": "waiting"}
    makers.act("clerk", problem_id, "tell_extension")
    assert states() == {"problem.E01": "sent"}


def ready() -> tuple[int, int]:
    """Return a master with a result and the item that was merged into it."""
    master = makers.problem_in("in_progress")
    other = makers.merged_into(master)
    makers.act("minzheng", master, "answer")
    makers.act("gaowan", master, "submit")
    makers.act("inspector", master, "verify")
    return master, other


def test_merged_reporter_who_was_told_is_not_called_again(app: Flask) -> None:
    _master, other = ready()
    assert states()["problem.F09"] == "waiting"
    makers.act("clerk", other, "tell_merged")
    assert (states()["problem.F09"], states()["problem.T15"]) == ("sent", "waiting")


def test_result_of_a_master_that_does_not_hold_is_told_to_nobody(app: Flask) -> None:
    master, _other = ready()
    makers.act("clerk", master, "callback", callback_result="dissatisfied")
    makers.act("intake", master, "dissatisfied")
    assert states()["problem.F09"] == "sent"


def test_reporter_who_withdrew_is_called_by_nobody(app: Flask) -> None:
    problem_id = makers.problem_in("in_progress", request_type="complaint")
    makers.act("gaowan", problem_id, "extend")
    makers.act("intake", problem_id, "agree_extension")
    makers.act("leader", problem_id, "approve_extension")
    actor = support.person("gaowan")
    with store.write(actor) as work:
        call_id = relay.ask(work, actor, problem_id, "哪一天去的窗口？").id
    makers.act("intake", problem_id, "withdraw")
    assert states() == {"problem.E01": "sent", "relay.ask": "sent"}
    store.name(support.session(), WRITER)
    call = support.session().get_one(RelayCall, call_id)
    assert (call.state.value, call.answer) == ("answered", "事项现在是“撤回”，不再联系来访人。")
    assert call.answered_by_id is None

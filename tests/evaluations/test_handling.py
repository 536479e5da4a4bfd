"""What becomes of a bad evaluation: limit, plan, check, second evaluation, appeal (scenario 1)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import clock, store
from app.enums import RectificationResult, Track
from app.errors import Forbidden, Invalid, Refused
from app.models import (
    EvalAppeal,
    Evaluation,
    EvaluationReason,
    FollowUp,
    Outbox,
    Problem,
    Rectification,
    ServicePoint,
)
from app.operations import appealing, rectifying
from tests import support
from tests.evaluations.hands import TEST, hidden, rate, rows, tick


def bad(citizen: FlaskClient, *reasons: str, **facts: Any) -> Any:
    """Send a bad evaluation and let the worker take it up."""
    answer = rate(citizen, level="dissatisfied", reasons=list(reasons), **facts)
    assert answer.status_code == 200
    tick()
    return answer


def signed_in(app: Flask, username: str) -> FlaskClient:
    """Return a browser of a person of the cast."""
    return support.login(app.test_client(), username)


def post(client: FlaskClient, row_id: int, act: str, **facts: Any) -> Any:
    """Send a form of an evaluation's page with what the page carries."""
    page = client.get(f"/evaluations/{row_id}").text
    forms = re.findall(rf'action="/evaluations/{row_id}/{act}".*?</form>', page, re.S)
    page = client.get("/evaluations/").text
    carried = hidden(forms[0]) if forms else {"csrf_token": support.token(page)}
    return client.post(f"/evaluations/{row_id}/{act}", data={**carried, **facts})


def test_plain_bad_evaluation_gets_a_limit_and_no_ledger_item(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    bad(citizen, "slow_processing")
    tick()
    (task,) = rows(Rectification)
    (row,) = rows(Evaluation)
    assert (task.evaluation_id, task.unit_id) == (row.id, support.unit_id("MZ"))
    assert clock.local(task.due_at).isoformat()[:16] == "2026-11-25T17:30"
    assert rows(Problem) == []
    told = [(one.template, one.unit_id, one.state) for one in rows(Outbox)]
    assert told == [
        ("evaluation.new", None, "sent"),
        ("evaluation.bad", support.unit_id("MZ"), "sent"),
    ]
    hour = support.NOW.replace(minute=0)
    of = (Rectification, Outbox, EvaluationReason, Evaluation)
    written = [one for model in of for one in rows(model)]
    assert {one.created_at for one in written} == {hour}
    assert {one.updated_at for one in written} <= {hour, None}


def test_evaluation_that_asks_for_a_reply_is_entered_into_the_ledger(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    bad(citizen, "slow_processing", phone="13777770001", asks_reply="1", text="等了两个小时")
    (problem,) = rows(Problem)
    (row,) = rows(Evaluation)
    assert (problem.track, problem.is_sensitive) == (Track.SERVICE, False)
    assert (problem.proposed_unit_id, problem.unit_complained_id) == (row.unit_id, None)
    assert (row.problem_id, rows(Rectification)[0].problem_id) == (problem.id, problem.id)
    assert "等了两个小时" in problem.content
    assert problem.contact_id == row.contact_id is not None


def test_sensitive_reason_goes_to_the_commission_and_the_bureau_sees_a_count(
    app: Flask, citizen: FlaskClient, point: dict[str, int]
) -> None:
    """Scenario 1, over HTTP; the reason's words stand on no page of unit and bureau."""
    bad(citizen, "extortion", "slow_processing", text="要了两条烟")
    (row,) = rows(Evaluation)
    (problem,) = rows(Problem)
    assert (problem.track, problem.is_sensitive) == (Track.DISCIPLINE, True)
    assert problem.unit_complained_id == support.unit_id("MZ")
    for name in ("minzheng", "bureau", "bureau_lead", "gaowan"):
        client = signed_in(app, name)
        page = client.get("/evaluations/").text
        assert row.eval_no not in page
        assert ("敏感原因的差评：2026年10月少于5条" in page) == name.startswith("bureau")
        assert client.get(f"/evaluations/{row.id}").status_code == 404
        assert client.get(f"/problem/{problem.id}").status_code == 404
        inbox = client.get("/inbox/").text
        assert "烟" not in inbox
        assert "吃拿卡要" not in inbox
        assert problem.problem_no not in inbox
    client = signed_in(app, "intake")
    assert problem.problem_no in client.get("/inbox/").text
    shown = client.get(f"/evaluations/{row.id}").text
    assert "吃拿卡要" in shown
    assert "要了两条烟" in shown


def test_bureau_is_told_the_last_months_count_and_none_that_is_small(
    app: Flask, citizen: FlaskClient, point: dict[str, int]
) -> None:
    """Looking before and after a visitor tells nothing, nor does a month with four of them."""
    december = support.NOW + timedelta(days=20)

    def told() -> str:
        page = signed_in(app, "bureau").get("/evaluations/").text
        return re.findall("敏感原因的差评：(.*?)。", page)[0]

    for number in range(6):
        rate(citizen, level="dissatisfied", reasons=["extortion"], text=f"第{number}次")
        assert told() == "2026年10月少于5条"
        with clock.fixed(december):
            assert told() == ("2026年11月少于5条" if number < 4 else f"2026年11月共{number + 1}条")


def test_unit_puts_right_another_checks_and_the_citizen_rates_again(
    app: Flask, citizen: FlaskClient, point: dict[str, int]
) -> None:
    code = re.findall(r"\w{4}-\w{4}-\w{4}-\w{4}", bad(citizen, "slow_processing").text)[0]
    (row,) = rows(Evaluation)
    unit, bureau = signed_in(app, "minzheng"), signed_in(app, "bureau")
    assert row.eval_no in unit.get("/evaluations/").text
    early = post(bureau, row.id, "check", version=1, outcome="done", check_note="好")
    assert (early.status_code, "还没有报完成" in early.text) == (422, True)
    assert post(unit, row.id, "plan", plan="加开一个窗口。").status_code == 302
    empty = post(unit, row.id, "done", answer=" ")
    assert (empty.status_code, "请填写整改结果" in empty.text) == (422, True)
    assert post(unit, row.id, "done", answer="已加开窗口，排队不超过十分钟。").status_code == 302
    own = post(unit, row.id, "check", version=3, outcome="done", check_note="好")
    assert own.status_code == 403
    back = post(bureau, row.id, "check", outcome="again", check_note="仍要排队")
    assert back.status_code == 302
    assert rows(FollowUp) == []
    assert post(unit, row.id, "done", answer="又加开一个窗口。").status_code == 302
    twice = post(unit, row.id, "done", version=6, answer="改口。")
    assert twice.status_code == 403
    assert post(bureau, row.id, "check", outcome="done", check_note="已现场看过").status_code == 302
    (task,) = rows(Rectification)
    kept = ("已加开窗口，排队不超过十分钟。", "又加开一个窗口。")
    assert all(text in (task.answer or "") for text in kept)
    assert all(text in (task.check_note or "") for text in ("仍要排队", "已现场看过"))
    assert (task.result, task.checked_by_id) == (
        RectificationResult.DONE,
        support.person("bureau").account_id,
    )
    form = hidden(citizen.get("/e/again").text)
    shown = citizen.post("/e/again", data={**form, "code": code})
    assert "又加开一个窗口" in shown.text
    data = {**form, "code": code, "act": "rate", "level": "satisfied"}
    assert citizen.post("/e/again", data=data).status_code == 200
    assert [one.round for one in rows(Evaluation)] == [1, 2]


def test_stale_form_is_told_what_stands_now(
    app: Flask, citizen: FlaskClient, point: dict[str, int]
) -> None:
    bad(citizen, "slow_processing")
    (row,) = rows(Evaluation)
    unit = signed_in(app, "minzheng")
    carried = hidden(unit.get(f"/evaluations/{row.id}").text)
    post(unit, row.id, "plan", plan="第一份措施")
    answer = unit.post(f"/evaluations/{row.id}/plan", data={**carried, "plan": "第二份措施"})
    assert (answer.status_code, "第一份措施" in answer.text) == (409, True)
    assert "第二份措施" in answer.text


def test_complex_matter_gets_its_days_and_a_ledger_item(
    app: Flask, citizen: FlaskClient, point: dict[str, int]
) -> None:
    bad(citizen, "slow_processing")
    (row,) = rows(Evaluation)
    assert post(signed_in(app, "bureau"), row.id, "complex").status_code == 302
    (task,) = rows(Rectification)
    assert (task.is_complex, clock.local(task.due_at).date().isoformat()) == (True, "2026-12-09")
    assert rows(Problem)[0].id == task.problem_id


def test_overdue_or_own_matter_is_not_called_complex(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    bad(citizen, "slow_processing")
    (row,) = rows(Evaluation)
    actor = support.person("bureau")
    late = clock.fixed(support.NOW + timedelta(days=20))
    with late, store.write(actor) as work, pytest.raises(Refused, match="超过整改期限"):
        rectifying.call_complex(work, actor, row.id, 1)
    with store.write(TEST) as work:
        work.execute(sa.update(Rectification).values(unit_id=support.unit_id("SP")))
    with store.write(actor) as work, pytest.raises(Forbidden):
        rectifying.call_complex(work, actor, row.id, rows(Rectification)[0].row_version)
    assert not rows(Rectification)[0].is_complex


def test_appeal_is_decided_elsewhere_and_takes_the_record_out_of_the_score_alone(
    app: Flask, citizen: FlaskClient, point: dict[str, int]
) -> None:
    bad(citizen, "slow_processing")
    (row,) = rows(Evaluation)
    unit, bureau = signed_in(app, "minzheng"), signed_in(app, "bureau_lead")
    asked = post(unit, row.id, "appeal", ground="", evidence="")
    assert asked.status_code == 422
    facts = {"ground": "mistaken", "evidence": "当天系统停电，已公告。"}
    assert post(unit, row.id, "appeal", **facts).status_code == 302
    assert rows(Evaluation)[0].state == "under_appeal"
    assert row.eval_no in bureau.get("/evaluations/").text
    own = post(unit, row.id, "decide", version=1, outcome="upheld", decision="是")
    assert own.status_code == 403
    decided = post(bureau, row.id, "decide", outcome="upheld", decision="情况属实。")
    assert decided.status_code == 302
    (kept,) = rows(Evaluation)
    assert (kept.state, kept.level, kept.is_bad) == ("void", "dissatisfied", True)
    assert rows(Rectification)[0].result == RectificationResult.EXPLAINED
    assert rows(EvalAppeal)[0].state == "upheld"
    again = post(bureau, row.id, "decide", outcome="rejected", decision="再想想")
    assert again.status_code == 403


def test_rejected_appeal_counts_again(
    app: Flask, citizen: FlaskClient, point: dict[str, int]
) -> None:
    bad(citizen, "slow_processing")
    (row,) = rows(Evaluation)
    post(signed_in(app, "minzheng"), row.id, "appeal", ground="malicious", evidence="重复差评")
    post(signed_in(app, "intake"), row.id, "decide", outcome="rejected", decision="没有证据。")
    assert rows(Evaluation)[0].state == "valid"
    with store.write(support.person("minzheng")) as work, pytest.raises(Refused, match="已经申诉"):
        appealing.ask(work, support.person("minzheng"), row.id, {})


def test_appeal_after_three_working_days_is_refused(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    bad(citizen, "slow_processing")
    (row,) = rows(Evaluation)
    actor = support.person("minzheng")
    facts = {"ground": "mistaken", "evidence": "x"}
    late = clock.fixed(support.NOW + timedelta(days=6))
    with late, store.write(actor) as work, pytest.raises(Refused, match="过了期限"):
        appealing.ask(work, actor, row.id, facts)
    assert rows(EvalAppeal) == []


def test_unit_cannot_decide_its_own_appeal(citizen: FlaskClient, point: dict[str, int]) -> None:
    """The bureau's leader may decide for others, never for the bureau."""
    with store.write(TEST) as work:
        work.execute(sa.update(ServicePoint).values(unit_id=support.unit_id("SP")))
    bad(citizen, "slow_processing")
    (row,) = rows(Evaluation)
    lead = support.person("bureau_lead")
    with store.write(lead) as work:
        appealing.ask(work, lead, row.id, {"ground": "mistaken", "evidence": "x"})
    facts = {"outcome": "upheld", "decision": "是"}
    with store.write(lead) as work, pytest.raises(Forbidden):
        appealing.decide(work, lead, row.id, 1, facts)
    with store.write(lead) as work, pytest.raises(Forbidden):
        rectifying.check(work, lead, row.id, 1, "done", "好")


def test_other_units_answer_as_if_nothing_were_there(
    app: Flask, citizen: FlaskClient, point: dict[str, int]
) -> None:
    bad(citizen, "slow_processing")
    (row,) = rows(Evaluation)
    client = signed_in(app, "zhujian")
    assert client.get(f"/evaluations/{row.id}").status_code == 404
    assert client.get("/evaluations/99999").status_code == 404
    assert post(client, row.id, "plan", plan="x").status_code == 404


def test_check_needs_an_outcome(citizen: FlaskClient, point: dict[str, int]) -> None:
    bad(citizen, "slow_processing")
    (row,) = rows(Evaluation)
    unit, bureau = support.person("minzheng"), support.person("bureau")
    with store.write(unit) as work:
        rectifying.complete(work, unit, row.id, 1, "好了")
    with store.write(bureau) as work, pytest.raises(Invalid, match="核实结果"):
        rectifying.check(work, bureau, row.id, 2, "", "好")

"""Scenarios 6, 9, 10, 11, 14 and 16 of domain.md 4.7, played by people at their browsers."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import store
from app.enums import ProblemState
from app.enums_ledger import MetricKind
from app.models import AuditLog, Feedback, Outbox, OutcomeMetric, Problem, ProblemEvent
from app.principal import system
from app.queries import outcomes_total
from tests import support
from tests.views.hands import LEADER, Hands, fields, fresh

HOUSEHOLDS, FEN = 808, 202_000_000
PHONES = tuple(f"1390000010{n}" for n in range(6))
TELL = {"text": "已告知退费结果", "callback_result": "satisfied"}


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return people at their browsers."""
    return Hands(app)


def problem(row_id: int) -> Problem:
    """Return an item as it is stored now."""
    return fresh().get_one(Problem, row_id)


def counted(row_id: int) -> None:
    """Write the figures of an item, verified by somebody else."""
    maker, other = support.person("gaowan"), support.person("inspector")
    with store.write(system("test")) as work:
        for kind, value in (
            (MetricKind.HOUSEHOLDS, HOUSEHOLDS),
            (MetricKind.AMOUNT_REFUNDED, FEN),
        ):
            work.add(
                OutcomeMetric(
                    problem_id=row_id,
                    kind=kind,
                    value=value,
                    basis="拨付凭证",
                    verified_by_id=other.account_id,
                    verified_at=support.NOW,
                    created_by_id=maker.account_id,
                )
            )


@pytest.fixture
def merged(hands: Hands) -> list[int]:
    """Return a master and five items merged into it, the master's result verified."""
    ids = [
        hands.register(
            phone=phone, name=f"住户{n}甲", title=f"气代煤补贴没有发放 {n}", content="补贴没有发"
        )
        for n, phone in enumerate(PHONES)
    ]
    master = problem(ids[0]).problem_no
    for one in ids[1:]:
        answer = hands.send(
            "intake", f"/problem/{one}/merge", master_no=master, reason="同一批补贴"
        )
        assert answer.status_code == 302, answer.text[:3000]
    hands.walk(ids[0], "triage", "instruct", "sign", "answer", "submit", "verify")
    return ids


def test_gas_refund_counts_once_and_every_reporter_gets_a_reply(
    hands: Hands, merged: list[int]
) -> None:
    for one in merged:
        counted(one)
    assert {one.kind: one.value for one in outcomes_total.totals(fresh())} == {
        MetricKind.HOUSEHOLDS: HOUSEHOLDS,
        MetricKind.AMOUNT_REFUNDED: FEN,
    }
    home = hands.get("clerk", "/").text
    assert all(f"/problem/{one}/tell_merged" in home for one in merged[1:])
    hands.walk(merged[0], "callback")
    refused = hands.send("intake", f"/problem/{merged[0]}/close")
    assert (refused.status_code, "还有 5 件没有回访来访人" in refused.text) == (422, True)
    for one in merged[1:]:
        answer = hands.send("clerk", f"/problem/{one}/tell_merged", **TELL)
        assert answer.status_code == 302, answer.text[:3000]
    assert "/tell_merged" not in hands.get("clerk", "/").text
    hands.walk(merged[0], "close")
    told = fresh().scalars(sa.select(Feedback.problem_id)).all()
    assert sorted(told) == sorted(merged)
    assert {problem(one).state for one in merged[1:]} == {ProblemState.MERGED}
    assert all(problem(one).closed_at is not None for one in merged)


def test_master_s_result_makes_a_call_task_for_each_merged_reporter(
    hands: Hands, merged: list[int]
) -> None:
    query = sa.select(Outbox.payload).where(
        Outbox.template == "problem.F09", Outbox.channel == "call_task"
    )
    tasks = [payload["problem_id"] for payload in fresh().scalars(query)]
    assert tasks == merged[1:]


def test_merged_item_stays_in_sight_and_its_call_opens_the_number(
    hands: Hands, merged: list[int]
) -> None:
    assert hands.get("intake", f"/problem/{merged[1]}").status_code == 200
    assert "并入本件的事项" in hands.get("intake", f"/problem/{merged[0]}").text
    # The other clerk did not write it down: the open call alone shows it to him.
    page = hands.get("clerk2", f"/problem/{merged[1]}/tell_merged")
    assert page.status_code == 200
    data = {**fields(page.text, "purpose"), "purpose": "callback"}
    shown = hands.post("clerk2", f"/problem/{merged[1]}/reveal", data)
    assert PHONES[1] in shown.text
    assert f"/problem/{merged[1]}/tell_merged" in shown.text


def test_dissatisfied_merged_reporter_keeps_the_master_open(
    hands: Hands, merged: list[int]
) -> None:
    hands.walk(merged[0], "callback")
    for one in merged[1:]:
        said = {**TELL, "callback_result": "dissatisfied"} if one == merged[1] else TELL
        assert hands.send("clerk", f"/problem/{one}/tell_merged", **said).status_code == 302
    assert hands.send("intake", f"/problem/{merged[0]}/close").status_code == 422
    again = hands.send(
        "intake", f"/problem/{merged[0]}/dissatisfied", reason="一户没有收到", days="5"
    )
    assert again.status_code == 302
    # What was to be told does not hold any more.
    assert hands.get("clerk", "/").text.count("/tell_merged") == 0


@pytest.mark.parametrize("chain", ["itself", "chain", "ended", "unknown"])
def test_merging_refuses_what_is_no_master(hands: Hands, chain: str) -> None:
    first, second, third = (hands.register(phone=phone) for phone in PHONES[:3])
    numbers = {
        "itself": problem(third).problem_no,
        "chain": problem(second).problem_no,
        "ended": problem(first).problem_no,
        "unknown": "HXZT-2026-09999",
    }
    hands.send("intake", f"/problem/{second}/merge", master_no=numbers["ended"], reason="同一件")
    if chain == "ended":
        with store.write(system("test")) as work:
            work.get_one(Problem, first).state = ProblemState.WITHDRAWN
    answer = hands.send("intake", f"/problem/{third}/merge", master_no=numbers[chain], reason="x")
    assert answer.status_code == 422
    assert problem(third).state == ProblemState.REGISTERED


# Scenario 9 for the actions of this change; tests/leaks and test_problem_access hold the rest.
@pytest.mark.parametrize("action", ["reject", "transfer", "merge", "withdraw", "divide_own"])
def test_department_meets_404_at_another_unit_s_item_and_the_try_is_audited(
    hands: Hands, action: str
) -> None:
    row_id = hands.register()
    path = f"/problem/{row_id}/{action}"
    token = {"csrf_token": hands.token("zhujian"), "version": "1"}
    codes = {
        hands.get("zhujian", path).status_code,
        hands.post("zhujian", path, token).status_code,
        hands.get("zhujian", f"/problem/99999/{action}").status_code,
    }
    assert codes == {404}
    query = sa.select(sa.func.count()).where(
        AuditLog.result == "refused",
        AuditLog.object_id == row_id,
        AuditLog.account_id == support.person("zhujian").account_id,
    )
    assert fresh().scalar(query) == 2


def test_handler_gets_no_phone_of_a_complaint_and_the_hotline_gets_a_task(hands: Hands) -> None:
    row_id = hands.register(request_type="complaint", allow_unit_contact="y")
    hands.walk(row_id, "triage", "instruct", "sign")
    refused = hands.post(
        "gaowan",
        f"/problem/{row_id}/reveal",
        {"csrf_token": hands.token("gaowan"), "purpose": "verify"},
    )
    assert refused.status_code in {403, 404}
    asked = hands.send("gaowan", f"/identity/of/problem/{row_id}/relay", question="何时在家？")
    assert asked.status_code == 302, asked.text[:2000]
    query = sa.select(Outbox.unit_id).where(Outbox.template == "relay.ask")
    assert fresh().scalars(query).all() == [support.unit_id("RX")]


def test_handler_reads_the_phone_of_a_help_request_with_consent_and_it_is_logged(
    hands: Hands,
) -> None:
    row_id = hands.register(allow_unit_contact="y")
    hands.walk(row_id, "triage", "instruct", "sign")
    page = hands.get("gaowan", f"/problem/{row_id}")
    data = {**fields(page.text, "purpose"), "purpose": "verify"}
    shown = hands.post("gaowan", f"/problem/{row_id}/reveal", data)
    assert (shown.status_code, "13800138000" in shown.text) == (200, True)
    query = sa.select(AuditLog.id).where(AuditLog.action.like("%reveal%"))
    assert fresh().scalars(query).all()


def test_handling_unit_never_verifies_its_own_work(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct", "sign", "answer", "submit")
    answer = hands.get("gaowan", f"/problem/{row_id}/verify")
    assert answer.status_code == 403


def test_complaint_about_the_intake_office_is_missing_for_it_and_goes_to_the_leader(
    hands: Hands,
) -> None:
    row_id = hands.register(request_type="complaint", unit_complained_id="党风政风监督室")
    assert hands.get("intake", f"/problem/{row_id}/triage").status_code == 404
    assert hands.get("intake", f"/problem/{row_id}/reject").status_code == 404
    page = hands.get("leader", f"/problem/{row_id}/triage")
    assert page.status_code == 200


def test_second_return_of_a_unit_is_refused_with_its_reason(hands: Hands) -> None:
    row_id = hands.register()
    back = {"basis": "不属本镇职责", "suggested_unit_id": "县民政局（示例）", **LEADER}
    hands.walk(row_id, "triage", "instruct")
    assert hands.send("gaowan", f"/problem/{row_id}/return", **back).status_code == 302
    hands.walk(row_id, "instruct", instruct={"lead_unit_id": "高湾镇人民政府"})
    page = hands.get("gaowan", f"/problem/{row_id}/return")
    assert (page.status_code, "本单位已退过一次" in page.text) == (422, True)


def assign(hands: Hands, who: str, row_id: int, **changes: Any) -> Any:
    """Send the instruction to a township."""
    typed = {"instruction": "请办理", "lead_unit_id": "高湾镇人民政府", "co_unit_ids": ["", ""]}
    return hands.send(who, f"/problem/{row_id}/instruct", **{**typed, **changes})


def test_township_without_the_duty_is_refused_until_the_leader_says_why(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage", triage={"domain": "economy"})
    refused = assign(hands, "leader", row_id)
    assert refused.status_code == 422
    assert "履职事项清单里没有这个领域的事项" in refused.text
    by_bureau = assign(hands, "bureau_lead", row_id, duty_reason="就近办理")
    assert (by_bureau.status_code, "须由县纪委领导批办" in by_bureau.text) == (422, True)
    assert assign(hands, "leader", row_id, duty_reason="群众住在该镇，就近核实").status_code == 302
    step = stored_step("duty_id, duty_reason")
    assert tuple(step) == (None, "群众住在该镇，就近核实")


def stored_step(columns: str) -> Any:
    """Return columns of the one step, read as the tables' owner."""
    with support.owner() as bare:
        return bare.execute(sa.text(f"SELECT {columns} FROM problem_step")).one()  # noqa: S608  # Words of the test.


def test_bureau_s_leader_assigns_a_township_what_stands_in_its_list(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage")
    assert assign(hands, "bureau_lead", row_id).status_code == 302
    assert stored_step("duty_id").duty_id is not None


def test_two_who_triage_at_the_same_second_leave_one_winner(hands: Hands) -> None:
    row_id = hands.register()
    path = f"/problem/{row_id}/triage"
    typed = {"proposed_unit_id": "高湾镇", "opinion": "建议高湾镇牵头", "recusal_checked": "y"}
    sent = {}
    for who in ("intake", "bureau"):
        sent[who] = {**fields(hands.get(who, path).text), **typed}
    answers: dict[str, Any] = {}
    start = threading.Barrier(2)

    def press(who: str) -> None:
        start.wait()
        answers[who] = hands.post(who, path, sent[who])

    workers = [threading.Thread(target=press, args=(who,)) for who in sent]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    codes = sorted(answer.status_code for answer in answers.values())
    assert codes == [302, 409]
    lost = next(answer for answer in answers.values() if answer.status_code == 409)
    assert "待批办" in lost.text
    query = sa.select(sa.func.count()).where(
        ProblemEvent.problem_id == row_id, ProblemEvent.transition == "T02"
    )
    assert fresh().scalar(query) == 1

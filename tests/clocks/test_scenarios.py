"""Scenarios 13, 14 (extension) and 15 of the domain's list, over HTTP, and two leaders at once."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock
from app.enums import ProblemState
from app.enums_ledger import AskState
from app.models import Account, Extension, Problem, RoleAssignment, Suspension
from tests import makers, support
from tests.views.hands import Hands, fields, fresh, newest

EXTEND = {"days": "5", "reason": "档案在市里，调档要一周。"}
SUSPEND = {
    "ground": "awaiting_judgment",
    "expected_on": "2027-01-29",
    "reason": "等待法院判决。",
}


def at(text: str) -> datetime:
    """Return an instant of Chinese local time."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.CHINA).astimezone(UTC)


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def later(hands: Hands, now: datetime) -> None:
    """Let time pass; whoever comes back logs in again."""
    hands.now = now
    hands.clients.clear()


def working(hands: Hands, **instruct: str) -> int:
    """Return an item that the township works on."""
    row_id = hands.register(occurred_on="2026-09-01")
    hands.walk(row_id, "triage", "instruct", "sign", instruct=instruct)
    return row_id


def take(hands: Hands, who: str, row_id: int, action: str, **typed: str) -> None:
    """Take one action through its form."""
    answer = hands.send(who, f"/problem/{row_id}/{action}", **typed)
    assert answer.status_code == 302, answer.text[:4000]


def refused(hands: Hands, who: str, row_id: int, action: str, **typed: str) -> str:
    """Return the page that refuses an action with a reason."""
    path = f"/problem/{row_id}/{action}"
    page = hands.get(who, path)
    if page.status_code == 200:
        page = hands.post(who, path, {**fields(page.text), **typed})
    assert page.status_code == 422, page.status_code
    return page.text


@pytest.mark.parametrize(
    ("now", "due"),
    [("2026-10-09T10:00", "2026-10-10T17:30"), ("2026-09-30T17:31", "2026-10-09T17:30")],
)
def test_13_one_working_day_follows_the_make_up_days(hands: Hands, now: str, due: str) -> None:
    hands.now = at(now)
    hands.register(occurred_on="2026-09-01")
    assert newest().due_at == at(due)
    on = at(due).astimezone(clock.CHINA)
    page = hands.get("intake", f"/problem/{newest().id}").text
    assert f"{on.month}月{on.day}日" in page


def test_14_extension_is_granted_once_and_refused_with_a_reason_otherwise(hands: Hands) -> None:
    row_id = working(hands, days="12")
    assert "最多为原办理时限，即 12 个工作日" in refused(
        hands, "gaowan", row_id, "extend", **{**EXTEND, "days": "13"}
    )
    take(hands, "gaowan", row_id, "extend", **EXTEND)
    assert "已有延期申请在审批" in refused(hands, "gaowan", row_id, "extend", **EXTEND)
    assert "同意延期，报批" in hands.get("intake", "/").text
    take(hands, "intake", row_id, "agree_extension", opinion="情况属实，拟同意。")
    page = hands.get("leader", f"/problem/{row_id}/approve_extension").text
    for words in ("延期 5 个工作日", "档案在市里", "拟同意"):
        assert words in page
    take(hands, "leader", row_id, "approve_extension", decision="同意。")
    page = hands.get("gaowan", f"/problem/{row_id}").text
    for words in (
        "延至12月11日",
        "已批准",
        "法定期限",
        "12月11日前办结",
        "2027年1月18日（暂定）前办结",
    ):
        assert words in page
    assert "不能再延期" in refused(hands, "gaowan", row_id, "extend", **EXTEND)


def test_14_extension_over_30_natural_days_or_after_the_due_is_refused(hands: Hands) -> None:
    row_id = working(hands, days="30")
    long = {**EXTEND, "days": "25"}
    assert "最多 30 个自然日" in refused(hands, "gaowan", row_id, "extend", **long)
    due = newest().handle_due_at
    assert due is not None
    later(hands, due.replace(minute=31))
    assert "已过到期日，不能再申请延期" in refused(hands, "gaowan", row_id, "extend", **EXTEND)
    assert fresh().scalars(sa.select(Extension)).all() == []


def test_15_suspension_moves_the_local_due_and_the_legal_day_turns_red(hands: Hands) -> None:
    row_id = working(hands)
    take(hands, "gaowan", row_id, "suspend", **SUSPEND)
    assert newest().state == ProblemState.IN_PROGRESS
    take(hands, "intake", row_id, "agree_suspension", opinion="属实。")
    take(hands, "leader", row_id, "approve_suspension", decision="同意。")
    problem = newest()
    assert (problem.state, problem.legal_due_on) == (ProblemState.SUSPENDED, date(2027, 1, 18))
    page = hands.get("gaowan", f"/problem/{row_id}").text
    assert "已中止，预计2027年1月29日恢复" in page
    assert 'class="light late"' not in page
    later(hands, at("2027-01-18T17:31"))
    page = hands.get("intake", f"/problem/{row_id}").text
    assert '<span class="light late">超期 1 天</span>' in page
    late = hands.get("leader", "/admin/problem/?due_at=late").text
    assert problem.problem_no in late
    take(hands, "intake", row_id, "resume", reason="判决已生效。")
    problem = newest()
    assert problem.legal_due_on == date(2027, 1, 18)
    assert problem.handle_due_at is not None
    # After closing the clock waits for the morning: Tuesday 8:30 begins the days left.
    left = problem.handle_due_at.astimezone(clock.CHINA)
    assert f"{left:%m-%d %H:%M}" == "01-28 16:30"
    (row,) = fresh().scalars(sa.select(Suspension)).all()
    assert (row.state, row.due_after) == (AskState.APPROVED, problem.handle_due_at)


def test_page_keeps_from_a_unit_that_the_reporter_gave_his_name(hands: Hands) -> None:
    row_id = working(hands)
    assert "法定告知" in hands.get("intake", f"/problem/{row_id}").text
    page = hands.get("gaowan", f"/problem/{row_id}").text
    assert "各环节的期限" in page
    assert "法定告知" not in page


def test_form_of_a_decision_says_what_was_asked_and_keeps_what_was_typed(hands: Hands) -> None:
    row_id = working(hands)
    page = refused(hands, "gaowan", row_id, "suspend", **{**SUSPEND, "expected_on": "2026-11-18"})
    assert "预计恢复日须在" in page
    assert "等待法院判决。" in page


def test_two_leaders_who_approve_at_once_grant_it_once(hands: Hands, app: Flask) -> None:
    row_id = working(hands, days="12")
    take(hands, "gaowan", row_id, "extend", **EXTEND)
    take(hands, "intake", row_id, "agree_extension", opinion="属实。")
    second_leader()
    path = f"/problem/{row_id}/approve_extension"
    sent = {
        who: {**fields(hands.get(who, path).text), "decision": "同意。"}
        for who in ("leader", "zhujian")
    }
    gate, codes = threading.Barrier(2), {}

    def approve(who: str) -> None:
        gate.wait()
        codes[who] = hands.post(who, path, sent[who]).status_code

    threads = [threading.Thread(target=approve, args=(who,)) for who in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes.values()) == [302, 409]
    (row,) = fresh().scalars(sa.select(Extension)).all()
    assert row.state == AskState.APPROVED
    problem = fresh().get_one(Problem, row_id)
    assert f"{clock.local(problem.due_at):%m-%d}" == "12-11"


def second_leader() -> None:
    """Make a leader of the commission out of another account."""
    from app import store
    from app.enums import Role
    from app.principal import system

    with store.write(system("test")) as work:
        account = work.scalars(sa.select(Account).where(Account.username == "zhujian")).one()
        account.unit_id = support.unit_id("JW")
        work.flush()
        query = sa.select(RoleAssignment).where(RoleAssignment.account_id == account.id)
        held = work.scalars(query).one()
        held.ended_at = clock.now()
        work.flush()
        work.add(
            RoleAssignment(
                account_id=account.id,
                role=Role.DC_LEAD,
                unit_id=account.unit_id,
                valid_from=date(2021, 9, 1),
            )
        )


def test_clerk_opens_the_number_only_while_an_extension_is_to_be_told(hands: Hands) -> None:
    row_id = working(hands, days="12")
    asked = f"/problem/{row_id}/reveal"
    sent = {"csrf_token": hands.token("clerk"), "purpose": "notify"}
    assert hands.post("clerk", asked, sent).status_code == 403
    take(hands, "gaowan", row_id, "extend", **EXTEND)
    take(hands, "intake", row_id, "agree_extension", opinion="属实。")
    take(hands, "leader", row_id, "approve_extension", decision="同意。")
    page = hands.get("clerk", f"/problem/{row_id}/tell_extension").text
    assert asked in page
    assert "12 个工作日，延期 5 个工作日，" in page
    opened = hands.post("clerk", asked, sent)
    assert (opened.status_code, makers.PHONE in opened.text) == (200, True)
    take(hands, "clerk", row_id, "tell_extension", way="phone", text="已电话告知延到何时。")
    assert hands.post("clerk", asked, sent).status_code == 403

"""The time line of a case: everything in one order, each line with unit, person and date."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, jobs, store
from app.enums import CalendarStatus
from app.enums_ledger import DeadlineCause, DeadlineKind, LimitUnit
from app.models import Deadline, ProblemStep
from app.operations import ladder
from app.principal import system
from tests import makers, support
from tests.views.hands import CORE, Hands, fields

TITLE = re.compile(r"<b>([^<]+)</b>")


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers."""
    return Hands(app)


def whole(hands: Hands, who: str, row_id: int) -> str:
    """Return the printable time line."""
    answer = hands.get(who, f"/problem/{row_id}/timeline")
    assert answer.status_code == 200
    return answer.text


def due(work: Any, row_id: int, step: int | None, **changes: Any) -> Deadline:
    """Add a due date as the clocks write it."""
    facts = {
        "problem_id": row_id,
        "step_id": step,
        "kind": DeadlineKind.HANDLE,
        "cause": DeadlineCause.START,
        "base_at": support.NOW,
        "days": 7,
        "unit": LimitUnit.WORKDAY,
        "due_at": support.NOW + timedelta(days=9),
        "calendar_status": CalendarStatus.FINAL,
        "calendar_version": 1,
        "rule_version": 0,
        "created_at": support.NOW,
    }
    row = Deadline(**{**facts, **changes})
    work.add(row)
    work.flush()
    return row


def test_events_stand_in_order_with_unit_and_person(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, *CORE[:4])
    page = whole(hands, "intake", row_id)
    body = page.split("<tbody>")[1]
    acts = [word for word in TITLE.findall(body) if "期限" not in word]
    assert acts == ["登记", "拟办", "批办", "签收", "协办答复"]
    assert "高湾镇" in body
    assert "王海（示例）" in body


def test_a_callback_is_one_line_with_its_way(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, *CORE)
    body = whole(hands, "intake", row_id).split("<tbody>")[1]
    assert body.count("已电话告知结果") == 1
    assert "方式：电话，拨打 1 次" in body


def test_a_superseded_due_date_stays_in_the_history(hands: Hands) -> None:
    with clock.fixed(support.NOW):
        row_id = makers.problem_in("in_progress")
        with store.write(system("test")) as work:
            step = work.scalars(
                sa.select(ProblemStep.id).where(ProblemStep.problem_id == row_id)
            ).first()
            old = due(work, row_id, step)
            old.superseded_at = support.NOW
            due(work, row_id, step, days=9, cause=DeadlineCause.EXTENSION, supersedes_id=old.id)
    support.session().rollback()
    body = whole(hands, "gaowan", row_id).split("<tbody>")[1]
    assert "7 个工作日，到期" in body
    assert "起不再适用" in body
    assert "办理期限（延期）" in body


def test_papers_and_supervision_stand_in_it(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct")
    token = {"csrf_token": hands.token("intake")}
    form = fields(hands.get("intake", f"/problem/{row_id}").text)
    hands.post("intake", "/paper/new/assignment_letter", {**form, **token, "problem_id": row_id})
    hands.walk(row_id, "supervise")
    body = whole(hands, "intake", row_id).split("<tbody>")[1]
    assert "起草民生事项交办书" in body
    assert "事项的交办单" in body
    assert "请三日内办结" in body
    assert "前回复" in body


def test_each_supervision_of_one_pass_stands_with_its_own_event(hands: Hands) -> None:
    with clock.fixed(support.NOW):
        row_id = makers.problem_in("in_progress")
    late = support.NOW + timedelta(days=16)
    with clock.fixed(late):
        ladder.climb(jobs.WORKER)
        makers.act("leader", row_id, "supervise", content="请当天办结。", reply_days=2)
    hands.now = late
    rows = whole(hands, "intake", row_id).split("<tbody>")[1].split("</tr>")
    asked = [row for row in rows if "前回复" in row]
    assert len(asked) == 3
    assert [row.count("前回复") for row in asked] == [1, 1, 1]
    (by_hand,) = (row for row in asked if "请当天办结" in row)
    assert "12月8日" in by_hand


def test_a_unit_reads_no_more_than_on_the_page(hands: Hands) -> None:
    row_id = hands.register(request_type="complaint", unit_complained_id="县住建局（示例）")
    secret = {
        "petition_class": "accusation",
        "opinion": "内部意见不外传",
        "proposed_unit_id": "gwz",
    }
    hands.walk(row_id, "triage", "instruct", triage=secret)
    assert "内部意见不外传" in whole(hands, "intake", row_id)
    assert "内部意见不外传" not in whole(hands, "gaowan", row_id)
    assert hands.get("zhujian", f"/problem/{row_id}/timeline").status_code == 404


def test_more_than_twenty_lines_are_folded_on_the_page(hands: Hands) -> None:
    with clock.fixed(support.NOW):
        row_id = makers.problem_in("in_progress")
        for number in range(20):
            makers.act("gaowan", row_id, "progress", text=f"第{number}次进展")
    support.session().rollback()
    page = hands.get("gaowan", f"/problem/{row_id}").text
    folded = page.split("<details><summary>更早的 ")[1]
    assert "第19次进展" not in folded
    assert "拟办" in folded
    assert "第0次进展" in whole(hands, "gaowan", row_id)


def test_a_reminder_before_the_due_date_is_not_marked_as_late(hands: Hands) -> None:
    with clock.fixed(support.NOW):
        row_id = makers.problem_in("in_progress")
    with clock.fixed(support.NOW + timedelta(days=7)):
        ladder.climb(jobs.WORKER)
    support.session().rollback()
    page = hands.get("gaowan", f"/problem/{row_id}").text
    assert "<li><b>黄灯提醒</b>" in page
    assert (
        "超期</span>" not in whole(hands, "gaowan", row_id).split("黄灯提醒")[1].split("</tr>")[0]
    )


def test_a_list_asks_to_check_and_does_not_foretell_the_result(hands: Hands) -> None:
    with clock.fixed(support.NOW):
        row_id = makers.problem_in("submitted")
    support.session().rollback()
    assert f'href="/problem/{row_id}/verify">核查</a>' in hands.get("inspector", "/").text

"""The ladder and the calendar over HTTP: drafted, checked, signed, answered, dropped."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import FileStorage

from app import calendars, clock, jobs, store
from app.enums import CalendarStatus, DocumentState
from app.enums_ledger import DeadlineKind
from app.models import (
    CalendarBatch,
    CalendarYear,
    Deadline,
    Document,
    Outbox,
    ProblemEvent,
    Supervision,
)
from app.operations import ladder
from app.principal import system
from tests import makers, support
from tests.ladder.test_calendar import AFTER, BASE, BEFORE, NOTICE, day, final_2027, item, on
from tests.ladder.test_climb import local, rows
from tests.views.hands import Hands, fields

LATE = local(4, 9, 0, 12)


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return people at their browsers on the fifth working day after the due day."""
    return Hands(app, LATE)


@pytest.fixture
def late(app: Flask) -> tuple[int, int, int]:
    """Return an item with its drafted letter and its proposed summons."""
    problem_id = makers.problem_in("in_progress")
    with clock.fixed(LATE):
        ladder.climb(jobs.WORKER)
    _red, letter, summon = rows()
    return problem_id, letter.id, summon.id


def stored(row_id: int) -> Supervision:
    """Return a supervision as it is stored now."""
    return next(row for row in rows() if row.id == row_id)


def paper_of(row_id: int) -> Document:
    """Return the paper of a supervision."""
    document_id = stored(row_id).document_id
    assert document_id is not None
    return support.session().get_one(Document, document_id)


def test_letter_is_checked_signed_and_answered(hands: Hands, late: tuple[int, int, int]) -> None:
    problem_id, letter, _ = late
    page = hands.get("intake", "/supervision/")
    assert f"/supervision/{letter}/send" in page.text
    answer = hands.send("intake", f"/supervision/{letter}/send", reply_days="5")
    assert answer.status_code == 302, answer.text[:3000]
    paper = paper_of(letter)
    assert (paper.state, paper.drafted_by_id) == (
        DocumentState.CHECKING,
        support.person("intake").account_id,
    )
    assert "2026年12月11日前说明原因" in str(paper.facts["body"])
    assert "等领导签发" in hands.get("intake", "/supervision/").text
    sign = {
        "csrf_token": hands.token("leader"),
        "version": paper.row_version,
        "confirmed": "1",
        "pk": f"{paper.id}:{paper.row_version}",
    }
    assert hands.post("leader", "/paper/sign", sign).status_code == 302
    row = stored(letter)
    assert (row.state.value, row.issued_by_id) == ("issued", support.person("intake").account_id)
    seen = hands.get("gaowan", f"/problem/{problem_id}").text
    assert "督办函" in seen
    assert f"/supervision/{letter}/reply" in seen
    reply = hands.send("gaowan", f"/supervision/{letter}/reply", text="因雨停工，下周二前完成。")
    assert reply.status_code == 302, reply.text[:3000]
    row = stored(letter)
    assert (row.state.value, row.reply) == ("replied", "因雨停工，下周二前完成。")
    (limit,) = support.session().scalars(
        sa.select(Deadline).where(Deadline.kind == DeadlineKind.ANSWER)
    )
    assert (limit.due_at, limit.met_at, limit.late) == (row.reply_due, row.replied_at, False)
    assert "因雨停工" in hands.get("intake", f"/problem/{problem_id}").text
    told = support.session().scalars(
        sa.select(Outbox.unit_id).where(Outbox.template == "supervision.reply")
    )
    assert set(told) == {support.unit_id("DF"), support.unit_id("JD1")}


def test_a_unit_does_not_see_what_is_only_drafted(hands: Hands, late: tuple[int, int, int]) -> None:
    problem_id, letter, summon = late
    seen = hands.get("gaowan", f"/problem/{problem_id}").text
    assert "红灯催办" in seen
    assert "待发出" not in seen
    assert "建议约谈" not in seen
    for row_id in (letter, summon):
        assert hands.get("gaowan", f"/supervision/{row_id}/reply").status_code == 404


def test_nobody_signs_a_letter_that_nobody_sent(hands: Hands, late: tuple[int, int, int]) -> None:
    paper = paper_of(late[1])
    sign = {
        "csrf_token": hands.token("leader"),
        "version": paper.row_version,
        "confirmed": "1",
        "pk": f"{paper.id}:{paper.row_version}",
    }
    hands.post("leader", "/paper/sign", sign)
    assert paper_of(late[1]).number is None
    listed = hands.get("intake", "/paper/").text
    assert "待核对送审" in listed
    page = hands.get("intake", f"/paper/{paper.id}")
    assert "定时任务" in page.text
    sent = {"csrf_token": hands.token("intake"), "version": paper.row_version}
    assert hands.post("intake", f"/paper/{paper.id}/check", sent).status_code == 302
    assert paper_of(late[1]).drafted_by_id == support.person("intake").account_id


def test_summons_is_announced_to_the_unit(hands: Hands, late: tuple[int, int, int]) -> None:
    problem_id, _, summon = late
    answer = hands.send("intake", f"/supervision/{summon}/send", how="interview", reply_days="2")
    assert answer.status_code == 302, answer.text[:3000]
    row = stored(summon)
    assert (row.kind.value, row.state.value) == ("interview", "issued")
    seen = hands.get("gaowan", f"/problem/{problem_id}").text
    assert "请单位主要负责人到党风政风监督室" in seen


def test_summons_may_become_a_circular(hands: Hands, late: tuple[int, int, int]) -> None:
    _, _, summon = late
    answer = hands.send("intake", f"/supervision/{summon}/send", how="circular")
    assert answer.status_code == 302, answer.text[:3000]
    paper = paper_of(summon)
    assert (paper.kind.value, paper.state) == ("circular", DocumentState.CHECKING)
    assert "高湾镇" in str(paper.facts)


def test_leader_drops_a_rung_and_its_paper_with_a_reason(
    hands: Hands, late: tuple[int, int, int]
) -> None:
    problem_id, letter, _ = late
    paper = paper_of(letter).id
    refused = hands.send("leader", f"/supervision/{letter}/drop", reason="")
    assert (refused.status_code, "请写明不再督办的理由" in refused.text) == (422, True)
    answer = hands.send("leader", f"/supervision/{letter}/drop", reason="已电话督促，今天办结。")
    assert answer.status_code == 302, answer.text[:3000]
    row = stored(letter)
    assert (row.state.value, row.dropped_reason) == ("dropped", "已电话督促，今天办结。")
    assert support.session().get_one(Document, paper).state == DocumentState.VOID
    with clock.fixed(LATE + timedelta(hours=1)):
        assert ladder.climb(jobs.WORKER).acted == 0
    assert "已电话督促" in hands.get("intake", f"/problem/{problem_id}").text


@pytest.mark.parametrize(
    ("who", "act"), [("intake", "drop"), ("inspector", "send"), ("inspector", "drop")]
)
def test_who_may_not_gets_no_form_and_is_refused(
    hands: Hands, late: tuple[int, int, int], who: str, act: str
) -> None:
    path = f"/supervision/{late[1]}/{act}"
    page = hands.get(who, path)
    assert "现在不能这样处理" in page.text
    sent = {
        "csrf_token": hands.token(who),
        "_once": "x",
        "version": str(stored(late[1]).row_version),
        "content": "x",
        "reply_days": "3",
        "reason": "x",
    }
    assert hands.post(who, path, sent).status_code == 403
    assert stored(late[1]).state.value == "drafted"


def test_two_who_send_at_once_get_one_letter(hands: Hands, late: tuple[int, int, int]) -> None:
    path = f"/supervision/{late[1]}/send"
    typed = fields(hands.get("intake", path).text)
    assert hands.post("intake", path, typed).status_code == 302
    again = hands.post("leader", path, {**typed, "csrf_token": hands.token("leader")})
    assert again.status_code == 409
    papers = support.session().scalars(sa.select(Document.id)).all()
    assert len(papers) == 1


def test_unit_replies_once(hands: Hands, late: tuple[int, int, int]) -> None:
    _, _, summon = late
    hands.send("intake", f"/supervision/{summon}/send", how="interview")
    path = f"/supervision/{summon}/reply"
    assert hands.send("gaowan", path, text="一定到会。").status_code == 302
    assert "现在不能这样处理" in hands.get("gaowan", path).text
    assert hands.get("minzheng", path).status_code == 404


def upload(rows: list[dict[str, str | None]], encoding: str = "utf-8") -> FileStorage:
    """Return a list as a person would choose it."""
    columns = ("date", "is_workday", "kind", "name", "status")
    lines = [",".join(columns), *(",".join(str(row[c] or "") for c in columns) for row in rows)]
    data = "\r\n".join(lines).encode(encoding)
    return FileStorage(stream=io.BytesIO(data), filename="放假安排.csv")


def preview(hands: Hands, who: str, file: Any, notice: str = NOTICE) -> Any:
    """Send a list to be previewed."""
    sent = {"csrf_token": hands.token(who), "notice_no": notice, "files": file}
    return hands.post(who, "/calendar/preview", sent)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_scenario_12_a_due_date_in_2027_is_provisional_until_the_notice_comes(
    app: Flask, encoding: str
) -> None:
    problem_id = item()
    hands = Hands(app, BASE)
    seen = hands.get("gaowan", f"/problem/{problem_id}").text
    assert "1月11日（暂定）" in seen
    for who in ("sysadmin", "intake", "leader"):
        assert "2027 年工作日历还是暂定的" in hands.get(who, "/").text
    assert "暂定的" not in hands.get("clerk", "/").text
    rows = final_2027(day("2027-01-04"))
    shown = preview(hands, "sysadmin", upload(rows, encoding))
    assert shown.status_code == 200, shown.text[:3000]
    assert "1月4日（周一）" in shown.text
    assert "办理期限" in shown.text
    assert "HXZT" not in shown.text
    assert on(makers.stored(problem_id).due_at) == BEFORE
    answer = hands.post("sysadmin", "/calendar/load", fields(shown.text))
    assert answer.status_code == 302, answer.text[:3000]
    assert on(makers.stored(problem_id).due_at) == AFTER
    page = hands.get("gaowan", f"/problem/{problem_id}").text
    assert "期限变动" in page
    assert "1月11日" in page
    assert "（暂定）" not in page
    again = hands.post("sysadmin", "/calendar/load", fields(shown.text))
    assert again.status_code == 302
    told = support.session().scalars(
        sa.select(Outbox.unit_id).where(Outbox.template == "calendar.moved")
    )
    assert len(list(told)) == 3
    assert "暂定的" not in hands.get("leader", "/").text
    assert NOTICE in hands.get("leader", "/calendar/").text


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([day("2027-13-01")], "日期"),
        ([day("2027-01-04"), day("2027-01-04")], "重复"),
        ([{**day("2027-01-04"), "status": "maybe"}], "状态"),
    ],
)
def test_a_bad_list_is_refused_line_by_line(
    app: Flask, rows: list[dict[str, str | None]], told: str
) -> None:
    hands = Hands(app)
    answer = preview(hands, "sysadmin", upload(rows))
    assert (answer.status_code, told in answer.text) == (422, True)
    assert NOTICE in answer.text


def test_a_preview_without_a_file_is_refused(app: Flask) -> None:
    hands = Hands(app)
    sent = {"csrf_token": hands.token("sysadmin"), "notice_no": ""}
    answer = hands.post("sysadmin", "/calendar/preview", sent)
    assert (answer.status_code, "请选择放假和调休安排" in answer.text) == (422, True)


def test_preview_of_an_older_calendar_is_a_conflict(app: Flask) -> None:
    hands = Hands(app)
    first = preview(hands, "sysadmin", upload(final_2027()))
    second = preview(hands, "sysadmin", upload(final_2027(day("2027-01-04"))))
    assert hands.post("sysadmin", "/calendar/load", fields(first.text)).status_code == 302
    assert hands.post("sysadmin", "/calendar/load", fields(second.text)).status_code == 409


@pytest.mark.parametrize("who", ["intake", "leader"])
def test_who_keeps_the_lists_sees_the_calendar_and_does_not_load_it(app: Flask, who: str) -> None:
    hands = Hands(app)
    page = hands.get(who, "/calendar/")
    assert (page.status_code, "/calendar/preview" in page.text) == (200, False)
    sent = {"csrf_token": hands.token(who), "files": upload(final_2027())}
    assert hands.post(who, "/calendar/preview", sent).status_code == 403


def test_clerk_does_not_see_the_calendar(app: Flask) -> None:
    assert Hands(app).get("clerk", "/calendar/").status_code == 403


@pytest.mark.parametrize(
    ("at", "status", "expected"),
    [
        (datetime(2026, 10, 31, tzinfo=clock.CHINA), CalendarStatus.PROVISIONAL, None),
        (datetime(2026, 11, 1, tzinfo=clock.CHINA), CalendarStatus.PROVISIONAL, "provisional"),
        (datetime(2026, 11, 1, tzinfo=clock.CHINA), CalendarStatus.FINAL, None),
        (datetime(2027, 11, 1, tzinfo=clock.CHINA), CalendarStatus.FINAL, "missing"),
    ],
)
def test_health_warns_from_november_on(
    app: Flask, at: datetime, status: CalendarStatus, expected: str | None
) -> None:
    with store.write(system("test")) as work:
        year = work.scalars(sa.select(CalendarYear).where(CalendarYear.year == 2027)).one()
        year.status = status
    client = app.test_client()
    with clock.fixed(at):
        answer = Hands(app, at).alone(lambda: client.get("/healthz"))
    assert answer.json["calendar_warning"] == expected


def test_missing_year_is_told_by_name_and_refused(app: Flask) -> None:
    hands = Hands(app, datetime(2027, 12, 20, 9, tzinfo=clock.CHINA))
    assert "2028 年工作日历未维护" in hands.get("leader", "/").text
    with clock.fixed(hands.now), pytest.raises(Exception, match="2028年日历尚未导入"):
        calendars.load(support.session()).shift(hands.now.date(), 20)


def test_late_messages_stand_on_the_home_page_of_who_decides(app: Flask) -> None:
    from tests.ladder.test_climb import message

    message(1, local(10, 9))
    hands = Hands(app)
    assert "留言超时未分办" in hands.get("intake", "/").text
    assert "留言超时未分办" not in hands.get("clerk", "/").text
    assert support.session().scalars(sa.select(CalendarBatch.id)).all()
    assert support.session().scalars(sa.select(ProblemEvent.id)).all() == []

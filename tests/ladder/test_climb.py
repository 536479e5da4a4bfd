"""The supervision ladder by the clock: which rung when, once, for every open item."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, jobs, store
from app.enums import MessageState, ProblemState
from app.enums_ledger import Rung
from app.models import AuditLog, Document, Message, Outbox, Problem, ProblemEvent, Supervision
from app.operations import ladder
from app.operations.walking import Report
from app.principal import system
from tests import makers, support

# The seven working days of the item that problem_in() makes end here, on Friday 27 November.
DUE = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """Return an instant of the office's clock in 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=clock.CHINA)


def tick(at: datetime) -> Report:
    """Climb at an instant."""
    with clock.fixed(at):
        return ladder.climb(jobs.WORKER)


def rows() -> list[Supervision]:
    """Return the supervisions in order."""
    session = support.session()
    session.rollback()
    session.expire_all()
    store.name(session, system("test"))
    return list(session.scalars(sa.select(Supervision).order_by(Supervision.id)))


def names() -> list[str]:
    """Return the rungs that were climbed, in order."""
    return [row.rung.value for row in rows() if row.rung]


def every(model: Any, *criteria: Any) -> list[Any]:
    """Return rows of a table."""
    return list(support.session().scalars(sa.select(model).where(*criteria).order_by(model.id)))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (local(25, 8, 29), []),
        (local(25, 8, 30), ["yellow"]),
        (local(27, 17, 29), ["yellow"]),
        (local(27, 17, 30), ["red"]),
        (local(2, 8, 29, month=12), ["red"]),
        (local(2, 8, 30, month=12), ["red", "letter"]),
        (local(3, 18, month=12), ["red", "letter"]),
        (local(4, 8, 30, month=12), ["red", "letter", "summon"]),
    ],
)
def test_rungs_are_climbed_at_their_hour(app: Flask, at: datetime, expected: list[str]) -> None:
    makers.problem_in("in_progress")
    tick(at)
    assert names() == expected


def test_ladder_is_climbed_one_rung_after_another_and_each_once(app: Flask) -> None:
    makers.problem_in("in_progress")
    for at in (local(25, 9), local(26, 9), local(27, 18), local(2, 9, 0, 12), local(4, 9, 0, 12)):
        tick(at)
        again = tick(at + timedelta(minutes=1))
        assert again.acted == 0
    found = rows()
    assert [row.rung for row in found] == list(Rung)
    assert [(row.kind.value, row.score, row.state.value) for row in found] == [
        ("reminder", 5, "issued"),
        ("reminder", 10, "issued"),
        ("letter", 15, "drafted"),
        ("interview", 20, "drafted"),
    ]
    assert [row.unit_id for row in found] == [support.unit_id("GW")] * 4
    assert [row.due_at for row in found] == [DUE] * 4
    assert makers.stored(found[0].problem_id).supervision_count == 4


def test_letter_is_a_paper_without_a_drafter(app: Flask) -> None:
    problem_id = makers.problem_in("in_progress")
    tick(local(2, 9, 0, 12))
    letter = rows()[-1]
    (paper,) = every(Document)
    assert (paper.id, paper.drafted_by_id, paper.problem_id) == (
        letter.document_id,
        None,
        problem_id,
    )
    assert paper.unit_id == support.unit_id("GW")
    assert paper.facts["items"][0]["days_over"] == 3
    assert "2026年12月7日前说明原因" in str(paper.facts["body"])
    assert letter.reply_due == local(7, 17, 30, 12)


def test_a_reminder_moves_no_date_and_makes_no_open_form_stale(app: Flask) -> None:
    problem_id = makers.problem_in("in_progress")
    before = makers.stored(problem_id)
    kept = (before.due_at, before.handle_due_at, before.row_version, before.state)
    tick(local(4, 9, 0, 12))
    after = makers.stored(problem_id)
    assert (after.due_at, after.handle_due_at, after.row_version, after.state) == kept


def test_a_comment_moves_no_due_date_and_stops_no_rung(app: Flask) -> None:
    problem_id = makers.problem_in("in_progress")
    with clock.fixed(local(27, 17)):
        makers.act("gaowan", problem_id, "progress", text="正在联系，请宽限几天。")
    assert makers.stored(problem_id).due_at == DUE
    tick(local(27, 17, 30))
    assert names() == ["red"]


def test_every_rung_leaves_event_audit_row_and_notice(app: Flask) -> None:
    problem_id = makers.problem_in("in_progress")
    tick(local(27, 18))
    event = every(ProblemEvent, ProblemEvent.problem_id == problem_id)[-1]
    assert (event.transition, event.action, event.actor_id) == ("E02", "红灯催办", None)
    act = every(AuditLog)[-1]
    assert (act.action, act.object_id, act.account_id) == ("problem.E02", problem_id, None)
    told = every(Outbox, Outbox.dedupe_key.like("rung:%"))
    assert {row.unit_id for row in told} == {support.unit_id("GW"), support.unit_id("MZ")}
    assert all(row.payload == {"problem_id": problem_id} for row in told)


def test_drafted_rung_is_not_told_to_the_unit(app: Flask) -> None:
    problem_id = makers.problem_in("in_progress")
    tick(local(2, 9, 0, 12))
    told = every(Outbox, Outbox.template == "supervision.drafted")
    assert {row.unit_id for row in told} == {support.unit_id("DF")}
    gaowan = support.person("gaowan")
    session = support.session()
    store.name(session, gaowan)
    seen = session.scalars(sa.select(Supervision.rung)).all()
    events = session.scalars(
        sa.select(ProblemEvent.action).where(ProblemEvent.problem_id == problem_id)
    ).all()
    store.name(session, system("test"))
    assert seen == [Rung.RED]
    assert "督办函" not in events


@pytest.mark.parametrize(
    ("state", "pressed", "leader"),
    [
        ("registered", "DF", "JW"),
        ("pending_decision", "JW", "JW"),
        ("submitted", "JD1", "JW"),
        ("pending_feedback", "DF", "JW"),
    ],
)
def test_item_that_no_unit_holds_presses_our_own_office_and_then_the_leader(
    app: Flask, state: str, pressed: str, leader: str
) -> None:
    makers.problem_in(state)
    tick(local(1, 9, 0, 12))
    found = rows()
    assert [row.rung for row in found] == [Rung.RED, Rung.LETTER, Rung.SUMMON]
    assert {row.kind.value for row in found} == {"reminder"}
    assert {row.state.value for row in found} == {"issued"}
    assert every(Document) == []
    keys = {row.unit_id for row in every(Outbox, Outbox.dedupe_key.like("rung:%red%"))}
    assert support.unit_id(pressed) in keys
    keys = {row.unit_id for row in every(Outbox, Outbox.dedupe_key.like("rung:%summon%"))}
    assert support.unit_id(leader) in keys


def test_a_new_due_date_begins_a_new_ladder(app: Flask) -> None:
    problem_id = makers.problem_in("submitted")
    tick(local(23, 18))
    assert names()[0] == "red"
    with clock.fixed(local(24, 9)):
        makers.act("inspector", problem_id, "rework", days=5)
    tick(local(24, 10))
    assert names() == ["red"]
    tick(local(1, 18, month=12))
    assert names() == ["red", "red"]


def test_closed_item_is_left_alone(app: Flask) -> None:
    makers.problem_in("closed")
    report = tick(local(4, 9, 0, 12))
    assert (report.scanned, report.acted, names()) == (0, 0, [])


def suspend(problem_id: int, **columns: Any) -> None:
    """Stop the local clock of an item by hand."""
    with store.write(system("test")) as work:
        work.execute(
            sa.update(Problem)
            .where(Problem.id == problem_id)
            .values(state=ProblemState.SUSPENDED, **columns)
        )


def test_suspended_item_is_pressed_by_its_legal_day_alone(app: Flask) -> None:
    free, bound = makers.problem_in("in_progress"), makers.problem_in("in_progress")
    suspend(free, legal_due_on=None)
    suspend(bound, legal_due_on=DUE.date())
    report = tick(local(27, 18))
    assert [row.problem_id for row in rows()] == [bound]
    assert "法定期限" in rows()[0].content
    assert report.skipped["中止，没有法定期限"] == 1


def overdue(count: int) -> None:
    """Make items that are a day late."""
    first = makers.registered()
    row = makers.stored(first)
    kept = {
        column.key: getattr(row, column.key)
        for column in Problem.__table__.columns
        if column.key not in {"id", "problem_no", "created_at", "updated_at"}
    }
    with store.write(system("test")) as work:
        for number in range(count - 1):
            work.add(Problem(**kept, problem_no=f"HXZT-2026-{number + 100:05}"))


def test_one_tick_acts_on_all_101_overdue_items_and_the_second_on_none(app: Flask) -> None:
    overdue(101)
    first = tick(local(20, 9))
    assert (first.scanned, first.acted) == (101, 101)
    assert len(rows()) == 101
    second = tick(local(20, 9))
    assert (second.scanned, second.acted, len(rows())) == (101, 0, 101)
    assert second.skipped["这一级已督办"] == 101


def test_a_broken_item_starves_nobody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    overdue(3)
    from app.operations import rung_page

    real = rung_page._content

    def content(page: Any, problem: Problem, rung: Rung) -> str:
        if problem.problem_no.endswith("00100"):
            raise ValueError("broken")
        return real(page, problem, rung)

    monkeypatch.setattr(rung_page, "_content", content)
    report = tick(local(20, 9))
    assert (report.acted, report.skipped["出错，见日志"], len(rows())) == (2, 1, 2)


def message(number: int, at: datetime) -> int:
    """Leave a message on the board."""
    with store.write(system("test")) as work:
        row = Message(
            message_no=f"LY-2026-{number:05}",
            query_code_hash=f"hash-{number}",
            channel="message_board",
            request_type="help",
            track="service",
            subject="路灯不亮",
            body="村口路灯不亮。",
            identity_mode="anonymous",
            submitted_at=at,
        )
        work.add(row)
        work.flush()
        return int(row.id)


def told() -> list[tuple[str, int | None]]:
    """Return key and unit of the notices about messages."""
    found = every(Outbox, Outbox.template == "message.late")
    return [(row.dedupe_key.split(":")[2], row.unit_id) for row in found]


def press(at: datetime) -> Report:
    """Press the messages at an instant."""
    with clock.fixed(at):
        return ladder.press_messages(jobs.WORKER)


def test_an_untouched_message_escalates_once_a_rung(app: Flask) -> None:
    message(1, local(18, 9, 30))
    intake, bureau, leader = (support.unit_id(code) for code in ("DF", "SP", "JW"))
    assert press(local(19, 17, 29)).acted == 0
    assert press(local(19, 17, 30)).acted == 1
    assert {unit for _, unit in told()} == {intake, bureau}
    assert press(local(24, 8, 29)).acted == 0
    press(local(24, 8, 30))
    assert told()[-1] == ("letter", leader)
    press(local(26, 8, 30))
    assert told()[-1] == ("summon", leader)
    assert press(local(30, 9)).acted == 0
    assert len(told()) == 4


def test_a_message_that_somebody_decided_about_is_left_alone(app: Flask) -> None:
    row_id = message(1, local(18, 9, 30))
    with store.write(system("test")) as work:
        work.get_one(Message, row_id).state = MessageState.ACCEPTED
    assert press(local(30, 9)).acted == 0


def test_command_prints_a_line_for_each_part(app: Flask) -> None:
    makers.problem_in("in_progress")
    words = ["jobs", "tick", "--now", "2026-12-02T09:00+08:00"]
    answer = app.test_cli_runner().invoke(args=words)
    assert answer.exit_code == 0, answer.output
    line = next(one for one in answer.output.splitlines() if one.startswith("督办阶梯"))
    assert line == "督办阶梯：查看 1 件，处理 1 件（红灯催办 1，督办函 1），未处理 0 件"


def test_without_a_calendar_the_red_reminder_still_goes(app: Flask) -> None:
    makers.problem_in("in_progress")
    report = tick(datetime(2028, 6, 1, 2, tzinfo=UTC))
    assert names() == ["red"]
    assert "日历没有导入" in report.line()

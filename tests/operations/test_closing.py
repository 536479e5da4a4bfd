"""Guards of callbacks, closing, supervision, bulk acts and uploads."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import EventVisibility, ProblemState
from app.errors import Conflict, Invalid, Missing, Refused
from app.models import Feedback, ProblemEvent, Supervision
from app.operations import ledger
from tests import makers, support

ANONYMOUS = {"identity_mode": "anonymous", "name": "", "phone": ""}
SOLO: dict[str, Any] = {"co_unit_ids": []}


def about(unit: str, **changes: Any) -> int:
    """Register a report about a unit and bring it before the leader."""
    problem_id = makers.registered(
        request_type="report", unit_complained_id=support.unit_id(unit), **changes
    )
    makers.act("intake", problem_id, "triage", proposed_unit_id=support.unit_id("MZ"))
    return problem_id


def refuses(words: str, kind: type[Refused] = Refused) -> Any:
    """Return the context in which a refusal with these words is expected."""
    return pytest.raises(kind, match=words)


# --- T02


def test_no_closing_without_a_callback(session: Session) -> None:
    problem_id = makers.problem_in("pending_feedback")
    with refuses("还没有回访记录"):
        makers.act("intake", problem_id, "close")


def test_anonymous_item_closes_with_the_reason_why_nobody_was_told(session: Session) -> None:
    problem_id = makers.problem_in("pending_feedback", **ANONYMOUS)
    with refuses("请写明如何反馈", Invalid):
        makers.act("intake", problem_id, "close", text="")
    with refuses("没有留下联系方式"):
        makers.act("intake", problem_id, "callback")
    makers.act("intake", problem_id, "close", text="匿名反映，已在村务公开栏公布结果。")
    assert makers.stored(problem_id).state is ProblemState.CLOSED
    assert session.scalars(sa.select(Feedback.callback_result)).all() == ["not_applicable"]


@pytest.mark.parametrize(
    ("changes", "fact"),
    [
        ({"callback_result": "unreachable", "attempts": 2}, "attempts"),
        ({"callback_result": "not_applicable"}, "callback_result"),
        ({"way": "none"}, "way"),
        ({"attempts": 51}, "attempts"),
        ({"text": ""}, "text"),
    ],
)
def test_callback_that_does_not_hold_is_refused(
    session: Session, changes: dict[str, Any], fact: str
) -> None:
    problem_id = makers.problem_in("pending_feedback")
    with pytest.raises(Invalid) as refused:
        makers.act("clerk", problem_id, "callback", **changes)
    assert list(refused.value.errors) == [fact]


def test_three_attempts_make_a_reporter_unreachable(session: Session) -> None:
    problem_id = makers.problem_in("pending_feedback")
    makers.act("clerk", problem_id, "callback", callback_result="unreachable", attempts=3)
    makers.act("intake", problem_id, "close")
    assert makers.stored(problem_id).state is ProblemState.CLOSED


def test_clerk_does_not_call_back_on_the_discipline_track(session: Session) -> None:
    problem_id = makers.problem_in("pending_feedback", request_type="report")
    with pytest.raises(Missing):
        makers.act("clerk", problem_id, "callback")
    makers.act("intake", problem_id, "callback")


def unhappy(problem_id: int) -> None:
    """Call back and hear that the reporter is not satisfied."""
    makers.act("clerk", problem_id, "callback", callback_result="dissatisfied")


def test_dissatisfied_reporter_sends_the_item_back_once(session: Session) -> None:
    problem_id = makers.problem_in("pending_feedback")
    with refuses("不是“不满意”"):
        makers.act("intake", problem_id, "dissatisfied")
    unhappy(problem_id)
    with refuses("请先“不满意重办”"):
        makers.act("intake", problem_id, "close")
    with refuses("最多 10 个工作日", Invalid):
        makers.act("intake", problem_id, "dissatisfied", days=11)
    makers.act("intake", problem_id, "dissatisfied")
    assert makers.stored(problem_id).rework_count == 1
    with clock.fixed(support.NOW + timedelta(days=1)):
        makers.act("gaowan", problem_id, "submit")
        makers.act("inspector", problem_id, "verify")
        with refuses("还没有回访记录"):
            makers.act("intake", problem_id, "close")
        unhappy(problem_id)
        with refuses("须由县纪委领导批准"):
            makers.act("intake", problem_id, "dissatisfied")
        with refuses("请写明办结的理由", Invalid):
            makers.act("intake", problem_id, "close", text="")
        makers.act("intake", problem_id, "close", text="已两次办理，依法只能到此，已书面告知。")
    assert makers.stored(problem_id).state is ProblemState.CLOSED


# --- E02, versions, files, masks


def test_supervision_counts_its_levels(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    due = makers.stored(problem_id).due_at
    makers.act("intake", problem_id, "supervise", kind="reminder")
    makers.act("inspector", problem_id, "supervise")
    problem = makers.stored(problem_id)
    rows = session.scalars(sa.select(Supervision).order_by(Supervision.level)).all()
    assert [(row.level, row.unit_id) for row in rows] == [
        (1, support.unit_id("GW")),
        (2, support.unit_id("GW")),
    ]
    assert (problem.supervision_count, problem.due_at) == (2, due)
    assert clock.local(rows[0].reply_due or due).date().isoformat() == "2026-11-23"


def test_stale_version_is_a_conflict_with_what_is_stored(session: Session) -> None:
    problem_id = makers.problem_in("assigned")
    stale = makers.stored(problem_id).row_version
    makers.act("gaowan", problem_id, "sign")
    actor = support.person("gaowan")
    with pytest.raises(Conflict) as conflict, store.write(actor) as work:
        ledger.perform(work, actor, problem_id, stale, "sign", makers.facts("sign"))
    assert conflict.value.current["state"] is ProblemState.IN_PROGRESS
    assert "content" not in conflict.value.current


def test_bulk_is_all_or_nothing(session: Session) -> None:
    good, bad = makers.problem_in("submitted"), makers.problem_in("assigned")
    items = [(key, makers.stored(key).row_version) for key in (good, bad)]
    actor, facts = support.person("inspector"), makers.facts("verify")
    with refuses("HXZT-2026-00002"), store.write(actor) as work:
        ledger.perform_many(work, actor, items, "verify", facts)
    assert makers.stored(good).state is ProblemState.SUBMITTED
    with store.write(actor) as work:
        ledger.perform_many(work, actor, items[:1], "verify", facts)
    assert makers.stored(good).state is ProblemState.PENDING_FEEDBACK


@pytest.mark.parametrize("count", [0, 101])
def test_bulk_takes_one_to_a_hundred_items(session: Session, count: int) -> None:
    actor = support.person("inspector")
    with refuses("请选择", Invalid), store.write(actor) as work:
        ledger.perform_many(work, actor, [(n, 1) for n in range(count)], "verify", {})


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


@pytest.mark.parametrize(
    ("made", "name", "words"),
    [
        (lambda: io.BytesIO(b""), "空.jpg", "0字节"),
        (lambda: io.BytesIO(b"MZ\x90\x00" + b"\0" * 200), "照片.jpg", "照片.jpg”没有上传"),
        (lambda: io.BytesIO(b"%PDF-1.7\n" + b"0" * (60 * 1024 * 1024)), "大.pdf", "超过50MB"),
    ],
)
def test_bad_upload_stops_the_act_it_came_with(
    session: Session, made: Callable[[], io.BytesIO], name: str, words: str
) -> None:
    problem_id = makers.problem_in("in_progress")
    with refuses(words, Invalid):
        makers.act("gaowan", problem_id, "progress", files=[(made(), name)])
    makers.stored(problem_id)
    codes = session.scalars(sa.select(ProblemEvent.transition)).all()
    assert "P01" not in codes


def test_officer_s_text_does_not_carry_the_reporter_s_telephone(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    text = "已按138 0013 8000联系来访人，另与13912345678核对。"
    makers.act("gaowan", problem_id, "progress", text=text)
    makers.stored(problem_id)
    notes = session.scalars(sa.select(ProblemEvent.note).order_by(ProblemEvent.id.desc())).all()
    assert notes[0] == "已按138****8000联系来访人，另与13912345678核对。"


def test_officer_s_text_does_not_carry_the_reporter_s_name(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("gaowan", problem_id, "progress", text=f"已电话告知{makers.NAME}本人，下周再访。")
    event = session.scalars(sa.select(ProblemEvent).order_by(ProblemEvent.id.desc())).first()
    assert event is not None
    assert makers.NAME not in event.note
    assert f"{makers.NAME[0]}某本人" in event.note


def test_inner_opinions_of_the_discipline_track_stay_inside(session: Session) -> None:
    problem_id = makers.problem_in("assigned", request_type="report")
    makers.stored(problem_id)
    seen = dict(session.execute(sa.select(ProblemEvent.transition, ProblemEvent.visibility)).all())
    assert seen["T02"] is EventVisibility.DISCIPLINE
    assert seen["T06"] is EventVisibility.ALL_HANDLERS

"""Whom a handler may call himself, and who calls for him (scenario 10)."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, store
from app.enums import OutboxChannel
from app.enums_identity import RelayState
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.models import IdentityReveal, Outbox, RelayCall
from app.operations import identity, relay
from app.queries import identity as reads
from tests import makers, support

Identity = identity.Identity
AGREES = {"allow_unit_contact": True}


def asked(who: str, problem_id: int, question: str = "哪一天去的窗口？") -> int:
    """File a question and return its id."""
    actor = support.person(who)
    with store.write(actor) as work:
        return relay.ask(work, actor, problem_id, question).id


def answered(who: str, call_id: int, text: str = "十七日上午。") -> None:
    """Answer a question."""
    actor = support.person(who)
    with store.write(actor) as work:
        relay.answer(work, actor, call_id, 1, text)


def opened(who: str, row_id: int, kind: str = "problem") -> Identity:
    """Open an identity."""
    return identity.reveal(store.current(), support.person(who), row_id, "verify", kind)


def stored(call_id: int) -> RelayCall:
    """Return a question as it is stored now."""
    session = store.current()
    session.rollback()
    session.expire_all()
    store.name(session, audit.KEEPER)
    return session.get_one(RelayCall, call_id)


@pytest.mark.parametrize("who", ["gaowan", "minzheng"])
@pytest.mark.parametrize("request_type", ["help", "consultation"])
def test_unit_reads_the_number_of_who_agreed_and_leaves_a_trace(
    session: Session, who: str, request_type: str
) -> None:
    problem_id = makers.problem_in("in_progress", request_type=request_type, **AGREES)
    assert opened(who, problem_id) == Identity(makers.NAME, makers.PHONE)
    makers.stored(problem_id)
    trace = session.scalars(sa.select(IdentityReveal)).one()
    assert trace.account_id == support.person(who).account_id


@pytest.mark.parametrize(
    "changes",
    [
        {"request_type": "complaint", **AGREES},
        {"request_type": "suggestion", **AGREES},
        {"request_type": "help", "allow_unit_contact": False},
    ],
    ids=lambda changes: str(sorted(changes.items())[:2]),
)
def test_unit_is_refused_and_told_to_ask_through_a_caller(
    session: Session, changes: dict[str, Any]
) -> None:
    problem_id = makers.problem_in("in_progress", **changes)
    with pytest.raises(Forbidden, match="请人代问"):
        opened("gaowan", problem_id)
    makers.stored(problem_id)
    assert session.scalars(sa.select(IdentityReveal)).all() == []


def test_unit_reads_no_number_before_and_after_its_own_part(session: Session) -> None:
    problem_id = makers.problem_in("in_progress", **AGREES)
    makers.act("minzheng", problem_id, "answer")
    with pytest.raises(Forbidden):
        opened("minzheng", problem_id)
    with pytest.raises(Missing):
        opened("xinji", problem_id)


def test_anonymous_reporter_is_not_asked(session: Session) -> None:
    problem_id = makers.problem_in("in_progress", identity_mode="anonymous", name="", phone="")
    with pytest.raises(Refused, match="没有留下"):
        asked("gaowan", problem_id)


def test_question_becomes_a_call_task_of_the_hotline_without_words(session: Session) -> None:
    problem_id = makers.problem_in("in_progress", request_type="complaint")
    call_id = asked("gaowan", problem_id)
    stored(call_id)
    task = session.scalars(sa.select(Outbox).where(Outbox.template == "relay.ask")).one()
    assert task.channel == OutboxChannel.CALL_TASK
    assert task.unit_id == support.unit_id("RX")
    assert task.payload == {"relay_call_id": call_id, "problem_id": problem_id}


@pytest.mark.parametrize("who", ["clerk", "clerk2"])
def test_clerk_calls_by_the_open_task_and_the_unit_reads_the_answer(
    session: Session, who: str
) -> None:
    problem_id = makers.problem_in("in_progress", request_type="complaint")
    call_id = asked("gaowan", problem_id)
    assert opened(who, call_id, "relay_call").phone == makers.PHONE
    answered(who, call_id)
    gaowan = support.person("gaowan")
    store.name(session, gaowan)
    call = reads.of_problem(session, problem_id)[0]
    assert (call.state, call.answer) == (RelayState.ANSWERED, "十七日上午。")
    makers.stored(problem_id)
    trace = session.scalars(sa.select(IdentityReveal)).one()
    assert (trace.object_kind, trace.object_id) == ("relay_call", call_id)


def test_answered_task_opens_nothing(session: Session) -> None:
    problem_id = makers.problem_in("in_progress", request_type="complaint")
    call_id = asked("gaowan", problem_id)
    answered("clerk", call_id)
    with pytest.raises(Refused, match="已经答复"):
        opened("clerk", call_id, "relay_call")
    with pytest.raises((Missing, Conflict)):
        answered("clerk2", call_id)


@pytest.mark.parametrize("who", ["gaowan", "minzheng", "village", "bureau", "inspector", "auditor"])
def test_task_opens_nothing_for_who_does_not_call(session: Session, who: str) -> None:
    call_id = asked("gaowan", makers.problem_in("in_progress"))
    with pytest.raises((Missing, Forbidden)):
        opened(who, call_id, "relay_call")


def test_question_of_a_discipline_item_never_reaches_the_hotline(session: Session) -> None:
    problem_id = makers.problem_in("in_progress", request_type="report")
    call_id = asked("gaowan", problem_id)
    stored(call_id)
    task = session.scalars(sa.select(Outbox).where(Outbox.template == "relay.ask")).one()
    assert task.unit_id == support.unit_id("DF")
    with pytest.raises(Missing):
        opened("clerk", call_id, "relay_call")
    with pytest.raises(Refused, match="另一人批准"):
        opened("intake", call_id, "relay_call")
    for who, count in (("clerk", 0), ("intake", 1), ("leader", 0)):
        store.name(session, support.person(who))
        assert len(reads.calls(session, support.person(who))) == count, who


def test_words_of_question_and_answer_carry_no_number_and_no_reporter(session: Session) -> None:
    problem_id = makers.problem_in("in_progress", request_type="complaint")
    call_id = asked("gaowan", problem_id, f"请问{makers.NAME}，是不是{makers.PHONE}？")
    answered("clerk", call_id, f"{makers.NAME}说是13711112222，身份证130924199001011239。")
    call = stored(call_id)
    for secret in (makers.NAME, makers.PHONE, "13711112222", "130924199001011239"):
        assert secret not in f"{call.question}{call.answer}"


def test_second_question_waits_for_the_first_answer(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    asked("gaowan", problem_id)
    with pytest.raises(Refused, match="还没有答复"):
        asked("gaowan", problem_id)


def test_empty_question_is_refused(session: Session) -> None:
    with pytest.raises(Invalid):
        asked("gaowan", makers.problem_in("in_progress"), " ")


def test_unit_whose_part_has_ended_asks_nothing(session: Session) -> None:
    with pytest.raises(Forbidden):
        asked("gaowan", makers.problem_in("closed"))

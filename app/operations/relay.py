"""A handler's question to a reporter, put by somebody who may call: no number leaves the office."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, policies, secrecy, store
from app.enums import OutboxChannel, Role
from app.enums_identity import RelayState
from app.errors import Conflict, Forbidden, Refused
from app.models import Contact, Problem, ProblemStep, RelayCall
from app.operations import call_tasks, identity, identity_subject, notices
from app.operations.facts import Reader
from app.operations.identity_subject import KEEPER
from app.principal import Principal

LONGEST = 500


def ask(session: Session, actor: Principal, problem_id: int, question: str) -> RelayCall:
    """File a question; the hotline calls on the service track, the intake office otherwise."""
    problem = identity_subject.seen(session, Problem, problem_id)
    # Held from here on: an act that ends the item closes the questions that it finds.
    session.refresh(problem, with_for_update={"key_share": True})
    if problem.contact_id is None:
        raise Refused(identity_subject.NONE_LEFT)
    steps = session.scalars(sa.select(ProblemStep).where(ProblemStep.problem_id == problem.id))
    if not policies.may_relay(actor, problem, steps.all()):
        raise Forbidden("现在承办这件事项的单位才能请人代问。")
    text = secrecy.redact(_read(session, "question", "要问的话", question))
    with store.acting(session, KEEPER):
        _check_open(session, actor, problem)
        call = RelayCall(
            problem_id=problem.id,
            unit_id=actor.unit_id,
            asked_by_id=actor.account_id,
            asked_at=clock.now(),
            question=identity.without_reporter(text, problem),
            created_by_id=actor.account_id,
        )
        session.add(call)
        session.flush()
        _tell(session, problem, call)
    audit.record(session, actor, "relay.ask", "problem", problem.id, detail={"relay_call": call.id})
    return call


def _check_open(session: Session, actor: Principal, problem: Problem) -> None:
    """Refuse a second question while one waits, and one to a reporter who was erased."""
    open_calls = sa.select(RelayCall.id).where(
        RelayCall.problem_id == problem.id,
        RelayCall.unit_id == actor.unit_id,
        RelayCall.state == RelayState.OPEN,
    )
    if session.execute(open_calls).first() is not None:
        raise Refused("上一次请人代问还没有答复，请等答复后再问。")
    if session.get_one(Contact, problem.contact_id).wrapped_key is None:
        raise Refused("来访人的姓名和电话已按规定清除。")


def _tell(session: Session, problem: Problem, call: RelayCall) -> None:
    """Write the call task, never to a unit complained of."""
    role = Role.DC_INTAKE if policies.is_confidential(problem) else Role.CLERK
    for unit_id in sorted(notices.units_of(session, role) - {problem.unit_complained_id or 0}):
        notices.notice(
            session,
            "relay.ask",
            unit_id,
            {"relay_call_id": call.id, "problem_id": problem.id},
            f"relay_call:{call.id}:{unit_id}",
            channel=OutboxChannel.CALL_TASK,
        )


def _read(session: Session, name: str, label: str, typed: str) -> str:
    """Return a cleaned text that must be there."""
    reader = Reader(session, {name: typed})
    text = reader.text(name, label, LONGEST)
    reader.finish()
    return text


def facts(session: Session, actor: Principal, call_id: int) -> dict[str, Any]:
    """Return what who calls must know: the item in masked words, who asks, and the masks."""
    call = identity_subject.seen(session, RelayCall, call_id)
    with store.acting(session, KEEPER):
        problem = session.get_one(Problem, call.problem_id)
        contact = session.get_one(Contact, problem.contact_id)
    return {
        "problem_id": problem.id,
        "problem_no": problem.problem_no,
        "needs_second": policies.needs_second(problem),
        "title": problem.title,
        "content": problem.content_redacted,
        "mask": " ".join(part for part in (contact.name_mask, contact.phone_mask) if part),
    }


def answer(session: Session, actor: Principal, call_id: int, version: int, text: str) -> RelayCall:
    """Write what the reporter said; who asked reads it without name and number."""
    call = identity_subject.seen(session, RelayCall, call_id)
    with store.acting(session, KEEPER):
        # The item first, as everywhere: an act that ends it closes its questions too.
        held = {"key_share": True}
        problem = session.get_one(Problem, call.problem_id, with_for_update=held)
        session.refresh(call)
    if call.state != RelayState.OPEN or call.row_version != version:
        raise Conflict(f"这次代问现在是“{call.state.label}”。", {"answer": call.answer or ""})
    identity_subject.resolve(session, actor, "relay_call", call_id)
    said = secrecy.redact(_read(session, "answer", "答复", text))
    with store.acting(session, KEEPER):
        call.answer = identity.without_reporter(said, problem)
        call.state, call.answered_at = RelayState.ANSWERED, clock.now()
        call.answered_by_id = actor.account_id
        call_tasks.answered(session, call.id)
        notices.notice(
            session,
            "relay.answer",
            call.unit_id,
            {"relay_call_id": call.id, "problem_id": problem.id},
            f"relay_call:{call.id}:answered",
        )
    detail = {"relay_call": call.id}
    audit.record(session, actor, "relay.answer", "problem", call.problem_id, detail=detail)
    return call

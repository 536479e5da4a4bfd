"""Triage of the message board: in scope it becomes an item, else it goes on or is answered.

Two clerks at one message: its row is held, the first decides, the second reads what was decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app import audit, clock, policies_board, store
from app.enums import MessageState, ProblemState, RequestType, ScopeDecision, Track
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.models import Attachment, Contact, Message, MessageTransfer, Problem, Unit
from app.operations import (
    board_work,
    enterprises,
    handover,
    intake,
    limits,
    message_letter,
    notices,
    publishing,
    tail,
)
from app.operations.facts import Reader
from app.principal import Principal
from app.queries import parameters

D, M = ScopeDecision, MessageState
LONGEST_REPLY, LONGEST_REASON, LONGEST_BRIEF = 2000, 300, 3000
TARGETS = {
    D.TO_12345: "县12345政务服务便民热线",
    D.TO_PETITION: "县信访局",
    D.TO_EMERGENCY: "110、119、120、122",
    D.TO_JUDICIAL: "法定途径",
    D.SUPERIOR_HANDOVER: "上级纪检监察机关",
    D.INVALID: "不再办理",
}
REPLIES = {
    D.TO_DEPARTMENT: "您反映的事项已转{target}办理，我们会跟踪到有结果为止。",
    D.TO_12345: "您反映的事项已转12345热线办理，我们会跟踪到有结果为止。",
    D.TO_PETITION: "您反映的事项属于信访事项，已转县信访局，由信访局依法登记并答复。",
    D.TO_JUDICIAL: "您反映的事项属于诉讼、仲裁、行政复议的范围，请通过这些法定途径解决。",
    D.TO_EMERGENCY: "您反映的事项已告知110、119、120、122。再遇到紧急情况请直接拨打。",
    D.SUPERIOR_HANDOVER: "您反映的事项已按规定转有关机关处理。",
    D.INVALID: "您反映的内容不清楚，或者与以前反映的相同，不再另行办理。",
}
# Where nobody is asked after: the citizen goes there himself, or nothing is done.
AT_ONCE = {D.TO_JUDICIAL: M.CLOSED, D.INVALID: M.CLOSED}
WITH_LETTER = (D.TO_DEPARTMENT, D.TO_12345, D.TO_PETITION)


def held(session: Session, actor: Principal, message_id: int) -> Message:
    """Return a visible message, held until the commit; Missing for any other."""
    query = (
        sa.select(Message)
        .where(Message.id == message_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise Missing()
    if not policies_board.decides(actor, found):
        raise Forbidden("您没有分办这条留言的权限。")
    return found


def _undecided(session: Session, actor: Principal, message_id: int, version: int) -> Message:
    """Return a message that nobody has decided about; Conflict tells what was decided."""
    message = held(session, actor, message_id)
    if not policies_board.is_open(message):
        decided = ScopeDecision.label_of(message.scope_decision)
        raise Conflict(f"别人刚刚分办了这条留言：{message.state.label}（{decided}）。")
    if message.row_version != version:
        raise Conflict("别人刚刚改过这条留言，请核对后再提交。")
    return message


def accept(
    session: Session, actor: Principal, message_id: int, version: int, facts: Mapping[str, Any]
) -> Problem:
    """Take a message into the ledger as it was written; its code opens the item from now on."""
    message = _undecided(session, actor, message_id, version)
    with store.acting(session, tail.KEEPER):
        contact = session.get(Contact, message.contact_id) if message.contact_id else None
        speaker = enterprises.of_contact(session, contact)
    place = f"\n具体位置：{message.place_note}" if message.place_note else ""
    own = {
        "channel": message.channel.value,
        "identity_mode": message.identity_mode.value,
        "content": f"{message.body}{place}"[: intake.LONGEST_CONTENT],
        "allow_unit_contact": bool(contact and contact.allow_unit_contact),
    }
    # What its writer or the bureau gave to the commission stays there, whatever the form says.
    is_report = message.request_type == RequestType.REPORT
    problem = intake.register(
        session,
        actor,
        {**facts, **own},
        contact,
        message.track,
        is_report=is_report,
        speaker=speaker,
    )
    with store.acting(session, tail.KEEPER):
        message.problem_id, message.track = problem.id, problem.track
        message.unit_complained_id = problem.unit_complained_id
        _decide(session, actor, message, D.IN_SCOPE, M.ACCEPTED, {"problem_id": problem.id})
        _lend_files(session, message, problem)
        publishing.say(session, message, ProblemState.IN_PROGRESS)
    return problem


def _lend_files(session: Session, message: Message, problem: Problem) -> None:
    """Show the files with the item too; a citizen's own stay closed to units, as everywhere."""
    query = sa.select(Attachment).where(Attachment.message_id == message.id)
    for one in session.scalars(query.order_by(Attachment.id)).all():
        lend(session, one, problem.id)


def lend(session: Session, one: Attachment, problem_id: int) -> None:
    """Add the same bytes to an item."""
    session.add(
        Attachment(
            problem_id=problem_id,
            purpose=one.purpose,
            filename=one.filename,
            mime=one.mime,
            size=one.size,
            sha256=one.sha256,
            created_by_id=one.created_by_id,
        )
    )


def _decide(
    session: Session,
    actor: Principal,
    message: Message,
    decision: ScopeDecision,
    state: MessageState,
    detail: Mapping[str, Any],
) -> None:
    """Write who decided what; the audit row stands last."""
    message.scope_decision, message.state = decision, state
    message.decided_by_id, message.decided_at = actor.account_id, clock.now()
    session.flush()
    audit.record(
        session,
        actor,
        "message.decide",
        "message",
        message.id,
        detail={"decision": decision.value, "state": state.value, **detail},
    )


def reply(
    session: Session, actor: Principal, message_id: int, version: int, facts: Mapping[str, Any]
) -> None:
    """Answer a question or a suggestion at once."""
    message = _undecided(session, actor, message_id, version)
    if not policies_board.may_reply(actor, message):
        raise Refused("投诉、举报、求助要受理或转办，不能直接答复了事。")
    text = _reply(session, facts)
    with store.acting(session, tail.KEEPER):
        message.reply, message.replied_at = text, clock.now()
        _decide(session, actor, message, D.IN_SCOPE, M.REPLIED, {})
        publishing.say(session, message, ProblemState.CLOSED, text)


def _reply(session: Session, facts: Mapping[str, Any]) -> str:
    """Read what the citizen is told."""
    reader = Reader(session, facts)
    text = reader.text("reply", "答复", LONGEST_REPLY)
    reader.finish()
    return text


def pass_on(
    session: Session, actor: Principal, message_id: int, version: int, facts: Mapping[str, Any]
) -> MessageTransfer | None:
    """Send a message where it belongs, with a letter where one goes, and tell the citizen."""
    message = _undecided(session, actor, message_id, version)
    found = _read_passing(session, message, facts)
    decision = found["decision"]
    with store.acting(session, tail.KEEPER):
        row = None if decision in AT_ONCE else _transfer(session, actor, message, found)
        message.assigned_unit_id = found["unit_id"]
        message.reply, message.replied_at = found["reply"], clock.now()
        if decision == D.SUPERIOR_HANDOVER:
            message.track = Track.DISCIPLINE
            handover.count(session)
        state = AT_ONCE.get(decision, M.TRANSFERRED)
        detail = {"transfer_id": row.id if row else None, "unit_id": found["unit_id"]}
        _decide(session, actor, message, decision, state, detail)
        ended = ProblemState.REJECTED if decision in AT_ONCE else ProblemState.TRANSFERRED_OUT
        publishing.say(session, message, ended, found["reply"])
    if row is not None and decision in WITH_LETTER:
        _write_letter(session, actor, message, row)
    return row


def _read_passing(session: Session, message: Message, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Check where a message goes, why, and what its writer is told."""
    reader = Reader(session, facts)
    decision = reader.word("decision", "去向", ScopeDecision)
    if decision is not None and decision not in policies_board.destinations(message):
        reader.blame("decision", "举报不能转给可能被反映的单位；请受理，或选别的去向。")
    to_unit = decision == D.TO_DEPARTMENT
    unit_id = reader.unit("unit_id", "承办单位", required=False) if to_unit else None
    if to_unit and unit_id is None:
        reader.blame("unit_id", "请填写转给哪个单位。")
    brief = reader.text("brief", "转给单位的内容", LONGEST_BRIEF, required=decision in WITH_LETTER)
    reason = reader.text("reason", "理由", LONGEST_REASON, required=not to_unit)
    text = reader.text("reply", "答复群众的话", LONGEST_REPLY, required=False)
    reader.finish()
    chosen = ScopeDecision(decision or "")
    target = _name(session, unit_id) if unit_id else TARGETS[chosen]
    told = text or REPLIES[chosen].format(target=target)
    return {
        "decision": chosen,
        "unit_id": unit_id,
        "target": target,
        "brief": brief,
        "reason": reason,
        "reply": told,
    }


def _name(session: Session, unit_id: int) -> str:
    """Return what a unit is called."""
    return str(session.execute(sa.select(Unit.name).where(Unit.id == unit_id)).scalar_one())


def _transfer(
    session: Session, actor: Principal, message: Message, found: Mapping[str, Any]
) -> MessageTransfer:
    """Add the row of a transfer, and tell the unit that has to work on it."""
    days = limits.after(session, parameters.integer(session, "transfer_track_days"))
    row = MessageTransfer(
        message_id=message.id,
        decision=found["decision"],
        target=found["target"],
        unit_id=found["unit_id"],
        reason=found["reason"],
        brief=found["brief"],
        track_due=days.at,
        created_by_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    if row.unit_id is not None:
        key = f"message:{message.id}:assigned"
        notices.notice(session, "message.assigned", row.unit_id, {"message_id": message.id}, key)
    return row


def _write_letter(
    session: Session, actor: Principal, message: Message, row: MessageTransfer
) -> None:
    """Draft the letter in the actor's own name, who then sends it to be signed."""
    due = clock.local(row.track_due).date()
    paper = message_letter.draft_letter(
        session,
        actor,
        message,
        target=row.target,
        brief=row.brief,
        unit_id=row.unit_id,
        due=due,
    )
    with store.acting(session, tail.KEEPER):
        row.document_id = paper.id


def hand_up(session: Session, actor: Principal, message_id: int, version: int) -> None:
    """Give a message to the commission's office: it waits there, and leaves the bureau's sight."""
    message = _undecided(session, actor, message_id, version)
    if message.track == Track.DISCIPLINE:
        raise Refused("这条留言已经在监督室。")
    with store.acting(session, tail.KEEPER):
        message.track = Track.DISCIPLINE
        session.flush()
        for unit_id in sorted(board_work.deciders(session, message)):
            key = f"message:{message.id}:up:{unit_id}"
            notices.notice(session, "message.new", unit_id, {"message_id": message.id}, key)
        detail = {"decision": D.TO_DISCIPLINE.value}
        audit.record(session, actor, "message.decide", "message", message.id, detail=detail)


def take_answer(
    session: Session, actor: Principal, message_id: int, facts: Mapping[str, Any]
) -> None:
    """Write down what came of a transfer, by the unit itself or by who sent it on."""
    query = sa.select(MessageTransfer).where(MessageTransfer.message_id == message_id)
    row = session.scalars(query.with_for_update(key_share=True)).one_or_none()
    message = session.scalars(sa.select(Message).where(Message.id == message_id)).one_or_none()
    if row is None or message is None:
        raise Missing()
    if row.answered_at is not None:
        raise Conflict("结果已经登记过了。")
    if not policies_board.may_answer(actor, message, row):
        raise Forbidden("您不能登记这条留言的办理结果。")
    reader = Reader(session, facts)
    answer = reader.text("answer", "办理结果", LONGEST_REPLY)
    reader.finish()
    with store.acting(session, tail.KEEPER):
        row.answer, row.answered_at, row.answered_by_id = answer, clock.now(), actor.account_id
        for unit_id in sorted(board_work.deciders(session, message) - {actor.unit_id}):
            key = f"message:{message.id}:answered:{unit_id}"
            notices.notice(session, "message.answered", unit_id, {"message_id": message.id}, key)
        session.flush()
        audit.record(session, actor, "message.answer", "message", message.id)


def ask_after(session: Session, actor: Principal, message_id: int, version: int) -> None:
    """Note that the other office was asked and has nothing yet; it is asked again later."""
    message = held(session, actor, message_id)
    query = sa.select(MessageTransfer).where(MessageTransfer.message_id == message_id)
    row = session.scalars(query.with_for_update(key_share=True)).one_or_none()
    waits = row is not None and policies_board.may_ask(actor, message, row)
    if row is None or not waits or message.row_version != version:
        raise Conflict(f"别人刚刚办过这条留言：{message.state.label}。")
    with store.acting(session, tail.KEEPER):
        # A form that was opened before counts no second time.
        message.updated_at, row.checks = clock.now(), row.checks + 1
        flag_modified(message, "updated_at")
        row.track_due = limits.after(session, parameters.integer(session, "transfer_track_days")).at
        session.flush()
        detail = {"checks": row.checks}
        audit.record(session, actor, "message.ask", "message", message.id, detail=detail)


def finish(
    session: Session, actor: Principal, message_id: int, version: int, facts: Mapping[str, Any]
) -> None:
    """Tell the citizen what came of a transfer."""
    message = held(session, actor, message_id)
    query = sa.select(MessageTransfer).where(MessageTransfer.message_id == message_id)
    if message.row_version != version or message.state != M.TRANSFERRED:
        raise Conflict(f"别人刚刚办过这条留言：{message.state.label}。")
    row = session.scalars(query).one_or_none()
    if not policies_board.may_finish(actor, message, row):
        raise Invalid({"": "办理结果还没有登记，不能答复办结。"})
    text = _reply(session, facts)
    with store.acting(session, tail.KEEPER):
        message.reply, message.replied_at, message.state = text, clock.now(), M.REPLIED
        session.flush()
        publishing.say(session, message, ProblemState.CLOSED, text)
        audit.record(session, actor, "message.reply", "message", message.id)

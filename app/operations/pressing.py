"""What people do with a drafted rung: send it, drop it with a reason; the unit replies."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, policies, store, textfold
from app.enums import DocumentKind, DocumentState, Role, SupervisionKind, Track
from app.enums_ledger import DeadlineKind, Rung, SupervisionState
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.models import Document, Problem, Supervision, Unit
from app.operations import (
    deadlines,
    documents,
    drafting,
    drafts,
    guards,
    identity,
    ledger,
    limits,
    notices,
    overtaken,
    paper_items,
    paper_turns,
    supervision,
    tail,
)
from app.operations.case import Note
from app.operations.deadlines import Started
from app.principal import Principal

KEEPER = tail.KEEPER
LONGEST_REASON, LONGEST_CONTENT, LONGEST_REPLY = 200, 500, 1000
CIRCULAR, INTERVIEW = "circular", "interview"
DROPPED = "不再督办"


def send(
    session: Session,
    actor: Principal,
    row_id: int,
    version: int,
    *,
    content: str,
    reply_days: int,
    how: str = INTERVIEW,
) -> Supervision:
    """Send a drafted rung: a letter goes to be signed, a talk is announced, a circular drafted.

    Raises Missing, Conflict, Forbidden, Refused or Invalid.
    """
    row, problem = _held(session, actor, row_id, version)
    if not policies.may_send(actor):
        raise Forbidden("督办由党风政风监督室核对发出。")
    _check_state(row, SupervisionState.DRAFTED)
    with store.acting(session, KEEPER):
        if not overtaken.fits(session, problem, row):
            raise Refused("事项已办理到下一步或者已换承办单位，不用再督办。")
        days = guards.check_days(reply_days, supervision.LONGEST_REPLY, "reply_days")
        row.content = _text(problem, content, LONGEST_CONTENT, "content", "督办要求")
        # What the drafted paper says for now; the days count from its signature.
        row.reply_days, row.reply_due = days, limits.after(session, days).at
        row.issued_by_id = actor.account_id
        if row.rung is Rung.LETTER:
            _to_be_signed(session, actor, problem, row)
        elif how == CIRCULAR:
            _draft_circular(session, actor, problem, row)
        else:
            _announce(session, actor, problem, row, days)
        session.flush()
    return row


def _to_be_signed(session: Session, actor: Principal, problem: Problem, row: Supervision) -> None:
    """Send the letter to be signed: who sends it is its drafter."""
    document = session.get(Document, row.document_id) if row.document_id else None
    name = session.scalar(sa.select(Unit.name).where(Unit.id == row.unit_id))
    if name is None:
        raise Refused("这件事项没有可以督办的单位，请写明理由后不再督办。")
    due = row.due_at or problem.due_at
    facts = drafting.supervision_facts(session, problem, str(name), due, row)
    if document is None or document.state == DocumentState.VOID:
        document = Document(
            kind=DocumentKind.SUPERVISION_LETTER,
            title=facts["title"],
            agency_mark=drafts.mark_of(DocumentKind.SUPERVISION_LETTER),
            facts={},
            problem_id=problem.id,
            unit_id=row.unit_id,
            created_by_id=actor.account_id,
        )
        session.add(document)
        session.flush()
        paper_items.link(session, document, [problem.id])
    elif document.state != DocumentState.DRAFT:
        raise Refused("这份督办函已经送审，请等领导签发。")
    if not paper_turns.was_edited(session, document):
        document.facts, document.title = drafts.clean(facts, problem), facts["title"]
    documents.check(session, actor, document)
    row.document_id = document.id


def _draft_circular(session: Session, actor: Principal, problem: Problem, row: Supervision) -> None:
    """Draft a circular that names the unit; it is the rung's paper."""
    if problem.track != Track.SERVICE or problem.is_sensitive:
        raise Refused("纪检监察轨道和含敏感事项的，不在通报中点名，请选约谈。")
    unit_ids = [row.unit_id] if row.unit_id else []
    document = drafting.draft_circular(session, actor, unit_ids, clock.now())
    documents.check(session, actor, document)
    row.document_id = document.id


def _announce(
    session: Session, actor: Principal, problem: Problem, row: Supervision, days: int
) -> None:
    """Tell the unit that its leader is called in."""
    was = tail.snapshot(problem)
    answer = limits.in_workdays(session, DeadlineKind.ANSWER, days)
    row.kind, row.state = SupervisionKind.INTERVIEW, SupervisionState.ISSUED
    row.issued_at, row.reply_due = answer.base_at, answer.at
    data = {"kind": row.kind, "level": row.level, "days": days}
    tail.finish(
        session,
        actor,
        problem,
        code="E02",
        action="约谈",
        note=Note(f"约谈：{row.content}", data),
        was=was,
        started=[Started(answer)],
    )


def drop(session: Session, actor: Principal, row_id: int, version: int, reason: str) -> Supervision:
    """Drop a drafted rung with a reason; its unsigned paper goes with it."""
    row, problem = _held(session, actor, row_id, version)
    if not policies.may_drop(actor):
        raise Forbidden("不再督办由县纪委领导决定。")
    _check_state(row, SupervisionState.DRAFTED)
    words = _text(problem, reason, LONGEST_REASON, "reason", "不再督办的理由")
    with store.acting(session, KEEPER):
        document = session.get(Document, row.document_id) if row.document_id else None
        if document is not None and document.state == DocumentState.SIGNED:
            raise Refused("督办函已经签发，请先作废公文。")
        if document is not None and document.state != DocumentState.VOID:
            documents.give_up(session, actor, document, DROPPED)
        row.state, row.dropped_reason = SupervisionState.DROPPED, words
        session.flush()
        detail = {"rung": row.rung, "level": row.level, "problem_id": problem.id}
        audit.record(session, actor, "supervision.drop", "supervision", row.id, detail=detail)
    return row


def reply(session: Session, actor: Principal, row_id: int, version: int, text: str) -> Supervision:
    """Keep what the pressed unit answers, and tell who pressed it."""
    row, problem = _held(session, actor, row_id, version)
    if not policies.may_reply(actor, row):
        raise Refused("只有被督办单位能回复，而且只能回复一次。")
    words = _text(problem, text, LONGEST_REPLY, "text", "回复内容")
    with store.acting(session, KEEPER):
        was = tail.snapshot(problem)
        row.reply, row.replied_at = words, clock.now()
        row.replied_by_id, row.state = actor.account_id, SupervisionState.REPLIED
        late = row.reply_due is not None and row.replied_at > row.reply_due
        deadlines.answered(session, problem.id, row.issued_at, row.replied_at)
        tail.finish(
            session,
            actor,
            problem,
            code="D02",
            action="督办回复",
            note=Note(words, {"supervision_id": row.id, "late": late}),
            was=was,
        )
        _tell_reply(session, problem, row)
    return row


def _tell_reply(session: Session, problem: Problem, row: Supervision) -> None:
    """Tell the intake office and the supervising office of an answer."""
    units = notices.units_of(session, Role.DC_INTAKE) | {problem.supervisor_unit_id or 0}
    for unit_id in sorted(units - {0, row.unit_id, problem.unit_complained_id}):
        key = f"supervision:{row.id}:reply:{unit_id}"
        notices.notice(session, "supervision.reply", unit_id, {"problem_id": problem.id}, key)


def _held(
    session: Session, actor: Principal, row_id: int, version: int
) -> tuple[Supervision, Problem]:
    """Return a visible rung and its item, the item's row locked first."""
    query = sa.select(Supervision.problem_id).where(Supervision.id == row_id)
    problem_id = session.execute(query).scalar()
    if problem_id is None:
        raise Missing
    problem = ledger.load(session, problem_id)
    again = (
        sa.select(Supervision)
        .where(Supervision.id == row_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    row = session.scalars(again).one()
    if row.row_version != version:
        raise Conflict(current={"state": row.state, "content": row.content})
    return row, problem


def _check_state(row: Supervision, wanted: SupervisionState) -> None:
    """Refuse a rung that has gone on."""
    if row.state != wanted:
        raise Refused(f"这次督办现在是“{row.state.label}”，不能再这样处理。")


def _text(problem: Problem, text: str, longest: int, name: str, label: str) -> str:
    """Return a text that can be kept, without the reporter; Invalid otherwise."""
    try:
        words = textfold.clean_text(text, longest, label)
    except textfold.BadText as error:
        raise Invalid({name: str(error)}) from error
    if not words:
        raise Invalid({name: f"请填写{label}。"})
    return str(identity.without_reporter(words, problem))

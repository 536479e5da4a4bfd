"""E02 by hand: a unit is pressed; each time counts one level up. And what becomes of its paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, store
from app.enums import DocumentKind, SupervisionKind
from app.enums_ledger import DeadlineKind, Rung, SupervisionState
from app.errors import Refused
from app.models import Document, Problem, Supervision
from app.operations import (
    deadlines,
    drafting,
    drafts,
    guards,
    limits,
    notices,
    overtaken,
    tail,
)
from app.operations.case import Case, Note
from app.operations.deadlines import Started
from app.principal import Principal

LONGEST_REPLY = 30


def supervise(case: Case) -> Note:
    """Press whom the item waits for; its own dates do not move.

    A unit answers until the reply is due; an office of our own answers by doing its part.
    """
    facts, problem = case.facts, case.problem
    days = guards.check_days(facts["reply_days"], LONGEST_REPLY, "reply_days")
    top = sa.select(sa.func.max(Supervision.level)).where(Supervision.problem_id == problem.id)
    level = (case.session.execute(top).scalar() or 0) + 1
    reply = limits.in_workdays(case.session, DeadlineKind.ANSWER, days)
    by_unit = notices.waits_for(problem) == "lead"
    if by_unit:
        case.start(reply)
    case.session.add(
        Supervision(
            problem_id=problem.id,
            kind=facts["kind"],
            level=level,
            unit_id=min(notices.pressed(case.session, problem), default=None),
            issued_by_id=case.actor.account_id,
            issued_at=reply.base_at,
            content=facts["content"],
            reply_due=reply.at if by_unit else None,
            created_by_id=case.actor.account_id,
        )
    )
    problem.supervision_count += 1
    data = {"kind": facts["kind"], "level": level, "days": days}
    return Note(f"{facts['kind'].label}：{facts['content']}", data)


STALE = "事项已办理到下一步或者已换承办单位，这份公文不用再发；已有编号的请作废。"
DRAFTED, ISSUED = SupervisionState.DRAFTED, SupervisionState.ISSUED


def sent(session: Session, actor: Principal, document: Document) -> None:
    """Note on a drafted rung who sent its paper to be signed."""
    for row in _drafted(session, document):
        row.issued_by_id = actor.account_id
    session.flush()


def hold(session: Session, document_id: int) -> None:
    """Hold what is pressed by a paper before the paper, in the order of every other act.

    The item comes first, then the supervision, then the paper, and the audit row last.
    """
    with store.acting(session, tail.KEEPER):
        of_paper = Supervision.document_id == document_id
        problem_ids = sa.select(Supervision.problem_id).where(of_paper)
        for query in (
            sa.select(Problem.id).where(Problem.id.in_(problem_ids)).order_by(Problem.id),
            sa.select(Supervision.id).where(of_paper).order_by(Supervision.id),
        ):
            session.execute(query.with_for_update(key_share=True)).all()


def check_fits(session: Session, document: Document) -> None:
    """Refuse a paper that presses a unit which does not hold the item any more."""
    query = (
        sa.select(Supervision, Problem)
        .join(Problem, Problem.id == Supervision.problem_id)
        .where(
            Supervision.document_id == document.id,
            Supervision.rung.is_not(None),
            Supervision.state.in_((DRAFTED, SupervisionState.DROPPED)),
        )
        .execution_options(populate_existing=True)
    )
    with store.acting(session, tail.KEEPER):
        for row, problem in session.execute(query).all():
            if not overtaken.fits(session, problem, row):
                raise Refused(STALE)


def dated(session: Session, document: Document) -> dict[str, Any]:
    """Return the facts that a paper gets with its date: until when a unit answers.

    The days of a rung count from the day on which its paper is signed and goes out.
    """
    facts = foreseen(session, document)
    for row in _drafted(session, document):
        if row.reply_days is not None:
            row.reply_due = limits.after(session, row.reply_days).at
    return facts


def foreseen(session: Session, document: Document) -> dict[str, Any]:
    """Return the facts that a paper would get with today's date; nothing is kept.

    A body that somebody wrote anew stays as he wrote it.
    """
    facts: dict[str, Any] = {}
    if document.kind != DocumentKind.SUPERVISION_LETTER:
        return facts
    for row in _drafted(session, document):
        if row.reply_days is None or row.reply_due is None:
            continue
        problem = session.get_one(Problem, row.problem_id)
        if document.facts.get("body") == _body(problem, row, row.reply_due):
            facts["body"] = _body(problem, row, limits.after(session, row.reply_days).at)
    return facts


def _body(problem: Problem, row: Supervision, reply_due: datetime) -> Any:
    """Return the body of a rung's letter as it is drafted."""
    return drafts.clean(drafting.supervision_body(row, reply_due), problem)


def voided(session: Session, actor: Principal, document: Document) -> None:
    """Drop what a paper pressed for that is void; its limit runs no more."""
    query = sa.select(Supervision).where(
        Supervision.document_id == document.id, Supervision.state == ISSUED
    )
    rows = session.scalars(query).all()
    for row in rows:
        row.state, row.dropped_reason = SupervisionState.DROPPED, document.void_reason
        deadlines.released(session, row.problem_id, row.issued_at)
    session.flush()
    if rows:
        audit.record_all(session, actor, [overtaken.dropped(row) for row in rows])


def issued(session: Session, actor: Principal, document: Document) -> None:
    """Let a drafted rung be issued with its paper: the unit is told and the item's history too."""
    for row in _drafted(session, document):
        problem = session.get_one(Problem, row.problem_id, populate_existing=True)
        was = tail.snapshot(problem)
        row.state, row.issued_at, started = ISSUED, clock.now(), []
        if row.reply_days is not None:
            answer = limits.in_workdays(session, DeadlineKind.ANSWER, row.reply_days)
            row.issued_at, row.reply_due = answer.base_at, answer.at
            started.append(Started(answer))
        what = "通报" if row.rung is Rung.SUMMON else SupervisionKind.LETTER.label
        note = Note(f"{what} {document.number}", {"kind": row.kind, "level": row.level})
        tail.finish(
            session, actor, problem, code="E02", action=what, note=note, was=was, started=started
        )


def _drafted(session: Session, document: Document) -> list[Supervision]:
    """Return the drafted rungs whose paper this is."""
    query = sa.select(Supervision).where(
        Supervision.document_id == document.id, Supervision.state == DRAFTED
    )
    return list(session.scalars(query))

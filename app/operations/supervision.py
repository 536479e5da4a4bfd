"""E02 by hand: a unit is pressed; each time counts one level up. And what becomes of its paper."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import SupervisionKind
from app.enums_ledger import DeadlineKind, Rung, SupervisionState
from app.models import Document, Problem, Supervision
from app.operations import guards, limits, notices, tail
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


def sent(session: Session, actor: Principal, document: Document) -> None:
    """Note on a drafted rung who sent its paper to be signed."""
    for row in _drafted(session, document):
        row.issued_by_id = actor.account_id
    session.flush()


def hold(session: Session, document_id: int) -> None:
    """Hold the item of a drafted rung before its paper, in the order of every other act."""
    with store.acting(session, tail.KEEPER):
        query = sa.select(Supervision.problem_id).where(
            Supervision.document_id == document_id, Supervision.state == SupervisionState.DRAFTED
        )
        for problem_id in session.scalars(query).all():
            held = sa.select(Problem.id).where(Problem.id == problem_id)
            session.execute(held.with_for_update(key_share=True))


def issued(session: Session, actor: Principal, document: Document) -> None:
    """Let a drafted rung be issued with its paper: the unit is told and the item's history too."""
    for row in _drafted(session, document):
        problem = session.get_one(Problem, row.problem_id, populate_existing=True)
        was = tail.snapshot(problem)
        started = []
        if row.reply_due is not None:
            started.append(Started(limits.until(session, DeadlineKind.ANSWER, row.reply_due)))
        row.state = SupervisionState.ISSUED
        row.issued_at = started[0].limit.base_at if started else clock.now()
        what = "通报" if row.rung is Rung.SUMMON else SupervisionKind.LETTER.label
        note = Note(f"{what} {document.number}", {"kind": row.kind, "level": row.level})
        tail.finish(
            session, actor, problem, code="E02", action=what, note=note, was=was, started=started
        )


def _drafted(session: Session, document: Document) -> list[Supervision]:
    """Return the drafted rungs whose paper this is."""
    query = sa.select(Supervision).where(
        Supervision.document_id == document.id, Supervision.state == SupervisionState.DRAFTED
    )
    return list(session.scalars(query))

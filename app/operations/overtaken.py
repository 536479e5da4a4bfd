"""What a change of an item makes pointless: drafted rungs, calls to make, questions to put."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, calendars, clock
from app.enums import DocumentState, ProblemState, StepRole
from app.enums_identity import RelayState
from app.enums_ledger import SupervisionState
from app.models import Document, Problem, ProblemStep, RelayCall, Supervision
from app.operations import call_tasks, drafts, notices

# Where a unit works on the item; everywhere else an office of our own has to move.
HANDLED = frozenset({ProblemState.ASSIGNED, ProblemState.IN_PROGRESS, ProblemState.SUSPENDED})
UNSIGNED = frozenset({DocumentState.DRAFT, DocumentState.CHECKING})
MOVED_ON = "事项已办理到下一步"
OTHER_LEAD = "承办单位已变更"
# What a merged item goes through without leaving its state: its master is worked on again, or
# has ended. What was to be told does not hold any more.
MASTER_MOVED = frozenset({"F12", "F13"})


def follow(
    session: Session, problem: Problem, code: str, was: Mapping[str, Any] | None
) -> list[audit.Act]:
    """Drop and close what the change has overtaken; return what the audit log says of it."""
    if was is None:
        return []
    acts = _drop(session, problem) if _has_left(problem, was) else []
    ended = problem.state in calendars.ENDED
    if ended and (problem.state != was["state"] or code in MASTER_MOVED):
        call_tasks.over(session, problem.id)
        acts += _close_questions(session, problem)
    return acts


def _has_left(problem: Problem, was: Mapping[str, Any]) -> bool:
    """Tell whether an item has left the hands of the unit that was to be pressed."""
    handled = was["state"] in HANDLED
    stays = problem.state in HANDLED and problem.lead_unit_id == was["lead_unit_id"]
    return handled and not stays


def fits(session: Session, problem: Problem, row: Supervision) -> bool:
    """Tell whether a drafted rung still presses the unit that has to move."""
    if row.state != SupervisionState.DRAFTED or problem.state not in HANDLED:
        return False
    if row.unit_id in {None, problem.lead_unit_id}:
        return True
    # Where the lead is kept from the item a rung presses somebody who never had a part in it.
    had = sa.select(ProblemStep.id).where(
        ProblemStep.problem_id == problem.id,
        ProblemStep.unit_id == row.unit_id,
        ProblemStep.role == StepRole.LEAD,
    )
    return session.execute(had.limit(1)).first() is None


def _drop(session: Session, problem: Problem) -> list[audit.Act]:
    """Drop the drafted rungs of an item with their unsigned papers; a signed one is voided."""
    words = MOVED_ON if problem.lead_unit_id is not None else OTHER_LEAD
    query = (
        sa.select(Supervision)
        .where(Supervision.problem_id == problem.id, Supervision.state == SupervisionState.DRAFTED)
        .order_by(Supervision.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    acts = []
    for row in session.scalars(query).all():
        acts += _give_up(session, row, words)
        row.state, row.dropped_reason = SupervisionState.DROPPED, words
        acts.append(dropped(row))
    session.flush()
    return acts


def dropped(row: Supervision) -> audit.Act:
    """Return what the audit log says of a supervision that is dropped."""
    detail = {"rung": row.rung, "level": row.level, "problem_id": row.problem_id}
    return audit.Act("supervision.drop", "supervision", row.id, detail)


def _give_up(session: Session, row: Supervision, words: str) -> list[audit.Act]:
    """Void the unsigned paper of a rung."""
    query = (
        sa.select(Document)
        .where(Document.id == row.document_id, Document.state.in_(UNSIGNED))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    document = session.scalars(query).one_or_none()
    if document is None:
        return []
    document.state, document.void_reason = DocumentState.VOID, words
    row.document_id = None
    tell_dropped(session, document)
    session.flush()
    return [drafts.act_of(document, "void")]


def tell_dropped(session: Session, document: Document) -> None:
    """Tell the drafter that his unsigned paper is void; the timed work hears of nothing."""
    if document.drafted_by_id is None:
        return
    notices.notice(
        session,
        "paper.dropped",
        None,
        {"document_id": document.id},
        f"document:{document.id}:paper.dropped",
        account_id=document.drafted_by_id,
    )


def _close_questions(session: Session, problem: Problem) -> list[audit.Act]:
    """Answer the open questions to a reporter with why he is not called any more."""
    query = sa.select(RelayCall).where(
        RelayCall.problem_id == problem.id, RelayCall.state == RelayState.OPEN
    )
    acts = []
    for call in session.scalars(query.order_by(RelayCall.id)).all():
        call.answer = f"事项现在是“{problem.state.label}”，不再联系来访人。"
        call.state, call.answered_at = RelayState.ANSWERED, clock.now()
        detail = {"relay_call": call.id}
        acts.append(audit.Act("relay.close", "problem", problem.id, detail))
    return acts

"""回访任务: the reporters to call back, and the questions to put to them, in one list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import policies
from app.enums import OutboxChannel, OutboxState, ProblemState
from app.models import Contact, Feedback, Outbox, Problem, Secrecy
from app.principal import Principal
from app.queries.waiting import Waiting, waiting_for

TEMPLATE = "problem.T15"
# Call-backs, the reporters of merged items, and who is to be told that it takes longer.
CODES = ("F01", "F05", "E01c")
MOST = 50


@dataclass(frozen=True)
class Call:
    """One reporter to call: the item, the masks, and how often nobody answered."""

    item: Waiting
    # None where nothing says until when: a merged item has no limit of its own.
    due_at: datetime | None
    mask: str
    attempts: int
    last_at: datetime | None
    # Calls of an earlier round, before the item went back.
    before: int
    can_count: bool


def to_call(session: Session, principal: Principal) -> list[Call]:
    """Return the open calls of a person, the earliest due first, those without a due last."""
    items = [one for code in CODES for one in waiting_for(session, principal, code, MOST)]
    ids = [item.problem_id for item in items]
    masks, tasks, before = masked(session, principal, ids), {}, earlier(session, ids)
    masters = master_dues(session, ids)
    for task in open_tasks(session, principal):
        tasks[task.payload.get("problem_id")] = task
    found = [
        Call(
            item,
            masters.get(item.problem_id) if item.transition.code == "F05" else item.due_at,
            masks.get(item.problem_id, ""),
            task.tries if task else 0,
            task.updated_at if task else None,
            before.get(item.problem_id, 0),
            task is not None,
        )
        for item in items
        for task in (tasks.get(item.problem_id) if item.transition.code == "F01" else None,)
    ]
    return sorted(found, key=_by_due)[:MOST]


def _by_due(call: Call) -> tuple[bool, datetime, int]:
    """Return the place of a call in the list."""
    return call.due_at is None, call.due_at or call.item.due_at, call.item.problem_id


def master_dues(session: Session, ids: list[int]) -> dict[int, datetime]:
    """Return until when the reporters of merged items hear the result: the master's feedback."""
    master = aliased(Problem)
    query = (
        sa.select(Problem.id, master.due_at)
        .join(master, master.id == Problem.master_problem_id)
        .where(Problem.id.in_(ids), master.state == ProblemState.PENDING_FEEDBACK)
    )
    return {row[0]: row[1] for row in session.execute(query)} if ids else {}


def open_tasks(
    session: Session, principal: Principal, problem_id: int | None = None
) -> list[Outbox]:
    """Return the call tasks of the own unit that are not done, the oldest first."""
    query = sa.select(Outbox).where(
        Outbox.unit_id == principal.unit_id,
        Outbox.channel == OutboxChannel.CALL_TASK,
        Outbox.state == OutboxState.WAITING,
        Outbox.template == TEMPLATE,
    )
    tasks = session.scalars(query.order_by(Outbox.id))
    return [task for task in tasks if problem_id in (None, task.payload.get("problem_id"))]


def masked(session: Session, principal: Principal, ids: list[int]) -> dict[int, str]:
    """Return who is called by the mask, for roles that read masks."""
    if not ids or not policies.may_read(principal, Contact, Secrecy.PERSONAL):
        return {}
    query = (
        sa.select(Problem.id, Contact.name_mask, Contact.phone_mask)
        .join(Contact, Contact.id == Problem.contact_id)
        .where(Problem.id.in_(ids))
    )
    return {row[0]: " ".join(part for part in row[1:] if part) for row in session.execute(query)}


def earlier(session: Session, ids: list[int]) -> dict[int, int]:
    """Return how many calls were made before the present result was submitted."""
    if not ids:
        return {}
    query = (
        sa.select(Feedback.problem_id, sa.func.sum(Feedback.attempts))
        .where(Feedback.problem_id.in_(ids))
        .group_by(Feedback.problem_id)
    )
    return {row[0]: int(row[1] or 0) for row in session.execute(query)}


def tried(session: Session, principal: Principal, problem_id: int) -> int:
    """Return how often nobody answered so far."""
    tasks = open_tasks(session, principal, problem_id)
    return tasks[-1].tries if tasks else 0

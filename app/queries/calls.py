"""回访任务: the reporters to call back, and the questions to put to them, in one list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import policies
from app.enums import OutboxChannel, OutboxState
from app.models import Contact, Feedback, Outbox, Problem, Secrecy
from app.principal import Principal
from app.queries.waiting import Waiting, waiting_for

TEMPLATE = "problem.T15"
MOST = 50


@dataclass(frozen=True)
class Call:
    """One reporter to call back: the item, the masks, and how often nobody answered."""

    item: Waiting
    mask: str
    attempts: int
    last_at: datetime | None
    # Calls of an earlier round, before the item went back.
    before: int
    can_count: bool


def to_call(session: Session, principal: Principal) -> list[Call]:
    """Return the open call-backs of a person, the earliest due first."""
    items = waiting_for(session, principal, "F01", MOST)
    ids = [item.problem_id for item in items]
    masks, tasks, before = masked(session, principal, ids), {}, earlier(session, ids)
    for task in open_tasks(session, principal):
        tasks[task.payload.get("problem_id")] = task
    return [
        Call(
            item,
            masks.get(item.problem_id, ""),
            task.tries if task else 0,
            task.updated_at if task else None,
            before.get(item.problem_id, 0),
            task is not None,
        )
        for item in items
        for task in (tasks.get(item.problem_id),)
    ]


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

"""The two lists beside what waits for a person: what is late, and what he sent on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import ProblemState
from app.models import Problem, ProblemEvent, ProblemStep
from app.permissions import Right
from app.principal import Principal
from app.queries import due, waiting
from app.transitions import OPEN_STATES

MOST = 100


@dataclass(frozen=True)
class Listed:
    """One item of a list."""

    problem_id: int
    problem_no: str
    title: str
    state: ProblemState
    due_at: datetime
    place: str
    unit_name: str
    row_version: int


def listed(session: Session, *criteria: Any, limit: int = MOST) -> list[Listed]:
    """Return visible items that match, the earliest due first."""
    query = waiting.item_rows(*criteria, limit=limit)
    return [Listed(*row) for row in session.execute(query)]


def late(session: Session, principal: Principal, limit: int = MOST) -> list[Listed]:
    """Return the visible running items that are late, as the tile of the home page counts them."""
    return listed(session, *due.span(session, due.LATE).criteria(Problem), limit=limit)


def sent(session: Session, principal: Principal, limit: int = MOST) -> list[Listed]:
    """Return the running items that this person or his unit moved on and others now have."""
    return listed(session, *_sent(session, principal), limit=limit)


def count_sent(session: Session, principal: Principal) -> int:
    """Count what was sent on, at most waiting.CAP."""
    return waiting.bounded(session, sa.select(Problem.id).where(*_sent(session, principal)))


def _sent(session: Session, principal: Principal) -> list[Any]:
    """Return the criteria of what was sent on: moved, still running, and not waiting for him."""
    # The criteria are held against each row that was moved: a list of all that waits is long.
    here = [sa.case((one, 0), else_=1) == 1 for one in waiting.conditions(session, principal)]
    return [Problem.state.in_(OPEN_STATES), _moved(principal), *here]


def _moved(principal: Principal) -> Any:
    """Tell whether the person moved an item, or his unit ended its part of it.

    What a person ever moved is a long list, so that each running item is asked; what a unit ended
    is found by its own index at once.
    """
    event, step = ProblemEvent, ProblemStep
    moved: Any = (
        sa.select(event.id)
        .where(
            event.problem_id == Problem.id,
            event.actor_id == principal.account_id,
            sa.or_(event.from_state.is_(None), event.from_state != event.to_state),
        )
        .exists()
    )
    if not principal.has(Right.WORK, "O"):
        return moved
    own = sa.select(step.problem_id).where(step.unit_id == principal.unit_id)
    ended = Problem.id.in_(own.where(step.ended_at.is_not(None)))
    return sa.and_(sa.or_(moved, ended), Problem.id.not_in(own.where(step.ended_at.is_(None))))


def by_ids(session: Session, ids: list[int]) -> list[Listed]:
    """Return visible items by their ids."""
    return listed(session, Problem.id.in_(ids), limit=len(ids))

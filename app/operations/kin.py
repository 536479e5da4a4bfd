"""Items that hang on an item: found whole, and held in the order of their ids.

Every row is held before the first audit row is written: whoever holds the chain's lock waits
for no other lock. Who calls has let a keeper act, for an actor may not see all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import store
from app.enums import ProblemState
from app.models import Problem
from app.principal import Principal
from app.transitions import OPEN_STATES

S = ProblemState
Ids = sa.Select[int]
MOST_NAMED = 5
# What goes on, by itself or with its master.
GOING = (*OPEN_STATES, S.TRANSFERRED_OUT, S.MERGED)


def held(session: Session, ids: Iterable[int]) -> list[Problem]:
    """Return the items of these ids as they are stored now, held until the commit."""
    query = (
        sa.select(Problem)
        .where(Problem.id.in_(list(ids)))
        .order_by(Problem.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def held_merged(session: Session, master_id: int) -> list[Problem]:
    """Return the items merged into a master that were not put away, held until the commit."""
    query = sa.select(Problem.id).where(Problem.master_problem_id == master_id)
    return [item for item in held(session, session.scalars(query)) if item.state == S.MERGED]


def named(session: Session, actor: Principal, ids: list[int]) -> str:
    """Return in brackets the first numbers of some items that the actor sees, or nothing."""
    query = sa.select(Problem.problem_no).where(Problem.id.in_(ids)).order_by(Problem.id)
    with store.acting(session, actor):
        seen = session.scalars(query.limit(MOST_NAMED)).all()
    return f"（{'、'.join(seen)}）" if seen else ""


def above(session: Session, problem_id: int) -> list[int]:
    """Return the ids of the wholes above an item, the nearest first."""
    found: list[int] = []
    at: int | None = problem_id
    while at is not None:
        query = sa.select(Problem.parent_problem_id).where(Problem.id == at)
        at = session.execute(query).scalar()
        if at is None or at in found:
            break
        found.append(at)
    return found


def waiting_for(session: Session, problem_id: int) -> set[int]:
    """Return the ids of the items that cannot end before an item has ended.

    A whole waits for its parts, a merged item for its master; both go on upwards.
    """
    return _reached(session, problem_id, _waits_for)


def below(session: Session, problem_id: int) -> set[int]:
    """Return the ids of the parts of an item and of their parts."""
    return _reached(session, problem_id, _parts_of)


def hanging(session: Session, problem_id: int) -> set[int]:
    """Return the ids of the open parts and merged items that hang on an item, down to the last."""
    return _reached(session, problem_id, _hangs_on)


def joined(session: Session, problem: Problem) -> list[Problem]:
    """Return what was merged into an item or into a whole above it."""
    wholes = above(session, problem.id) if problem.parent_problem_id is not None else []
    query = sa.select(Problem).where(Problem.master_problem_id.in_([problem.id, *wholes]))
    return list(session.scalars(query.order_by(Problem.id)))


def _reached(session: Session, problem_id: int, step: Callable[[list[int]], Ids]) -> set[int]:
    """Return what is reached from an item step by step, one query a step, without the item."""
    found, fresh = {problem_id}, [problem_id]
    while fresh:
        fresh = [one for one in session.scalars(step(fresh)) if one not in found]
        found.update(fresh)
    return found - {problem_id}


def _waits_for(ids: list[int]) -> Ids:
    """Select the wholes of some items, and what was merged into them."""
    merged = sa.select(Problem.id).where(Problem.master_problem_id.in_(ids))
    wholes = sa.select(Problem.parent_problem_id).where(Problem.id.in_(ids))
    return sa.select(Problem.id).where(sa.or_(Problem.id.in_(wholes), Problem.id.in_(merged)))


def _parts_of(ids: list[int]) -> Ids:
    """Select the parts of some items."""
    return sa.select(Problem.id).where(Problem.parent_problem_id.in_(ids))


def _hangs_on(ids: list[int]) -> Ids:
    """Select the parts of some items and what was merged into them, as far as they go on."""
    of = sa.or_(Problem.parent_problem_id.in_(ids), Problem.master_problem_id.in_(ids))
    return sa.select(Problem.id).where(of, Problem.state.in_(GOING))

"""Items that hang together: the whole and its parts, the master and what was merged into it.

Each is read through the fence, so that a unit is told of what it may see and of nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.enums import ProblemState
from app.models import Problem, ProblemTransfer

MOST, DEEPEST = 100, 20


@dataclass(frozen=True)
class Relative:
    """One visible item of a family."""

    row_id: int
    problem_no: str
    title: str
    state: ProblemState
    depth: int = 0


def _of(session: Session, *criteria: sa.ColumnElement[bool]) -> list[Relative]:
    """Return the visible items of some criteria, in order."""
    query = (
        sa.select(Problem.id, Problem.problem_no, Problem.title, Problem.state)
        .where(*criteria)
        .order_by(Problem.id)
        .limit(MOST)
    )
    return [Relative(*row) for row in session.execute(query)]


def above(session: Session, problem: Problem) -> list[Relative]:
    """Return the visible wholes above an item, the highest first."""
    found: list[Relative] = []
    parent_id = problem.parent_problem_id
    while parent_id is not None and len(found) < MOST:
        one = session.get(Problem, parent_id)
        if one is None:
            break
        found.insert(0, Relative(one.id, one.problem_no, one.title, one.state))
        parent_id = one.parent_problem_id
    return found


def below(session: Session, problem_id: int) -> list[Relative]:
    """Return the visible parts of an item with the parts of these, each under its whole."""
    parts: dict[int, list[Relative]] = {}
    for *row, whole in session.execute(_parts(), {"whole": problem_id}):
        parts.setdefault(whole, []).append(Relative(*row))
    return _in_order(parts, problem_id)


@cache
def _parts() -> sa.Select[Any]:
    """Select the parts of an item, level by level; every page of an item asks, so made once."""
    whole: sa.BindParameter[int] = sa.bindparam("whole", type_=sa.BigInteger())
    tree = (
        sa.select(Problem.id.label("id"), sa.literal(0).label("depth"))
        .where(Problem.parent_problem_id == whole)
        .cte("tree", recursive=True)
    )
    part = aliased(Problem)
    deeper = sa.select(part.id, tree.c.depth + 1).where(
        part.parent_problem_id == tree.c.id, tree.c.depth < DEEPEST
    )
    tree = tree.union_all(deeper)
    columns = (Problem.id, Problem.problem_no, Problem.title, Problem.state)
    return (
        sa.select(*columns, tree.c.depth, Problem.parent_problem_id)
        .join(tree, tree.c.id == Problem.id)
        .order_by(tree.c.depth, Problem.id)
        .limit(MOST)
    )


def _in_order(parts: dict[int, list[Relative]], whole: int) -> list[Relative]:
    """Return the parts of a whole, each followed by its own."""
    found: list[Relative] = []
    for part in parts.get(whole, ()):
        found += [part, *_in_order(parts, part.row_id)]
    return found


def master(session: Session, problem: Problem) -> list[Relative]:
    """Return the visible master of a merged item."""
    return _of(session, Problem.id == problem.master_problem_id)


def merged(session: Session, problem_id: int) -> list[Relative]:
    """Return the visible items that were merged into an item."""
    return _of(session, Problem.master_problem_id == problem_id)


def transfers(session: Session, problem_id: int) -> list[ProblemTransfer]:
    """Return the visible transfers of an item, the newest first."""
    query = sa.select(ProblemTransfer).where(ProblemTransfer.problem_id == problem_id)
    return list(session.scalars(query.order_by(ProblemTransfer.id.desc()).limit(MOST)))

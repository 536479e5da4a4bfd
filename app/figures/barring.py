"""What a recusal keeps from a person is in none of his numbers: nobody learns of it by counting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import recusals, store
from app.ddl_figures import EVALUATION, PROBLEM
from app.figures import counting
from app.figures.catalogue import MEASURES
from app.figures.counting import COUNTER, Ask, Sum
from app.figures.evaluations import TASKS
from app.models import Evaluation, Problem, table_of
from app.principal import Principal

HELD = "vx_figures_barred"


@dataclass(frozen=True)
class Barred:
    """The items kept from a person, and the evaluations of which they came."""

    problems: tuple[int, ...]
    evaluations: tuple[int, ...]

    def roots(self, subject: str) -> tuple[int, ...] | None:
        """Return the rows of a subject that are kept from him, None for none."""
        named = {
            PROBLEM: self.problems,
            EVALUATION: self.evaluations,
            TASKS: self.evaluations,
        }
        return named.get(subject) or None


def of(session: Session, actor: Principal) -> Barred | None:
    """Return what is kept from a person, None for nothing; asked once in a transaction."""
    if actor.unbarred or actor.is_system:
        return None
    begun = session.get_transaction()
    held = session.info.get(HELD)
    if held is not None and begun is not None and held[0] is begun and held[1] == actor:
        return cast("Barred | None", held[2])
    found = _of(session, actor)
    session.info[HELD] = (session.get_transaction(), actor, found)
    return found


def _of(session: Session, actor: Principal) -> Barred | None:
    """Return what is kept from a person, looked up."""
    evaluation = table_of(Evaluation).alias("figure_barred").c
    with store.acting(session, COUNTER):
        # Asked of the mapped table, so that the database too is told that the counter asks.
        named = sa.select(Problem.id).where(Problem.id.in_(recusals.barred(actor)))
        problems = tuple(session.scalars(named.order_by(Problem.id)))
        if not problems:
            return None
        query = sa.select(evaluation.id).where(evaluation.problem_id.in_(problems))
        return Barred(problems, tuple(session.scalars(query)))


def taken_off(
    session: Session, off: Barred | None, measures: Iterable[str], ask: Ask
) -> Iterator[Sum]:
    """Yield the sums of what is kept from a person, to be taken off the whole."""
    for code in sorted(measures) if off is not None else ():
        kept = off.roots(MEASURES[code].subject) if off is not None else None
        if kept is not None:
            for one in counting.sums(session, [code], ask, kept):
                yield replace(one, n=-one.n, amount=-one.amount)

"""What a recusal keeps from a person is in none of his numbers: nobody learns of it by counting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import recusals, store
from app.ddl_figures import EVALUATION, PROBLEM
from app.figures import cells, counting, timewords
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
    """Yield the sums of what is kept from a person, negative, keyed as the cells are."""
    for code in sorted(measures) if off is not None else ():
        kept = off.roots(MEASURES[code].subject) if off is not None else None
        if kept is not None:
            for one in counting.sums(session, [code], ask, kept):
                yield _as_kept(replace(one, n=-one.n, amount=-one.amount), ask)


def _as_kept(one: Sum, ask: Ask) -> Sum:
    """Return a sum under the year, where the cells of months before are kept as whole years."""
    whole = timewords.shifted(min(ask.months), -1)[:4]
    if not ask.standing or cells.needs_places(ask) or one.month[:4] >= whole:
        return one
    year = one.month[:4]
    return replace(one, month=year, kind=f"due {year}" if one.kind.startswith("due ") else one.kind)


def merged(found: Sequence[Sum]) -> list[Sum]:
    """Return sums added up; what comes to nothing is not there, as if it had never been.

    A row that is not counted yet may already be taken off: that too is nothing.
    """
    whole: dict[tuple[str, str, object, str, bool], Sum] = {}
    for one in found:
        key = (one.measure, one.month, one.key, one.kind, one.standing)
        before = whole.get(key)
        n, amount = (before.n, before.amount) if before else (0, 0)
        whole[key] = replace(one, n=n + one.n, amount=amount + one.amount)
    return [one for one in whole.values() if one.n > 0]

"""Evaluations as the office sees them: what is to be put right, and how a point is rated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import EvalLevel, EvalState, RectificationResult
from app.enums_evaluation import AppealState, FlagKind, FlagState
from app.models import (
    EvalAppeal,
    Evaluation,
    EvaluationFlag,
    EvaluationReason,
    Rectification,
    ServicePoint,
    VocabularyTerm,
)

PAGE = 30
# Bad evaluations of one suspicion that are listed at once.
ONE_BY_ONE = 20
# The tabs of the list: what the unit works on, what waits for a check, what is over.
TABS = {"open": "整改中", "check": "等核实", "ended": "已了结"}


@dataclass(frozen=True)
class Task:
    """A rectification with its evaluation and point."""

    task: Rectification
    row: Evaluation
    point: str


def _tab(name: str) -> tuple[Any, ...]:
    """Return the criteria of a tab."""
    is_open = Rectification.result == RectificationResult.OPEN
    if name == "ended":
        return (~is_open,)
    done = Rectification.done_at
    return (is_open, done.is_not(None) if name == "check" else done.is_(None))


def tasks(session: Session, tab: str, after: int = 0) -> list[Task]:
    """Return the visible rectifications of a tab; what is due first stands first.

    One more than a page is returned, so that the page knows of a next one.
    """
    query = (
        sa.select(Rectification, Evaluation, ServicePoint.name)
        .join(Evaluation, Evaluation.id == Rectification.evaluation_id)
        .join(ServicePoint, ServicePoint.id == Evaluation.service_point_id)
        .where(*_tab(tab))
    )
    order: tuple[Any, ...] = (Rectification.due_at, Rectification.id)
    if tab == "ended":
        order = (Rectification.id.desc(),)
    rows = session.execute(query.order_by(*order).offset(after).limit(PAGE + 1))
    return [Task(*row) for row in rows]


def one(session: Session, row_id: int) -> Evaluation | None:
    """Return a visible evaluation."""
    return session.scalars(sa.select(Evaluation).where(Evaluation.id == row_id)).one_or_none()


def task_of(session: Session, row_id: int) -> Rectification | None:
    """Return the visible rectification of an evaluation."""
    query = sa.select(Rectification).where(Rectification.evaluation_id == row_id)
    return session.scalars(query).one_or_none()


def appeal_of(session: Session, row_id: int) -> EvalAppeal | None:
    """Return the visible appeal against an evaluation."""
    query = sa.select(EvalAppeal).where(EvalAppeal.evaluation_id == row_id)
    return session.scalars(query).one_or_none()


def confirmed(session: Session, row_id: int) -> list[EvaluationFlag]:
    """Return the visible findings that took an evaluation out of the score."""
    query = sa.select(EvaluationFlag).where(
        EvaluationFlag.evaluation_id == row_id, EvaluationFlag.state == FlagState.CONFIRMED
    )
    return list(session.scalars(query.order_by(EvaluationFlag.id)))


def reasons(session: Session, row_id: int) -> list[tuple[str, str | None]]:
    """Return label and other text of the visible reasons of an evaluation."""
    query = (
        sa.select(VocabularyTerm.label, EvaluationReason.other_text)
        .select_from(EvaluationReason)
        .join(
            VocabularyTerm,
            sa.and_(
                VocabularyTerm.list == "dissatisfaction_reason",
                VocabularyTerm.code == EvaluationReason.reason,
            ),
        )
        .where(EvaluationReason.evaluation_id == row_id)
        .order_by(VocabularyTerm.position)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def appeals(session: Session) -> list[tuple[EvalAppeal, str]]:
    """Return the visible appeals that wait, each with its evaluation's number."""
    query = (
        sa.select(EvalAppeal, Evaluation.eval_no)
        .join(Evaluation, Evaluation.id == EvalAppeal.evaluation_id)
        .where(EvalAppeal.state == AppealState.ASKED)
        .order_by(EvalAppeal.decide_due, EvalAppeal.id)
        .limit(PAGE)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def tally(session: Session, service_point_id: int) -> dict[EvalLevel, int]:
    """Return how often each word was said of a point; what is void does not count."""
    query = (
        sa.select(Evaluation.level, sa.func.count(Evaluation.id))
        .where(Evaluation.service_point_id == service_point_id, Evaluation.state != EvalState.VOID)
        .group_by(Evaluation.level)
    )
    return {row[0]: int(row[1]) for row in session.execute(query)}


@dataclass(frozen=True)
class Suspicion:
    """Evaluations of one point that look stuffed in one way."""

    service_point_id: int
    point: str
    unit_id: int
    kind: FlagKind
    count: int
    newest: Any
    last_id: int

    @property
    def key(self) -> Group:
        """Return what tells one group from another."""
        return self.service_point_id, self.kind


Group = tuple[int, FlagKind]


def suspected_levels(session: Session, shown: Iterable[Suspicion]) -> dict[Group, Any]:
    """Return how many evaluations of each grade lie in each group."""
    flag = EvaluationFlag
    points = {one.service_point_id for one in shown}
    query = (
        sa.select(flag.service_point_id, flag.kind, Evaluation.level, sa.func.count(flag.id))
        .join(Evaluation, Evaluation.id == flag.evaluation_id)
        .where(flag.state == FlagState.OPEN, flag.service_point_id.in_(points))
        .group_by(flag.service_point_id, flag.kind, Evaluation.level)
    )
    found: dict[Group, dict[EvalLevel, int]] = {}
    for point, kind, level, count in session.execute(query):
        found.setdefault((point, kind), {})[level] = count
    return found


def suspected_bad(session: Session, shown: Iterable[Suspicion]) -> dict[Group, list[Any]]:
    """Return the oldest bad evaluations of each group, to be chosen one by one."""
    flag = EvaluationFlag
    place = sa.func.row_number().over(
        partition_by=(flag.service_point_id, flag.kind), order_by=flag.id
    )
    ranked = (
        sa.select(
            flag.id,
            flag.service_point_id,
            flag.kind,
            Evaluation.id.label("row_id"),
            Evaluation.eval_no,
            Evaluation.level,
            Evaluation.happened_on,
            place.label("place"),
        )
        .join(Evaluation, Evaluation.id == flag.evaluation_id)
        .where(
            flag.state == FlagState.OPEN,
            flag.service_point_id.in_({one.service_point_id for one in shown}),
            Evaluation.is_bad,
        )
        .subquery()
    )
    found: dict[Group, list[Any]] = {}
    query = sa.select(ranked).where(ranked.c.place <= ONE_BY_ONE).order_by(ranked.c.id)
    for row in session.execute(query):
        found.setdefault((row.service_point_id, row.kind), []).append(row)
    return found


def suspicions(session: Session) -> list[Suspicion]:
    """Return the visible suspicions that wait, gathered by point and kind."""
    flag = EvaluationFlag
    query = (
        sa.select(
            flag.service_point_id,
            ServicePoint.name,
            ServicePoint.unit_id,
            flag.kind,
            sa.func.count(flag.id),
            sa.func.max(flag.flagged_on),
            sa.func.max(flag.id),
        )
        .join(ServicePoint, ServicePoint.id == flag.service_point_id)
        .where(flag.state == FlagState.OPEN)
        .group_by(flag.service_point_id, ServicePoint.name, ServicePoint.unit_id, flag.kind)
        .order_by(sa.func.max(flag.id).desc())
        .limit(PAGE)
    )
    return [Suspicion(*row) for row in session.execute(query)]

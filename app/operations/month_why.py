"""Why a signed month would be printed otherwise now: which records came or went, and by what."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import frozen
from app.enums_evaluation import AppealState, FlagState
from app.figures import api
from app.models import EvalAppeal, Evaluation, EvaluationFlag, Model, Problem

MOST_NAMED = 20
LABELS: dict[str, str] = {
    mapper.class_.__tablename__: mapper.class_.__label__
    for mapper in Model.registry.mappers
    if hasattr(mapper.class_, "__label__")
}
# What people call a record by; of the others the internal number is all there is.
NUMBERS = {
    Evaluation.__tablename__: (Evaluation.id, Evaluation.eval_no),
    Problem.__tablename__: (Problem.id, Problem.problem_no),
}
STOCK = "随登记、办结等进出数的更正变动"
SAME = "条数没有增减，其中有的内容改了"


def of_stock(code: str) -> str:
    """Return why a stock changed, an empty text for another metric."""
    return STOCK if api.METRICS[code].shape is api.Shape.STOCK else ""


def why(session: Session, changes: Mapping[str, frozen.Change]) -> str:
    """Return in words which records make the difference; a rate counts some of them twice."""
    parts: dict[tuple[str, str], set[int]] = {}
    for key, one in changes.items():
        table = key.rpartition("/")[2]
        for word, ids in (("新增", one.added), ("减少", one.removed)):
            parts.setdefault((word, table), set()).update(ids)
    said = [
        f"{word}{LABELS.get(table, '')}{len(ids)}条（{_named(session, table, ids)}）"
        + (_voided(session, ids) if (word, table) == ("减少", Evaluation.__tablename__) else "")
        for (word, table), ids in parts.items()
        if ids
    ]
    return "，".join(said) or SAME


def _named(session: Session, table: str, ids: Collection[int]) -> str:
    """Return the numbers of some records, as people call them where they do."""
    first = sorted(ids)[:MOST_NAMED]
    known: dict[int, str] = {}
    if table in NUMBERS:
        key, number = NUMBERS[table]
        rows = session.execute(sa.select(key, number).where(key.in_(first)))
        known = {row[0]: row[1] for row in rows}
    rest = "等" if len(ids) > MOST_NAMED else ""
    return "、".join(known.get(one, str(one)) for one in first) + rest


def _voided(session: Session, ids: Collection[int]) -> str:
    """Return how many evaluations went by an upheld appeal, and how many by a finding."""
    wanted = sorted(ids)
    upheld = set(
        session.scalars(
            sa.select(EvalAppeal.evaluation_id).where(
                EvalAppeal.evaluation_id.in_(wanted), EvalAppeal.state == AppealState.UPHELD
            )
        )
    )
    found = set(
        session.scalars(
            sa.select(EvaluationFlag.evaluation_id).where(
                EvaluationFlag.evaluation_id.in_(wanted),
                EvaluationFlag.state == FlagState.CONFIRMED,
            )
        )
    )
    said = [
        f"{word}{len(some)}条"
        for word, some in (("申诉成立", upheld), ("核实作废", found - upheld))
        if some
    ]
    return f"：{'、'.join(said)}" if said else ""

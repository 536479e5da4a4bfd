"""Why a signed month would be printed otherwise now: which records came or went, and by what.

Only what may be named outside the commission now is named; the rest is counted, in words that
stand for every other cause as well.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import frozen
from app.enums_evaluation import AppealState, FlagState
from app.figures import api
from app.models import EvalAppeal, Evaluation, EvaluationFlag, Model, Problem, ServicePoint
from app.queries.month_rows import plain

MOST_NAMED, PORTION = 20, 5_000
MODELS: dict[str, type[Model]] = {
    mapper.class_.__tablename__: mapper.class_
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
MOVED = "口径内条数变动"


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
    said, rest = [], 0
    for (word, table), moved in parts.items():
        open_ = plain_ids(session, table, moved)
        rest += len(moved - open_)
        if open_:
            told = f"{word}{MODELS[table].__label__}{len(open_)}条"
            said.append(f"{told}（{_named(session, table, open_)}）")
            if (word, table) == ("减少", Evaluation.__tablename__):
                said[-1] += _voided(session, open_)
    if rest:
        said.append(f"{MOVED}{rest}条")
    return "，".join(said) or SAME


def plain_ids(session: Session, table: str, ids: Collection[int]) -> set[int]:
    """Return those of some records that may be named outside the commission now."""
    model, ordered = MODELS.get(table), sorted(ids)
    criteria = _plain(model) if model is not None else []
    found: set[int] = set()
    for at in range(0, len(ordered) if criteria else 0, PORTION):
        key: Any = model.id  # type: ignore[union-attr]  # Without a model nothing is asked.
        query = sa.select(key).where(key.in_(ordered[at : at + PORTION]), *criteria)
        found |= set(session.scalars(query))
    return found


def _plain(model: Any) -> list[Any]:
    """Return the criteria that a record is on the service track and not sensitive, none unknown.

    What hangs on an item or an evaluation is as open as they are.
    """
    if model is Problem:
        return list(plain())
    if model is Evaluation:
        return [Evaluation.is_sensitive.is_(False)]
    if model is ServicePoint:
        return [sa.true()]
    found = []
    for name, root in (("problem_id", Problem), ("evaluation_id", Evaluation)):
        if hasattr(model, name):
            column = getattr(model, name)
            inside = column.in_(sa.select(root.id).where(*_plain(root)))
            found.append(sa.or_(column.is_(None), inside) if column.nullable else inside)
    return found


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

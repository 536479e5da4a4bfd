"""Requests for more time of a part that has ended: a pending one lapses, a standing one is over."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app import calendars
from app.enums_ledger import AskState
from app.models import Extension, Suspension
from app.more_time import PENDING, newest
from app.operations.case import Case


def lapse(case: Case) -> None:
    """Let pending requests of ended parts lapse, and end the suspension of an ended item."""
    ended = [step.id for step in case.steps if step.ended_at == case.now]
    if ended:
        _lapse(case, Extension, ended)
        _lapse(case, Suspension, ended)
    if case.was_suspended and case.problem.state in calendars.ENDED:
        row = newest(case.problem, Suspension)
        if row is not None and row.ended_at is None:
            row.ended_at = case.now


def _lapse(case: Case, model: type[Any], ended: list[int]) -> None:
    """Let the pending requests of a kind lapse."""
    query = sa.select(model).where(
        model.problem_id == case.problem.id, model.step_id.in_(ended), model.state.in_(PENDING)
    )
    for row in case.session.scalars(query):
        row.state = AskState.LAPSED

"""Timed work: a suspension ends on the day it was expected to, without anybody's hand."""

from __future__ import annotations

import logging
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import ProblemState
from app.enums_ledger import AskState
from app.errors import Invalid
from app.models import Suspension
from app.operations import ledger, tail
from app.operations.case import Case
from app.principal import Principal
from app.transitions import BY_CODE

log = logging.getLogger("voice.jobs")
RESUMED = "预计恢复日已到，自动恢复。"


def resume_due(session: Session, actor: Principal, now: datetime) -> int:
    """Resume what was to go on by now, the earliest first; return how many items.

    One that the calendar cannot date stays suspended until somebody mends the calendar.
    """
    due = (
        sa.select(Suspension.problem_id)
        .where(
            Suspension.state == AskState.APPROVED,
            Suspension.ended_at.is_(None),
            Suspension.expected_on <= clock.local(now).date(),
        )
        .order_by(Suspension.expected_on, Suspension.id)
    )
    with store.acting(session, tail.KEEPER):
        return sum(_resume(session, actor, row) for row in session.scalars(due).all())


def _resume(session: Session, actor: Principal, problem_id: int) -> bool:
    """Resume one item unless it went on meanwhile."""
    problem = ledger.load(session, problem_id)
    if problem.state != ProblemState.SUSPENDED:
        return False
    steps = ledger.steps_of(session, problem)
    case = Case(session, actor, problem, steps, BY_CODE["T12"], {"reason": RESUMED})
    try:
        with session.begin_nested(), session.no_autoflush:
            ledger.carry_out(case)
    except Invalid as error:
        log.error("item %s stays suspended: %s", problem_id, error.description)
        return False
    return True

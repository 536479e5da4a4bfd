"""Timed work: a suspension ends on the day it was expected to, without anybody's hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import ProblemState
from app.enums_ledger import AskState
from app.models import Suspension
from app.operations import ledger, tail
from app.operations.case import Case
from app.operations.walking import Report, walk
from app.principal import Principal
from app.transitions import BY_CODE

RESUMED = "预计恢复日已到，自动恢复。"
DONE, GONE_ON = "已恢复", "已不在中止"
Key = tuple[date, int, int]


def resume_due(worker: Principal) -> Report:
    """Resume what was to go on by now, the earliest first.

    One that the calendar cannot date stays suspended until somebody mends the calendar.
    """
    report = Report()

    def find(session: Session, after: Key | None) -> Sequence[Key]:
        found = _next(session, after)
        report.scanned += len(found)
        return found

    return walk(worker, find, lambda work, keys: _resume(work, worker, keys), report)


def _next(session: Session, after: Key | None) -> list[Key]:
    """Return the due suspension behind a key: its day, its id and its item's.

    One at a time: an item is held before the audit chain is, so that each has its transaction.
    """
    keys = (Suspension.expected_on, Suspension.id)
    query = (
        sa.select(*keys, Suspension.problem_id)
        .where(
            Suspension.state == AskState.APPROVED,
            Suspension.ended_at.is_(None),
            Suspension.expected_on <= clock.today(),
        )
        .order_by(*keys)
        .limit(1)
    )
    if after is not None:
        query = query.where(sa.tuple_(*keys) > sa.tuple_(*after[:2]))
    return [(on, row_id, problem_id) for on, row_id, problem_id in session.execute(query)]


def _resume(session: Session, worker: Principal, keys: Sequence[Key]) -> Report:
    """Resume items unless they went on meanwhile."""
    report = Report()
    with store.acting(session, tail.KEEPER):
        for *_, problem_id in keys:
            problem = ledger.load(session, problem_id)
            if problem.state != ProblemState.SUSPENDED:
                report.skipped[GONE_ON] += 1
                continue
            steps = ledger.steps_of(session, problem)
            case = Case(session, worker, problem, steps, BY_CODE["T12"], {"reason": RESUMED})
            with session.no_autoflush:
                ledger.carry_out(case)
            report.done[DONE] += 1
            report.acted += 1
    return report

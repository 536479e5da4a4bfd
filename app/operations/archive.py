"""T19: what has ended long enough ago is put away by the timer, page after page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, endings, store
from app.enums import EvalState, ProblemState
from app.errors import Refused
from app.models import Evaluation, Problem, ProblemEvent
from app.operations import clues, family, tail
from app.operations.case import Note
from app.operations.walking import Report, walk
from app.principal import Principal
from app.queries import parameters
from app.transitions import TABLE

S = ProblemState
ARCHIVE = next(item for item in TABLE if item.code == "T19")
PAGE = 50
BUSY, MOVED_ON = "正在由别人办理", "已有新的办理"
Key = tuple[datetime, int]


def archive_due(worker: Principal) -> Report:
    """Archive what ended more days ago than the parameter says; a second pass finds nothing."""

    def act(session: Session, keys: Sequence[Key]) -> Report:
        return _put_away(session, worker, [row_id for _, row_id in keys])

    report = walk(worker, _page, act, Report())
    report.scanned = report.acted + report.skipped.total()
    return report


def _ended(session: Session) -> list[Any]:
    """Return the criteria of what has ended and of which nothing has happened since."""
    days = parameters.integer(session, "archive_after_days")
    before = clock.now() - timedelta(days=days)
    later = (
        sa.select(ProblemEvent.id)
        .where(ProblemEvent.problem_id == Problem.id, ProblemEvent.at > before)
        .exists()
    )
    return [Problem.state.in_(ARCHIVE.sources), ~later]


def _page(session: Session, after: Key | None) -> Sequence[Key]:
    """Return what has ended, behind a key, the oldest due first."""
    query = sa.select(Problem.due_at, Problem.id).where(*_ended(session))
    if after is not None:
        query = query.where(sa.tuple_(Problem.due_at, Problem.id) > sa.tuple_(*after))
    found = session.execute(query.order_by(Problem.due_at, Problem.id).limit(PAGE))
    return [(row.due_at, row.id) for row in found]


def _put_away(session: Session, worker: Principal, ids: list[int]) -> Report:
    """Archive of these items what may be; what waits is looked at and not held.

    All are held before the first audit row, and asked again under the lock: a person may have
    worked on one meanwhile. What somebody holds now is left to the next pass.
    """
    report = Report()
    with store.acting(session, tail.KEEPER):
        seen = session.scalars(sa.select(Problem).where(Problem.id.in_(ids))).all()
        ready = [problem.id for problem in seen if not _waits(session, problem, report)]
        held = _hold(session, ready)
        report.skipped[BUSY] += len(ready) - len(held)
        still = set(
            session.scalars(sa.select(Problem.id).where(Problem.id.in_(ready), *_ended(session)))
        )
        for problem in held:
            if problem.id not in still:
                report.skipped[MOVED_ON] += 1
            elif not _waits(session, problem, report):
                _archive(session, worker, problem)
                report.acted += 1
    return report


def _hold(session: Session, ids: list[int]) -> list[Problem]:
    """Return the items that nobody else holds, held until the commit."""
    query = (
        sa.select(Problem)
        .where(Problem.id.in_(ids))
        .order_by(Problem.id)
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _waits(session: Session, problem: Problem, report: Report) -> bool:
    """Tell whether an ended item is not put away yet, and count why."""
    reason = why_not(session, problem)
    if reason:
        report.skipped[reason] += 1
    return bool(reason)


def why_not(session: Session, problem: Problem) -> str:
    """Return why an ended item is not put away yet, an empty text when it may be."""
    for words, check in REASONS.items():
        if check(session, problem):
            return words
    return ""


def _has_clue(session: Session, problem: Problem) -> bool:
    """Tell whether an open clue forbids it."""
    try:
        clues.check_free(session, problem.id)
    except Refused:
        return True
    return False


def _has_appeal(session: Session, problem: Problem) -> bool:
    """Tell whether the evaluation it came from is under appeal."""
    query = sa.select(Evaluation.id).where(
        Evaluation.problem_id == problem.id, Evaluation.state == EvalState.UNDER_APPEAL
    )
    return session.execute(query.limit(1)).first() is not None


def _awaits_result(session: Session, problem: Problem) -> bool:
    """Tell whether an office outside has not answered."""
    return endings.transfer_open(session, problem.id) is not None


def _awaits_master(session: Session, problem: Problem) -> bool:
    """Tell whether its master goes on or may be taken up again: then he is to be told again."""
    if problem.state != S.MERGED or problem.master_problem_id is None:
        return False
    if problem.closed_at is None:
        return True
    master = session.get_one(Problem, problem.master_problem_id, populate_existing=True)
    if master.state == S.CLOSED and master.closed_at is not None:
        days = parameters.integer(session, "reopen_window_days")
        fresh = clock.now() <= master.closed_at + timedelta(days=days)
        return fresh or endings.asked_reopen(session, master.id) is not None
    return master.state != S.ARCHIVED


def _awaits_parts(session: Session, problem: Problem) -> bool:
    """Tell whether a part of it goes on."""
    return bool(family.open_parts(session, problem.id))


def _awaits_leader(session: Session, problem: Problem) -> bool:
    """Tell whether somebody has proposed to reopen it."""
    return endings.asked_reopen(session, problem.id) is not None


# A clue is told of by the same words as an appeal.
REASONS: dict[str, Callable[[Session, Problem], bool]] = {
    "暂不能办理": lambda session, problem: (
        _has_clue(session, problem) or _has_appeal(session, problem)
    ),
    "转办结果没有返回": _awaits_result,
    "主件没有办结": _awaits_master,
    "下级事项没有办结": _awaits_parts,
    "提请重启没有决定": _awaits_leader,
}


def _archive(session: Session, actor: Principal, problem: Problem) -> None:
    """Put one item away, in its own event and audit row."""
    was = tail.snapshot(problem)
    problem.state, problem.archived_at = S.ARCHIVED, clock.now()
    tail.finish(session, actor, problem, code="T19", action=ARCHIVE.event, note=Note(), was=was)

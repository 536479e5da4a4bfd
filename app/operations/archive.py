"""T19: what has ended long enough ago is put away by the timer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from app import clock, endings, safelog, store
from app.enums import EvalState, ProblemState
from app.errors import Refused
from app.models import Evaluation, Problem, ProblemEvent
from app.operations import clues, family, tail
from app.operations.case import Note
from app.principal import Principal
from app.queries import parameters
from app.transitions import TABLE

ARCHIVE = next(item for item in TABLE if item.code == "T19")
log = logging.getLogger("voice.jobs")
REFUSED = "出错，见日志"
# A pass holds the database; what is left comes with the next one.
MOST, CHUNK = 500, 200


@dataclass
class Report:
    """What a pass looked at, put away and left, with the reasons."""

    scanned: int = 0
    done: int = 0
    skipped: dict[str, int] = field(default_factory=dict)


def archive_due(session: Session, actor: Principal, now: datetime | None = None) -> Report:
    """Archive what ended more days ago than the parameter says; a second pass finds nothing."""
    report, at = Report(), now or clock.now()
    days = parameters.integer(session, "archive_after_days")
    with store.acting(session, tail.KEEPER), clock.fixed(at):
        for problem in _ended(session, at - timedelta(days=days)):
            report.scanned += 1
            reason = why_not(session, problem) or _archive(session, actor, problem)
            if reason:
                report.skipped[reason] = report.skipped.get(reason, 0) + 1
                continue
            report.done += 1
            if report.done >= MOST:
                break
    return report


def _ended(session: Session, before: datetime) -> Iterator[Problem]:
    """Yield what has ended and of which nothing has happened since, the oldest due first."""
    later = (
        sa.select(ProblemEvent.id)
        .where(ProblemEvent.problem_id == Problem.id, ProblemEvent.at > before)
        .exists()
    )
    query = (
        sa.select(Problem.due_at, Problem.id)
        .where(Problem.state.in_(ARCHIVE.sources), ~later)
        .order_by(Problem.due_at, Problem.id)
        .limit(CHUNK)
    )
    page = session.execute(query).all()
    while page:
        for row in page:
            yield session.get_one(Problem, row.id, with_for_update={"key_share": True})
        after = sa.tuple_(Problem.due_at, Problem.id) > sa.tuple_(*page[-1])
        page = session.execute(query.where(after)).all()


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


def _awaits_master(_session: Session, problem: Problem) -> bool:
    """Tell whether its master goes on."""
    return problem.state == ProblemState.MERGED and problem.closed_at is None


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


def _archive(session: Session, actor: Principal, problem: Problem) -> str:
    """Put one item away, in its own event and audit row; return why it could not be."""
    problem_id, was = problem.id, tail.snapshot(problem)
    try:
        with session.begin_nested():
            problem.state, problem.archived_at = ProblemState.ARCHIVED, clock.now()
            note = Note()
            tail.finish(
                session, actor, problem, code="T19", action=ARCHIVE.event, note=note, was=was
            )
    except HTTPException as error:
        log.error("item %s is not archived: %s", problem_id, safelog.kind(error))
        return REFUSED
    return ""

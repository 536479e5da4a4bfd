"""What waits on the other ways out and back: a transfer to ask after, a merged reporter to call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from app import clock, endings
from app.enums import ProblemState, StepRole, Track
from app.models import Feedback, Problem, ProblemEvent, ProblemTransfer
from app.permissions import Right
from app.principal import Principal
from app.transitions import BY_CODE, Transition

S = ProblemState
Part = tuple[Transition, list[Any], StepRole | None]
# An office outside is asked on the day it is due, not before.
SOON = timedelta(days=1)


def parts(principal: Principal) -> Iterator[Part]:
    """Yield the action, its criteria, and whose step it needs."""
    service = [Problem.track == Track.SERVICE]
    if principal.has(Right.TRIAGE):
        limited = [] if principal.has(Right.TRIAGE, "A") else service
        due = Problem.due_at <= clock.now() + SOON
        yield BY_CODE["F03"], [Problem.state == S.TRANSFERRED_OUT, due, _away(), *limited], None
    if principal.has(Right.CLOSE):
        track = Track.DISCIPLINE if principal.has(Right.CLOSE, "A") else Track.SERVICE
        yield BY_CODE["F05"], [*_to_tell(), Problem.track == track], None
    if principal.has(Right.REOPEN, "2"):
        asked = [Problem.state == S.CLOSED, _proposed(), _last_is("F06", "F07", "T16", "T18")]
        yield BY_CODE["T18"], asked, None
        unhappy = [Problem.state == S.PENDING_FEEDBACK, endings.unhappy(), _last_is("T17", "F08")]
        yield BY_CODE["F08"], unhappy, None


@cache
def _proposed() -> Any:
    """Tell that somebody ever proposed to reopen it: few rows, which an index of theirs holds."""
    # Written into the statement, for only then may the database use the index of this word.
    word: sa.BindParameter[str] = sa.literal("F06", literal_execute=True)
    found = sa.select(ProblemEvent.problem_id).where(ProblemEvent.transition == word)
    return Problem.id.in_(found)


@cache
def _away() -> Any:
    """Tell whether an office outside has not answered."""
    return (
        sa.select(ProblemTransfer.id)
        .where(ProblemTransfer.problem_id == Problem.id, ProblemTransfer.returned_at.is_(None))
        .exists()
    )


def _to_tell() -> list[Any]:
    """Return the criteria of merged items whose reporter has not heard the master's result."""
    told = (
        sa.select(Feedback.id)
        .where(Feedback.problem_id == Problem.id, Feedback.at >= Problem.submitted_at)
        .exists()
    )
    return [
        Problem.state == S.MERGED,
        Problem.contact_id.is_not(None),
        Problem.submitted_at.is_not(None),
        Problem.closed_at.is_(None),
        ~told,
    ]


@cache
def _last_is(code: str, *others: str) -> Any:
    """Tell whether the newest event of some codes is the first of them."""
    last = (
        sa.select(sa.func.max(ProblemEvent.seq))
        .where(ProblemEvent.problem_id == Problem.id, ProblemEvent.transition.in_([code, *others]))
        .correlate(Problem)
        .scalar_subquery()
    )
    return (
        sa.select(ProblemEvent.id)
        .where(
            ProblemEvent.problem_id == Problem.id,
            ProblemEvent.transition == code,
            ProblemEvent.seq == last,
        )
        .exists()
    )

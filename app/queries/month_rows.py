"""What a monthly report says beside its metrics: messages, enterprises, pressing, promises, cases.

Only the service track without sensitive items: the report leaves the house. Whoever asks reads
in the name of the product, so that the numbers are the county's and not the drafter's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, months
from app.enums import (
    Channel,
    MessageState,
    OutcomeKind,
    PointKind,
    ProblemState,
    StepRole,
    Track,
)
from app.enums_ledger import MeetingKind, SupervisionState
from app.figures import lateness
from app.models import (
    Commitment,
    Deadline,
    Evaluation,
    Meeting,
    Message,
    OutcomeMetric,
    Problem,
    ProblemStep,
    ServicePoint,
    Supervision,
    Thanks,
    Unit,
)

MOST_LATE, MOST_CASES = 60, 5
FIRM = (Channel.ENTERPRISE_PORTAL, Channel.FORUM)
S = ProblemState
ENDED = (S.CLOSED, S.ARCHIVED)
RESULTS = ("resolved", "explained", "open", "other", "gone")
GONE = (S.REJECTED, S.TRANSFERRED_OUT, S.MERGED, S.WITHDRAWN)


def plain() -> tuple[Any, ...]:
    """Return the criteria of items that may be named outside the commission."""
    return Problem.track == Track.SERVICE, Problem.is_sensitive.is_(False)


def within(column: Any, period: str) -> tuple[Any, Any]:
    """Return the criteria that an instant lies in a month."""
    return column >= months.begin(period), column < months.end(period)


def _count(session: Session, column: Any, *criteria: Any) -> int:
    """Return how many rows meet criteria."""
    return int(session.execute(sa.select(sa.func.count(column)).where(*criteria)).scalar_one())


def _by(session: Session, column: Any, key: Any, *criteria: Any) -> dict[Any, int]:
    """Return how many rows there are of each word."""
    query = sa.select(column, sa.func.count(key)).where(*criteria).group_by(column)
    return {row[0]: int(row[1]) for row in session.execute(query)}


def messages(session: Session, period: str) -> dict[str, Any]:
    """Return the messages of a month by type, and how far they are."""
    own = (*within(Message.submitted_at, period), Message.track == Track.SERVICE)
    kinds = _by(session, Message.request_type, Message.id, *own)
    states = _by(session, Message.state, Message.id, *own)
    waits = sum(states.get(one, 0) for one in (MessageState.RECEIVED, MessageState.ACCEPTED))
    return {
        "total": sum(kinds.values()),
        "kinds": [[word.label, count] for word, count in _ordered(kinds)],
        "transferred": states.get(MessageState.TRANSFERRED, 0),
        "answered": sum(states.get(one, 0) for one in (MessageState.REPLIED, MessageState.CLOSED)),
        "waiting": waits,
    }


def _ordered(found: dict[Any, int]) -> list[tuple[Any, int]]:
    """Return words and counts, the most frequent first."""
    return sorted(found.items(), key=lambda one: (-one[1], str(one[0])))


def firms(session: Session, period: str) -> dict[str, Any]:
    """Return what enterprises brought up in a month: listed = resolved + explained + the rest."""
    own = (
        *plain(),
        *within(Problem.registered_at, period),
        sa.or_(Problem.enterprise_id.is_not(None), Problem.channel.in_(FIRM)),
    )
    result = sa.case(
        (Problem.state.in_(GONE), "gone"),
        (Problem.state.not_in(ENDED), "open"),
        (Problem.outcome_kind == OutcomeKind.RESOLVED, "resolved"),
        (Problem.outcome_kind == OutcomeKind.EXPLAINED, "explained"),
        else_="other",
    )
    found = _by(session, result, Problem.id, *own)
    first, last = months.first_day(period), months.last_day(period)
    forums = _count(
        session, Meeting.id, Meeting.kind == MeetingKind.FORUM, Meeting.held_on.between(first, last)
    )
    parts = {
        name: found.get(name, 0) for name in ("resolved", "explained", "open", "other", "gone")
    }
    return {"listed": sum(found.values()), "forums": forums, **parts}


def pressing(session: Session, period: str) -> dict[str, Any]:
    """Return what was pressed in a month by its kind, and how much of it was answered."""
    sent = (
        *plain(),
        *within(Supervision.issued_at, period),
        Supervision.state.not_in([SupervisionState.DRAFTED, SupervisionState.DROPPED]),
    )
    query = (
        sa.select(
            Supervision.kind, sa.func.count(Supervision.id), sa.func.count(Supervision.replied_at)
        )
        .join(Problem, Problem.id == Supervision.problem_id)
        .where(*sent)
        .group_by(Supervision.kind)
    )
    rows = sorted(session.execute(query).all(), key=lambda row: (-row[1], str(row[0])))
    return {
        "total": sum(row[1] for row in rows),
        "answered": sum(row[2] for row in rows),
        "kinds": [[row[0].label, row[1]] for row in rows],
    }


def promises(session: Session, period: str) -> dict[str, int]:
    """Return the promises that were published, kept and broken in a month, and those that run."""
    c, first, last = Commitment, months.first_day(period), months.last_day(period)
    ran_then = (
        c.published_at < months.end(period),
        sa.or_(c.kept_on.is_(None), c.kept_on > last),
        sa.or_(c.broken_at.is_(None), c.broken_at >= months.end(period)),
    )
    return {
        "published": _count(session, c.id, *within(c.published_at, period)),
        "kept": _count(session, c.id, c.kept_on.between(first, last)),
        "broken": _count(session, c.id, *within(c.broken_at, period)),
        "running": _count(session, c.id, *ran_then),
    }


@dataclass(frozen=True)
class LateItem:
    """A unit's open share of an item that was late at an instant."""

    step_id: int
    problem_id: int
    no: str
    title: str
    unit_id: int
    unit: str
    due: datetime
    role: StepRole


def late(session: Session, at: datetime) -> list[LateItem]:
    """Return the shares that were late at an instant by their due date of then, oldest first.

    Of the lead shares there are as many as the figures count late (late_open).
    """
    query = (
        sa.select(
            ProblemStep.id,
            Problem.id,
            Problem.problem_no,
            Problem.title,
            Unit.id,
            Unit.name,
            Deadline.due_at,
            ProblemStep.role,
        )
        .join(ProblemStep, ProblemStep.id == Deadline.step_id)
        .join(Problem, Problem.id == ProblemStep.problem_id)
        .join(Unit, Unit.id == ProblemStep.unit_id)
        .where(*plain(), *lateness.at(at))
        .order_by(Deadline.due_at, ProblemStep.id)
    )
    return [LateItem(*row) for row in session.execute(query)]


def cases(session: Session, period: str) -> list[Problem]:
    """Return the solved items that are worth telling: thanked for or with verified outcomes."""
    thanked = sa.exists().where(Thanks.problem_id == Problem.id)
    proven = sa.exists().where(
        OutcomeMetric.problem_id == Problem.id,
        OutcomeMetric.verified_by_id.is_not(None),
        OutcomeMetric.void_reason.is_(None),
    )
    query = (
        sa.select(Problem)
        .where(
            *plain(),
            *within(Problem.closed_at, period),
            Problem.state.in_(ENDED),
            Problem.outcome_kind == OutcomeKind.RESOLVED,
            Problem.outcome_text.is_not(None),
            sa.or_(thanked, proven),
        )
        .order_by(sa.case((thanked, 0), else_=1), Problem.closed_at, Problem.id)
        .limit(MOST_CASES)
    )
    return list(session.scalars(query))


def units(session: Session) -> dict[int, Unit]:
    """Return the units by id."""
    return {unit.id: unit for unit in session.scalars(sa.select(Unit))}


def windows(session: Session) -> dict[int, ServicePoint]:
    """Return the points of windows by id."""
    query = sa.select(ServicePoint).where(ServicePoint.kind == PointKind.WINDOW)
    return {point.id: point for point in session.scalars(query)}


def has_any(session: Session, period: str) -> bool:
    """Tell whether anything was said in a month: a new installation has no last month."""
    first, last = months.first_day(period), months.last_day(period)
    return any(
        session.execute(sa.select(model.id).where(*criteria).limit(1)).first() is not None
        for model, criteria in (
            (Problem, within(Problem.registered_at, period)),
            (Evaluation, (Evaluation.happened_on.between(first, last),)),
        )
    )


def begins(session: Session) -> str:
    """Return the first month of which anything is known, "9999-12" where nothing is."""
    first = session.execute(sa.select(sa.func.min(Problem.registered_at))).scalar()
    on = session.execute(sa.select(sa.func.min(Evaluation.happened_on))).scalar()
    found = [months.of(clock.local(first).date())] if first is not None else []
    return min([*found, *([months.of(on)] if on is not None else [])], default="9999-12")

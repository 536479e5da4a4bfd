"""What belongs to an item beside its steps: due dates, meetings, outcomes, thanks, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import recusals, store
from app.enums_ledger import LinkKind
from app.errors import Missing
from app.models import (
    Attachment,
    Deadline,
    Meeting,
    MeetingProblem,
    OutcomeMetric,
    Problem,
    ProblemLink,
    Thanks,
)
from app.principal import system

MOST_ROWS = 200
MEETINGS = 50


def deadlines(session: Session, problem_id: int) -> list[Deadline]:
    """Return every due date of an item as it was computed, oldest first."""
    query = sa.select(Deadline).where(Deadline.problem_id == problem_id)
    return list(session.scalars(query.order_by(Deadline.id).limit(MOST_ROWS)))


def meetings_of(session: Session, problem_id: int) -> list[Meeting]:
    """Return the meetings about an item, newest first."""
    query = (
        sa.select(Meeting)
        .join(MeetingProblem, MeetingProblem.meeting_id == Meeting.id)
        .where(MeetingProblem.problem_id == problem_id)
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
        .limit(MOST_ROWS)
    )
    return list(session.scalars(query))


def meeting(session: Session, meeting_id: int) -> Meeting:
    """Return a visible meeting; Missing otherwise."""
    found = session.scalars(sa.select(Meeting).where(Meeting.id == meeting_id)).one_or_none()
    if found is None:
        raise Missing()
    return found


def confidential(session: Session, meeting_ids: Sequence[int]) -> set[int]:
    """Return the meetings about an item that is kept closely, whoever may see that item."""
    meeting, problem = recusals.MEETING, recusals.PROBLEM
    query = (
        sa.select(meeting.meeting_id)
        .join_from(meeting.meeting_id.table, problem.id.table, problem.id == meeting.problem_id)
        .where(meeting.meeting_id.in_(meeting_ids), recusals.confidential(problem))
    )
    if not meeting_ids:
        return set()
    with store.acting(session, system("meeting")):
        return set(session.scalars(query))


def meetings(session: Session, before_id: int | None = None) -> list[Meeting]:
    """Return visible meetings, newest first; one more than MEETINGS tells that there are more."""
    query = sa.select(Meeting).order_by(Meeting.id.desc()).limit(MEETINGS + 1)
    if before_id is not None:
        query = query.where(Meeting.id < before_id)
    return list(session.scalars(query))


def items_of(session: Session, meeting_id: int) -> list[Problem]:
    """Return the visible items of a meeting, by number."""
    query = (
        sa.select(Problem)
        .join(MeetingProblem, MeetingProblem.problem_id == Problem.id)
        .where(MeetingProblem.meeting_id == meeting_id)
        .order_by(Problem.problem_no)
        .limit(MOST_ROWS)
    )
    return list(session.scalars(query))


def metrics(session: Session, problem_id: int) -> list[OutcomeMetric]:
    """Return the outcomes of an item, oldest first."""
    query = sa.select(OutcomeMetric).where(OutcomeMetric.problem_id == problem_id)
    return list(session.scalars(query.order_by(OutcomeMetric.id).limit(MOST_ROWS)))


def thanks(session: Session, problem_id: int) -> list[Thanks]:
    """Return the thanks for an item, oldest first."""
    query = sa.select(Thanks).where(Thanks.problem_id == problem_id)
    return list(session.scalars(query.order_by(Thanks.given_on, Thanks.id).limit(MOST_ROWS)))


@dataclass(frozen=True)
class Linked:
    """The other end of a link, which is visible too."""

    kind: LinkKind
    note: str
    # Whether the link was made from the other item's page.
    is_target: bool
    problem_id: int
    problem_no: str
    title: str


def links(session: Session, problem_id: int) -> list[Linked]:
    """Return the links of an item to items that are visible."""
    found = []
    for own, other in (
        (ProblemLink.problem_id, ProblemLink.other_id),
        (ProblemLink.other_id, ProblemLink.problem_id),
    ):
        query = (
            sa.select(
                ProblemLink.kind, ProblemLink.note, Problem.id, Problem.problem_no, Problem.title
            )
            .join(Problem, Problem.id == other)
            .where(own == problem_id)
            .order_by(ProblemLink.id)
            .limit(MOST_ROWS)
        )
        is_target = own is ProblemLink.other_id
        found += [
            Linked(row[0], row[1], is_target, row[2], row[3], row[4])
            for row in session.execute(query)
        ]
    return found


def has_file(session: Session, attachment_id: int | None) -> bool:
    """Tell whether a file is visible."""
    query = sa.select(Attachment.id).where(Attachment.id == attachment_id)
    return attachment_id is not None and session.execute(query).first() is not None


def number_of(session: Session, problem_id: int) -> str:
    """Return the number of a visible item, an empty text for any other id."""
    query = sa.select(Problem.problem_no).where(Problem.id == problem_id)
    return session.execute(query).scalar() or ""

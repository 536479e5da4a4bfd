"""Reads of the problem ledger: one item with its rows, its history, and likely duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import ColumnElement

from app import clock, recusals, store
from app.enums import ProblemState, StepRole, Track
from app.errors import Missing
from app.models import (
    Attachment,
    Document,
    DocumentProblem,
    Feedback,
    Problem,
    ProblemEvent,
    ProblemStep,
    Region,
    Supervision,
    Unit,
)
from app.permissions import Right
from app.principal import Principal, system
from app.queries import persons
from app.queries.waiting import Counts, Waiting, counts, waiting

__all__ = [
    "Caller",
    "Counts",
    "Event",
    "LateStep",
    "Similar",
    "Step",
    "Waiting",
    "attachments",
    "caller",
    "counts",
    "documents_of",
    "events",
    "feedbacks",
    "get",
    "late_steps",
    "similar",
    "steps",
    "supervisions",
    "waiting",
]

MOST_ROWS = 200
# Of a circular: a county with more late steps has other worries than its paper's length.
MOST_NAMED = 2000
# The unit that gave a step.
GIVER = aliased(Unit)
MOST_SIMILAR, MOST_OF_CALLER = 8, 5
LOOKING = system("查重")


def get(session: Session, principal: Principal, problem_id: int) -> Problem:
    """Return a problem inside the principal's scope; Missing otherwise."""
    problem = session.scalars(sa.select(Problem).where(Problem.id == problem_id)).one_or_none()
    if problem is None:
        raise Missing()
    return problem


@dataclass(frozen=True)
class Step:
    """A unit's part in a problem, with the names of its units."""

    step: ProblemStep
    unit_name: str
    from_unit_name: str


def steps(session: Session, principal: Principal, problem_id: int) -> list[Step]:
    """Return the steps of a visible problem, oldest first."""
    query = (
        sa.select(ProblemStep, Unit.name, GIVER.name)
        .join(Unit, Unit.id == ProblemStep.unit_id)
        .outerjoin(GIVER, GIVER.id == ProblemStep.from_unit_id)
        .where(ProblemStep.problem_id == problem_id)
        .order_by(ProblemStep.id)
        .limit(MOST_ROWS)
    )
    return [Step(row[0], row[1], row[2] or "") for row in session.execute(query)]


@dataclass(frozen=True)
class Event:
    """Something that happened, with the name of the unit of who did it."""

    event: ProblemEvent
    unit_name: str


def events(session: Session, principal: Principal, problem_id: int) -> list[Event]:
    """Return the newest events that the principal may see, oldest first."""
    query = (
        sa.select(ProblemEvent, Unit.name)
        .outerjoin(Unit, Unit.id == ProblemEvent.actor_unit_id)
        .where(ProblemEvent.problem_id == problem_id)
        .order_by(ProblemEvent.seq.desc())
        .limit(MOST_ROWS)
    )
    return [Event(row[0], row[1] or "") for row in session.execute(query)][::-1]


def attachments(session: Session, principal: Principal, problem_id: int) -> list[Attachment]:
    """Return the files of a visible problem."""
    query = sa.select(Attachment).where(Attachment.problem_id == problem_id)
    return list(session.scalars(query.order_by(Attachment.id).limit(MOST_ROWS)))


def feedbacks(session: Session, principal: Principal, problem_id: int) -> list[Feedback]:
    """Return what the reporter was told, newest first."""
    query = sa.select(Feedback).where(Feedback.problem_id == problem_id)
    return list(session.scalars(query.order_by(Feedback.id.desc()).limit(MOST_ROWS)))


def supervisions(session: Session, principal: Principal, problem_id: int) -> list[Supervision]:
    """Return the supervision that the principal may see, newest first."""
    query = sa.select(Supervision).where(Supervision.problem_id == problem_id)
    return list(session.scalars(query.order_by(Supervision.level.desc()).limit(MOST_ROWS)))


def documents_of(session: Session, principal: Principal, problem_id: int) -> list[Document]:
    """Return the papers about a problem that the principal may see, newest first."""
    query = (
        sa.select(Document)
        .join(DocumentProblem, DocumentProblem.document_id == Document.id)
        .where(DocumentProblem.problem_id == problem_id)
    )
    return list(session.scalars(query.order_by(Document.id.desc()).limit(MOST_ROWS)))


@dataclass(frozen=True)
class Similar:
    """What a clerk is told of an item that may be the same: nothing else leaves."""

    problem_no: str
    registered_at: datetime
    place: str
    state: ProblemState


def similar(
    session: Session,
    principal: Principal,
    phone: str | None,
    region_code: str | None,
    domain: str | None,
    *,
    days: int = 30,
) -> list[Similar]:
    """Return recent service-track items of the same telephone, or the same place and domain.

    The hotline, the bureau and the commission (letter A) may not see these rows otherwise; a
    township or station is told of its own items only. Discipline items are never among them.
    """
    hashes = persons.typed(phone)
    if not principal.has(Right.REGISTER_ITEM) or not (hashes or (region_code and domain)):
        return []
    since = clock.now() - timedelta(days=days)
    parts: list[ColumnElement[bool]] = []
    if hashes:
        parts.append(Problem.contact_phone_hash.in_(hashes))
    if region_code and domain:
        parts.append(sa.and_(Problem.region_code == region_code, Problem.domain == domain))
    found: dict[str, Similar] = {}
    with store.acting(session, _searching(principal)):
        for part in parts:
            query = (
                sa.select(
                    Problem.problem_no, Problem.registered_at, Region.short_name, Problem.state
                )
                .join(Region, Region.code == Problem.region_code)
                .where(
                    part,
                    Problem.registered_at >= since,
                    Problem.track == Track.SERVICE,
                    Problem.is_sensitive.is_(False),
                    recusals.clear(principal, Problem.id),
                )
                .order_by(Problem.registered_at.desc())
                .limit(MOST_SIMILAR)
            )
            found.update({row[0]: Similar(*row) for row in session.execute(query)})
    newest = sorted(found.values(), key=lambda item: item.registered_at, reverse=True)
    return newest[:MOST_SIMILAR]


@dataclass(frozen=True)
class Caller:
    """What a clerk is told of a caller's earlier items: his own in full, the others counted."""

    rows: list[tuple[int, str, datetime, str, ProblemState]]
    others: int
    total: int


def caller(session: Session, principal: Principal, phone: str | None) -> Caller:
    """Return the earlier service-track items of a telephone, found by its keyed hash.

    Only for who registers for the whole county: elsewhere a typed number would tell who wrote
    what lies with a unit. Of rows that the fence hides only their number is told.
    """
    hashes = persons.typed(phone)
    if not hashes or not principal.has(Right.REGISTER_ITEM, "A"):
        return Caller([], 0, 0)
    told = (
        Problem.contact_phone_hash.in_(hashes),
        Problem.track == Track.SERVICE,
        Problem.is_sensitive.is_(False),
        recusals.clear(principal, Problem.id),
    )
    columns = (
        Problem.id,
        Problem.problem_no,
        Problem.registered_at,
        Problem.title,
        Problem.state,
    )
    seen = session.execute(
        sa.select(*columns).where(*told).order_by(Problem.id.desc()).limit(MOST_ROWS)
    ).all()
    with store.acting(session, LOOKING):
        query = sa.select(sa.func.count()).select_from(Problem).where(*told)
        whole = session.execute(query).scalar_one()
    rows = [(row[0], row[1], row[2], row[3], row[4]) for row in seen[:MOST_OF_CALLER]]
    return Caller(rows, whole - len(seen), whole)


def _searching(principal: Principal) -> Principal:
    """Return in whose name similar items are looked for."""
    return LOOKING if principal.has(Right.REGISTER_ITEM, "A") else principal


@dataclass(frozen=True)
class LateStep:
    """An open step whose handling limit has passed."""

    step_id: int
    problem_id: int
    problem_no: str
    title: str
    track: Track
    is_sensitive: bool
    role: StepRole
    unit_id: int
    unit_name: str
    handle_due: datetime


def late_steps(
    session: Session,
    principal: Principal,
    as_of: datetime,
    unit_ids: list[int] | None = None,
    limit: int = MOST_ROWS,
) -> list[LateStep]:
    """Return the open steps of visible problems that are late at an instant, oldest due first.

    Only where a unit can still act: a result that waits for others is nobody's late step.
    """
    query = _late(as_of, unit_ids).limit(limit)
    return [LateStep(*row) for row in session.execute(query)]


def late_in_public(
    session: Session, principal: Principal, as_of: datetime, unit_ids: list[int] | None = None
) -> list[LateStep]:
    """Return the late steps that a circular may name: the screen and the paper ask this alone.

    Items of the discipline track and sensitive ones are left out before anything is counted.
    """
    query = _late(as_of, unit_ids).where(
        Problem.track == Track.SERVICE, Problem.is_sensitive.is_(False)
    )
    return [LateStep(*row) for row in session.execute(query.limit(MOST_NAMED))]


def _late(as_of: datetime, unit_ids: list[int] | None) -> sa.Select[Any]:
    """Select the open steps that are late at an instant, oldest due first."""
    columns: tuple[Any, ...] = (
        ProblemStep.id,
        Problem.id,
        Problem.problem_no,
        Problem.title,
        Problem.track,
        Problem.is_sensitive,
        ProblemStep.role,
        Unit.id,
        Unit.name,
        ProblemStep.handle_due,
    )
    query: sa.Select[Any] = (
        sa.select(*columns)
        .join(Problem, Problem.id == ProblemStep.problem_id)
        .join(Unit, Unit.id == ProblemStep.unit_id)
        .where(
            ProblemStep.ended_at.is_(None),
            ProblemStep.handle_due < as_of,
            Problem.state.in_([ProblemState.ASSIGNED, ProblemState.IN_PROGRESS]),
        )
        .order_by(ProblemStep.handle_due, ProblemStep.id)
    )
    if unit_ids is not None:
        query = query.where(ProblemStep.unit_id.in_(unit_ids))
    return query

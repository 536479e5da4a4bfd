"""What waits for a person by due date, and the four counts above it; every read is bounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import endings, recusals
from app.enums import (
    ConductNature,
    ProblemState,
    Role,
    StepRole,
    Track,
)
from app.enums_ledger import AskState
from app.models import Extension, Feedback, Problem, ProblemStep, Region, Suspension, Unit
from app.permissions import Right
from app.principal import Principal
from app.queries import due, waiting_ends
from app.recusals import Level
from app.transitions import BY_CODE, Transition

S = ProblemState
CAP = 1001
# What a list calls an action whose button names one of two outcomes.
TO_DO = {"T15": "核查"}


@dataclass(frozen=True)
class Waiting:
    """One item that waits for somebody, with the one next action."""

    transition: Transition
    problem_id: int
    problem_no: str
    title: str
    state: ProblemState
    due_at: datetime
    place: str
    unit_name: str
    row_version: int

    @property
    def action(self) -> str:
        """Return the key of the next action."""
        return self.transition.action

    @property
    def label(self) -> str:
        """Return what a list says is to be done."""
        return TO_DO.get(self.transition.code, self.transition.label)


@dataclass(frozen=True)
class Counts:
    """How many items are late, nearly due, waiting and back for rework; CAP means "or more"."""

    late: int
    soon: int
    waiting: int
    rework: int


Part = tuple[Transition, list[Any], StepRole | None]


def _parts(session: Session, principal: Principal) -> Iterator[Part]:
    """Yield what may wait for a role: the action, its criteria, and whose step it needs."""
    yield from _deciding(principal)
    if principal.has(Right.WORK, "O"):
        yield BY_CODE["T08"], [Problem.state == S.ASSIGNED], StepRole.LEAD
        yield BY_CODE["T13"], [Problem.state == S.IN_PROGRESS], StepRole.LEAD
        handled = Problem.state.in_([S.ASSIGNED, S.IN_PROGRESS])
        yield BY_CODE["P02"], [handled], StepRole.CO
    if principal.has(Right.VERIFY):
        yield BY_CODE["T15"], [Problem.state == S.SUBMITTED, ~_handled(principal)], None
    yield from _closing(principal)
    yield from _asking(principal)
    if Role.DC_LEAD in principal.roles:
        yield from _gone_up(session)
    yield from waiting_ends.parts(principal)


def _gone_up(session: Session) -> Iterator[Part]:
    """Yield what waits for a leader because a recusal left nobody below (app/recusals.py)."""
    up = recusals.gone_up(session)
    if ids := up.get(Level.INTAKE):
        intake, waits = Problem.id.in_(ids), Problem.state == S.PENDING_FEEDBACK
        told, unhappy = _told(), endings.unhappy()
        yield BY_CODE["T02"], [Problem.state == S.REGISTERED, intake], None
        call = [waits, Problem.contact_id.is_not(None), Problem.track == Track.DISCIPLINE, ~told]
        yield BY_CODE["F01"], [*call, intake], None
        ready = sa.or_(Problem.contact_id.is_(None), told)
        yield BY_CODE["T16"], [waits, ready, ~unhappy, intake], None
        yield BY_CODE["T17"], [waits, unhappy, intake], None
        yield BY_CODE["E01b"], [_asked(Extension, AskState.ASKED), intake], None
        yield BY_CODE["T11b"], [_asked(Suspension, AskState.ASKED), intake], None
    if ids := up.get(Level.OFFICE):
        yield BY_CODE["T15"], [Problem.state == S.SUBMITTED, Problem.id.in_(ids)], None
    if ids := up.get(Level.HANDLER):
        working = Problem.state.in_([S.ASSIGNED, S.IN_PROGRESS])
        yield BY_CODE["T10"], [working, Problem.id.in_(ids)], None


def _deciding(principal: Principal) -> Iterator[Part]:
    """Yield what the intake office and the leaders have to do."""
    service = [Problem.track == Track.SERVICE]
    if principal.has(Right.TRIAGE):
        limited = [] if principal.has(Right.TRIAGE, "A") else service
        yield BY_CODE["T02"], [Problem.state == S.REGISTERED, *limited], None
    if principal.has(Right.INSTRUCT):
        plain = [*service, Problem.conduct_nature == ConductNature.NONE]
        limited = [] if principal.has(Right.INSTRUCT, "A") else plain
        yield BY_CODE["T06"], [Problem.state == S.PENDING_DECISION, *limited], None


def _closing(principal: Principal) -> Iterator[Part]:
    """Yield callbacks, and what may close or go back after them."""
    if not principal.has(Right.CLOSE):
        return
    waits = [Problem.state == S.PENDING_FEEDBACK]
    told, unhappy = _told(), endings.unhappy()
    call = [*waits, Problem.contact_id.is_not(None), ~told]
    if not principal.has(Right.CLOSE, "A"):
        yield BY_CODE["F01"], [*call, Problem.track == Track.SERVICE], None
        return
    # Callbacks of the service track wait for the hotline, the others for the intake office.
    yield BY_CODE["F01"], [*call, Problem.track == Track.DISCIPLINE], None
    ready = sa.or_(Problem.contact_id.is_(None), told)
    yield BY_CODE["T16"], [*waits, ready, ~unhappy], None
    yield BY_CODE["T17"], [*waits, unhappy], None


def _asking(principal: Principal) -> Iterator[Part]:
    """Yield requests for more time by whose turn it is, and who is to be told of a longer one."""
    turns = (("1", "b", AskState.ASKED), ("2", "", AskState.AGREED))
    for letter, act, state in turns:
        if principal.has(Right.APPROVE_EXTENSION, letter):
            yield BY_CODE[f"E01{act}"], [_asked(Extension, state)], None
            yield BY_CODE[f"T11{act}"], [_asked(Suspension, state)], None
    if principal.has(Right.CLOSE):
        # The hotline sees what it registered on the service track; intake tells the rest.
        untold = _asked(Extension, AskState.APPROVED, Extension.told_at.is_(None))
        known: list[Any] = [Problem.contact_id.is_not(None)]
        if not principal.has(Right.CLOSE, "A"):
            known.append(Problem.track == Track.SERVICE)
        yield BY_CODE["E01c"], [Problem.state.in_(BY_CODE["E01c"].sources), untold, *known], None


def _asked(model: type[Extension] | type[Suspension], state: AskState, *criteria: Any) -> Any:
    """Tell whether a request is in a state while its item is worked on."""
    found = sa.select(model.id).where(
        model.problem_id == Problem.id, model.state == state, *criteria
    )
    if state == AskState.APPROVED:
        return found.exists()
    return sa.and_(Problem.state == S.IN_PROGRESS, found.exists())


@cache
def _told() -> Any:
    """Tell whether the reporter was told since the result was submitted."""
    return (
        sa.select(Feedback.id)
        .where(Feedback.problem_id == Problem.id, Feedback.at >= Problem.submitted_at)
        .exists()
    )


def _handled(principal: Principal) -> Any:
    """Tell whether the principal's unit has or had a part."""
    return (
        sa.select(ProblemStep.id)
        .where(ProblemStep.problem_id == Problem.id, ProblemStep.unit_id == principal.unit_id)
        .exists()
    )


def _own(query: sa.Select[Any], principal: Principal, role: StepRole) -> sa.Select[Any]:
    """Begin at the open steps of the own unit, which an index holds together."""
    return query.join(ProblemStep, ProblemStep.problem_id == Problem.id).where(
        ProblemStep.unit_id == principal.unit_id,
        ProblemStep.ended_at.is_(None),
        ProblemStep.role == role,
    )


def waiting(session: Session, principal: Principal, limit: int = 50) -> list[Waiting]:
    """Return what waits for a person, the earliest due first."""
    found: dict[int, Waiting] = {}
    for part in _parts(session, principal):
        for item in _items(session, principal, part, limit):
            found.setdefault(item.problem_id, item)
    return sorted(found.values(), key=lambda item: (item.due_at, item.problem_id))[:limit]


def waiting_for(session: Session, principal: Principal, code: str, limit: int) -> list[Waiting]:
    """Return what waits for a person with one action, the earliest due first."""
    found: dict[int, Waiting] = {}
    for part in _parts(session, principal):
        if part[0].code == code:
            found |= {one.problem_id: one for one in _items(session, principal, part, limit)}
    return sorted(found.values(), key=lambda item: (item.due_at, item.problem_id))[:limit]


def waits_among(session: Session, principal: Principal, code: str, ids: Sequence[int]) -> bool:
    """Tell whether one of some items waits for a person with an action."""
    found = (
        _items(session, principal, (transition, [*criteria, Problem.id.in_(ids)], role), 1)
        for transition, criteria, role in _parts(session, principal)
        if transition.code == code
    )
    return bool(ids) and any(found)


def item_rows(*criteria: Any, limit: int) -> sa.Select[Any]:
    """Select items with place and unit, the earliest due first, as Waiting has its fields."""
    columns: tuple[Any, ...] = (
        Problem.id,
        Problem.problem_no,
        Problem.title,
        Problem.state,
        Problem.due_at,
        Region.short_name,
        sa.func.coalesce(Unit.short_name, ""),
        Problem.row_version,
    )
    return (
        sa.select(*columns)
        .join(Region, Region.code == Problem.region_code)
        .outerjoin(Unit, Unit.id == Problem.lead_unit_id)
        .where(*criteria)
        .order_by(Problem.due_at, Problem.id)
        .limit(limit)
    )


def _items(session: Session, principal: Principal, part: Part, limit: int) -> list[Waiting]:
    """Return the items of one part."""
    transition, criteria, role = part
    query = item_rows(*criteria, limit=limit)
    if role is not None:
        query = _own(query, principal, role)
    return [Waiting(transition, *row) for row in session.execute(query)]


def counts(session: Session, principal: Principal) -> Counts:
    """Return the counts of a person's home page, each at most CAP.

    What is late or nearly due is counted as the ledger's list filters it (queries/due.py).
    """
    late = _count(session, *due.span(session, due.LATE).criteria(Problem))
    soon = _count(session, *due.span(session, due.SOON).criteria(Problem))
    rework = _count(session, Problem.state == S.IN_PROGRESS, Problem.rework_count > 0)
    return Counts(late, soon, _count_waiting(session, principal), rework)


def _count(session: Session, *criteria: Any) -> int:
    """Count visible items up to CAP."""
    return bounded(session, sa.select(Problem.id).where(*criteria))


def _count_waiting(session: Session, principal: Principal) -> int:
    """Count the items that wait for a person, each once, up to CAP."""
    parts = []
    for _, criteria, role in _parts(session, principal):
        query: sa.Select[Any] = sa.select(Problem.id).where(*criteria)
        query = query if role is None else _own(query, principal, role)
        inner = query.limit(CAP).subquery()
        parts.append(sa.select(inner.c.id))
    return bounded(session, sa.select(sa.union(*parts).subquery().c.id)) if parts else 0


def conditions(session: Session, principal: Principal) -> list[Any]:
    """Return one criterion over Problem for each thing that may wait for a person."""
    return [
        sa.and_(*criteria, *([_has_open(principal, role)] if role else []))
        for _, criteria, role in _parts(session, principal)
    ]


def _has_open(principal: Principal, role: StepRole) -> Any:
    """Tell whether the own unit has an open step of a role."""
    return (
        sa.select(ProblemStep.id)
        .where(
            ProblemStep.problem_id == Problem.id,
            ProblemStep.unit_id == principal.unit_id,
            ProblemStep.ended_at.is_(None),
            ProblemStep.role == role,
        )
        .exists()
    )


def bounded(session: Session, query: sa.Select[Any]) -> int:
    """Count the rows of a query, at most CAP."""
    inner = query.limit(CAP).subquery()
    return int(session.execute(sa.select(sa.func.count()).select_from(inner)).scalar_one())

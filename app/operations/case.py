"""One problem in the hands of one actor: what the steps of an operation share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, policies
from app.enums import ProblemState, StepRole, Track, UnitKind
from app.enums_ledger import DeadlineCause
from app.models import Problem, ProblemEvent, ProblemStep, Unit
from app.operations import deadlines, limits
from app.operations.deadlines import Started, Versions
from app.operations.limits import Limit
from app.principal import Principal
from app.transitions import Transition
from app.workdays import Due


@dataclass
class Note:
    """What an action leaves in the history: words for people, ids and numbers for the rest."""

    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    # Kept from the units when the item is on the discipline track.
    inner: bool = False
    # What the reporter reads with his query code; nothing leaves what stood there.
    reply: str = ""


@dataclass
class Case:
    """A loaded problem with its steps, the checked facts and who acts."""

    session: Session
    actor: Principal
    problem: Problem
    steps: list[ProblemStep]
    transition: Transition
    facts: dict[str, Any]
    now: datetime = field(default_factory=clock.now)
    # Units that see the problem from now on.
    shown_to: set[int] = field(default_factory=set)
    # Limits that begin with this change; their rows are written with its event.
    started: list[Started] = field(default_factory=list)
    was_suspended: bool = field(init=False)

    def __post_init__(self) -> None:
        """Remember whether the local clock stood still."""
        self.was_suspended = self.problem.state == ProblemState.SUSPENDED

    @cached_property
    def versions(self) -> Versions:
        """Return under which calendar and rules this change is judged."""
        return deadlines.versions(self.session)

    @property
    def discipline(self) -> bool:
        """Tell whether the commission alone keeps this problem."""
        return self.problem.track == Track.DISCIPLINE

    def own_step(self, role: StepRole) -> ProblemStep:
        """Return the open step of the actor's unit; the gate has made sure of it."""
        return policies.open_steps(self.steps, self.actor.unit_id, role)[0]

    def open_steps(self, role: StepRole) -> list[ProblemStep]:
        """Return the steps of a role that have not ended."""
        return [step for step in self.steps if step.role == role and step.ended_at is None]

    def end(self, step: ProblemStep) -> None:
        """End a step and freeze whether it was late, with the calendar and rules of the day.

        A clock that stood still was stopped in time, so that nothing becomes late meanwhile.
        """
        step.ended_at = self.now
        step.late = not self.was_suspended and self.now > step.handle_due
        step.calendar_version, step.rule_version = self.versions.calendar, self.versions.rules

    def begin(
        self, unit_id: int, role: StepRole, handle: Limit, last: ProblemStep | None = None
    ) -> ProblemStep:
        """Give a unit a step; one that had it before goes on without signing again."""
        sign = None if last else limits.stage(self.session, "sign", self.problem.urgency)
        step = ProblemStep(
            problem_id=self.problem.id,
            role=role,
            from_unit_id=self.actor.unit_id,
            unit_id=unit_id,
            handler_name=last.handler_name if last else None,
            handler_phone=last.handler_phone if last else None,
            entered_at=self.now,
            sign_due=sign.at if sign else self.now,
            signed_at=self.now if last else None,
            handle_due=handle.at,
            created_by_id=self.actor.account_id,
        )
        self.session.add(step)
        self.shown_to.add(unit_id)
        # A co-handler signs with its answer, so that its signing has no clock of its own.
        if sign is not None and role == StepRole.LEAD:
            self.start(sign, step)
        self.start(handle, step, DeadlineCause.REWORK if last else DeadlineCause.START)
        return step

    def start(
        self,
        limit: Limit,
        step: ProblemStep | None = None,
        cause: DeadlineCause = DeadlineCause.START,
    ) -> None:
        """Let a limit begin with this change."""
        self.started.append(Started(limit, step, cause))

    def move(self, local: Due) -> None:
        """Enter the transition's state; the item turns red at its local or its legal limit."""
        if self.transition.target is not None:
            self.problem.state = self.transition.target
        due = limits.red_at(self.session, local, self.problem.legal_due_on)
        self.problem.due_at, self.problem.due_provisional = due.at, due.provisional

    def enter(self, stage: str) -> None:
        """Enter the transition's state under the limit of a stage."""
        limit = limits.stage(self.session, stage, self.problem.urgency)
        self.start(limit)
        self.move(limit.due)

    def kinds(self, unit_ids: list[int]) -> dict[int, UnitKind]:
        """Return the kind of each unit."""
        query = sa.select(Unit.id, Unit.kind).where(Unit.id.in_(unit_ids))
        return {row.id: row.kind for row in self.session.execute(query)}

    def did(self, *codes: str) -> set[int | None]:
        """Return the accounts that made these transitions on this problem."""
        query = sa.select(ProblemEvent.actor_id).where(
            ProblemEvent.problem_id == self.problem.id, ProblemEvent.transition.in_(codes)
        )
        return set(self.session.scalars(query))

"""One problem in the hands of one actor: what the steps of an operation share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, policies
from app.enums import StepRole, Track, UnitKind
from app.models import Problem, ProblemEvent, ProblemStep, Unit
from app.operations import limits
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
        """End a step and freeze whether it was late."""
        step.ended_at = self.now
        step.late = self.now > step.handle_due

    def begin(
        self, unit_id: int, role: StepRole, handle_due: datetime, last: ProblemStep | None = None
    ) -> ProblemStep:
        """Give a unit a step; one that had it before goes on without signing again."""
        sign_due = self.now if last else limits.stage(self.session, "sign", self.problem.urgency).at
        step = ProblemStep(
            problem_id=self.problem.id,
            role=role,
            from_unit_id=self.actor.unit_id,
            unit_id=unit_id,
            handler_name=last.handler_name if last else None,
            handler_phone=last.handler_phone if last else None,
            entered_at=self.now,
            sign_due=sign_due,
            signed_at=self.now if last else None,
            handle_due=handle_due,
            created_by_id=self.actor.account_id,
        )
        self.session.add(step)
        self.shown_to.add(unit_id)
        return step

    def move(self, due: Due) -> None:
        """Enter the transition's state with its due."""
        if self.transition.target is not None:
            self.problem.state = self.transition.target
        self.problem.due_at = due.at
        self.problem.due_provisional = due.provisional

    def enter(self, stage: str) -> None:
        """Enter the transition's state under the limit of a stage."""
        self.move(limits.stage(self.session, stage, self.problem.urgency))

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

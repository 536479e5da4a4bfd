"""One problem's rows, read once for one person, with the names of the units in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import calendars, policies, readings, secrecy
from app.enums import Track
from app.formats import day
from app.models import Problem, Secrecy, Unit
from app.permissions import Right
from app.principal import Principal
from app.queries import ledger


def unit_names(session: Session, ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return what units are called, in one statement."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = session.execute(sa.select(Unit.id, Unit.short_name).where(Unit.id.in_(wanted)))
    return {row.id: row.short_name for row in rows}


class Rows:
    """One problem with all that belongs to it, read once for one person."""

    def __init__(self, session: Session, principal: Principal, row_id: int) -> None:
        """Read the rows; Missing when the problem lies outside the scope."""
        self.session, self.principal = session, principal
        self.problem: Problem = ledger.get(session, principal, row_id)
        readings.saw(self.problem)
        self.steps = [found.step for found in ledger.steps(session, principal, row_id)]
        self.events = [found.event for found in ledger.events(session, principal, row_id)]
        self.calendar = calendars.load(session)
        self.names = unit_names(session, self._unit_ids())

    def _unit_ids(self) -> list[int | None]:
        """Return every unit that the page names."""
        problem = self.problem
        return [
            problem.lead_unit_id,
            problem.proposed_unit_id,
            problem.supervisor_unit_id,
            problem.unit_complained_id,
            *(step.unit_id for step in self.steps),
            *(event.actor_unit_id for event in self.events),
        ]

    @property
    def light(self) -> dict[str, str]:
        """Return the light of the present stage."""
        return calendars.problem_lamp(self.calendar, self.problem)

    def due(self, at: datetime | None) -> str:
        """Return a due date; one that rests on a provisional calendar says so."""
        return day(at) + ("（暂定）" if at and self.problem.due_provisional else "")

    def name(self, unit_id: int | None) -> str:
        """Return what a unit is called, an empty text for none."""
        return self.names.get(unit_id, "")

    def verifier(self) -> str:
        """Return the supervising unit's name."""
        return self.name(self.problem.supervisor_unit_id)

    @property
    def kept_inside(self) -> bool:
        """Tell whether the commission's own words are kept from this person."""
        is_discipline = self.problem.track == Track.DISCIPLINE
        return is_discipline and not self.principal.has(Right.SEE_PROBLEMS, "A", "S")

    def told(self, text: str | None, author_unit_id: int | None = None) -> str:
        """Return an office's words; in another unit's eyes without telephones and ID numbers."""
        own = author_unit_id is not None and author_unit_id == self.principal.unit_id
        if not text or own or not policies.masks_numbers(self.principal):
            return text or ""
        return secrecy.redact(text)

    def reads(self, secrecy: Secrecy) -> bool:
        """Tell whether a class of the problem's columns is readable."""
        return policies.may_read(self.principal, Problem, secrecy)

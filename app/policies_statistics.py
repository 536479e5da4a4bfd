"""Whose figures a person may open: the county's, one unit's, one township's or one village's."""

from __future__ import annotations

from dataclasses import dataclass

from app.figures import rights
from app.figures.shape import Scope
from app.permissions import Right
from app.principal import Principal
from app.rows_ledger import place_of

RIGHT = Right.STATISTICS


@dataclass(frozen=True)
class Subject:
    """Whose figures: a unit by its id, a place by 9 (township) or 12 digits, else the county."""

    unit_id: int | None = None
    place: str = ""

    @property
    def scope(self) -> Scope:
        """Return the subject as the figures name it."""
        return Scope(unit_id=self.unit_id, region_code=self.place or None)

    @property
    def is_county(self) -> bool:
        """Tell whether it is the whole county."""
        return self.unit_id is None and not self.place


def sees_all(principal: Principal) -> bool:
    """Tell whether a person sees the figures of the whole county and of everybody in it."""
    return principal.has(RIGHT, "A")


def may_open(principal: Principal, subject: Subject) -> bool:
    """Tell whether a person may open these figures; a township has its villages' too."""
    return rights.may_scope(principal, subject.scope)


def own(principal: Principal) -> Subject:
    """Return whose figures a person sees first."""
    if sees_all(principal):
        return Subject()
    if principal.has(RIGHT, "O"):
        place = place_of(principal)
        return Subject(place=place) if place else Subject(unit_id=principal.unit_id)
    return Subject(place=principal.region_code)

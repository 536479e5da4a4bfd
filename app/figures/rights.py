"""Which figures a person may see, and whether what is kept closely is counted for him."""

from __future__ import annotations

from app.enums import Role
from app.figures.shape import Metric, Scope
from app.permissions import Right
from app.principal import Principal
from app.rows_ledger import place_of

OWN = frozenset("OV")


def sees_secret(actor: Principal) -> bool:
    """Tell whether the discipline track and sensitive rows are counted for a person."""
    if actor.is_system:
        return True
    return actor.has(Right.SEE_EVALUATIONS, "A") and actor.has(Right.SEE_PROBLEMS, "A")


def counts_secret(actor: Principal, scope: Scope) -> bool:
    """Tell whether such rows are counted in this asking."""
    return sees_secret(actor) and not scope.plain


def may_scope(actor: Principal, scope: Scope) -> bool:
    """Tell whether a person may see figures of a scope: the county's, or his own alone."""
    if actor.is_system or actor.has(Right.STATISTICS, "A"):
        return True
    if not (actor.is_person and actor.has(Right.STATISTICS, *OWN)):
        return False
    if scope.unit_id is not None:
        return scope.unit_id == actor.unit_id
    return scope.region_code is not None and _own_place(actor, scope.region_code)


def _own_place(actor: Principal, code: str) -> bool:
    """Tell whether a place is a township's own, or the village station's village."""
    place = place_of(actor)
    if place:
        return code.startswith(place)
    return Role.VIL in actor.roles and code == actor.region_code


def may_see(actor: Principal, metric: Metric, scope: Scope) -> bool:
    """Tell whether a person may see a metric of a scope."""
    if not may_scope(actor, scope):
        return False
    if metric.inside and not sees_inside(actor):
        return scope.is_county
    return True


def sees_inside(actor: Principal) -> bool:
    """Tell whether a person reads what the commission keeps about single persons."""
    return actor.is_system or actor.has(Right.ACCOUNTABILITY, "A")


def may_list(actor: Principal, metric: Metric, scope: Scope) -> bool:
    """Tell whether a person may read the rows behind a number, or its kinds one by one.

    What the commission keeps about persons is told to others as one whole number and no more.
    """
    inside = not metric.inside or sees_inside(actor)
    known = may_know(actor, metric, scope, whole=False, past=False)
    return inside and known and may_see(actor, metric, scope)


def may_know(actor: Principal, metric: Metric, scope: Scope, *, whole: bool, past: bool) -> bool:
    """Tell whether a person may know a number that is told of only as a whole.

    Outside the commission nobody learns a part of it, nor a running number: whoever looks
    before and after a visitor would learn what he said.
    """
    if not metric.guarded or sees_secret(actor):
        return True
    return scope.is_county and whole and past and actor.has(Right.STATISTICS, "A")

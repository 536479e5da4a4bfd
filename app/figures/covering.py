"""Coverage: how many of the points in use were evaluated at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import RecordStatus
from app.figures import barring, cells
from app.figures.counting import Ask, places_like
from app.figures.shape import Metric, Scope, Value
from app.figures.valuing import quotient
from app.models import ServicePoint, Unit, table_of


@dataclass(frozen=True)
class Point:
    """A point in use; kind is its unit's, by which coverage is told (domain.md 4.5)."""

    id: int
    unit_id: int
    place: str
    kind: str


@dataclass(frozen=True)
class Covered:
    """The points in use, and those that were evaluated in each month."""

    points: Sequence[Point]
    seen: dict[str, set[int]]

    def value(self, metric: Metric, months: Collection[str], points: Sequence[Point]) -> Value:
        """Return the share of some points that were evaluated in the months."""
        seen = set().union(*(self.seen.get(month, set()) for month in months))
        part = sum(point.id in seen for point in points)
        if not points:
            return Value(metric, 0, 0, None, "unknown")
        return Value(metric, len(points), part, quotient(part, len(points)))

    def by(self, key: Callable[[Point], Any]) -> dict[Any, list[Point]]:
        """Return the points by a key."""
        found: dict[Any, list[Point]] = {}
        for point in self.points:
            found.setdefault(key(point), []).append(point)
        return found


def points(session: Session, scope: Scope) -> list[Point]:
    """Return the points in use of a scope."""
    point, body = table_of(ServicePoint), table_of(Unit)
    c = point.c
    query = (
        sa.select(c.id, c.unit_id, c.region_code, body.c.kind)
        .join_from(point, body, body.c.id == c.unit_id)
        .where(c.status == RecordStatus.ACTIVE)
    )
    if scope.unit_id is not None:
        query = query.where(c.unit_id == scope.unit_id)
    if scope.point_id is not None:
        query = query.where(c.id == scope.point_id)
    if scope.region_code is not None:
        query = query.where(c.region_code.in_(places_like(scope.region_code)))
    return [Point(*row) for row in session.execute(query.order_by(c.id))]


def load(session: Session, measure: str, ask: Ask, off: barring.Barred | None = None) -> Covered:
    """Return what was covered in the months, without what a recusal keeps from the reader."""
    seen: dict[str, set[int]] = {}
    # The registry tells whose a point is today; an evaluation keeps the unit it was given under.
    anywhere = Ask(ask.months, Scope(), ask.secret, "point")
    found = [*cells.sums(session, [measure], anywhere)]
    found += barring.taken_off(session, off, [measure], anywhere)
    for one in barring.merged(found):
        if one.n:
            seen.setdefault(one.month, set()).add(one.key)
    return Covered(points(session, ask.scope), seen)

"""The sums of a measure's rows, counted from the rows themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import store
from app.figures import timewords
from app.figures.catalogue import MEASURES
from app.figures.shape import Rows, Scope
from app.models import Region, table_of
from app.principal import system

COUNTER = system("统计")
FIRST = "2000-01"


@dataclass(frozen=True)
class Sum:
    """How many rows of a kind a measure has in a month, under a key."""

    measure: str
    month: str
    key: Any
    kind: str
    n: int
    amount: int
    standing: bool = False


def finals() -> Any:
    """Select (code, final) of every place: its own code, or that of the last that follows it.

    Everything that is counted by place is counted under the final code, and under no other.
    """
    region = table_of(Region)
    found = (
        sa.select(region.c.code, region.c.code.label("final"))
        .where(region.c.successor_code.is_(None))
        .cte("figure_place", recursive=True)
    )
    dead = region.alias("figure_dead")
    earlier = sa.select(dead.c.code, found.c.final).join(
        found, found.c.code == dead.c.successor_code
    )
    whole = found.union(earlier)
    return sa.select(whole.c.code, whole.c.final)


def places_like(prefix: str) -> Any:
    """Select the codes that are counted within a place: by the code that they have in the end."""
    one = finals().subquery("figure_final")
    return sa.select(one.c.code).where(one.c.final.startswith(prefix))


def _narrowed(query: Any, rows: Any, scope: Scope, secret: bool) -> Any:
    """Return a query of the rows of one scope."""
    if scope.unit_id is not None:
        query = query.where(rows.of_units([scope.unit_id]))
    if scope.region_code is not None:
        query = query.where(rows.place.in_(places_like(scope.region_code)))
    if scope.point_id is not None:
        query = query.where(rows.point == scope.point_id)
    return query if secret else query.where(rows.secret == 0)


def column(rows: Any, over: str) -> Any:
    """Return the column that sums are keyed by."""
    if over == "unit":
        return rows.unit_key
    if over == "point":
        return rows.point
    return rows.place if over in {"township", "village"} else sa.literal("")


def behind(rows: Rows, first: str, last: str, scope: Scope, secret: bool, *columns: Any) -> Any:
    """Return a select of columns over the rows behind a number."""
    query = rows.select(*columns).where(timewords.within(rows.at, first, last))
    return _narrowed(query, rows, scope, secret)


@dataclass(frozen=True)
class Ask:
    """Of which months, of whose rows, keyed by what; a standing one asks for all months before."""

    months: tuple[str, ...]
    scope: Scope
    secret: bool
    over: str = ""
    standing: bool = False

    @property
    def first(self) -> str:
        """Return the first month."""
        return FIRST if self.standing else min(self.months)

    @property
    def last(self) -> str:
        """Return the last month."""
        return max(self.months)


def sums(
    session: Session, measures: Iterable[str], ask: Ask, roots: Sequence[int] | None = None
) -> Iterator[Sum]:
    """Yield the sums of measures, counted from the rows; of those that hang on some roots only."""
    with store.acting(session, COUNTER):
        for code in sorted(measures):
            rows = MEASURES[code].rows()
            keys = (rows.month, column(rows, ask.over), rows.word)
            counted = (sa.func.count(), sa.func.coalesce(sa.func.sum(rows.amount), 0))
            query = behind(rows, ask.first, ask.last, ask.scope, ask.secret, *keys, *counted)
            if roots is not None:
                query = query.where(rows.root.in_(roots))
            at: list[Any] = [sa.literal_column(str(number)) for number in (1, 2, 3)]
            for month, key, kind, n, amount in session.execute(query.group_by(*at)):
                if ask.standing or month in ask.months:
                    yield Sum(code, month, key, str(kind), int(n), int(amount))

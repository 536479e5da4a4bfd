"""The sums of measures as the rollup keeps them; what it does not keep is counted from the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.figures import counting, timewords
from app.figures.catalogue import MEASURES
from app.figures.counting import Ask, Sum
from app.figures.outcomes import SEALED
from app.models import FigureCell, table_of

CELL = table_of(FigureCell)
C = CELL.c
# The county's own cells are the sums of all units', which a dashboard would add up at every look.
BY_UNIT, BY_PLACE, BY_YEAR, BY_COUNTY = "unit", "place", "year", "county"
PLACES = frozenset({"point", "township", "village"})


def kept(code: str) -> bool:
    """Tell whether a measure has cells; what the compartment holds never has."""
    return MEASURES[code].subject != SEALED


def needs_places(ask: Ask) -> bool:
    """Tell whether an asking is for points or places, which only some measures keep."""
    scope = ask.scope
    return ask.over in PLACES or scope.region_code is not None or scope.point_id is not None


def sums(session: Session, measures: Iterable[str], ask: Ask) -> Iterator[Sum]:
    """Yield the sums of measures: from the cells in one statement, the others from their rows."""
    wanted = frozenset(measures)
    ready = {
        code for code in wanted if kept(code) and (MEASURES[code].placed or not needs_places(ask))
    }
    return chain(_read(session, ready, ask), counting.sums(session, wanted - ready, ask))


def _key(over: str) -> Any:
    """Return the column that sums are keyed by."""
    if over == "unit":
        return C.unit_id
    if over == "point":
        return C.point_id
    return C.place if over in PLACES else sa.literal_column("''", sa.String())


def _months(ask: Ask) -> Any:
    """Return the criterion of the months: closed years of a standing one are kept as one cell."""
    grain = BY_PLACE if needs_places(ask) else _grain(ask)
    if not ask.standing:
        return sa.and_(C.grain == grain, C.month.in_(ask.months))
    if grain == BY_PLACE:
        return sa.and_(C.grain == grain, C.month <= ask.last)
    # The months before the first one asked for are in it too, for what stood at its beginning.
    year = timewords.shifted(min(ask.months), -1)[:4]
    return sa.or_(
        sa.and_(C.grain == BY_YEAR, C.month < year),
        sa.and_(C.grain == grain, C.month >= f"{year}-01", C.month <= ask.last),
    )


def _grain(ask: Ask) -> str:
    """Return whether the sums are told apart by unit."""
    return BY_UNIT if ask.over == "unit" or ask.scope.unit_id is not None else BY_COUNTY


def _read(session: Session, measures: Iterable[str], ask: Ask) -> Iterator[Sum]:
    """Yield the sums of the cells."""
    codes = sorted(measures)
    if not codes:
        return
    keys = (C.measure, C.month, _key(ask.over), C.kind)
    query = sa.select(*keys, sa.func.sum(C.n), sa.func.sum(C.amount)).where(
        C.measure.in_(codes), _months(ask)
    )
    if ask.scope.unit_id is not None:
        query = query.where(C.unit_id == ask.scope.unit_id)
    if ask.scope.point_id is not None:
        query = query.where(C.point_id == ask.scope.point_id)
    if ask.scope.region_code is not None:
        query = query.where(C.place.in_(counting.places_like(ask.scope.region_code)))
    if not ask.secret:
        query = query.where(C.secret == 0)
    at: list[Any] = [sa.literal_column(str(number)) for number in (1, 2, 3, 4)]
    for measure, month, key, kind, n, amount in session.execute(query.group_by(*at)):
        yield Sum(measure, month, key, kind, int(n), int(amount))

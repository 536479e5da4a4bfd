"""The sums of measures as the rollup keeps them; what it does not keep is counted from the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
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
FINAL = counting.finals().subquery("figure_final_key")


def kept(code: str) -> bool:
    """Tell whether a measure has cells; what the compartment holds never has."""
    return MEASURES[code].subject != SEALED


def needs_places(ask: Ask) -> bool:
    """Tell whether an asking is for points or places, which only some measures keep."""
    scope = ask.scope
    return ask.over in PLACES or scope.region_code is not None or scope.point_id is not None


def holds_all(measures: Iterable[str], ask: Ask) -> bool:
    """Tell whether cells answer an asking alone."""
    return all(_is_ready(code, ask) for code in measures)


def _is_ready(code: str, ask: Ask) -> bool:
    """Tell whether a measure has the cells of an asking."""
    return kept(code) and (MEASURES[code].placed or not needs_places(ask))


def sums(
    session: Session, measures: Iterable[str], ask: Ask, stocks: Iterable[str] = ()
) -> Iterator[Sum]:
    """Yield the sums of measures, and of stocks as they stand; the cells in one statement.

    Places of cells are named by the code that they have in the end.
    """
    asked = [(frozenset(measures), ask), (frozenset(stocks), replace(ask, standing=True))]
    ready = [(sorted(c for c in codes if _is_ready(c, one)), one) for codes, one in asked]
    yield from _read(session, [_select(codes, one) for codes, one in ready if codes])
    for (codes, one), (found, _one) in zip(asked, ready, strict=True):
        for each in counting.sums(session, codes.difference(found), one):
            yield replace(each, standing=one.standing)


def _key(over: str) -> Any:
    """Return the column that sums are keyed by."""
    if over == "unit":
        return C.unit_id
    if over == "point":
        return C.point_id
    if over in PLACES:
        return sa.func.coalesce(FINAL.c.final, C.place)
    return sa.literal_column("''", sa.String())


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


def _select(codes: Sequence[str], ask: Ask) -> sa.Select[Any]:
    """Select the sums of the cells of some measures."""
    keys = (C.measure, C.month, _key(ask.over), C.kind)
    standing: Any = sa.literal_column(str(int(ask.standing)))
    query = sa.select(*keys, sa.func.sum(C.n), sa.func.sum(C.amount), standing).where(
        C.measure.in_(codes), _months(ask)
    )
    if ask.over in PLACES - {"point"}:
        query = query.select_from(CELL.outerjoin(FINAL, FINAL.c.code == C.place))
        if ask.scope.region_code is not None:
            query = query.where(FINAL.c.final.startswith(ask.scope.region_code))
    elif ask.scope.region_code is not None:
        query = query.where(C.place.in_(counting.places_like(ask.scope.region_code)))
    if ask.scope.unit_id is not None:
        query = query.where(C.unit_id == ask.scope.unit_id)
    if ask.scope.point_id is not None:
        query = query.where(C.point_id == ask.scope.point_id)
    if not ask.secret:
        query = query.where(C.secret == 0)
    at: list[Any] = [sa.literal_column(str(number)) for number in (1, 2, 3, 4)]
    return query.group_by(*at)


def _read(session: Session, queries: Sequence[sa.Select[Any]]) -> Iterator[Sum]:
    """Yield the sums that some queries find, asked together."""
    if not queries:
        return
    whole: Any = sa.union_all(*queries) if len(queries) > 1 else queries[0]
    for measure, month, key, kind, n, amount, standing in session.execute(whole):
        yield Sum(measure, month, key, kind, int(n), int(amount), bool(standing))

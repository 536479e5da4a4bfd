"""Keeping the figures: changed rows are noted by the database, here their cells are counted again.

A cell is never added to, it is counted anew from its rows, so that nothing is lost or counted
twice by a crash, a second worker or a note that comes twice. Where a row is counted, there is its
key; the key may also name a place that the row has left, which is only counted once more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app import clock, store
from app.ddl_figures import CASE, DAY, EVALUATION, POINT, PROBLEM
from app.figures import timewords
from app.figures.catalogue import MEASURES, METRICS
from app.figures.cells import BY_COUNTY, BY_PLACE, BY_UNIT, BY_YEAR, CELL, kept
from app.figures.evaluations import TASKS
from app.figures.shape import NO_PLACE, ZERO, Measure, Rows, Shape
from app.models import CaseCount, Evaluation, FigureKey, FigureMark, ServicePoint, table_of
from app.principal import system

KEEPER = system("统计")
MARK, KEY = table_of(FigureMark), table_of(FigureKey)
PORTION = 4000
# Any number that no other lock of the product has.
LOCK = 7_302_607
C = CELL.c
COLUMNS = [
    C.grain,
    C.measure,
    C.month,
    C.unit_id,
    C.point_id,
    C.place,
    C.kind,
    C.secret,
    C.n,
    C.amount,
    C.created_at,
    C.row_version,
]
KEY_COLUMNS = [
    KEY.c[n] for n in ("subject", "row_id", "month", "unit_id", "created_at", "row_version")
]
# Rows of these may move to another month or unit, so it is kept where they were counted; by the
# source of the notes that tell of a move.
MOVING = {PROBLEM: PROBLEM, TASKS: EVALUATION}
STANDING = sorted({code for m in METRICS.values() if m.shape is Shape.STOCK for code in m.measures})
Places = set[tuple[str, int]]


def fold() -> int:
    """Count again what was noted, portion by portion; return how many notes were taken."""
    done = 0
    while True:
        with store.write(KEEPER) as session:
            taken = take(session)
        done += taken
        if taken < PORTION:
            return done


def catch_up(session: Session) -> None:
    """Count again all that was noted, inside the caller's write transaction."""
    with store.acting(session, KEEPER):
        while take(session) >= PORTION:
            pass


def _alone(session: Session) -> None:
    """Wait until no other worker counts; on SQLite the write transaction itself is the lock."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def take(session: Session) -> int:
    """Take one portion of the notes and count their cells again; return how many were taken.

    The notes go first: a row that is committed later than this look has a note that comes later.
    """
    _alone(session)
    oldest = sa.select(MARK.c.id).order_by(MARK.c.id).limit(PORTION).scalar_subquery()
    query = sa.delete(MARK).where(MARK.c.id.in_(oldest)).returning(MARK.c.source, MARK.c.row_id)
    taken = session.execute(query).all()
    noted: dict[str, set[int]] = {}
    for source, row_id in taken:
        noted.setdefault(source, set()).add(row_id)
    if noted:
        _follow(session, noted)
    return len(taken)


def _follow(session: Session, noted: dict[str, set[int]]) -> None:
    """Count again the cells that noted rows stood in and stand in now."""
    if DAY in noted:
        _all_months(session, [MEASURES["days"]])
    evaluations = noted.get(EVALUATION, set())
    evaluations |= _tied(session, noted.get(CASE, set()), noted.get(POINT, set()))
    for subject, ids in (
        (EVALUATION, evaluations),
        (TASKS, evaluations),
        (PROBLEM, noted.get(PROBLEM, set())),
        (CASE, noted.get(CASE, set())),
    ):
        if ids:
            measures = of_subject(subject)
            places = _moved(session, subject, measures, sorted(ids))
            _recount(session, measures, places)


def of_subject(subject: str) -> list[Measure]:
    """Return the measures that are counted again for the rows of a subject."""
    return [measure for measure in MEASURES.values() if measure.subject == subject]


def _tied(session: Session, cases: Collection[int], points: Collection[int]) -> set[int]:
    """Return the evaluations that a count of cases, or the window of a point, bears on."""
    found: set[int] = set()
    if cases:
        window = sa.and_(
            ServicePoint.service_window_id == CaseCount.service_window_id,
            Evaluation.happened_on == CaseCount.day,
        )
        query = (
            sa.select(Evaluation.id)
            .join(ServicePoint, ServicePoint.id == Evaluation.service_point_id)
            .join(CaseCount, window)
        )
        found.update(session.scalars(query.where(CaseCount.id.in_(sorted(cases)))))
    if points:
        at = Evaluation.service_point_id.in_(sorted(points))
        found.update(session.scalars(sa.select(Evaluation.id).where(at)))
    return found


def _moved(
    session: Session, subject: str, measures: Iterable[Measure], ids: Sequence[int]
) -> Places:
    """Return the months and units in which rows were counted and are to be counted now."""
    places: Places = set()
    for first in range(0, len(ids), PORTION):
        portion = ids[first : first + PORTION]
        new = set(_stood(session, portion)) if subject == EVALUATION else set()
        new |= {key for measure in measures for key in _stands(session, measure, portion)}
        places |= {(month, unit) for _, month, unit in new}
        if subject in MOVING:
            places |= _kept_keys(session, subject, portion)
            _keep_keys(session, subject, new)
    return places


def _stood(session: Session, ids: Sequence[int]) -> Iterable[Any]:
    """Return (evaluation, month, unit) of evaluations, those that count no longer too."""
    month = timewords.month_of(Evaluation.happened_on)
    query = sa.select(Evaluation.id, month, Evaluation.unit_id).where(Evaluation.id.in_(ids))
    return [tuple(row) for row in session.execute(query)]


def _stands(session: Session, measure: Measure, ids: Sequence[int]) -> Iterable[Any]:
    """Return (root, month, unit) of the rows of a measure that hang on these roots."""
    rows = measure.rows()
    query = rows.select(rows.root, rows.month, rows.unit_key).where(rows.root.in_(ids)).distinct()
    return [tuple(row) for row in session.execute(query)]


def _kept_keys(session: Session, subject: str, ids: Sequence[int]) -> Places:
    """Return where rows were counted until now, and forget it."""
    old = sa.and_(KEY.c.subject == subject, KEY.c.row_id.in_(ids))
    query = sa.delete(KEY).where(old).returning(KEY.c.month, KEY.c.unit_id)
    return {(month, unit) for month, unit in session.execute(query)}


def _keep_keys(session: Session, subject: str, keys: Iterable[tuple[int, str, int]]) -> None:
    """Keep where rows are counted now."""
    now = clock.now()
    rows = [
        {
            "subject": subject,
            "row_id": row_id,
            "month": month,
            "unit_id": unit,
            "created_at": now,
            "row_version": 1,
        }
        for row_id, month, unit in sorted(keys)
    ]
    if rows:
        session.execute(sa.insert(KEY), rows)


def _recount(session: Session, measures: Iterable[Measure], places: Places) -> None:
    """Count the cells of some months and units again."""
    runs = list(_runs(places))
    years = {month[:4] for month, _ in places}
    for measure in measures:
        for first, last, units in runs:
            _cells(session, measure, first, last, units)
        _county(session, measure.code, sorted({month for month, _ in places}))
        if measure.code in STANDING:
            _years(session, measure.code, years)


def _runs(places: Places) -> Iterator[tuple[str, str, set[int]]]:
    """Yield (first month, last month, units): months that follow each other are counted at once.

    Cells that nothing touched are then counted again too, which changes nothing.
    """
    units_of: dict[str, set[int]] = {}
    for month, unit in places:
        units_of.setdefault(month, set()).add(unit)
    first, last, units = "", "", set[int]()
    for month in sorted(units_of):
        if last and timewords.shifted(last, 1) != month:
            yield first, last, units
            first, units = "", set()
        first, last, units = first or month, month, units | units_of[month]
    if last:
        yield first, last, units


def _cells(
    session: Session, measure: Measure, first: str, last: str, units: Collection[int]
) -> None:
    """Count the cells of a measure in some months of some units again."""
    months = C.month.between(first, last)
    old = sa.and_(C.measure == measure.code, months, C.unit_id.in_(sorted(units)))
    for grain in _grains(measure):
        session.execute(sa.delete(CELL).where(old, C.grain == grain))
        rows = measure.rows()
        within = sa.and_(timewords.within(rows.at, first, last), rows.of_units(units))
        _add(session, measure, rows, grain, within)


def _grains(measure: Measure) -> tuple[str, ...]:
    """Return the grains in which a measure is kept."""
    return (BY_UNIT, BY_PLACE) if measure.placed else (BY_UNIT,)


def counted(measure: Measure, rows: Rows, grain: str) -> sa.Select[Any]:
    """Return the select that the cells of a measure are, from month to amount."""
    fine = grain == BY_PLACE
    keys = (
        rows.month.label("month"),
        rows.unit_key.label("unit"),
        (rows.point if fine else ZERO).label("point"),
        (rows.place if fine else NO_PLACE).label("place"),
        rows.word.label("kind"),
        rows.secret.label("secret"),
    )
    amount = sa.func.coalesce(sa.func.sum(rows.amount), 0)
    grouped: list[Any] = [sa.literal_column(str(number)) for number in (1, 2, 3, 4, 5, 6)]
    return rows.select(*keys, sa.func.count().label("n"), amount.label("amount")).group_by(*grouped)


def _add(session: Session, measure: Measure, rows: Rows, grain: str, *where: Any) -> None:
    """Add the cells of some rows of a measure."""
    query = counted(measure, rows, grain).where(*where).subquery()
    whole = sa.select(
        sa.literal(grain),
        sa.literal(measure.code),
        *query.c,
        sa.literal(clock.now(), C.created_at.type),
        sa.literal_column("1"),
    )
    adding = sa.insert(CELL).from_select(COLUMNS, whole)
    if measure.subject not in MOVING:
        session.execute(adding)
    elif session.get_bind().dialect.name == "postgresql":
        # One statement sees one state of the rows: what is counted is what has its key.
        ahead = _ahead(postgresql.insert(KEY), measure, *where).on_conflict_do_nothing()
        session.execute(adding.add_cte(ahead.cte("figure_ahead")))
    else:
        session.execute(_ahead(sqlite.insert(KEY), measure, *where).on_conflict_do_nothing())
        session.execute(adding)


def _ahead(adding: Any, measure: Measure, *where: Any) -> Any:
    """Return how counted rows whose own note still waits get the key of where they now stand.

    The count of a month and unit finds them before their note is taken. Without a key they would
    stay counted there when they move on first.
    """
    rows = measure.rows()
    noted = sa.select(MARK.c.row_id).where(MARK.c.source == MOVING[measure.subject])
    query = rows.select(
        sa.literal(measure.subject),
        rows.root,
        rows.month,
        rows.unit_key,
        sa.literal(clock.now(), KEY.c.created_at.type),
        sa.literal_column("1"),
    )
    return adding.from_select(KEY_COLUMNS, query.where(*where, rows.root.in_(noted)).distinct())


def _county(session: Session, code: str, months: Collection[str] | None = None) -> None:
    """Sum the cells of all units again, for some months or for all of them."""
    of_county = sa.and_(C.measure == code, C.grain == BY_COUNTY)
    of_units = sa.and_(C.measure == code, C.grain == BY_UNIT)
    if months is not None:
        of_county = sa.and_(of_county, C.month.in_(months))
        of_units = sa.and_(of_units, C.month.in_(months))
    session.execute(sa.delete(CELL).where(of_county))
    _summed(session, code, BY_COUNTY, C.month, ZERO, C.kind, of_units)


def _years(session: Session, code: str, years: Collection[str]) -> None:
    """Sum the cells of whole years again, for what stands over from earlier ones."""
    for year in sorted(years):
        of_year = sa.and_(C.measure == code, C.month == year, C.grain == BY_YEAR)
        session.execute(sa.delete(CELL).where(of_year))
        # A due date within a year that is over has passed, so its minute need not be kept.
        kind = sa.case((C.kind.startswith("due "), f"due {year}"), else_=C.kind)
        months = sa.and_(
            C.measure == code,
            C.grain == BY_UNIT,
            C.month >= f"{year}-01",
            C.month <= f"{year}-12",
        )
        _summed(session, code, BY_YEAR, sa.literal(year), C.unit_id, kind, months)


def _summed(
    session: Session, code: str, grain: str, month: Any, unit: Any, kind: Any, where: Any
) -> None:
    """Add cells that are sums of other cells."""
    grouped: list[Any] = [sa.literal_column(str(number)) for number in (1, 2, 3, 4)]
    columns = (month.label("month"), unit.label("unit"), kind.label("kind"), C.secret)
    totals = (sa.func.sum(C.n).label("n"), sa.func.sum(C.amount).label("amount"))
    sums = sa.select(*columns, *totals).where(where).group_by(*grouped).subquery()
    month_, unit_, kind_, secret, n, amount = sums.c
    whole = sa.select(
        sa.literal(grain),
        sa.literal(code),
        month_,
        unit_,
        ZERO,
        NO_PLACE,
        kind_,
        secret,
        n,
        amount,
        sa.literal(clock.now(), C.created_at.type),
        sa.literal_column("1"),
    )
    session.execute(sa.insert(CELL).from_select(COLUMNS, whole))


def begin(session: Session) -> int:
    """Count every cell where the county has none yet; return how many were made."""
    whole = sa.select(CELL.c.id).where(C.grain == BY_COUNTY).limit(1)
    found = session.execute(whole).first()
    return 0 if found else rebuild(session)


def rebuild(session: Session) -> int:
    """Count every cell again, inside the caller's write transaction; return how many there are."""
    with store.acting(session, KEEPER):
        _alone(session)
        session.execute(sa.delete(MARK))
        session.execute(sa.delete(KEY))
        # Keys first: a row that moves before it is counted has a note, and by it gets its key.
        for subject in MOVING:
            _all_keys(session, subject)
        _all_months(session, [measure for measure in MEASURES.values() if kept(measure.code)])
    return int(session.execute(sa.select(sa.func.count()).select_from(CELL)).scalar_one())


def _all_months(session: Session, measures: Sequence[Measure]) -> None:
    """Count the cells of whole measures again."""
    for measure in measures:
        session.execute(sa.delete(CELL).where(C.measure == measure.code))
        for grain in _grains(measure):
            _add(session, measure, measure.rows(), grain)
        _county(session, measure.code)
        if measure.code in STANDING:
            year = sa.func.substr(C.month, 1, 4)
            years = session.scalars(sa.select(year).where(C.measure == measure.code).distinct())
            _years(session, measure.code, set(years))


def _all_keys(session: Session, subject: str) -> None:
    """Keep where all rows of a subject are counted."""
    parts = []
    for measure in of_subject(subject):
        rows = measure.rows()
        keys = (rows.root.label("row_id"), rows.month.label("month"), rows.unit_key.label("unit"))
        parts.append(rows.select(*keys))
    root, month, unit = sa.union(*parts).subquery().c
    whole = sa.select(
        sa.literal(subject),
        root,
        month,
        unit,
        sa.literal(clock.now(), KEY.c.created_at.type),
        sa.literal_column("1"),
    )
    session.execute(sa.insert(KEY).from_select(KEY_COLUMNS, whole))

"""The timed work of a month's end: its figures are frozen and its report is drafted, once."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy.orm import Session

from app import audit, calendars, clock, months, store, workdays
from app.enums_scoring import SnapshotState
from app.operations import month_papers
from app.operations.snapshots import HOUR, is_early, keep, prepare
from app.principal import Principal
from app.queries import month_rows, parameters, snapshots
from app.workdays import CalendarError


def freeze_due(worker: Principal) -> int:
    """Freeze the last month once its cut-off has passed and draft its report; return how many.

    A second worker that comes at the same moment finds it done.
    """
    session = store.current()
    store.name(session, worker)
    period = months.shift(months.of(clock.today()), -1)
    if not _is_due(session, period):
        return 0
    found = prepare(worker, period)
    with store.write(worker) as work:
        # Short from here on: workers of other machines come one after another.
        audit.lock(work)
        if not _is_due(work, period):
            return 0
        again = snapshots.standing(work, period) is not None
        row = keep(work, worker, found, "月份结束，定时重做" if again else "")
        month_papers.draft_report(work, worker, row.id)
    return 1


def _is_due(session: Session, period: str) -> bool:
    """Tell whether a month is over, its cut-off has passed, and nobody froze it since."""
    if clock.now() < cut_off(session, period):
        return False
    old = snapshots.standing(session, period)
    if old is not None:
        return old.state != SnapshotState.SIGNED and is_early(old)
    return month_rows.has_any(session, period)


def cut_off(session: Session, period: str) -> datetime:
    """Return when the data of a month close: an hour of the first working day after it."""
    first = months.first_day(months.shift(period, 1))
    try:
        on = calendars.load(session).shift(first, 0)
    except CalendarError:
        on = first
    return workdays.at_local(on, time(parameters.integer(session, HOUR)))

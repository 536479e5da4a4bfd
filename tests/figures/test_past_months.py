"""A month that is over keeps the lateness that it had, whatever becomes of the item later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from app import clock, store
from app.figures import api
from app.figures.counting import COUNTER
from app.operations import figure_fold
from tests import makers, support

MONTHS = ["2026-10", "2026-11"]
IN_OCTOBER = datetime(2026, 10, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[None]:
    """Hold the clock at the tests' own day."""
    with clock.fixed(support.NOW):
        yield


def late() -> tuple[int, int]:
    """Return the late stock at the end of October, and now."""
    found = counted("late_open")
    return found[MONTHS[0]].n, found[MONTHS[1]].n


def counted(code: str) -> dict[str, api.Value]:
    """Return a metric of both months, with everything that happened counted."""
    session = support.session()
    session.rollback()
    figure_fold.fold()
    store.name(session, COUNTER)
    return api.values(session, COUNTER, [code], MONTHS)[code]


def test_late_stock_of_a_past_month_follows_no_later_due_date(session: Session) -> None:
    """Each stage has another due date on the item itself; a reopening has one to come."""
    with clock.fixed(IN_OCTOBER):
        item = makers.problem_in("in_progress")
        again = makers.problem_in("in_progress", title="另一件")
        makers.walk(again, makers.EXTENSION)
    assert late() == (1, 2)
    for stage in ("submitted", "pending_feedback", "closed"):
        makers.walk(item, makers.WAY[stage])
        assert late() == (1, 1), stage
    # What its lead unit ended late is not on time, however quickly it was fed back.
    assert (counted("on_time_rate")["2026-11"].part, counted("closed")["2026-11"].n) == (0, 1)
    makers.walk(item, (("intake", "ask_reopen"), ("leader", "reopen")))
    assert late() == (1, 1)
    makers.walk(again, (("leader", "reassign"),))
    assert late() == (1, 0)


def test_stopped_clock_is_not_late_and_goes_on_under_its_new_date(session: Session) -> None:
    with clock.fixed(IN_OCTOBER):
        item = makers.problem_in("in_progress")
        makers.walk(item, makers.SUSPENSION)
    assert late() == (0, 0)
    makers.walk(item, (("intake", "resume"),))
    assert late() == (0, 0)

"""Scenario 18 at the operation's level: a kiosk replays what it kept while it was off the net.

The public door is another issue; it hands the queue's entries to this operation one by one.
"""

from __future__ import annotations

import contextvars
import threading
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import PointKind
from app.extensions import db
from app.models import Evaluation, EvaluationReason, Outbox, ServicePoint
from app.operations import submission
from app.principal import PUBLIC, system
from tests import support

TEST = system("test")
QUEUE = 12
DAYS = [date(2026, 11, 12) + timedelta(days=n // 3) for n in range(QUEUE)]


@pytest.fixture
def point(session: Session) -> int:
    """Return a service point."""
    with store.write(TEST) as work:
        row = ServicePoint(
            kind=PointKind.UNIT,
            name="大厅",
            unit_id=support.unit_id("SP"),
            region_code="130924000000",
        )
        work.add(row)
        work.flush()
        return row.id


def entry(point: int, seq: int) -> dict[str, Any]:
    """Return an entry of the kiosk's queue, with the day on which somebody pressed."""
    bad = {"level": "dissatisfied", "reasons": ["slow_processing"]}
    good = {"level": "satisfied"}
    return {
        "channel": "kiosk",
        "service_point_id": point,
        "kiosk_no": "K01",
        "kiosk_seq": seq + 1,
        "happened_on": DAYS[seq].isoformat(),
        **(bad if seq % 3 == 0 else good),
    }


def replay(point: int, once: str) -> list[str]:
    """Send the whole queue and return the numbers that were given."""
    numbers = []
    with clock.fixed(support.NOW):
        for seq in range(QUEUE):
            with store.write(PUBLIC) as work:
                facts = entry(point, seq)
                # A kiosk that lost its power has lost the keys of its forms as well.
                numbers.append(submission.evaluate(work, facts, f"{once}/{seq}").number)
    return numbers


def reading() -> Session:
    """Return a session that reads everything as it is now."""
    session = store.current()
    session.rollback()
    session.expire_all()
    store.name(session, TEST)
    return session


def check(point: int) -> None:
    """Hold what is stored against the queue."""
    session = reading()
    rows = session.scalars(sa.select(Evaluation).order_by(Evaluation.kiosk_seq)).all()
    assert [(row.kiosk_no, row.kiosk_seq) for row in rows] == [("K01", n + 1) for n in range(QUEUE)]
    assert [row.happened_on for row in rows] == DAYS
    assert all(row.submitted_at.date() == support.NOW.date() for row in rows)
    assert len({row.eval_no for row in rows}) == QUEUE
    reasons = session.scalars(sa.select(EvaluationReason)).all()
    assert len(reasons) == len([n for n in range(QUEUE) if n % 3 == 0])
    told = session.scalars(sa.select(Outbox).where(Outbox.template == "evaluation.new")).all()
    bad = sorted(row.id for row in rows if row.is_bad)
    assert sorted(row.payload["evaluation_id"] for row in told) == bad


def test_queue_that_is_replayed_three_times_is_kept_once_with_its_days(point: int) -> None:
    sent = [replay(point, f"round{n}") for n in range(3)]
    assert sent[0] == sent[1] == sent[2]
    check(point)


def test_replay_that_broke_off_goes_on_where_it_was(point: int) -> None:
    with clock.fixed(support.NOW):
        for seq in range(5):
            with store.write(PUBLIC) as work:
                submission.evaluate(work, entry(point, seq), f"first/{seq}")
    replay(point, "second")
    check(point)


def test_two_replays_at_the_same_moment_keep_each_entry_once(app: Flask, point: int) -> None:
    faults: list[BaseException] = []

    def run(once: str) -> None:
        with app.app_context():
            try:
                replay(point, once)
            except BaseException as error:
                faults.append(error)
            finally:
                db.session.remove()

    store.current().rollback()
    threads = [
        threading.Thread(target=contextvars.Context().run, args=(run, f"t{n}")) for n in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    check(point)

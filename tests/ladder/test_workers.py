"""Two workers at once, and a worker that dies in the middle: nothing twice, little lost."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, jobs, store
from app.extensions import db
from app.models import Outbox, Problem, ProblemEvent, Supervision
from app.operations import ladder, rung_page
from app.principal import system
from app.queries import rungs
from tests import makers, support
from tests.ladder.test_climb import local, overdue, rows, tick


def alone(app: Flask, work: Callable[[], Any]) -> threading.Thread:
    """Return a thread that works in an application context of its own."""

    def run() -> None:
        with app.app_context(), clock.fixed(local(20, 9)):
            try:
                work()
            finally:
                db.session.remove()

    return threading.Thread(target=contextvars.Context().run, args=(run,))


def test_two_workers_at_once_press_everybody_once(app: Flask) -> None:
    overdue(60)
    found: list[int] = []
    support.session().rollback()
    workers = [alone(app, lambda: found.append(ladder.climb(jobs.WORKER).acted)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sum(found) == 60
    keys = [row.rung_key for row in rows()]
    assert len(keys) == len(set(keys)) == 60
    assert len(every_seq()) == len(set(every_seq()))


def every_seq() -> list[tuple[int, int]]:
    """Return item and number of every event."""
    query = sa.select(ProblemEvent.problem_id, ProblemEvent.seq)
    return [(row[0], row[1]) for row in support.session().execute(query)]


def test_a_pass_that_dies_keeps_its_pages_and_the_next_one_does_the_rest(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    overdue(2 * rungs.PAGE + 1)
    pages = 0
    real = rung_page.press

    def press(*given: Any) -> Any:
        nonlocal pages
        pages += 1
        if pages > 1:
            raise KeyboardInterrupt
        return real(*given)

    monkeypatch.setattr(rung_page, "press", press)
    with pytest.raises(KeyboardInterrupt):
        tick(local(20, 9))
    monkeypatch.undo()
    assert len(rows()) == rungs.PAGE
    assert tick(local(20, 9)).acted == rungs.PAGE + 1


def test_database_refuses_a_second_rung_of_one_due_date(app: Flask) -> None:
    overdue(1)
    tick(local(20, 9))
    (row,) = rows()
    kept = {
        column.key: getattr(row, column.key)
        for column in Supervision.__table__.columns
        if column.key not in {"id", "level"}
    }
    with pytest.raises(sa.exc.IntegrityError), store.write(system("test")) as work:
        work.add(Supervision(**kept, level=2))


def test_pass_is_ordered_by_due_date(app: Flask) -> None:
    late = makers.registered()
    overdue(2)
    with store.write(system("test")) as work:
        work.execute(sa.update(Problem).where(Problem.id == late).values(due_at=local(16, 17)))
    tick(local(20, 9))
    order = [row.problem_id for row in rows()]
    dues = {row.id: row.due_at for row in support.session().scalars(sa.select(Problem))}
    assert order[0] == late
    assert [dues[one] for one in order] == sorted(dues[one] for one in order)
    assert support.session().scalar(sa.select(sa.func.count(Outbox.id))) is not None

"""The rollup under several writers and crashes: nothing is lost and nothing is counted twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import PointKind
from app.figures import api
from app.models import CaseCount, Evaluation, FigureMark, ServicePoint, table_of
from app.operations import figure_check, figure_fold
from app.principal import system
from tests import support
from tests.evaluations.conftest import citizen, point
from tests.evaluations.hands import rate

__all__ = ["citizen", "point"]
WRITERS = 3


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[None]:
    """Hold the clock at the tests' own day."""
    with clock.fixed(support.NOW):
        yield


def new_point(work: Session) -> tuple[int, int]:
    """Return a new point and its unit."""
    unit = support.unit_id("GW")
    row = ServicePoint(kind=PointKind.UNIT, name="点位", unit_id=unit, region_code="130924102225")
    work.add(row)
    work.flush()
    return row.id, unit


def add(at: tuple[int, int], number: int) -> int:
    """Add one evaluation in a transaction of its own."""
    with store.write(system("test")) as work:
        values = {
            "eval_no": f"PJ-2026-{number:05}",
            "service_point_id": at[0],
            "unit_id": at[1],
            "region_code": "130924102225",
            "channel": "qr",
            "level": "satisfied",
            "happened_on": clock.today(),
            "submitted_at": clock.now(),
        }
        done = work.execute(sa.insert(table_of(Evaluation)).values(**values))
        return int(done.inserted_primary_key[0])


def void(row_id: int) -> None:
    """Take an evaluation out of the count."""
    table = table_of(Evaluation)
    with store.write(system("test")) as work:
        work.execute(sa.update(table).where(table.c.id == row_id).values(state="void"))


def write(at: tuple[int, int], first: int, count: int) -> None:
    """Add evaluations one by one; every fifth is void at once."""
    for number in range(count):
        row_id = add(at, first + number)
        if number % 5 == 0:
            void(row_id)


def follow(done: threading.Event) -> None:
    """Let the figures follow until the writers are done."""
    while not done.is_set():
        figure_fold.fold()


def test_writers_and_two_workers_at_once_lose_and_double_nothing(
    app: Flask, session: Session, soak: bool
) -> None:
    count, done = (400 if soak else 15), threading.Event()
    with store.write(system("test")) as work:
        at = new_point(work)
    broken: list[BaseException] = []

    def thread(work: Callable[..., None], *given: Any) -> threading.Thread:
        def run() -> None:
            with app.app_context(), clock.fixed(support.NOW):
                try:
                    work(*given)
                except BaseException as error:
                    broken.append(error)

        started = threading.Thread(target=run)
        started.start()
        return started

    workers = [thread(follow, done) for _ in range(2)]
    for writer in [thread(write, at, n * count + 1, count) for n in range(WRITERS)]:
        writer.join()
    done.set()
    for worker in workers:
        worker.join()
    assert broken == []
    assert figure_check.check() == []
    found = api.values(session, system("test"), ["evaluations"], ["2026-11"])
    assert found["evaluations"]["2026-11"].n == WRITERS * (count - len(range(0, count, 5)))


def test_broken_off_fold_leaves_its_notes(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.write(system("test")) as work:
        at = new_point(work)
    figure_fold.fold()
    add(at, 1)
    notes = sa.select(sa.func.count()).select_from(table_of(FigureMark))
    assert session.execute(notes).scalar() == 1
    assert api.pending(session) is not None
    with monkeypatch.context() as broken:
        broken.setattr(figure_fold, "_years", None)
        broken.setattr(figure_fold, "_add", None)
        with pytest.raises(TypeError):
            figure_fold.fold()
    assert session.execute(notes).scalar() == 1
    assert figure_fold.fold() == 1
    assert api.pending(session) is None
    assert figure_check.check() == []


def test_citizens_evaluation_is_noted_by_the_door_that_may_touch_no_figure(
    app: Flask, session: Session, citizen: FlaskClient, point: dict[str, int]
) -> None:
    figure_fold.fold()
    assert rate(citizen, level="satisfied").status_code < 400
    figure_fold.fold()
    found = api.values(session, system("test"), ["evaluations"], ["2026-11"])
    assert found["evaluations"]["2026-11"].n == 1


def test_share_of_evaluations_is_blank_until_cases_are_known(
    app: Flask, session: Session, citizen: FlaskClient, point: dict[str, int]
) -> None:
    rate(citizen, level="satisfied")
    figure_fold.fold()
    leader, code = support.person("leader"), "participation"
    blank = api.values(session, leader, [code], ["2026-11"])[code]["2026-11"]
    assert (blank.value, blank.text) == (None, "—")
    with store.write(system("test")) as work:
        place = work.get(ServicePoint, point["point"])
        assert place is not None
        window = {"unit_id": place.unit_id, "service_window_id": place.service_window_id}
        row = {**window, "day": clock.today(), "n": 8}
        work.execute(sa.insert(table_of(CaseCount)).values(**row))
    figure_fold.fold()
    known = api.values(session, leader, [code], ["2026-11"])[code]["2026-11"]
    assert (known.part, known.n, known.text) == (1, 8, "12.5%")
    assert figure_check.check() == []

"""Rows that move on while others are counted: a cell never keeps what has left it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import clock, store
from app.figures import api
from app.figures.counting import COUNTER
from app.models import CalendarDay, Problem, ProblemEvent, table_of
from app.operations import figure_check, figure_fold
from app.principal import system
from tests import makers, support

MONTH = "2026-11"


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[None]:
    """Hold the clock at the tests' own day."""
    with clock.fixed(support.NOW):
        yield


def move(item: int, unit: str) -> None:
    """Let a unit lead an item, in a transaction of its own."""
    table = table_of(Problem)
    with store.write(system("test")) as work:
        values = {"lead_unit_id": support.unit_id(unit)}
        work.execute(sa.update(table).where(table.c.id == item).values(**values))


def elsewhere(app: Flask, item: int, unit: str) -> None:
    """Do the same on another connection, while this one is inside its transaction."""

    def run() -> None:
        with app.app_context():
            move(item, unit)

    other = threading.Thread(target=run)
    other.start()
    other.join(20)


def take() -> None:
    """Take one portion of the notes."""
    with store.write(figure_fold.KEEPER) as work:
        figure_fold.take(work)


@pytest.fixture
def pair(app: Flask) -> tuple[int, int]:
    """Return two counted items, one led by GW and one by MZ."""
    found = makers.registered(), makers.registered()
    for item, unit in zip(found, ("GW", "MZ"), strict=True):
        move(item, unit)
    figure_fold.fold()
    return found


def leave(work: Session, problem_id: int) -> None:
    """Write the event by which an item left what is open."""
    event = table_of(ProblemEvent)
    before = sa.select(sa.func.max(event.c.seq)).where(event.c.problem_id == problem_id)
    values = {"problem_id": problem_id, "seq": work.execute(before).scalar_one() + 1}
    states = {"from_state": "registered", "to_state": "closed"}
    named = {"transition": "T16", "action": "close", "actor_name": "测试"}
    work.add(ProblemEvent(**values, **states, **named, at=support.NOW))


def holds(session: Session) -> None:
    """Every cell is what its rows give, and the two items are in no cell twice."""
    assert [one.line for one in figure_check.check()] == []
    found = api.values(session, COUNTER, ["registered"], [MONTH])["registered"][MONTH]
    assert found.n == session.execute(sa.select(sa.func.count()).select_from(Problem)).scalar()


def test_item_counted_before_its_note_was_taken_leaves_no_trace(
    session: Session, pair: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """More notes wait than a portion takes, and the item moves between two portions."""
    with monkeypatch.context() as small:
        small.setattr(figure_fold, "PORTION", 1)
        move(pair[1], "MZ")
        move(pair[0], "MZ")
        take()
    move(pair[0], "XJ")
    figure_fold.fold()
    store.name(session, COUNTER)
    holds(session)


def test_item_counted_again_for_a_changed_calendar_leaves_no_trace(
    session: Session, pair: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    table, day = table_of(Problem), table_of(CalendarDay)
    with store.write(system("test")) as work:
        one = sa.select(day.c.id).limit(1).scalar_subquery()
        work.execute(sa.update(day).where(day.c.id == one).values(is_workday=~day.c.is_workday))
    with store.write(system("test")) as work:
        work.execute(
            sa.update(table)
            .where(table.c.id == pair[0])
            .values(
                state="closed",
                closed_at=support.NOW,
                outcome_kind="explained",
                policy_basis="依据",
                lead_unit_id=support.unit_id("MZ"),
            )
        )
        leave(work, pair[0])
    with monkeypatch.context() as small:
        small.setattr(figure_fold, "PORTION", 1)
        take()
    move(pair[0], "XJ")
    figure_fold.fold()
    store.name(session, COUNTER)
    holds(session)


@pytest.mark.parametrize("step", ["_recount", "_cells", "_all_keys", "_all_months"])
def test_item_that_moves_between_two_looks_leaves_no_trace(
    app: Flask,
    session: Session,
    backend: str,
    pair: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    """Another connection commits inside the count; SQLite has one place to write."""
    if backend == "sqlite":
        pytest.skip("在 SQLite 上，重算时没有别的写入。")
    real, done = getattr(figure_fold, step), []

    def with_a_move_before(*given: Any) -> Any:
        if not done:
            done.append(step)
            elsewhere(app, pair[0], "MZ")
        return real(*given)

    move(pair[1], "MZ")
    with monkeypatch.context() as broken:
        broken.setattr(figure_fold, step, with_a_move_before)
        if step.startswith("_all"):
            with store.write(figure_fold.KEEPER) as work:
                figure_fold.rebuild(work)
        else:
            take()
    assert done
    move(pair[0], "XJ")
    figure_fold.fold()
    store.name(session, COUNTER)
    holds(session)

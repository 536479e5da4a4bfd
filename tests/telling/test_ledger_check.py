"""The nightly check: an item's state is what its last event says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, store
from app.models import Outbox, ProblemScope
from app.operations import ledger_check
from app.principal import system
from tests import makers, support

NIGHT = datetime(2026, 11, 18, 17, 30, tzinfo=UTC)


def bend(problem_id: int, state: str = "archived") -> None:
    """Change a state past the product, as somebody with a database shell might."""
    with support.owner() as connection:
        connection.execute(
            sa.update(sa.table("problem", sa.column("state"), sa.column("id")))
            .where(sa.column("id") == problem_id)
            .values(state=state)
        )
        connection.commit()


def told() -> list[Outbox]:
    """Return what the system administrators were told."""
    session = support.session()
    session.rollback()
    store.name(session, system("test"))
    query = sa.select(Outbox).where(Outbox.template == "ledger.differs")
    return list(session.scalars(query))


def test_sound_ledger_agrees_in_every_state(app: Flask) -> None:
    for state in ("registered", "assigned", "submitted", "closed"):
        makers.problem_in(state)
    answer = app.test_cli_runner().invoke(args=["ledger", "check"])
    assert (answer.exit_code, answer.output) == (
        0,
        "台账：每件事项的状态与最后一步一致，各单位清单里的到期与事项一致。\n",
    )


def test_bent_state_is_named(app: Flask) -> None:
    makers.problem_in("assigned")
    problem_id = makers.problem_in("assigned")
    number = makers.stored(problem_id).problem_no
    support.session().rollback()
    bend(problem_id)
    answer = app.test_cli_runner().invoke(args=["ledger", "check"])
    assert (answer.exit_code, answer.output) == (1, f"台账：1 件不一致：{number}\n")


@pytest.mark.parametrize("state", ["assigned", "closed"])
def test_item_that_a_units_list_would_show_in_a_wrong_place_is_named(
    app: Flask, state: str
) -> None:
    makers.problem_in("assigned")
    problem = makers.stored(makers.problem_in(state))
    number, at = problem.problem_no, None if state == "assigned" else problem.due_at
    scope = sa.update(ProblemScope).where(ProblemScope.problem_id == problem.id)
    with store.write(system("test")) as work:
        work.execute(scope.values(open_due_at=at))
    assert ledger_check.differing(support.session()) == [number]


def test_night_checks_once_and_tells_the_keeper_a_number(app: Flask) -> None:
    problem_id = makers.problem_in("assigned")
    support.session().rollback()
    bend(problem_id)
    with clock.fixed(NIGHT - timedelta(hours=1)):
        assert ledger_check.nightly(store.current()) == 0
    with clock.fixed(NIGHT):
        assert ledger_check.nightly(store.current()) == 1
        assert ledger_check.nightly(store.current()) == 0
    (one,) = told()
    assert one.account_id == support.person("sysadmin").account_id
    assert one.payload == {"count": 1}


def test_sound_night_tells_nobody(app: Flask) -> None:
    makers.problem_in("assigned")
    with clock.fixed(NIGHT):
        assert ledger_check.nightly(store.current()) == 0
    assert told() == []

"""The bulk county of the benchmarks: as many rows as asked for, in scope and repeatable."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, numbers, scale, store
from app.enums import PointKind, ProblemState
from app.errors import Refused
from app.models import Evaluation, Model, Problem, ProblemScope, ServicePoint
from app.principal import system
from app.scale import items
from app.scale.county import look_up
from tests import support

SEEDER = system("测速")
COUNT = 3000


@pytest.fixture
def county(session: Session) -> Session:
    """Return a session on the cast with a point where citizens evaluate."""
    unit = support.unit_id("GW")
    with clock.fixed(support.NOW), store.write(SEEDER) as work:
        work.add(
            ServicePoint(
                kind=PointKind.UNIT, name="高湾镇大厅", unit_id=unit, region_code="130924102000"
            )
        )
    return support.session()


def load(problems: int, evaluations: int) -> dict[str, int]:
    with clock.fixed(support.NOW), store.write(SEEDER) as work:
        return scale.load(work, problems, evaluations)


def count(session: Session, model: type[Model], *where: Any) -> int:
    store.name(session, SEEDER)
    return session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0


def test_as_many_rows_come_as_are_asked_for(county: Session) -> None:
    assert load(COUNT, 500) == {"problem": COUNT, "evaluation": 500}
    assert count(county, Problem) == COUNT
    assert count(county, Evaluation) == 500


def test_a_second_load_continues_the_numbers(county: Session) -> None:
    load(200, 200)
    load(200, 200)
    assert count(county, Problem) == count(county, Evaluation) == 400


def test_registering_afterwards_takes_the_next_number_and_id(county: Session) -> None:
    load(200, 0)
    year = support.NOW.year
    last = county.scalar(
        sa.select(sa.func.max(Problem.problem_no)).where(Problem.problem_no.contains(f"-{year}-"))
    )
    with store.write(SEEDER) as work:
        following = numbers.problem_no(work, year)
    assert int(following[-5:]) == int(str(last)[-5:]) + 1


def test_every_led_problem_is_in_the_scope_of_its_unit_and_supervisor(county: Session) -> None:
    load(COUNT, 0)
    led = count(county, Problem, Problem.lead_unit_id.is_not(None))
    assert count(county, ProblemScope) == 2 * led
    query = (
        sa.select(sa.func.count())
        .select_from(ProblemScope)
        .join(
            Problem,
            sa.and_(
                Problem.id == ProblemScope.problem_id,
                Problem.due_at == ProblemScope.due_at,
                ProblemScope.unit_id.in_([Problem.lead_unit_id, Problem.supervisor_unit_id]),
            ),
        )
    )
    assert county.scalar(query) == 2 * led


def test_a_township_reads_only_what_it_leads(county: Session) -> None:
    load(COUNT, 0)
    store.name(county, support.person("gaowan"))
    leads = set(county.scalars(sa.select(Problem.lead_unit_id).distinct()))
    assert leads == {support.unit_id("GW")}


def test_common_word_is_about_one_in_twenty_and_the_rare_one_is_rare(county: Session) -> None:
    load(COUNT, 0)
    common = count(county, Problem, Problem.title.contains("路灯"))
    assert 0.035 * COUNT < common < 0.065 * COUNT
    assert count(county, Problem, Problem.title.contains("盐池护栏")) == 1


def test_all_states_are_there_and_closed_ones_have_their_outcome(county: Session) -> None:
    load(COUNT, 0)
    states = set(county.scalars(sa.select(Problem.state).distinct()))
    assert states == {*items.OPEN, ProblemState.CLOSED}
    assert (
        count(
            county,
            Problem,
            (Problem.state == ProblemState.CLOSED) != Problem.closed_at.is_not(None),
        )
        == 0
    )


def test_due_dates_spread_over_past_and_future(county: Session) -> None:
    load(COUNT, 0)
    first, last = county.execute(
        sa.select(sa.func.min(Problem.due_at), sa.func.max(Problem.due_at))
    ).one()
    assert (support.NOW - first.replace(tzinfo=support.NOW.tzinfo)).days > 600
    assert last.replace(tzinfo=support.NOW.tzinfo) > support.NOW


def test_the_same_numbers_give_the_same_rows(county: Session) -> None:
    with clock.fixed(support.NOW):
        known = look_up(county)
    first, second = (list(itertools.islice(items._items(known, 500), 500)) for _ in range(2))
    assert first == second


def test_a_database_without_points_is_refused(session: Session) -> None:
    with pytest.raises(Refused, match="seed demo"):
        load(10, 10)

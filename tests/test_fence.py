"""The fence: a forgotten check leaks nothing, and nobody unnamed reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import clock, store
from app.enums import Channel, IdentityMode, RequestType
from app.models import Clue, Evaluation, EvaluationReason, Problem, ProblemScope, SupervisedBy, Unit
from app.principal import system
from tests import support, voices


def make_problem(work: Session, number: int, unit: str | None, **facts: object) -> Problem:
    """Add a bare problem, visible to one unit."""
    problem = Problem(
        problem_no=f"HXZT-2026-{number:05d}",
        title=f"事项{number}",
        content="原文",
        content_redacted="内容",
        channel=Channel.PHONE,
        request_type=RequestType.HELP,
        identity_mode=IdentityMode.ANONYMOUS,
        region_code="130924102225",
        registered_at=support.NOW,
        due_at=support.NOW,
        **facts,
    )
    work.add(problem)
    work.flush()
    if unit:
        work.add(
            ProblemScope(
                unit_id=support.unit_id(unit),
                due_at=support.NOW,
                open_due_at=support.NOW,
                problem_id=problem.id,
            )
        )
    return problem


@pytest.fixture
def two(session: Session) -> tuple[int, int]:
    """Make one problem of Gaowan and one of Xinji."""
    with store.write(system("test")) as work:
        return (make_problem(work, 1, "GW").id, make_problem(work, 2, "XJ").id)


def named(username: str) -> Session:
    """Return the session reading as a person."""
    person = support.person(username)
    current = store.current()
    current.expunge_all()
    store.name(current, person)
    return current


def test_session_that_names_nobody_is_refused(two: tuple[int, int], session: Session) -> None:
    session.info.pop(store.PRINCIPAL)
    with pytest.raises(store.NobodyNamed):
        session.execute(sa.select(Problem)).all()


OTHER = aliased(Problem, name="joined")
READS = {
    "entity": sa.select(Problem),
    "column": sa.select(Problem.title),
    "count": sa.select(sa.func.count(Problem.id)),
    "alias": sa.select(aliased(Problem, name="other").title),
    "subquery": sa.select(sa.select(Problem.title).subquery().c.title),
    "exists": sa.select(sa.literal(1)).where(sa.select(Problem.id).exists()),
    "union": sa.union(sa.select(Problem.title), sa.select(Problem.title)),
    "joined alias": sa.select(Unit.id, OTHER.id).join(OTHER, sa.true()).where(Unit.code == "GW"),
    "join": sa.select(ProblemScope.id).join(Problem, Problem.id == ProblemScope.problem_id),
}


@pytest.mark.parametrize("shape", READS)
def test_every_shape_of_read_is_cut_to_the_scope(two: tuple[int, int], shape: str) -> None:
    rows = named("gaowan").execute(READS[shape]).all()
    assert len(rows) == 1
    if shape == "count":
        assert rows[0][0] == 1


def test_bulk_update_stays_inside_the_scope(two: tuple[int, int]) -> None:
    current = named("gaowan")
    result = current.execute(sa.update(Problem).values(title="改"))
    assert result.rowcount == 1
    current.rollback()


def test_get_by_foreign_id_finds_nothing(two: tuple[int, int]) -> None:
    current = named("gaowan")
    assert current.get(Problem, two[0]) is not None
    assert current.get(Problem, two[1]) is None


@pytest.mark.parametrize(
    ("who", "count"),
    [
        ("leader", 2),
        ("intake", 2),
        ("bureau", 2),
        ("gaowan", 1),
        ("xinji", 1),
        ("minzheng", 0),
        ("village", 0),
        ("clerk", 0),
        ("auditor", 0),
        ("sysadmin", 0),
        ("secadmin", 0),
    ],
)
def test_each_role_sees_its_own_rows(two: tuple[int, int], who: str, count: int) -> None:
    assert len(named(who).scalars(sa.select(Problem)).all()) == count


def test_complaint_that_happened_in_a_township_is_invisible_to_it(session: Session) -> None:
    with store.write(system("test")) as work:
        make_problem(work, 3, None, unit_complained_id=support.unit_id("GW"))
    assert named("gaowan").scalars(sa.select(Problem)).all() == []


def test_delete_is_refused(two: tuple[int, int]) -> None:
    with pytest.raises(store.FenceBroken), store.write(system("test")) as work:
        work.delete(work.get_one(Problem, two[0]))


def test_write_outside_a_transaction_is_refused(two: tuple[int, int]) -> None:
    current = named("gaowan")
    current.get_one(Problem, two[0]).title = "改"
    with pytest.raises(store.FenceBroken):
        current.flush()


def test_write_outside_the_scope_is_refused(two: tuple[int, int]) -> None:
    person = support.person("gaowan")
    with pytest.raises(store.FenceBroken), store.write(person) as work:
        with store.acting(work, system("test")):
            foreign = work.get_one(Problem, two[1])
        foreign.title = "改"


def test_version_counts_every_change(two: tuple[int, int], session: Session) -> None:
    with store.write(system("test")) as work:
        work.get_one(Problem, two[0]).title = "改"
    assert support.session().get_one(Problem, two[0]).row_version == 2


def test_statements_of_one_shape_are_read_once_for_their_tables_and_cut_for_each(
    two: tuple[int, int], session: Session
) -> None:
    def titles(who: str, unit: str) -> list[str]:
        scope = sa.select(ProblemScope.problem_id).where(
            ProblemScope.unit_id == support.unit_id(unit)
        )
        return list(named(who).scalars(sa.select(Problem.title).where(Problem.id.in_(scope))))

    assert [titles("gaowan", "GW"), titles("gaowan", "XJ")] == [["事项1"], []]
    assert [titles("xinji", "GW"), titles("xinji", "XJ")] == [[], ["事项2"]]


def test_kept_statement_over_a_fenced_table_is_refused(session: Session) -> None:
    """Whoever asks, the product itself included; and in a subquery too."""
    inner = sa.select(Unit.id).where(Unit.id.in_(sa.select(ProblemScope.unit_id)))
    store.name(session, system("test"))
    for statement in (sa.select(Problem.__table__.c.id), inner):
        with pytest.raises(store.FenceBroken, match="past its class"):
            store.run(session, statement, {})
    assert store.run(session, sa.select(sa.func.count(Unit.id)), {}).scalar_one() > 0


def test_row_is_added_past_the_unit_of_work_only_as_a_flush_would(session: Session) -> None:
    values = {"evaluation_id": 1, "reason": "other", "is_sensitive": False}
    with pytest.raises(store.FenceBroken, match="outside a write transaction"):
        store.add_row(session, EvaluationReason, values)
    with store.write(system("test")) as work, pytest.raises(store.FenceBroken):
        store.add_row(work, Clue, {})
    with store.write(system("test")) as work:
        work.info.pop(store.PRINCIPAL)
        with pytest.raises(store.NobodyNamed):
            store.add_row(work, EvaluationReason, values)


@pytest.mark.parametrize("more", [0, 1])
def test_a_kept_criterion_is_of_one_day(session: Session, more: int) -> None:
    inspector, seen = support.person("inspector"), []
    with store.write(system("test")) as work:
        row_id = voices.bad(work, "PJ-1").id
        for row in work.scalars(sa.select(SupervisedBy)):
            row.valid_to = support.NOW.date() + timedelta(days=more)
    for later in (0, 1):
        with clock.fixed(support.NOW + timedelta(days=later)), store.acting(session, inspector):
            found = session.scalars(sa.select(Evaluation.id).where(Evaluation.id == row_id)).all()
        seen.append(len(found))
    assert seen == [1, more]

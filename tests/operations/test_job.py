"""The whole job of issue 2, played by operations with the clock held."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit
from app.enums import ProblemState
from app.models import AuditLog, Outbox, Problem, ProblemEvent, ProblemScope, ProblemStep
from tests import makers, support

CODES = ["T01", "T02", "T06", "T08", "P01", "P02", "T13", "T15", "F01", "T16"]


def played() -> int:
    """Play the job from the call to the close."""
    problem_id = makers.problem_in("in_progress")
    makers.act("gaowan", problem_id, "progress")
    for who, action in (
        ("minzheng", "answer"),
        ("gaowan", "submit"),
        ("inspector", "verify"),
        ("clerk", "callback"),
        ("intake", "close"),
    ):
        makers.act(who, problem_id, action)
    return problem_id


def test_job_runs_from_the_call_to_the_close(session: Session) -> None:
    problem_id = played()
    problem = makers.stored(problem_id)
    assert problem.state is ProblemState.CLOSED
    assert problem.problem_no == "HXZT-2026-00001"
    assert problem.closed_at == support.NOW
    events = session.scalars(sa.select(ProblemEvent).order_by(ProblemEvent.seq)).all()
    assert [event.transition for event in events] == CODES
    assert [event.seq for event in events] == list(range(1, len(CODES) + 1))
    assert [event.to_state for event in events][-1] == problem.state


def test_every_transition_leaves_one_audit_row_and_the_chain_holds(session: Session) -> None:
    problem_id = played()
    makers.stored(problem_id)
    rows = session.scalars(sa.select(AuditLog).order_by(AuditLog.seq)).all()
    assert [row.action for row in rows] == [f"problem.{code}" for code in CODES]
    assert all(row.after_hash for row in rows)
    assert audit.verify(session) == (len(CODES), None)


def test_every_step_ends_with_its_lateness_frozen(session: Session) -> None:
    makers.stored(played())
    steps = session.scalars(sa.select(ProblemStep)).all()
    assert len(steps) == 2
    assert all(step.ended_at == support.NOW and step.late is False for step in steps)


def test_notices_carry_ids_and_reach_the_units_concerned(session: Session) -> None:
    problem_id = played()
    makers.stored(problem_id)
    notices = session.scalars(sa.select(Outbox)).all()
    assert all(notice.payload == {"problem_id": problem_id} for notice in notices)
    told = {notice.unit_id for notice in notices if notice.template == "problem.T06"}
    assert told == {support.unit_id(code) for code in ("GW", "MZ", "JD1")}
    calls = [n.unit_id for n in notices if n.channel == "call_task"]
    assert calls == [support.unit_id("RX")]


def test_scope_rows_follow_the_due_date_of_the_problem(session: Session) -> None:
    problem = makers.stored(played())
    rows = session.execute(sa.select(ProblemScope.unit_id, ProblemScope.due_at)).all()
    assert {row.unit_id for row in rows} == {support.unit_id(c) for c in ("GW", "MZ", "JD1")}
    assert {row.due_at for row in rows} == {problem.due_at}


@pytest.mark.parametrize("who", ["clerk", "bureau", "intake"])
def test_hotline_bureau_and_commission_need_no_scope_row(session: Session, who: str) -> None:
    makers.registered(who)
    makers.stored(1)
    assert session.scalars(sa.select(ProblemScope)).all() == []


def test_township_sees_what_it_registered(session: Session) -> None:
    problem_id = makers.registered("xinji")
    makers.stored(problem_id)
    assert session.scalars(sa.select(ProblemScope.unit_id)).all() == [support.unit_id("XJ")]


def test_each_act_counts_the_version_up_by_one(session: Session) -> None:
    problem_id = makers.registered()
    versions = [makers.stored(problem_id).row_version]
    for who, action in (("intake", "triage"), ("leader", "instruct"), ("gaowan", "sign")):
        makers.act(who, problem_id, action)
        versions.append(makers.stored(problem_id).row_version)
    makers.act("gaowan", problem_id, "progress")
    versions.append(makers.stored(problem_id).row_version)
    assert versions == [1, 2, 3, 4, 5]


def test_facts_of_the_call_become_columns(session: Session) -> None:
    problem = session.get(Problem, makers.registered()) or makers.stored(1)
    assert (problem.region_code, problem.domain) == (makers.KONGZHUANGZI, "livelihood")
    assert problem.tags == ["circular_proof"]

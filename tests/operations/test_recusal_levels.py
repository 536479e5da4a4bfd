"""Goes up one level: who is asked instead, and that no item ever falls out of all sight."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import policies, store
from app.enums import ProblemState, Role, UnitKind
from app.errors import Forbidden, Invalid
from app.models import Outbox, Problem, ProblemEvent, ProblemStep, Recusal, Unit
from app.principal import Principal, system
from app.queries import ledger as reads
from tests import makers, recused, support

SOLO: dict[str, Any] = {"co_unit_ids": []}
# What moves an item, or puts it into other hands; a supervision or a note does neither.
MOVING = frozenset(
    {"T02", "T06", "T07", "T08", "T09", "T10", "T13", "T14", "T15", "T16", "T17", "F01", "F02"}
)


def waits(who: str | Principal) -> dict[int, str]:
    """Return the next action of each item on somebody's home page."""
    found = reads.waiting(recused.reading(who), recused.who(who))
    return {item.problem_id: item.action for item in found}


def open_actions(who: str | Principal, problem_id: int) -> set[str]:
    """Return the codes of the actions that are open to somebody."""
    session = recused.reading(who)
    problem = session.scalars(sa.select(Problem).where(Problem.id == problem_id)).one_or_none()
    if problem is None:
        return set()
    query = sa.select(ProblemStep).where(ProblemStep.problem_id == problem_id)
    steps = session.scalars(query.order_by(ProblemStep.id)).all()
    found = policies.allowed_actions(recused.who(who), problem, steps)
    return {allowed.transition.code for allowed in found if allowed.open}


def second_office() -> int:
    """Add a second inspection office with one inspector."""
    with store.write(system("test")) as work:
        office = Unit(
            code="JD2",
            name="第二监督检查室",
            short_name="监督二室",
            kind=UnitKind.DISCIPLINE_OFFICE,
            region_code="130924000000",
            valid_from=support.NOW.date(),
        )
        work.add(office)
        work.flush()
        return office.id


def test_complaint_about_the_intake_office_is_triaged_by_the_leader(session: Session) -> None:
    problem_id = recused.report("DF")
    assert waits("leader") == {problem_id: "triage"}
    assert waits("intake") == {}
    told = recused.reading(system("test")).scalars(sa.select(Outbox.unit_id)).all()
    assert told == [support.unit_id("JW")]
    makers.act("leader", problem_id, "triage", proposed_unit_id=support.unit_id("MZ"))
    assert makers.stored(problem_id).state is ProblemState.PENDING_DECISION


def test_leader_does_not_triage_what_the_intake_office_may(session: Session) -> None:
    problem_id = makers.registered()
    with pytest.raises(Forbidden):
        makers.act("leader", problem_id, "triage")
    second = recused.another("intake2", "intake", Role.DC_INTAKE)
    recused.declare("intake", problem_id)
    assert "T02" not in open_actions("leader", problem_id)
    assert "T02" in open_actions(second, problem_id)
    recused.declare(second, problem_id)
    assert "T02" in open_actions("leader", problem_id)


def test_superior_of_the_complained_office_is_out_of_triage_too(session: Session) -> None:
    with store.write(system("test")) as work:
        work.get_one(Unit, support.unit_id("RX")).parent_id = support.unit_id("DF")
    problem_id = makers.registered(
        "inspector", request_type="report", unit_complained_id=support.unit_id("RX")
    )
    assert waits("leader") == {problem_id: "triage"}
    assert not recused.sees("intake", problem_id)


def test_leader_reassigns_when_everybody_of_the_lead_unit_is_off(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    recused.declare("gaowan", problem_id)
    assert waits("leader") == {problem_id: "reassign"}
    due = makers.stored(problem_id).handle_due_at
    makers.act("leader", problem_id, "reassign")
    problem = makers.stored(problem_id)
    assert (problem.state, problem.lead_unit_id) == (ProblemState.PENDING_DECISION, None)
    steps = session.scalars(sa.select(ProblemStep)).all()
    assert all(step.ended_at is not None and step.late is False for step in steps)
    makers.act(
        "leader",
        problem_id,
        "instruct",
        lead_unit_id=support.unit_id("ZJ"),
        **SOLO,
        supervisor_unit_id=support.unit_id("JD1"),
    )
    assert makers.stored(problem_id).handle_due_at == due


def test_unit_kept_off_as_a_whole_is_given_no_part(session: Session) -> None:
    problem_id = makers.problem_in("assigned")
    recused.request("intake", problem_id, f"unit:{support.unit_id('GW')}")
    makers.act("leader", problem_id, "reassign")
    for facts in (
        {"lead_unit_id": support.unit_id("GW"), **SOLO},
        {"lead_unit_id": support.unit_id("MZ"), "co_unit_ids": [support.unit_id("GW")]},
    ):
        with pytest.raises(Invalid, match="已回避"):
            makers.act("leader", problem_id, "instruct", **facts)


def test_unit_below_is_not_handled_by_its_superior_where_it_is_sensitive(session: Session) -> None:
    problem_id = recused.report("KZZ")
    with pytest.raises(Invalid, match="已回避"):
        makers.act("intake", problem_id, "triage")


def test_leader_verifies_when_the_inspection_office_is_out(session: Session) -> None:
    problem_id = makers.problem_in("submitted")
    assert open_actions("leader", problem_id) == {"E02"}
    recused.declare("inspector", problem_id)
    assert waits("leader") == {problem_id: "verify"}
    assert open_actions("leader", problem_id) == {"E02", "T14", "T15", "F02"}
    makers.act("leader", problem_id, "verify")
    assert makers.stored(problem_id).state is ProblemState.PENDING_FEEDBACK


def test_leader_names_another_inspection_office(session: Session) -> None:
    problem_id, office = makers.problem_in("submitted"), second_office()
    recused.declare("inspector", problem_id)
    with pytest.raises(Invalid, match="现在就是"):
        makers.act("leader", problem_id, "name_office", supervisor_unit_id=support.unit_id("JD1"))
    with pytest.raises(Invalid, match="承办单位"):
        makers.act("leader", problem_id, "name_office", supervisor_unit_id=support.unit_id("GW"))
    makers.act("leader", problem_id, "name_office", supervisor_unit_id=office)
    other = replace(recused.another("inspector2", "inspector", Role.DC_INSP), unit_id=office)
    assert "T15" in open_actions(other, problem_id)


def test_item_about_the_only_inspection_office_is_watched_by_the_commission(
    session: Session,
) -> None:
    problem_id = recused.report("JD1")
    makers.act("intake", problem_id, "triage", proposed_unit_id=support.unit_id("MZ"))
    facts = {"lead_unit_id": support.unit_id("MZ"), **SOLO}
    with pytest.raises(Invalid, match="被反映的就是该单位"):
        makers.act("leader", problem_id, "instruct", **facts)
    makers.act("leader", problem_id, "instruct", supervisor_unit_id=support.unit_id("JW"), **facts)
    makers.act("minzheng", problem_id, "sign")
    makers.act("minzheng", problem_id, "submit")
    assert waits("leader") == {problem_id: "verify"}


def test_leader_closes_when_the_intake_office_is_out(session: Session) -> None:
    problem_id = makers.problem_in("pending_feedback")
    recused.declare("intake", problem_id)
    makers.act("clerk", problem_id, "callback")
    assert waits("leader") == {problem_id: "close"}
    makers.act("leader", problem_id, "close")
    assert makers.stored(problem_id).state is ProblemState.CLOSED


# --- Guard 1: role × action, by account

# Who did what before, the action, and whether it is still open to the same account.
APART = (
    ("T13", "T15", False),
    ("T13", "T14", False),
    ("T13", "T16", False),
    ("T15", "T16", False),
    ("T02", "T15", True),
    ("T02", "T16", True),
    ("T06", "T15", True),
)


@pytest.mark.parametrize(("before", "action", "is_open"), APART)
@pytest.mark.parametrize("track", ["discipline", "service"])
def test_three_people_submit_verify_and_close(
    session: Session, before: str, action: str, is_open: bool, track: str
) -> None:
    """One account with every role tries two parts of one item."""
    state = "pending_feedback" if action == "T16" else "submitted"
    problem_id = makers.problem_in(state)
    busy = recused.another("busy", "intake", Role.DC_INTAKE)
    everything = frozenset({Role.DC_INTAKE, Role.DC_INSP, Role.DC_LEAD})
    busy = replace(busy, roles=everything)
    with store.write(system("test")) as work:
        work.get_one(Problem, problem_id).track = track
        work.add(
            ProblemEvent(
                problem_id=problem_id,
                seq=99,
                transition=before,
                action="先前",
                to_state=state,
                actor_id=busy.account_id,
                actor_name="忙",
                at=support.NOW,
            )
        )
    assert (action in open_actions(busy, problem_id)) is (is_open or track == "service")


def test_reason_is_said_where_the_person_looks(session: Session) -> None:
    problem_id = recused.report("GW")
    makers.act("intake", problem_id, "triage", proposed_unit_id=support.unit_id("MZ"))
    makers.act("leader", problem_id, "instruct", lead_unit_id=support.unit_id("MZ"), **SOLO)
    makers.act("minzheng", problem_id, "sign")
    makers.act("minzheng", problem_id, "submit")
    makers.act("inspector", problem_id, "verify")
    inspector = recused.who("inspector")
    two = replace(inspector, roles=frozenset({Role.DC_INSP, Role.DC_INTAKE}))
    session = recused.reading(two)
    problem = session.get_one(Problem, problem_id)
    reasons = {a.transition.code: a.reason for a in policies.allowed_actions(two, problem, [])}
    assert "不同的人" in reasons["T16"]


def test_handling_unit_never_verifies_on_any_track(session: Session) -> None:
    problem_id = makers.problem_in("submitted")
    inside = replace(support.person("gaowan"), roles=frozenset({Role.TWN, Role.DC_INSP}))
    assert not {"T14", "T15"} & open_actions(inside, problem_id)


# --- No item falls out of sight

OFFICES = ("intake", "inspector", "gaowan", "minzheng", "clerk", "bureau", "leader")
STATES = makers.STATES[:-1]


@pytest.mark.matrix
@pytest.mark.parametrize("state", STATES)
def test_whoever_is_off_somebody_sees_and_moves_the_item(session: Session, state: str) -> None:
    """Every combination of the people of an item, a second leader being there."""
    second = recused.another("leader2", "leader", Role.DC_LEAD)
    people: list[str | Principal] = [second, "leader", "intake", *support.PEOPLE]
    problem_id = makers.problem_in(state)
    stuck = []
    for off in (set(one) for n in range(len(OFFICES) + 1) for one in combinations(OFFICES, n)):
        keep_off(problem_id, off)
        if not any(open_actions(who, problem_id) & MOVING for who in people):
            stuck.append(sorted(off))
    assert stuck == []


def keep_off(problem_id: int, off: set[str]) -> None:
    """Make exactly these people be off a problem."""
    wanted = {recused.who(who).account_id for who in off}
    with store.write(system("test")) as work:
        rows = {row.account_id: row for row in work.scalars(sa.select(Recusal))}
        for account in wanted - set(rows):
            row = Recusal(
                account_id=account,
                problem_id=problem_id,
                ground="interest",
                source="self",
                state="asked",
            )
            work.add(row)
            rows[account] = row
        for account, row in rows.items():
            is_off = account in wanted
            row.state = "asked" if is_off else "refused"
            row.decided_at = None if is_off else support.NOW
            row.reason = None if is_off else "恢复"


@pytest.mark.parametrize("unit", ["DF", "JD1", "SP", "GW", "KZZ", "RX", "MZ"])
def test_whatever_unit_an_item_is_about_a_leader_sees_and_somebody_moves_it(
    session: Session, unit: str
) -> None:
    problem_id = (
        recused.report(unit)
        if unit != "RX"
        else makers.registered(
            "intake", request_type="report", unit_complained_id=support.unit_id(unit)
        )
    )
    assert recused.sees("leader", problem_id)
    assert any(open_actions(who, problem_id) & MOVING for who in support.PEOPLE)


def test_office_without_anybody_leaves_a_discipline_item_to_the_leader(session: Session) -> None:
    problem_id = makers.problem_in("submitted")
    with store.write(system("test")) as work:
        problem = work.get_one(Problem, problem_id)
        problem.supervisor_unit_id, problem.track = support.unit_id("AQ"), "discipline"
    assert "T15" in open_actions("leader", problem_id)

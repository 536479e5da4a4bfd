"""Extension (E01): asked in time, agreed to and decided by two persons, once; every refusal."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock, policies, store
from app.enums import FeedbackWay, OutboxChannel, Role
from app.enums_ledger import AskState
from app.errors import Conflict, Forbidden, Invalid, Refused
from app.models import Extension, Outbox, ProblemScope
from app.operations import ledger
from app.principal import system
from app.queries import ledger as reads
from tests import makers, recused, support
from tests.clocks.test_rows import rows, steps, told


def asked(problem_id: int) -> list[Extension]:
    """Return the requests of an item as they are stored now."""
    makers.stored(problem_id)
    return list(support.session().scalars(sa.select(Extension).order_by(Extension.id)))


def day(at: datetime | None) -> str:
    """Return a local day and hour."""
    return f"{clock.local(at):%m-%d %H:%M}" if at else ""


def test_granted_extension_moves_every_open_part_and_the_light_by_its_days(
    session: Session,
) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.walk(problem_id, makers.EXTENSION[:2], days=5)
    assert day(makers.stored(problem_id).due_at) == "11-27 17:30"
    makers.act("leader", problem_id, "approve_extension")
    problem = makers.stored(problem_id)
    assert day(problem.due_at) == day(problem.handle_due_at) == "12-04 17:30"
    assert [(day(s.handle_due), s.extended_days) for s in steps(problem_id)] == [
        ("12-04 17:30", 5)
    ] * 2
    new = [row for row in rows(problem_id) if row.cause.value == "extension"]
    assert [told(row) for row in new] == [("handle", "extension", 5, "workday", "12-04 17:30")] * 2
    old = {row.id: row for row in rows(problem_id)}
    before = [old[row.supersedes_id or 0] for row in new]
    assert all(row.superseded_at == support.NOW and row.met_at is None for row in before)
    (row,) = asked(problem_id)
    assert (row.state, day(row.due_before), day(row.due_after)) == (
        AskState.APPROVED,
        "11-27 17:30",
        "12-04 17:30",
    )
    scope = sa.select(ProblemScope.due_at).where(ProblemScope.problem_id == problem_id)
    assert set(support.session().scalars(scope)) == {problem.due_at}


def test_asking_and_agreeing_move_nothing_and_a_refusal_is_kept_with_its_reason(
    session: Session,
) -> None:
    problem_id = makers.problem_in("in_progress")
    before = [told(row) for row in rows(problem_id)]
    makers.walk(problem_id, makers.EXTENSION[:2])
    makers.act("leader", problem_id, "refuse_extension")
    assert [told(row) for row in rows(problem_id)] == before
    (row,) = asked(problem_id)
    assert (row.state, row.opinion, row.decision) == (
        AskState.REFUSED,
        "情况属实，拟同意。",
        "可以先行补发，不用延期。",
    )
    makers.act("gaowan", problem_id, "extend")
    makers.act("intake", problem_id, "refuse_extension")
    assert [row.state for row in asked(problem_id)] == [AskState.REFUSED] * 2


def test_legal_day_is_extended_as_far_as_the_new_due_needs_it_and_no_further(
    session: Session,
) -> None:
    with clock.fixed(datetime(2026, 9, 1, 2, tzinfo=UTC)):
        problem_id = makers.problem_in("pending_decision")
        makers.act("leader", problem_id, "instruct", days=36)
        makers.act("gaowan", problem_id, "sign")
        assert makers.stored(problem_id).legal_due_on == date(2026, 11, 2)
        makers.walk(problem_id, makers.EXTENSION, days=15)
    problem = makers.stored(problem_id)
    assert day(problem.handle_due_at) == "11-17 17:30"
    assert problem.legal_due_on == date(2026, 11, 16)
    assert day(problem.due_at) == "11-16 17:30"
    legal = [row for row in rows(problem_id) if row.kind.value == "legal"]
    assert [told(row)[1:4] for row in legal] == [
        ("start", 60, "natural"),
        ("extension", 75, "natural"),
    ]


@pytest.mark.parametrize(
    ("minutes", "days", "reason"),
    [
        (1, 3, "已过到期日，不能再申请延期"),
        (-30, 3, "1 个工作日以前提出"),
        (-4 * 24 * 60, 8, "最多为原办理时限，即 7 个工作日"),
    ],
)
def test_extension_that_may_not_be_asked_is_refused_with_the_reason(
    session: Session, minutes: int, days: int, reason: str
) -> None:
    problem_id = makers.problem_in("in_progress")
    due = makers.stored(problem_id).due_at
    with clock.fixed(due + timedelta(minutes=minutes)), pytest.raises(Refused, match=reason):
        makers.act("gaowan", problem_id, "extend", days=days)
    assert asked(problem_id) == []


def test_extension_may_be_asked_until_the_close_of_the_day_before(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    last = makers.stored(problem_id).due_at - timedelta(days=1)
    with clock.fixed(last + timedelta(minutes=1)), pytest.raises(Refused, match="工作日以前"):
        makers.act("gaowan", problem_id, "extend")
    with clock.fixed(last):
        makers.act("gaowan", problem_id, "extend")
    assert len(asked(problem_id)) == 1


def test_extension_beyond_30_natural_days_is_refused_though_within_the_original_days(
    session: Session,
) -> None:
    problem_id = makers.problem_in("pending_decision")
    makers.act("leader", problem_id, "instruct", days=30)
    makers.act("gaowan", problem_id, "sign")
    with pytest.raises(Invalid, match="最多 30 个自然日，您填的 25 个工作日合"):
        makers.act("gaowan", problem_id, "extend", days=25)
    makers.act("gaowan", problem_id, "extend", days=15)


def test_second_extension_is_refused_while_one_waits_and_after_one_was_granted(
    session: Session,
) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("gaowan", problem_id, "extend")
    with pytest.raises(Refused, match="已有延期申请在审批"):
        makers.act("gaowan", problem_id, "extend")
    makers.walk(problem_id, makers.EXTENSION[1:])
    with pytest.raises(Refused, match="已经延期过一次"):
        makers.act("gaowan", problem_id, "extend")


def test_extension_that_was_asked_in_time_is_not_granted_after_the_due(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.walk(problem_id, makers.EXTENSION[:2])
    with clock.fixed(makers.stored(problem_id).due_at + timedelta(minutes=1)):
        with pytest.raises(Refused, match="已过到期日，不能再同意延期"):
            makers.act("leader", problem_id, "approve_extension")
        makers.act("leader", problem_id, "refuse_extension")


@pytest.mark.parametrize(
    ("who", "action", "after"),
    [
        ("minzheng", "extend", 0),
        ("inspector", "agree_extension", 1),
        ("leader", "agree_extension", 1),
        ("gaowan", "agree_extension", 1),
        ("leader", "approve_extension", 1),
        ("leader", "refuse_extension", 1),
        ("intake", "approve_extension", 2),
        ("intake", "refuse_extension", 2),
        ("inspector", "approve_extension", 2),
        ("intake", "agree_extension", 2),
        ("intake", "tell_extension", 2),
        ("leader", "tell_extension", 3),
    ],
)
def test_nobody_acts_out_of_turn(session: Session, who: str, action: str, after: int) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.walk(problem_id, makers.EXTENSION[:after])
    with pytest.raises((Forbidden, Refused)):
        makers.act(who, problem_id, action)


def test_two_levels_are_two_persons_though_one_stands_in_for_the_other(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.walk(problem_id, makers.EXTENSION[:2])
    intake = support.person("intake")
    both = _with_roles(intake, intake.roles | support.person("leader").roles)
    with pytest.raises(Refused, match="审核和批准须由两个人"), store.write(both) as work:
        version = reads.get(work, both, problem_id).row_version
        facts = makers.facts("approve_extension")
        ledger.perform(work, both, problem_id, version, "approve_extension", facts)
    with pytest.raises(IntegrityError, match="two_levels"), store.write(system("test")) as work:
        row = work.scalars(sa.select(Extension)).one()
        row.decided_by_id = row.opinion_by_id
        work.flush()


def _with_roles(person: object, roles: object) -> object:
    """Return a person with more roles."""
    from dataclasses import replace

    return replace(person, roles=roles)  # type: ignore[type-var]  # A principal is a dataclass.


def test_database_holds_one_granted_extension_an_item(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.walk(problem_id, makers.EXTENSION)
    step_id = steps(problem_id)[0].id
    with pytest.raises(IntegrityError), store.write(system("test")) as work:
        work.add(
            Extension(
                problem_id=problem_id,
                step_id=step_id,
                days=1,
                reason="再来一次",
                asked_by_id=support.person("gaowan").account_id,
                asked_at=support.NOW,
                state=AskState.APPROVED,
                due_before=support.NOW,
            )
        )
        work.flush()


def test_second_leader_with_an_old_page_meets_the_conflict(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.walk(problem_id, makers.EXTENSION[:2])
    version = makers.stored(problem_id).row_version
    makers.act("leader", problem_id, "approve_extension")
    actor, facts = support.person("leader"), makers.facts("approve_extension")
    with pytest.raises(Conflict), store.write(actor) as work:
        ledger.perform(work, actor, problem_id, version, "approve_extension", facts)


def test_reporter_is_told_by_the_hotline_and_once(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.walk(problem_id, makers.EXTENSION)
    calls = sa.select(Outbox).where(
        Outbox.template == "problem.E01", Outbox.channel == OutboxChannel.CALL_TASK
    )
    makers.stored(problem_id)
    (call,) = support.session().scalars(calls).all()
    assert (call.unit_id, call.payload) == (support.unit_id("RX"), {"problem_id": problem_id})
    assert _next("clerk") == {problem_id: "tell_extension"}
    makers.act("clerk", problem_id, "tell_extension")
    (row,) = asked(problem_id)
    assert (row.told_at, row.told_way) == (support.NOW, FeedbackWay.PHONE)
    assert _next("clerk") == {}
    with pytest.raises((Forbidden, Refused)):
        makers.act("clerk", problem_id, "tell_extension")


def _next(who: str) -> dict[int, str]:
    """Return the next action of each item on somebody's home page."""
    session, actor = support.session(), support.person(who)
    store.name(session, actor)
    found = {item.problem_id: item.action for item in reads.waiting(session, actor)}
    store.name(session, system("test"))
    return found


def test_request_waits_for_the_intake_office_and_then_for_the_leader(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("gaowan", problem_id, "extend")
    assert (_next("intake"), _next("leader")) == ({problem_id: "agree_extension"}, {})
    makers.act("intake", problem_id, "agree_extension")
    assert (_next("intake"), _next("leader")) == ({}, {problem_id: "approve_extension"})
    makers.act("leader", problem_id, "approve_extension")
    assert (_next("intake"), _next("leader")) == ({problem_id: "tell_extension"}, {})


def test_pending_request_lapses_when_the_unit_submits(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("gaowan", problem_id, "extend")
    makers.act("minzheng", problem_id, "answer")
    assert asked(problem_id)[0].state == AskState.ASKED
    makers.act("gaowan", problem_id, "submit")
    assert asked(problem_id)[0].state == AskState.LAPSED


def test_rework_is_extended_by_itself_and_the_first_due_stays(session: Session) -> None:
    problem_id = makers.problem_in("submitted")
    makers.act("inspector", problem_id, "rework", days=5)
    first = makers.stored(problem_id).handle_due_at
    makers.walk(problem_id, makers.EXTENSION, days=3)
    problem = makers.stored(problem_id)
    assert problem.handle_due_at == first
    assert day(problem.due_at) == day(steps(problem_id)[-1].handle_due) == "11-30 17:30"


def test_button_that_is_closed_says_why(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("gaowan", problem_id, "extend")
    problem = makers.stored(problem_id)
    found = policies.allowed_actions(support.person("gaowan"), problem, steps(problem_id))
    reasons = {one.transition.action: one.reason for one in found}
    assert reasons["extend"] == "已有延期申请在审批（待监督室审核）"
    assert reasons["suspend"] == ""


def test_recused_intake_office_leaves_its_word_to_a_leader_and_the_decision_to_another(
    session: Session,
) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("gaowan", problem_id, "extend")
    recused.declare("intake", problem_id)
    assert _next("leader") == {problem_id: "agree_extension"}
    makers.act("leader", problem_id, "agree_extension")
    with pytest.raises(Refused, match="审核和批准须由两个人"):
        makers.act("leader", problem_id, "approve_extension")
    makers.act("leader", problem_id, "refuse_extension")
    (row,) = asked(problem_id)
    assert (row.state, row.opinion, row.decided_by_id) == (
        AskState.REFUSED,
        "可以先行补发，不用延期。",
        None,
    )
    makers.act("gaowan", problem_id, "extend")
    makers.act("leader", problem_id, "agree_extension")
    second = recused.another("leader2", "leader", Role.DC_LEAD)
    with store.write(second) as work:
        version = reads.get(work, second, problem_id).row_version
        facts = makers.facts("approve_extension")
        ledger.perform(work, second, problem_id, version, "approve_extension", facts)
    assert asked(problem_id)[-1].state == AskState.APPROVED


def test_second_triage_leaves_the_length_on_which_an_extension_rests(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("leader", problem_id, "reassign")
    makers.act("leader", problem_id, "send_back_triage")
    makers.act("intake", problem_id, "triage", days=30)
    assert makers.stored(problem_id).days_limit == 7


def test_reopened_item_is_extended_from_its_own_legal_clock(session: Session) -> None:
    problem_id = makers.problem_in("closed")
    reopened_at = support.NOW + timedelta(days=20)
    with clock.fixed(reopened_at):
        makers.act("intake", problem_id, "ask_reopen")
        makers.act("leader", problem_id, "reopen", days=40)
        legal = makers.stored(problem_id).legal_due_on
        makers.walk(problem_id, makers.EXTENSION, days=7)
    problem = makers.stored(problem_id)
    new = [row for row in rows(problem_id) if row.kind.value == "legal"][-1]
    assert (new.cause.value, new.base_at) == ("extension", reopened_at)
    assert legal is not None
    assert problem.legal_due_on == clock.local(new.due_at).date() > legal

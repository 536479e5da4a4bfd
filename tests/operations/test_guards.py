"""The guards of domain.md 4.3, each with the words that people read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import ProblemState, Role, StepRole, Track
from app.errors import Invalid, Missing, Refused
from app.models import Problem, ProblemStep
from app.operations import ledger
from app.queries import ledger as reads
from tests import makers, support

ANONYMOUS = {"identity_mode": "anonymous", "name": "", "phone": ""}
SOLO: dict[str, Any] = {"co_unit_ids": []}


def about(unit: str, **changes: Any) -> int:
    """Register a report about a unit and bring it before the leader."""
    problem_id = makers.registered(
        request_type="report", unit_complained_id=support.unit_id(unit), **changes
    )
    makers.act("intake", problem_id, "triage", proposed_unit_id=support.unit_id("MZ"))
    return problem_id


def refuses(words: str, kind: type[Refused] = Refused) -> Any:
    """Return the context in which a refusal with these words is expected."""
    return pytest.raises(kind, match=words)


# --- T02


@pytest.mark.parametrize(
    "facts", [{"conduct_nature": "slow_action"}, {"petition_class": "accusation"}]
)
def test_conduct_or_accusation_raises_the_track(session: Session, facts: dict[str, str]) -> None:
    problem_id = makers.registered()
    makers.act("bureau", problem_id, "triage", **facts)
    problem = makers.stored(problem_id)
    assert (problem.track, problem.is_sensitive) == (Track.DISCIPLINE, True)


def test_triage_without_the_recusal_check_is_refused(session: Session) -> None:
    problem_id = makers.registered()
    with refuses("请确认", Invalid):
        makers.act("intake", problem_id, "triage", recusal_checked=False)


@pytest.mark.parametrize("days", ["", "0", "-1", "7.5", "七", 61, 10**9])
def test_days_outside_the_bounds_are_refused(session: Session, days: Any) -> None:
    problem_id = makers.registered()
    with pytest.raises(Invalid) as refused:
        makers.act("intake", problem_id, "triage", days=days)
    assert list(refused.value.errors) == ["days"]


def test_complained_unit_is_not_proposed_for_an_accusation(session: Session) -> None:
    problem_id = makers.registered(request_type="report", unit_complained_id=support.unit_id("GW"))
    with refuses("被反映的就是该单位", Invalid):
        makers.act("intake", problem_id, "triage")


# --- T06


@pytest.mark.parametrize(
    ("fact", "units"), [("lead_unit_id", "GW"), ("co_unit_ids", ["GW"]), ("lead_unit_id", "XJ")]
)
def test_accusation_never_goes_to_the_unit_complained_of(
    session: Session, fact: str, units: Any
) -> None:
    problem_id = about("GW")
    chosen = (
        [support.unit_id(u) for u in units] if isinstance(units, list) else support.unit_id(units)
    )
    facts = {"lead_unit_id": support.unit_id("MZ"), **SOLO, fact: chosen}
    facts["supervisor_unit_id"] = support.unit_id("JD1")
    if units == "XJ":
        makers.act("leader", problem_id, "instruct", **facts)
        assert makers.stored(problem_id).state is ProblemState.ASSIGNED
        return
    with refuses("被反映的就是该单位", Invalid):
        makers.act("leader", problem_id, "instruct", **facts)


def test_complained_unit_never_sees_a_sensitive_item_even_in_its_scope(session: Session) -> None:
    problem_id = about("JD1")
    makers.act(
        "leader",
        problem_id,
        "instruct",
        lead_unit_id=support.unit_id("MZ"),
        supervisor_unit_id=support.unit_id("DF"),
        **SOLO,
    )
    with store.write(support.person("leader")) as work:
        from app.models import ProblemScope

        due = work.get_one(Problem, problem_id).due_at
        unit = support.unit_id("JD1")
        work.add(ProblemScope(unit_id=unit, problem_id=problem_id, due_at=due, open_due_at=due))
    with pytest.raises(Missing):
        makers.act("inspector", problem_id, "supervise")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"instruction": ""}, "请填写批办意见"),
        ({"lead_unit_id": None}, "没有找到主办单位"),
        ({"co_unit_ids": ["GW"]}, "主办单位不能同时是协办单位"),
        ({"lead_unit_id": "KZZ"}, "村级服务站不签收"),
        ({"lead_unit_id": "ZJ", "co_unit_ids": []}, "没有联系的监督检查室"),
        ({"supervisor_unit_id": "MZ"}, "不能同时是承办单位"),
        ({"supervisor_unit_id": "XJ"}, "请选择监督检查室"),
    ],
)
def test_instruction_that_does_not_hold_is_refused(
    session: Session, changes: dict[str, Any], words: str
) -> None:
    problem_id = makers.problem_in("pending_decision")

    def unit(value: Any) -> Any:
        if isinstance(value, list):
            return [support.unit_id(code) for code in value]
        return support.unit_id(value) if value in support.UNITS else value

    with refuses(words, Invalid):
        makers.act(
            "leader", problem_id, "instruct", **{key: unit(value) for key, value in changes.items()}
        )


def test_only_the_commission_s_leader_gives_a_township_what_its_list_lacks(
    session: Session,
) -> None:
    problem_id = makers.registered()
    makers.act("intake", problem_id, "triage", domain="economy")
    with refuses("须由县纪委领导批办"):
        makers.act("bureau_lead", problem_id, "instruct")
    makers.act("bureau_lead", problem_id, "instruct", lead_unit_id=support.unit_id("MZ"), **SOLO)
    assert makers.stored(problem_id).lead_unit_id == support.unit_id("MZ")


def test_supervising_office_is_found_from_the_coverage_of_the_lead_unit(session: Session) -> None:
    problem_id = makers.problem_in("assigned")
    assert makers.stored(problem_id).supervisor_unit_id == support.unit_id("JD1")


# --- T08, T09


def test_signature_needs_a_telephone_that_can_be_right(session: Session) -> None:
    problem_id = makers.problem_in("assigned")
    with refuses("11位", Invalid):
        makers.act("gaowan", problem_id, "sign", handler_phone="1380013800")


def test_returned_item_keeps_its_overall_due_and_the_next_unit_gets_three_days(
    session: Session,
) -> None:
    problem_id = makers.problem_in("assigned")
    overall = makers.stored(problem_id).handle_due_at
    makers.act("gaowan", problem_id, "return")
    returned = makers.stored(problem_id)
    assert (returned.state, returned.lead_unit_id) == (ProblemState.PENDING_DECISION, None)
    assert returned.proposed_unit_id == support.unit_id("MZ")
    with clock.fixed(support.NOW + timedelta(days=7)):
        makers.act(
            "leader", problem_id, "instruct", lead_unit_id=support.unit_id("MZ"), days=30, **SOLO
        )
    problem = makers.stored(problem_id)
    assert problem.handle_due_at == problem.due_at == overall
    step = session.scalars(sa.select(ProblemStep).order_by(ProblemStep.id.desc())).first()
    assert step is not None
    # 2026-11-25 and three working days: Monday 11-30, after the overall due of 11-27.
    assert clock.local(step.handle_due).date().isoformat() == "2026-11-30"


def test_return_ends_the_co_handlers_part_too(session: Session) -> None:
    problem_id = makers.problem_in("assigned")
    makers.act("gaowan", problem_id, "return")
    makers.stored(problem_id)
    assert all(step.ended_at for step in session.scalars(sa.select(ProblemStep)))


def test_unit_returns_an_item_once(session: Session) -> None:
    problem_id = makers.problem_in("assigned")
    makers.act("gaowan", problem_id, "return")
    makers.act("leader", problem_id, "instruct")
    with refuses("不能再退"):
        makers.act("gaowan", problem_id, "return")


def test_return_after_two_working_days_is_refused(session: Session) -> None:
    problem_id = makers.problem_in("assigned")
    with clock.fixed(support.NOW + timedelta(days=3)), refuses("2 个工作日内"):
        makers.act("gaowan", problem_id, "return")


def test_unit_does_not_suggest_itself(session: Session) -> None:
    problem_id = makers.problem_in("assigned")
    with refuses("不能是本单位", Invalid):
        makers.act("gaowan", problem_id, "return", suggested_unit_id=support.unit_id("GW"))


# --- P01, P02, T13


def test_progress_moves_no_date(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    before = makers.stored(problem_id)
    dates = (before.due_at, before.handle_due_at)
    with clock.fixed(support.NOW + timedelta(days=1)):
        makers.act("gaowan", problem_id, "progress")
    after = makers.stored(problem_id)
    assert (after.due_at, after.handle_due_at) == dates


def test_result_waits_for_the_co_handler_or_for_a_reason(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    with refuses("协办单位没有答复", Invalid):
        makers.act("gaowan", problem_id, "submit")
    makers.act("gaowan", problem_id, "submit", co_reason="民政局口头答复，不再等书面材料。")
    assert makers.stored(problem_id).state is ProblemState.SUBMITTED


def test_submission_with_a_reason_closes_the_part_that_was_not_answered(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("gaowan", problem_id, "submit", co_reason="民政局口头答复，不再等书面材料。")
    makers.stored(problem_id)
    query = sa.select(ProblemStep).where(ProblemStep.role == StepRole.CO)
    (part,) = session.scalars(query)
    assert (part.ended_at, part.late) == (support.NOW, False)
    assert part.measures == "未答复，已说明"


def test_co_handler_answers_before_the_lead_unit_has_signed(session: Session) -> None:
    problem_id = makers.problem_in("assigned")
    makers.act("minzheng", problem_id, "answer")
    makers.act("gaowan", problem_id, "sign")
    makers.act("gaowan", problem_id, "submit")
    assert makers.stored(problem_id).state is ProblemState.SUBMITTED


def test_explained_result_needs_its_policy_basis(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("minzheng", problem_id, "answer")
    with refuses("政策依据", Invalid):
        makers.act("gaowan", problem_id, "submit", outcome_kind="explained")
    makers.act(
        "gaowan",
        problem_id,
        "submit",
        outcome_kind="explained",
        policy_basis="婚姻登记条例第十七条",
    )
    assert makers.stored(problem_id).policy_basis == "婚姻登记条例第十七条"


def test_co_handler_answers_once(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("minzheng", problem_id, "answer")
    with pytest.raises(Refused) as refused:
        makers.act("minzheng", problem_id, "answer")
    assert refused.value.code == 403


# --- T13–T15


def test_rework_opens_a_new_step_and_leaves_the_first_lateness_frozen(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    overall = makers.stored(problem_id).handle_due_at
    late = support.NOW + timedelta(days=14)
    with clock.fixed(late):
        makers.act("minzheng", problem_id, "answer")
        makers.act("gaowan", problem_id, "submit")
        makers.act("inspector", problem_id, "rework", days=5)
    problem = makers.stored(problem_id)
    steps = session.scalars(
        sa.select(ProblemStep).where(ProblemStep.role == "lead").order_by(ProblemStep.id)
    ).all()
    assert [step.late for step in steps] == [True, None]
    assert steps[1].handler_name == steps[0].handler_name
    assert steps[1].signed_at == late
    assert (problem.rework_count, problem.state) == (1, ProblemState.IN_PROGRESS)
    assert problem.handle_due_at == overall
    assert clock.local(problem.due_at).date().isoformat() == "2026-12-09"
    makers.act("gaowan", problem_id, "submit")
    makers.stored(problem_id)
    assert [s.late for s in session.scalars(sa.select(ProblemStep).order_by(ProblemStep.id))] == [
        True,
        True,
        False,
    ]


def test_rework_of_more_than_five_days_is_refused(session: Session) -> None:
    problem_id = makers.problem_in("submitted")
    with refuses("最多 5 个工作日", Invalid):
        makers.act("inspector", problem_id, "rework", days=6)


def test_bureau_does_not_verify_what_it_handled(session: Session) -> None:
    problem_id = makers.problem_in("pending_decision")
    makers.act("leader", problem_id, "instruct", lead_unit_id=support.unit_id("SP"), **SOLO)
    makers.act("bureau", problem_id, "sign")
    makers.act("bureau", problem_id, "submit")
    with refuses("不能核查自己办理的事项"):
        makers.act("bureau", problem_id, "verify")
    makers.act("inspector", problem_id, "verify")
    assert makers.stored(problem_id).state is ProblemState.PENDING_FEEDBACK


def test_verification_sets_the_feedback_limit(session: Session) -> None:
    problem = makers.stored(makers.problem_in("pending_feedback"))
    assert clock.local(problem.due_at).date().isoformat() == "2026-11-23"


def _everything(username: str) -> Any:
    """Return a person who has every role of the ledger at once."""
    roles = {Role.TWN, Role.DC_INSP, Role.DC_INTAKE}
    return replace(support.person(username), roles=frozenset(roles))


def _with(actor: Any, problem_id: int, action: str, **changes: Any) -> None:
    """Act as a principal that no account of the cast has."""
    with store.write(actor) as work:
        version = reads.get(work, actor, problem_id).row_version
        ledger.perform(work, actor, problem_id, version, action, makers.facts(action, **changes))


@pytest.mark.parametrize("track", ["service", "discipline"])
def test_verifier_does_not_close_on_the_discipline_track(session: Session, track: str) -> None:
    kind = "report" if track == "discipline" else "help"
    problem_id = makers.problem_in("submitted", request_type=kind)
    actor = _everything("inspector")
    _with(actor, problem_id, "verify")
    makers.act("intake", problem_id, "callback")
    if track == "service":
        _with(actor, problem_id, "close")
        assert makers.stored(problem_id).state is ProblemState.CLOSED
        return
    with refuses("须由不同的人办理"):
        _with(actor, problem_id, "close")
    makers.act("intake", problem_id, "close")
    assert makers.stored(problem_id).state is ProblemState.CLOSED


# --- F01, T16, T17

"""Two persons open what one may not: asked with a reason, approved by another, used once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, store
from app.enums import OutboxChannel
from app.enums_identity import IdentityRequestState
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.models import AuditLog, IdentityRequest, IdentityReveal, Outbox
from app.operations import identity, identity_requests
from app.queries import identity as reads
from tests import makers, support

REASON = "举报内容不清，要当面核实"
Identity = identity.Identity


def report(**changes: object) -> int:
    """Register an item of the discipline track."""
    return makers.registered("clerk", **{"request_type": "report", **changes})


def asked(who: str, problem_id: int, reason: str = REASON) -> int:
    """File a request and return its id."""
    actor = support.person(who)
    with store.write(actor) as work:
        return identity_requests.ask(work, actor, "problem", problem_id, "verify", reason).id


def decided(
    who: str, request_id: int, *, approve: bool = True, refusal: str = "", v: int = 1
) -> None:
    """Decide a request."""
    actor = support.person(who)
    with store.write(actor) as work:
        identity_requests.decide(work, actor, request_id, v, approve=approve, refusal=refusal)


def opened(who: str, problem_id: int) -> Identity:
    """Open an identity as a view does; the purpose is the request's."""
    return identity.reveal(store.current(), support.person(who), problem_id, "")


def stored(request_id: int) -> IdentityRequest:
    """Return a request as it is stored now."""
    session = store.current()
    session.rollback()
    session.expire_all()
    store.name(session, audit.KEEPER)
    return session.get_one(IdentityRequest, request_id)


@pytest.mark.parametrize(
    ("asker", "decider"), [("intake", "leader"), ("leader", "intake"), ("inspector", "leader")]
)
def test_second_person_lets_the_asker_open_it(session: Session, asker: str, decider: str) -> None:
    problem_id = report()
    if asker == "inspector":
        problem_id = makers.problem_in("submitted")
        makers.stored(problem_id)
        with store.write(audit.KEEPER) as work:
            work.get_one(type(makers.stored(problem_id)), problem_id).is_sensitive = True
    with pytest.raises(Refused, match="另一人批准"):
        opened(asker, problem_id)
    request_id = asked(asker, problem_id)
    decided(decider, request_id)
    assert opened(asker, problem_id) == Identity(makers.NAME, makers.PHONE)


def test_both_names_stand_in_the_row_and_in_the_audit(session: Session) -> None:
    problem_id = report()
    request_id = asked("intake", problem_id)
    decided("leader", request_id)
    opened("intake", problem_id)
    intake, leader = support.person("intake"), support.person("leader")
    makers.stored(problem_id)
    trace = session.scalars(sa.select(IdentityReveal)).one()
    assert (trace.account_id, trace.second_approver_id) == (intake.account_id, leader.account_id)
    assert (trace.request_id, trace.purpose) == (request_id, "verify")
    rows = session.scalars(sa.select(AuditLog).order_by(AuditLog.seq.desc()).limit(3)).all()
    acts = [(row.action, row.account_id) for row in reversed(rows)]
    assert acts == [
        ("identity.ask", intake.account_id),
        ("identity.approve", leader.account_id),
        ("identity.reveal", intake.account_id),
    ]
    assert rows[0].detail["approved_by"] == leader.account_id
    assert audit.verify(session)[1] is None


def test_approval_is_used_once(session: Session) -> None:
    problem_id = report()
    decided("leader", asked("intake", problem_id))
    opened("intake", problem_id)
    with pytest.raises(Refused, match="另一人批准"):
        opened("intake", problem_id)


def test_approval_runs_out_after_the_hours_of_the_parameter(session: Session) -> None:
    problem_id = report()
    request_id = asked("intake", problem_id)
    decided("leader", request_id)
    assert stored(request_id).expires_at == support.NOW + timedelta(hours=24)
    with clock.fixed(support.NOW + timedelta(hours=24)), pytest.raises(Refused, match="已过"):
        opened("intake", problem_id)
    with clock.fixed(support.NOW + timedelta(hours=25)):
        assert asked("intake", problem_id) != request_id


def test_approval_of_one_item_opens_no_other(session: Session) -> None:
    first, second = report(), report()
    decided("leader", asked("intake", first))
    with pytest.raises(Refused, match="另一人批准"):
        opened("intake", second)


def test_approval_of_one_person_opens_nothing_for_another(session: Session) -> None:
    problem_id = report()
    decided("leader", asked("intake", problem_id))
    with pytest.raises(Refused, match="另一人批准"):
        opened("leader", problem_id)


def test_asker_never_decides(session: Session) -> None:
    request_id = asked("intake", report())
    with pytest.raises(Forbidden, match="另一人"):
        decided("intake", request_id)


@pytest.mark.parametrize("who", ["clerk", "bureau", "gaowan", "inspector", "auditor", "sysadmin"])
def test_role_that_is_no_second_person_does_not_see_the_request(session: Session, who: str) -> None:
    request_id = asked("intake", report())
    with pytest.raises((Missing, Forbidden)):
        decided(who, request_id)
    store.name(session, support.person(who))
    assert reads.waiting(session, support.person(who)) == []


def test_office_that_is_complained_of_hears_of_no_request(session: Session) -> None:
    """C06: neither the row, nor the count, nor the notice."""
    problem_id = report(unit_complained_id=support.unit_id("DF"))
    with pytest.raises(Missing):
        asked("intake", problem_id)
    request_id = asked("leader", problem_id)
    intake = support.person("intake")
    store.name(session, intake)
    assert reads.waiting(session, intake) == []
    assert session.scalars(sa.select(Outbox).where(Outbox.template == "identity.asked")).all() == []
    with pytest.raises(Missing):
        decided("intake", request_id)


def test_refusal_keeps_its_reason_and_opens_nothing(session: Session) -> None:
    problem_id = report()
    request_id = asked("intake", problem_id)
    decided("leader", request_id, approve=False, refusal="先从书面材料核实")
    row = stored(request_id)
    assert (row.state, row.refusal) == (IdentityRequestState.REFUSED, "先从书面材料核实")
    assert row.decided_by_id == support.person("leader").account_id
    with pytest.raises(Refused):
        opened("intake", problem_id)


def test_refusal_without_words_is_refused(session: Session) -> None:
    request_id = asked("intake", report())
    with pytest.raises(Invalid):
        decided("leader", request_id, approve=False)


def test_request_without_a_purpose_or_reason_is_refused(session: Session) -> None:
    problem_id, actor = report(), support.person("intake")
    for purpose, reason in (("", REASON), ("verify", " ")):
        with pytest.raises(Invalid), store.write(actor) as work:
            identity_requests.ask(work, actor, "problem", problem_id, purpose, reason)


def test_second_request_waits_for_the_first(session: Session) -> None:
    problem_id = report()
    asked("intake", problem_id)
    with pytest.raises(Refused, match="已经申请过"):
        asked("intake", problem_id)


def test_decision_on_an_old_page_is_a_conflict(session: Session) -> None:
    request_id = asked("intake", report())
    decided("leader", request_id)
    with pytest.raises(Conflict):
        decided("leader", request_id, approve=False, refusal="不同意")


def test_item_of_the_service_track_needs_no_second_person(session: Session) -> None:
    problem_id = makers.problem_in("pending_feedback")
    with pytest.raises(Refused, match="不用申请"):
        asked("intake", problem_id)


def test_reporter_in_a_reason_is_masked(session: Session) -> None:
    request_id = asked("intake", report(), f"{makers.NAME}来电{makers.PHONE}要回")
    assert stored(request_id).reason == "杨某来电138****8000要回"


def test_deciders_and_asker_are_told_by_ids_alone(session: Session) -> None:
    request_id = asked("intake", report())
    decided("leader", request_id)
    stored(request_id)
    told = session.scalars(sa.select(Outbox).where(Outbox.template.like("identity.%"))).all()
    assert {row.template for row in told} == {"identity.asked", "identity.approved"}
    assert all(row.channel == OutboxChannel.IN_APP for row in told)
    assert all(row.payload == {"request_id": request_id} for row in told)

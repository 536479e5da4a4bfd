"""Queries of the ledger's pages, and the key that makes a double click one record."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import clock, store
from app.errors import Invalid, Missing
from app.extensions import db
from app.models import Problem, ProblemStep
from app.operations import evidence, idempotency, intake
from app.principal import Principal, system
from app.queries import ledger, vocabulary
from tests import makers, support
from tests.operations.test_closing import PNG


def reading(who: str) -> tuple[Session, Principal]:
    """Return the session reading as a person."""
    session, actor = store.current(), support.person(who)
    session.rollback()
    store.name(session, actor)
    return session, actor


def test_problem_outside_the_scope_is_missing(session: Session) -> None:
    problem_id = makers.problem_in("assigned")
    assert ledger.get(*reading("gaowan"), problem_id).id == problem_id
    with pytest.raises(Missing):
        ledger.get(*reading("xinji"), problem_id)


def test_clerk_is_told_of_similar_items_that_he_may_not_see(session: Session) -> None:
    problem_id = makers.registered("intake")
    with pytest.raises(Missing):
        ledger.get(*reading("clerk"), problem_id)
    (hit,) = ledger.similar(*reading("clerk"), "+86 138 0013 8000", None, None)
    assert (hit.problem_no, hit.place, hit.state) == ("HXZT-2026-00001", "孔庄子村", "registered")
    assert hit.registered_at == support.NOW
    assert vars(hit).keys() == {"problem_no", "registered_at", "place", "state"}


@pytest.mark.parametrize(
    ("phone", "place", "domain", "found"),
    [
        ("13800138000", None, None, 1),
        ("13800138001", None, None, 0),
        ("1380013", None, None, 0),
        (None, makers.KONGZHUANGZI, "livelihood", 1),
        (None, makers.KONGZHUANGZI, "economy", 0),
        (None, makers.KONGZHUANGZI, None, 0),
        (None, "130924102201", "livelihood", 0),
        ("13800138000", makers.KONGZHUANGZI, "livelihood", 1),
        (None, None, None, 0),
    ],
)
def test_similar_items_match_by_telephone_or_by_place_and_domain(
    session: Session, phone: str | None, place: str | None, domain: str | None, found: int
) -> None:
    makers.registered()
    assert len(ledger.similar(*reading("clerk2"), phone, place, domain)) == found


def test_similar_items_are_never_of_the_discipline_track(session: Session) -> None:
    makers.registered(request_type="report")
    makers.registered(channel="inspection")
    hits = ledger.similar(*reading("intake"), makers.PHONE, makers.KONGZHUANGZI, "livelihood")
    assert hits == []


def test_similar_items_end_after_thirty_days(session: Session) -> None:
    makers.registered()
    with clock.fixed(support.NOW + timedelta(days=30)):
        assert len(ledger.similar(*reading("clerk"), makers.PHONE, None, None)) == 1
    with clock.fixed(support.NOW + timedelta(days=31)):
        assert ledger.similar(*reading("clerk"), makers.PHONE, None, None) == []


@pytest.mark.parametrize(
    ("who", "told"), [("clerk", True), ("intake", True), ("gaowan", False), ("minzheng", False)]
)
def test_only_offices_without_a_scope_are_told_of_items_they_cannot_see(
    session: Session, who: str, told: bool
) -> None:
    makers.registered()
    assert bool(ledger.similar(*reading(who), makers.PHONE, None, None)) is told


# state: who: the next action that waits for them.
WAITS = {
    "registered": {"bureau": "triage", "intake": "triage"},
    "pending_decision": {"bureau_lead": "instruct", "leader": "instruct"},
    "assigned": {"gaowan": "sign", "minzheng": "answer"},
    "in_progress": {"gaowan": "submit", "minzheng": "answer"},
    "submitted": {"bureau": "verify", "inspector": "verify"},
    "pending_feedback": {"clerk": "callback", "clerk2": "callback"},
    "closed": {},
}


@pytest.mark.parametrize("state", WAITS)
def test_item_waits_for_the_right_people(session: Session, state: str) -> None:
    problem_id = makers.problem_in(state)
    found = {}
    for who in support.PEOPLE:
        for item in ledger.waiting(*reading(who), limit=10):
            assert item.problem_id == problem_id
            found[who] = item.action
    assert found == WAITS[state]


@pytest.mark.parametrize(
    ("result", "action"), [("satisfied", "close"), ("dissatisfied", "dissatisfied")]
)
def test_after_the_callback_the_item_waits_for_the_intake_office(
    session: Session, result: str, action: str
) -> None:
    problem_id = makers.problem_in("pending_feedback")
    makers.act("clerk", problem_id, "callback", callback_result=result)
    assert ledger.waiting(*reading("clerk"), limit=10) == []
    assert [item.action for item in ledger.waiting(*reading("intake"), limit=10)] == [action]


def test_what_waits_is_ordered_by_due_date_and_bounded(session: Session) -> None:
    normal = makers.registered()
    urgent = makers.registered(urgency="urgent")
    found = ledger.waiting(*reading("intake"), limit=10)
    assert [item.problem_id for item in found] == [urgent, normal]
    assert len(ledger.waiting(*reading("intake"), limit=1)) == 1


def test_counts_tell_late_soon_waiting_and_rework(session: Session) -> None:
    problem_id = makers.problem_in("submitted")
    makers.act("inspector", problem_id, "rework", days=5)
    makers.registered()
    intake_counts = ledger.counts(*reading("intake"))
    assert (intake_counts.late, intake_counts.soon) == (0, 1)
    assert (intake_counts.waiting, intake_counts.rework) == (1, 1)
    with clock.fixed(support.NOW + timedelta(days=14)):
        assert ledger.counts(*reading("gaowan")).late == 1
        assert ledger.counts(*reading("xinji")).late == 0
        assert ledger.counts(*reading("clerk")).late == 2


def test_late_steps_are_the_open_ones_past_their_due(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("minzheng", problem_id, "answer")
    late = support.NOW + timedelta(days=14)
    (row,) = ledger.late_steps(*reading("intake"), late)
    assert (row.unit_name, row.problem_id) == ("高湾镇人民政府", problem_id)
    assert ledger.late_steps(*reading("intake"), support.NOW) == []
    assert ledger.late_steps(*reading("xinji"), late) == []


@pytest.mark.parametrize(
    ("state", "count"),
    [("assigned", 2), ("in_progress", 2), ("submitted", 0), ("pending_feedback", 0), ("closed", 0)],
)
def test_late_steps_are_those_of_items_that_a_unit_can_still_work_on(
    session: Session, state: str, count: int
) -> None:
    problem_id = makers.problem_in(state)
    with store.write(system("test")) as work:
        if count == 0:
            # A judged step is never opened again, so that an open one is put beside it.
            ended = work.scalars(sa.select(ProblemStep)).all()
            work.add_all(_open(step) for step in ended)
    late = support.NOW + timedelta(days=30)
    found = ledger.late_steps(*reading("intake"), late)
    assert [row.problem_id for row in found] == [problem_id] * count


def _open(step: ProblemStep) -> ProblemStep:
    """Return the same part, not ended."""
    names = ("problem_id", "role", "unit_id", "entered_at", "sign_due", "handle_due")
    return ProblemStep(**{name: getattr(step, name) for name in names})


def test_history_names_the_units_that_acted(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    names = [item.unit_name for item in ledger.events(*reading("gaowan"), problem_id)]
    assert names == ["民声热线话务组", "党风政风监督室", "县纪委监委", "高湾镇人民政府"]
    steps = ledger.steps(*reading("gaowan"), problem_id)
    assert [item.unit_name for item in steps] == ["高湾镇人民政府", "县民政局（示例）"]
    assert {item.from_unit_name for item in steps} == {"县纪委监委"}


def attach(who: str, problem_id: int, count: int = 1) -> list[str]:
    """Attach photographs and return their names."""
    import io

    actor = support.person(who)
    with store.write(actor) as work:
        files = [(io.BytesIO(PNG), f"举报信{n}.png") for n in range(count)]
        return [row.filename for row in evidence.attach(work, actor, problem_id, files)]


def test_evidence_keeps_its_chinese_name(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    assert attach("gaowan", problem_id) == ["举报信0.png"]
    (row,) = ledger.attachments(*reading("inspector"), problem_id)
    assert (row.filename, row.mime, row.purpose) == ("举报信0.png", "image/png", "evidence")


def test_clerk_attaches_only_to_what_he_is_registering(session: Session) -> None:
    from app.errors import Forbidden

    problem_id = makers.registered()
    attach("clerk", problem_id)
    makers.act("intake", problem_id, "triage")
    with pytest.raises(Forbidden):
        attach("clerk", problem_id)


def test_eleven_files_at_once_are_refused(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    with pytest.raises(Invalid, match="最多上传 10 个"):
        attach("gaowan", problem_id, 11)


def test_terms_are_offered_in_the_office_s_order(session: Session) -> None:
    choices = vocabulary.choices(session, "problem_domain")
    assert choices[0] == ("livelihood", "民生")
    assert vocabulary.label(session, "problem_domain", "conduct") == "干部作风"


def test_ten_identical_submissions_make_one_record(app: Flask, session: Session) -> None:
    actor, places = support.person("clerk"), []

    def submit() -> None:
        with app.app_context(), clock.fixed(support.NOW):
            with store.write(actor) as work:
                place = idempotency.claim(work, "表单-1")
                if place is None:
                    problem = intake.register(work, actor, makers.CALL)
                    place = f"/problems/{problem.id}"
                    idempotency.remember(work, "表单-1", place)
            places.append(place)
            db.session.remove()

    workers = [threading.Thread(target=submit) for _ in range(10)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    makers.stored(1)
    assert len(session.scalars(sa.select(Problem)).all()) == 1
    assert places == ["/problems/1"] * 10


def test_refused_submission_gives_its_key_back(session: Session) -> None:
    actor = support.person("clerk")
    with pytest.raises(Invalid), store.write(actor) as work:
        assert idempotency.claim(work, "表单-2") is None
        intake.register(work, actor, {**makers.CALL, "title": ""})
    with store.write(actor) as work:
        assert idempotency.claim(work, "表单-2") is None


def test_form_without_a_key_is_refused(session: Session) -> None:
    with pytest.raises(Invalid), store.write(support.person("clerk")) as work:
        idempotency.claim(work, "")

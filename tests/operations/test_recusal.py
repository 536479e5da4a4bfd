"""Recusal: asked, in force at once, decided; what is kept away leaves no trace."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import store
from app.enums import Channel, IdentityMode, MessageState, RequestType, Role, Track
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.models import (
    Attachment,
    AuditLog,
    Contact,
    Document,
    Evaluation,
    EvaluationReason,
    Feedback,
    IdentityReveal,
    Message,
    Model,
    Outbox,
    Problem,
    ProblemEvent,
    ProblemScope,
    ProblemStep,
    Rectification,
    Recusal,
    Supervision,
)
from app.operations import documents, identity, recusals
from app.principal import system
from app.queries import ledger as reads
from app.queries import recusals as listed
from tests import makers, recused, support, voices
from tests.turns import waiting

# Whom an item is about, who would see it by his letters or scope, and whether he does.
ABOUT = (
    ("report", "GW", "gaowan", False),
    ("report", "GW", "inspector", True),
    ("report", "KZZ", "gaowan", False),
    ("report", "KZZ", "xinji", True),
    ("report", "DF", "intake", False),
    ("report", "DF", "leader", True),
    ("complaint", "DF", "intake", False),
    ("report", "JD1", "inspector", False),
    ("complaint", "JD1", "inspector", False),
    ("report", "JD1", "intake", True),
    ("complaint", "SP", "bureau", False),
    ("complaint", "SP", "bureau_lead", False),
    ("complaint", "GW", "gaowan", True),
    ("complaint", "KZZ", "gaowan", True),
    ("complaint", "RX", "clerk2", False),
)


@pytest.mark.parametrize(("kind", "unit", "who", "seen"), ABOUT)
def test_item_is_kept_from_whom_it_is_about_and_from_his_superior(
    session: Session, kind: str, unit: str, who: str, seen: bool
) -> None:
    by = "intake" if unit == "RX" else "clerk"
    problem_id = makers.registered(by, request_type=kind, unit_complained_id=support.unit_id(unit))
    if who not in {"intake", "leader", "clerk2"}:
        recused.show_to(support.PEOPLE[who][1], problem_id)
    assert recused.sees(who, problem_id) is seen


@pytest.mark.parametrize("who", ["clerk", "intake", "bureau", "gaowan", "minzheng", "inspector"])
def test_declared_interest_takes_the_person_off_at_once(session: Session, who: str) -> None:
    problem_id = makers.problem_in("in_progress")
    assert recused.sees(who, problem_id)
    recused.declare(who, problem_id)
    assert not recused.sees(who, problem_id)
    with pytest.raises(Missing):
        recused.declare(who, problem_id)
    assert recused.sees("leader", problem_id)


def test_colleague_of_a_recused_person_works_on(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    second = recused.another("gaowan2", "gaowan", Role.TWN)
    recused.declare("gaowan", problem_id)
    assert recused.sees(second, problem_id)
    assert not recused.sees("gaowan", problem_id)


def test_refusing_gives_the_item_back_and_granting_does_not(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    first, second = (recused.declare(who, problem_id) for who in ("gaowan", "minzheng"))
    recused.decide("leader", first, "refused")
    recused.decide("leader", second, "granted", "")
    assert recused.sees("gaowan", problem_id)
    assert not recused.sees("minzheng", problem_id)
    told = recused.reading(system("test")).scalars(
        sa.select(Outbox.account_id).where(Outbox.template == "recusal.refused")
    )
    assert told.all() == [support.person("gaowan").account_id]


def test_whole_unit_may_be_named_by_a_reporter(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    second = recused.another("gaowan2", "gaowan", Role.TWN)
    recused.request("intake", problem_id, f"unit:{support.unit_id('GW')}")
    assert not recused.sees("gaowan", problem_id)
    assert not recused.sees(second, problem_id)
    row = recused.reading("leader").scalars(sa.select(Recusal)).one()
    assert (row.source, row.state) == ("reporter", "asked")


def test_only_intake_and_leader_write_down_a_reporters_request(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    key = f"unit:{support.unit_id('GW')}"
    for who in ("clerk", "bureau", "gaowan", "inspector"):
        with pytest.raises(Forbidden):
            recused.request(who, problem_id, key)


@pytest.mark.parametrize("key", ["", "unit:999999", "account:1 OR 1=1", "gaowan", "unit:"])
def test_stranger_is_not_named(session: Session, key: str) -> None:
    problem_id = makers.problem_in("in_progress")
    with pytest.raises(Invalid) as refused:
        recused.request("intake", problem_id, key)
    assert list(refused.value.errors) == ["who"]


def test_people_offered_are_those_who_deal_with_the_item(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    actor = support.person("intake")
    with store.write(actor) as work:
        offered = {one.label for one in listed.concerned(work, reads.get(work, actor, problem_id))}
    assert {"王海（示例）（高湾镇人民政府）", "高湾镇人民政府（全单位）"} <= offered
    assert not any("辛集" in label or "韩系" in label for label in offered)


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"ground": "hatred"}, "ground"), ({"words": " "}, "words"), ({"words": "长" * 501}, "words")],
)
def test_ground_and_words_are_asked_for(
    session: Session, facts: dict[str, str], field: str
) -> None:
    problem_id, actor = makers.registered(), support.person("clerk")
    with pytest.raises(Invalid) as refused, store.write(actor) as work:
        recusals.declare(work, actor, problem_id, {**recused.WORDS, **facts})
    assert list(refused.value.errors) == [field]


def test_words_of_a_recusal_do_not_name_the_reporter(session: Session) -> None:
    problem_id, actor = makers.registered(), support.person("clerk")
    words = f"{makers.NAME}（{makers.PHONE}）是我表哥。"
    with store.write(actor) as work:
        kept = recusals.declare(work, actor, problem_id, {**recused.WORDS, "words": words}).words
    assert makers.NAME not in kept
    assert makers.PHONE not in kept


def test_finished_item_needs_no_recusal(session: Session) -> None:
    problem_id = makers.problem_in("closed")
    with pytest.raises(Refused, match="不用再回避"):
        recused.declare("intake", problem_id)


@pytest.mark.parametrize("who", ["intake", "clerk", "gaowan", "inspector", "bureau_lead"])
def test_only_a_leader_decides(session: Session, who: str) -> None:
    problem_id = makers.problem_in("in_progress")
    recusal_id = recused.declare("minzheng", problem_id)
    with pytest.raises(Missing):
        recused.decide(who, recusal_id, "refused")


def test_decision_is_made_once_with_a_reason_and_on_the_newest_version(session: Session) -> None:
    recusal_id = recused.declare("gaowan", makers.problem_in("in_progress"))
    with pytest.raises(Invalid):
        recused.decide("leader", recusal_id, "refused", "")
    with pytest.raises(Invalid):
        recused.decide("leader", recusal_id, "asked")
    recused.decide("leader", recusal_id, "granted")
    with pytest.raises(Conflict):
        recused.decide("leader", recusal_id, "refused")
    actor = support.person("leader")
    facts = {"decision": "refused", "reason": "改主意"}
    with pytest.raises(Refused, match="已回避"), store.write(actor) as work:
        recusals.decide(work, actor, recusal_id, 2, facts)


def test_last_leader_is_not_let_go_and_the_superior_is_named(session: Session) -> None:
    problem_id = makers.problem_in("pending_decision")
    with pytest.raises(Refused, match="上级纪检监察机关"):
        recused.declare("leader", problem_id)
    assert recused.sees("leader", problem_id)


def test_second_leader_takes_over_and_decides_about_the_first(session: Session) -> None:
    second = recused.another("leader2", "leader", Role.DC_LEAD)
    problem_id = makers.problem_in("pending_decision")
    recusal_id = recused.declare("leader", problem_id)
    with pytest.raises(Missing):
        recused.decide("leader", recusal_id, "refused")
    with pytest.raises(Refused, match="上级纪检监察机关"):
        recused.declare(second, problem_id)
    recused.decide(second, recusal_id, "refused")
    assert recused.sees("leader", problem_id)


def test_rules_write_down_whom_they_keep_away(session: Session) -> None:
    recused.report("KZZ")
    rows = recused.reading("leader").scalars(sa.select(Recusal).order_by(Recusal.id)).all()
    found = [(row.unit_id, row.ground.value, row.source.value, row.state.value) for row in rows]
    assert found == [
        (support.unit_id("KZZ"), "party", "system", "granted"),
        (support.unit_id("GW"), "interest", "system", "granted"),
    ]


def test_accusation_found_at_triage_is_written_down_too(session: Session) -> None:
    problem_id = makers.registered(unit_complained_id=support.unit_id("GW"))
    assert recused.reading("leader").scalars(sa.select(Recusal)).all() == []
    proposed = support.unit_id("MZ")
    makers.act(
        "intake", problem_id, "triage", petition_class="accusation", proposed_unit_id=proposed
    )
    assert [row.source.value for row in recused.reading("leader").scalars(sa.select(Recusal))] == [
        "system"
    ]


def test_complaint_about_the_leadership_goes_to_the_superior(session: Session) -> None:
    with pytest.raises(Invalid, match="上级纪检监察机关") as refused:
        makers.registered(unit_complained_id=support.unit_id("JW"))
    assert list(refused.value.errors) == ["unit_complained_id"]
    assert support.session().scalars(sa.select(Problem.id)).all() == []


# --- No trace


def _full(who: str) -> int:
    """Return an item with every kind of row that may belong to it, the person off it at the end."""
    problem_id = makers.problem_in("in_progress")
    intake, leader = support.person("intake"), support.person("leader")
    with store.write(intake) as work:
        paper = documents.draft_assignment(work, intake, problem_id)
        paper_id, version = paper.id, paper.row_version
    makers.act("minzheng", problem_id, "answer")
    makers.act("gaowan", problem_id, "submit")
    makers.act("leader", problem_id, "supervise")
    makers.act("inspector", problem_id, "verify", method="phone")
    makers.act("clerk", problem_id, "callback")
    with store.write(intake) as work:
        identity.log_reveal(work, intake, problem_id, "verify")
    waiting(paper_id)
    with store.write(leader) as work:
        documents.sign(work, leader, paper_id, version)
    with store.write(system("test")) as work:
        problem = work.get_one(Problem, problem_id)
        work.add(_message(problem_id=problem_id, contact_id=problem.contact_id))
        voices.bad(work, "PJ-1", problem_id=problem_id)
        work.add(
            Attachment(
                problem_id=problem_id,
                filename="证据.txt",
                mime="text/plain",
                size=1,
                sha256="0" * 64,
            )
        )
        for own in (intake, leader):
            work.add(
                Outbox(
                    channel="in_app",
                    template="problem.T01",
                    account_id=own.account_id,
                    payload={"problem_id": problem_id},
                    dedupe_key=f"own:{own.account_id}",
                )
            )
    recused.declare(who, problem_id)
    return problem_id


def _message(**facts: Any) -> Message:
    """Return a message."""
    return Message(
        message_no="LY-00001",
        query_code_hash="hash-1",
        channel=Channel.MESSAGE_BOARD,
        request_type=RequestType.HELP,
        track=facts.pop("track", Track.SERVICE),
        subject="留言",
        body="留言",
        identity_mode=IdentityMode.ANONYMOUS,
        state=MessageState.RECEIVED,
        submitted_at=support.NOW,
        **facts,
    )


FOLLOWS: tuple[type[Model], ...] = (
    Problem,
    ProblemStep,
    ProblemScope,
    ProblemEvent,
    Supervision,
    Feedback,
    Contact,
    Attachment,
    Message,
    Evaluation,
    EvaluationReason,
    Rectification,
    Document,
    IdentityReveal,
    Recusal,
)


def test_nothing_that_follows_an_item_is_seen_by_who_is_off_it(session: Session) -> None:
    problem_id = _full("intake")
    for model in FOLLOWS:
        query = sa.select(sa.func.count(model.id))
        assert recused.reading("leader").execute(query).scalar_one() > 0, model
        assert recused.reading("intake").execute(query).scalar_one() == 0, model
    mine = sa.select(Outbox.payload).where(
        Outbox.account_id.in_([support.person(one).account_id for one in ("intake", "leader")])
    )
    assert recused.reading("leader").scalars(mine).all() == [{"problem_id": problem_id}]
    assert recused.reading("intake").scalars(mine).all() == []


def test_unit_loses_an_evaluation_of_which_a_report_about_it_came(session: Session) -> None:
    matter = recused.report("GW")
    with store.write(system("test")) as work:
        kept, free = voices.bad(work, "PJ-1", problem_id=matter), voices.bad(work, "PJ-2")
        kept_id, free_id = kept.id, free.id
    for model in (Evaluation, EvaluationReason, Rectification):
        key = Evaluation.id if model is Evaluation else model.evaluation_id
        assert recused.reading("gaowan").scalars(sa.select(key)).all() == [free_id], model
        found = recused.reading("leader").scalars(sa.select(key).order_by(key)).all()
        assert found == [kept_id, free_id], model


def test_item_of_which_somebody_is_off_is_not_counted_for_him(session: Session) -> None:
    problem_id = makers.registered()
    before = reads.counts(recused.reading("intake"), support.person("intake"))
    recused.declare("intake", problem_id)
    after = reads.counts(recused.reading("intake"), support.person("intake"))
    assert (before.waiting, after.waiting) == (1, 0)


def test_similar_items_leave_out_what_is_kept_away(session: Session) -> None:
    problem_id = makers.registered()
    ask = (makers.PHONE, makers.KONGZHUANGZI, "livelihood")
    actor = support.person("clerk2")
    assert len(reads.similar(recused.reading("clerk2"), actor, *ask)) == 1
    recused.request("intake", problem_id, f"account:{actor.account_id}")
    assert reads.similar(recused.reading("clerk2"), actor, *ask) == []


@pytest.mark.parametrize(
    ("unit", "track", "who", "seen"),
    [
        ("DF", Track.DISCIPLINE, "intake", False),
        ("DF", Track.SERVICE, "intake", False),
        ("DF", Track.DISCIPLINE, "leader", True),
        ("GW", Track.DISCIPLINE, "gaowan", False),
        ("KZZ", Track.DISCIPLINE, "gaowan", False),
        ("GW", Track.SERVICE, "gaowan", True),
    ],
)
def test_message_is_kept_from_whom_it_is_about(
    session: Session, unit: str, track: Track, who: str, seen: bool
) -> None:
    with store.write(system("test")) as work:
        about = support.unit_id(unit)
        row = _message(
            track=track, unit_complained_id=about, assigned_unit_id=support.unit_id("GW")
        )
        work.add(row)
    found = recused.reading(who).scalars(sa.select(Message.id)).all()
    assert bool(found) is seen


def test_person_keeps_away_from_a_message(session: Session) -> None:
    with store.write(system("test")) as work:
        row = _message(assigned_unit_id=support.unit_id("GW"))
        work.add(row)
        work.flush()
        message_id = row.id
    for who in ("gaowan", "intake"):
        actor = support.person(who)
        with store.write(actor) as work:
            recusals.declare_message(work, actor, message_id, recused.WORDS)
        assert recused.reading(who).scalars(sa.select(Message.id)).all() == []
    leader = support.person("leader")
    with pytest.raises(Refused), store.write(leader) as work:
        recusals.declare_message(work, leader, message_id, recused.WORDS)
    assert len(recused.reading("leader").scalars(sa.select(Recusal.id)).all()) == 2


def test_record_of_a_recusal_is_not_changed_or_dropped(session: Session) -> None:
    recusal_id = recused.declare("gaowan", makers.problem_in("in_progress"))
    for statement in (
        "UPDATE recusal SET words = ''",
        "UPDATE recusal SET account_id = 1",
        "DELETE FROM recusal",
    ):
        store.current().rollback()
        with pytest.raises(IntegrityError), support.owner() as link:
            link.exec_driver_sql(statement)
    kept = recused.reading("leader").scalars(sa.select(Recusal.id)).all()
    assert kept == [recusal_id]


def test_audit_names_ids_and_never_the_words(session: Session) -> None:
    recused.declare("gaowan", makers.problem_in("in_progress"))
    query = sa.select(AuditLog.detail).where(AuditLog.action == "recusal.declare")
    (detail,) = recused.reading(system("test")).scalars(query).all()
    assert detail["account_id"] == support.person("gaowan").account_id
    assert "亲属" not in str(detail)

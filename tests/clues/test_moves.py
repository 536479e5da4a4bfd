"""A clue from its receipt to its end: numbers, two persons, keepers, notices and clocks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app import calendars, clock, store, workdays
from app.enums import AccountStatus, ProblemState, Role
from app.enums_clue import ClueState
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.models import (
    Account,
    CalendarYear,
    Clue,
    ClueAccess,
    ClueEvent,
    Counter,
    Problem,
    table_of,
)
from app.operations import archive, clue_acts, clues, compartment
from app.principal import system
from app.queries import clues as reads
from app.secrecy import Tampered
from tests import makers, support
from tests.clues import making


def test_entered_clue_has_the_first_number_of_its_own_series(app: Flask) -> None:
    makers.registered()
    first, second = making.entered(), making.entered()
    problem_id = makers.registered()
    numbers = [making.stored(one).clue_no for one in (first, second)]
    assert numbers == ["海纪线〔2026〕1号", "海纪线〔2026〕2号"]
    assert makers.stored(problem_id).problem_no == "HXZT-2026-00002"


def test_refused_entry_uses_up_no_number(app: Flask) -> None:
    with pytest.raises(Invalid):
        making.entered(summary="")
    assert making.stored(making.entered()).clue_no == "海纪线〔2026〕1号"


def test_nobody_is_shown_the_counters(app: Flask) -> None:
    from app.policies import TABLES

    assert Counter not in TABLES


def test_whole_way_to_the_receipt_is_kept_in_order(app: Flask) -> None:
    clue_id = making.clue_in("filed_case")
    way = ["enter", "propose", "approve", "hand", "finish", "move_out"]
    assert making.moves(clue_id) == way
    assert making.stored(clue_id).receipt_no == "回执2026-7"


def test_pushed_clue_is_received_without_number_and_kept_by_the_case_office(app: Flask) -> None:
    clue_id = making.push(makers.registered())
    clue = making.stored(clue_id)
    assert (clue.state, clue.clue_no) == (ClueState.RECEIVED, None)
    assert clue.keeper_id == support.person("casekeeper").account_id
    making.move("casekeeper", clue_id, "register")
    assert making.stored(clue_id).clue_no == "海纪线〔2026〕1号"


def test_pushed_copy_holds_the_words_and_the_reporter_under_the_other_key(app: Flask) -> None:
    clue_id = making.push(makers.registered())
    texts = compartment.opened(making.stored(clue_id))
    assert texts["accused"] == making.ACCUSED
    assert makers.CALL["region_code"]
    assert (texts["reporter_name"], texts["reporter_phone"]) == (makers.NAME, makers.PHONE)
    assert "婚姻登记处" in texts["summary"]
    (row,) = making.rows(ClueAccess)
    assert (row.purpose, row.account_id) == ("custody", support.person("intake").account_id)


def test_anonymous_item_is_pushed_without_a_reporter(app: Flask) -> None:
    problem_id = makers.registered(identity_mode="anonymous", name="", phone="")
    clue = making.stored(making.push(problem_id))
    assert (clue.is_named, clue.reporter_name_sealed) == (False, None)
    making.move("casekeeper", clue.id, "register")
    assert making.notices(clue.id) == []


def test_same_person_pushes_an_item_once_and_another_is_told_nothing(app: Flask) -> None:
    problem_id = makers.registered()
    making.push(problem_id)
    with pytest.raises(Refused, match="已移送"):
        making.push(problem_id)
    making.push(problem_id, "clerk")
    assert len(making.rows(Clue)) == 2


def test_proposer_cannot_approve_even_as_a_leader(app: Flask) -> None:
    clue_id = making.clue_in("proposed")
    keeper = support.person("casekeeper")
    both = type(keeper)(
        name=keeper.name,
        account_id=keeper.account_id,
        unit_id=keeper.unit_id,
        roles=frozenset({Role.DC_CASE, Role.DC_LEAD}),
    )
    with pytest.raises(Refused, match="提出人不能批准"):
        making.move(both, clue_id, "approve")
    assert making.stored(clue_id).state == ClueState.PROPOSED


def test_database_refuses_one_person_for_both(app: Flask) -> None:
    clue_id = making.clue_in("proposed")
    with pytest.raises(IntegrityError), store.write(system("test")) as work:
        clue = work.get_one(Clue, clue_id)
        clue.approved_by_id, clue.minutes_ref = clue.proposed_by_id, "x"


def test_approval_needs_the_meetings_reference(app: Flask) -> None:
    clue_id = making.clue_in("proposed")
    with pytest.raises(Invalid) as refusal:
        making.move("leader", clue_id, "approve", minutes_ref="")
    assert set(refusal.value.errors) == {"minutes_ref"}


@pytest.mark.parametrize(
    ("who", "state", "code", "error"),
    [
        ("leader", "registered", "propose", Forbidden),
        ("casekeeper", "proposed", "approve", Forbidden),
        ("inspector", "registered", "propose", Missing),
        ("inspector", "proposed", "approve", Missing),
        ("intake", "registered", "propose", Missing),
        ("clerk", "registered", "note", Missing),
        ("auditor", "registered", "note", Missing),
        ("casekeeper", "registered", "finish", Refused),
        ("casekeeper", "approved", "finish", Refused),
        ("casekeeper", "disposed", "reopen", Refused),
        ("casekeeper", "registered", "move_out", Refused),
        ("leader", "approved", "send_back", Refused),
    ],
)
def test_move_is_refused(
    app: Flask, who: str, state: str, code: str, error: type[Exception]
) -> None:
    clue_id = making.clue_in(state)
    before = making.stored(clue_id).row_version
    with pytest.raises(error):
        making.move(who, clue_id, code)
    assert making.stored(clue_id).row_version == before


def test_inspection_office_sees_only_what_is_handed_to_it_and_proposes(app: Flask) -> None:
    mine, other = making.entered(), making.entered()
    making.move("casekeeper", mine, "hand")
    making.move("inspector", mine, "propose")
    session = making.fresh()
    store.name(session, support.person("inspector"))
    assert [clue.id for clue in reads.page(session)] == [mine]
    with pytest.raises(Missing):
        reads.get(session, other)


def test_clue_is_handed_to_inspection_offices_alone(app: Flask) -> None:
    clue_id = making.entered()
    with pytest.raises(Invalid, match="只能交监督检查室"):
        making.move("casekeeper", clue_id, "hand", unit_id=support.unit_id("GW"))
    about = making.entered(accused_unit_id=support.unit_id("JD1"))
    with pytest.raises(Invalid, match="反映的就是该单位"):
        making.move("casekeeper", about, "hand")


def test_second_account_of_the_case_office_sees_nothing_until_it_is_the_keeper(
    app: Flask,
) -> None:
    making.add_account("casekeeper2", "许静（示例）", "JW", Role.DC_CASE)
    clue_id, second = making.entered(), making.somebody("casekeeper2", Role.DC_CASE)
    session = making.fresh()
    store.name(session, second)
    assert reads.page(session) == []
    making.move("leader", clue_id, "keeper")
    session = making.fresh()
    store.name(session, second)
    assert [clue.id for clue in reads.page(session)] == [clue_id]
    session = making.fresh()
    store.name(session, support.person("casekeeper"))
    assert reads.page(session) == []


def test_leader_who_did_not_approve_sees_an_approved_clue_no_more(app: Flask) -> None:
    making.add_account("leader2", "何书记（示例）", "JW", Role.DC_LEAD)
    clue_id, other = making.clue_in("proposed"), making.somebody("leader2", Role.DC_LEAD)
    seen = []
    for _ in range(2):
        session = making.fresh()
        store.name(session, other)
        seen.append([clue.id for clue in reads.page(session)])
        if len(seen) == 1:
            making.move("leader", clue_id, "approve")
    assert seen == [[clue_id], []]


def test_clue_whose_approving_leader_left_is_seen_by_the_other_leaders(app: Flask) -> None:
    making.add_account("leader2", "何书记（示例）", "JW", Role.DC_LEAD)
    clue_id, other = making.clue_in("approved"), making.somebody("leader2", Role.DC_LEAD)
    with store.write(system("test")) as work:
        account_id = support.person("leader").account_id
        work.get_one(Account, account_id).status = AccountStatus.DISABLED
    session = making.fresh()
    store.name(session, other)
    assert [clue.id for clue in reads.page(session)] == [clue_id]


def test_account_of_the_accused_unit_never_sees_the_clue(app: Flask) -> None:
    making.add_account("keeper_df", "许静（示例）", "DF", Role.DC_CASE)
    other = making.somebody("keeper_df", Role.DC_CASE)
    with store.write(other) as work:
        clue_id = clues.enter(work, other, {**making.ENTRY}).id
    accused = making.entered(accused_unit_id=str(support.unit_id("DF")))
    assert making.stored(accused).keeper_id == support.person("casekeeper").account_id
    session = making.fresh()
    store.name(session, other)
    assert [clue.id for clue in reads.page(session)] == [clue_id]


def test_clue_about_the_house_that_keeps_clues_goes_up_on_paper(app: Flask) -> None:
    before = making.tables()
    with pytest.raises(Invalid, match="本单位应当回避"):
        making.entered(accused_unit_id=str(support.unit_id("JW")))
    assert making.changed(before, making.tables()) == set()


def test_named_reporter_is_to_be_told_within_fifteen_working_days(app: Flask) -> None:
    clue_id = making.clue_in("disposed")
    accept, result = making.notices(clue_id)
    assert clock.local(accept.due_at).date() == date(2026, 12, 9)
    assert (accept.kind, result.kind) == ("accept", "result")
    making.tell("casekeeper", accept.id, has_dissent="y")
    told = making.notices(clue_id)[0]
    assert (told.way, told.late, told.has_dissent) == ("phone", False, True)
    assert making.moves(clue_id)[-1] == "told"


def test_notice_that_came_late_stays_late(app: Flask) -> None:
    clue_id = making.entered()
    (notice,) = making.notices(clue_id)
    with making.held(notice.due_at + timedelta(seconds=1)):
        making.tell("casekeeper", notice.id)
    assert making.notices(clue_id)[0].late is True
    with pytest.raises(Refused, match="已经记录过"):
        making.tell("casekeeper", notice.id)


def test_one_who_repeats_is_not_told_again(app: Flask) -> None:
    making.entered()
    second = making.entered(repeat_no="海纪线〔2026〕1号")
    assert making.notices(second) == []
    with pytest.raises(Invalid, match="没有找到这个线索编号"):
        making.entered(repeat_no="海纪线〔2026〕99号")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-18", date(2026, 12, 18)),
        ("2026-10-31", date(2026, 11, 30)),
        ("2026-09-01", date(2026, 10, 8)),
        ("2026-09-19", date(2026, 10, 19)),
    ],
)
def test_proposal_is_due_a_month_after_receipt_rolled_off_a_holiday(
    app: Flask, received: str, due: date
) -> None:
    clue = making.stored(making.entered(received_on=received))
    assert clock.local(clue.proposal_due).date() == due
    assert clock.local(clue.proposal_due).hour == 17


def test_late_proposal_stays_late(app: Flask) -> None:
    clue_id = making.entered(received_on="2026-10-08")
    making.move("casekeeper", clue_id, "propose")
    assert making.stored(clue_id).proposed_late is True


def test_sent_back_proposal_keeps_its_first_due(app: Flask) -> None:
    clue_id = making.clue_in("proposed")
    due = making.stored(clue_id).proposal_due
    making.move("leader", clue_id, "send_back")
    clue = making.stored(clue_id)
    assert (clue.state, clue.proposal_due, clue.disposal) == (ClueState.REGISTERED, due, None)


def test_shelved_clue_may_be_taken_up_again_with_a_new_month(app: Flask) -> None:
    clue_id = making.entered(received_on="2026-11-02")
    making.move("casekeeper", clue_id, "propose", disposal="shelved")
    making.move("leader", clue_id, "approve")
    making.move("casekeeper", clue_id, "finish")
    making.move("casekeeper", clue_id, "reopen")
    clue = making.stored(clue_id)
    assert (clue.state, clue.approved_by_id) == (ClueState.REGISTERED, None)
    assert clock.local(clue.proposal_due).date() == date(2026, 12, 18)


def test_year_without_calendar_is_a_clear_error_and_stores_nothing(app: Flask) -> None:
    with store.write(system("test")) as work:
        work.execute(sa.update(CalendarYear).where(CalendarYear.year == 2026).values(year=2031))
    calendars.forget()
    with pytest.raises(Invalid, match="2026年日历尚未导入"):
        making.entered()
    assert making.rows(Clue) == []


def test_stale_form_is_a_conflict(app: Flask) -> None:
    clue_id, actor = making.entered(), support.person("casekeeper")
    version = making.stored(clue_id).row_version
    making.move("casekeeper", clue_id, "note")
    with pytest.raises(Conflict), store.write(actor) as work:
        clue_acts.perform(work, actor, clue_id, version, "propose", making.facts("propose"))


def test_ciphertext_of_another_clue_is_not_opened(app: Flask) -> None:
    first, second = making.entered(), making.entered(summary="别的事")
    with store.write(system("test")) as work:
        work.get_one(Clue, first).summary_sealed = work.get_one(Clue, second).summary_sealed
    with pytest.raises(Tampered):
        compartment.opened(making.stored(first))


@pytest.mark.parametrize("change", ["UPDATE clue_event SET move = 'x'", "DELETE FROM clue"])
def test_history_of_a_clue_is_only_added_to(app: Flask, change: str) -> None:
    making.entered()
    making.fresh()
    with pytest.raises(IntegrityError), support.owner() as link:
        link.exec_driver_sql(change)
    assert len(making.rows(ClueEvent)) == 1


def test_text_is_opened_only_after_its_purpose_is_committed(app: Flask) -> None:
    clue_id, actor = making.entered(), support.person("casekeeper")
    session = making.fresh()
    store.name(session, actor)
    with pytest.raises(Forbidden, match="先写明用途"):
        clue_acts.open_texts(session, actor, clue_id)
    with pytest.raises(Invalid), store.write(actor) as work:
        clue_acts.log_access(work, actor, clue_id, "custody")
    with store.write(actor) as work:
        clue_acts.log_access(work, actor, clue_id, "study")
        with pytest.raises(RuntimeError):
            clue_acts.open_texts(work, actor, clue_id)
    texts = clue_acts.open_texts(store.current(), actor, clue_id)
    assert (texts.summary, texts.reporter_name) == (making.SUMMARY, making.REPORTER)
    assert making.SUMMARY not in repr(texts)


def test_open_clue_forbids_with_words_that_tell_nothing(app: Flask) -> None:
    problem_id = makers.registered()
    session = making.fresh()
    clues.check_free(session, problem_id)
    clue_id = making.push(problem_id)
    session = making.fresh()
    with pytest.raises(Refused, match=r"^422 Unprocessable Entity: 暂不能办理。$"):
        clues.check_free(session, problem_id)
    making.move("casekeeper", clue_id, "return")
    clues.check_free(making.fresh(), problem_id)


def test_a_merge_tells_nothing_of_an_open_clue(app: Flask) -> None:
    master = makers.problem_in("in_progress")
    problem_id = makers.registered()
    making.push(problem_id)
    makers.act("intake", problem_id, "merge", master_no=makers.stored(master).problem_no)
    assert makers.stored(problem_id).state == ProblemState.MERGED
    problem = making.fresh().get_one(Problem, problem_id)
    assert archive.why_not(making.fresh(), problem) == "暂不能办理"


def test_push_changes_no_row_of_the_item(app: Flask) -> None:
    problem_id = makers.problem_in("in_progress")
    before = making.tables()
    making.push(problem_id)
    inside = {"clue", "clue_event", "clue_access", "audit_log"}
    assert making.changed(before, making.tables()) == inside


def test_no_table_outside_points_into_the_compartment() -> None:
    inside = {
        "clue",
        "clue_event",
        "clue_access",
        "reporter_notice",
        "accountability",
        "interference_record",
        "superior_handover_count",
        "clue_clearing",
        "discipline_risk",
    }
    marked = {
        mapper.class_.__tablename__
        for mapper in Problem.registry.mappers
        if getattr(mapper.class_, "__compartment__", False)
    }
    assert marked == inside
    outside = [t for t in table_of(Problem).metadata.tables.values() if t.name not in inside]
    assert not [k for t in outside for k in t.foreign_keys if k.column.table.name in inside]
    assert not [c for t in outside for c in t.columns if "clue" in c.name]


def test_month_that_has_no_such_day_ends_on_its_last() -> None:
    assert workdays.month_after(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert workdays.month_after(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert workdays.month_after(date(2026, 11, 18), 24) == date(2028, 11, 18)

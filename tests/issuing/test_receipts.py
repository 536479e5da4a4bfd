"""A paper at several units: each reads, signs and answers its own; none reads another's answer."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, jobs, store
from app.enums import RecordStatus
from app.errors import Forbidden, Invalid, Missing, Refused
from app.models import Document, DocumentReceipt, Outbox, Problem, Unit
from app.operations import documents, receipts
from app.principal import system
from app.queries import paper_receipts, papers
from tests import makers, support
from tests.files import photo
from tests.issuing.making import (
    DUE,
    addressed,
    at,
    by_unit,
    drafted,
    issued,
    sent,
    signed,
    stored,
    turn,
)
from tests.operations.test_documents import FACTS, made

TEST = system("test")


def codes(session: Session, who: str) -> list[int]:
    """Return the units of the receipts that a person sees."""
    store.name(session, support.person(who))
    return list(session.scalars(sa.select(DocumentReceipt.unit_id)))


def test_issue_makes_one_receipt_for_each_unit_and_tells_it(session: Session) -> None:
    document_id = sent("GW", "MZ")
    stored(document_id)
    rows = session.scalars(sa.select(DocumentReceipt).order_by(DocumentReceipt.id)).all()
    wanted = [support.unit_id("GW"), support.unit_id("MZ")]
    assert [(row.unit_id, row.due_on, row.read_at) for row in rows] == [
        (unit, DUE, None) for unit in wanted
    ]
    told = sa.select(Outbox.unit_id).where(Outbox.template == "document.issued")
    assert session.scalars(told.order_by(Outbox.id)).all() == wanted


def test_paper_of_one_unit_gets_a_receipt_too(session: Session) -> None:
    document_id = made("draft_assignment", makers.problem_in("assigned"))
    signed(document_id)
    issued(document_id)
    assert at(document_id, "GW").due_on is None


def test_draft_and_signed_paper_reach_no_unit(session: Session) -> None:
    document_id = addressed("GW", "MZ")
    for step in (lambda: None, lambda: signed(document_id)):
        step()
        gaowan = support.person("gaowan")
        store.name(session, gaowan)
        with pytest.raises(Missing):
            papers.get(session, gaowan, document_id)


def test_letter_is_read_outside_the_office_from_its_issue_on(session: Session) -> None:
    document_id = made("draft_assignment", makers.problem_in("assigned"))
    signed(document_id)
    outside = [support.person(who) for who in ("gaowan", "inspector", "bureau")]
    for actor in outside:
        store.name(session, actor)
        with pytest.raises(Missing):
            papers.get(session, actor, document_id)
    issued(document_id)
    for actor in outside:
        store.name(session, actor)
        assert papers.get(session, actor, document_id).id == document_id


def test_unit_sees_papers_issued_to_it_and_no_other_s_receipt(session: Session) -> None:
    document_id = sent("GW", "MZ")
    for who, code in (("gaowan", "GW"), ("minzheng", "MZ")):
        assert codes(session, who) == [support.unit_id(code)]
        actor = support.person(who)
        assert papers.get(session, actor, document_id).id == document_id
    for who in ("xinji", "zhujian", "bureau"):
        assert codes(session, who) == []
        with pytest.raises(Missing):
            papers.get(session, support.person(who), document_id)
    assert len(codes(session, "intake")) == 2
    assert codes(session, "inspector") == [support.unit_id("GW"), support.unit_id("MZ")]


def test_opening_is_noted_once_with_who_came_first(session: Session) -> None:
    document_id = sent("GW")
    by_unit("gaowan", receipts.opened, document_id)
    first = at(document_id, "GW").read_at
    with clock.fixed(support.NOW + timedelta(hours=2)):
        by_unit("gaowan", receipts.opened, document_id)
    assert at(document_id, "GW").read_at == first == support.NOW


def test_signing_for_a_paper_twice_is_once(session: Session) -> None:
    document_id = sent("GW", "MZ")
    by_unit("gaowan", receipts.receive, document_id)
    with clock.fixed(support.NOW + timedelta(hours=2)):
        by_unit("gaowan", receipts.receive, document_id)
    row = at(document_id, "GW")
    assert (row.signed_for_at, row.read_at) == (support.NOW, support.NOW)
    assert row.signed_for_by_id == support.person("gaowan").account_id
    assert at(document_id, "MZ").signed_for_at is None


def test_answer_is_kept_with_its_file_and_never_again(session: Session) -> None:
    document_id = sent("GW")
    by_unit("gaowan", receipts.receive, document_id)
    upload = (io.BytesIO(photo()), "现场.jpg")
    by_unit("gaowan", receipts.reply, document_id, " 已传达到村。 ", upload)
    row = at(document_id, "GW")
    assert (row.reply, row.file_name, row.file_mime) == ("已传达到村。", "现场.jpg", "image/jpeg")
    with pytest.raises(Refused, match="不能再改"):
        by_unit("gaowan", receipts.reply, document_id, "改一改")
    with pytest.raises(sa.exc.IntegrityError), store.write(TEST) as work:
        work.get_one(DocumentReceipt, row.id).reply = "改一改"
        work.flush()


def test_answer_comes_after_signing_and_with_words(session: Session) -> None:
    document_id = sent("GW")
    with pytest.raises(Refused, match="先签收"):
        by_unit("gaowan", receipts.reply, document_id, "已传达")
    by_unit("gaowan", receipts.receive, document_id)
    for words in (" ", "长" * 501):
        with pytest.raises(Invalid):
            by_unit("gaowan", receipts.reply, document_id, words)
    bad = (io.BytesIO(b"MZ\x90"), "病毒.exe")
    with pytest.raises(Invalid, match=r"病毒\.exe"):
        by_unit("gaowan", receipts.reply, document_id, "已传达", bad)


def test_answer_names_no_reporter(session: Session) -> None:
    document_id = made("draft_assignment", makers.problem_in("assigned"))
    signed(document_id)
    issued(document_id)
    by_unit("gaowan", receipts.receive, document_id)
    words = f"已联系{makers.NAME}，电话{makers.PHONE}"
    by_unit("gaowan", receipts.reply, document_id, words)
    kept = at(document_id, "GW").reply or ""
    assert makers.NAME not in kept
    assert makers.PHONE not in kept


@pytest.mark.parametrize("act", [receipts.opened, receipts.receive])
def test_unit_signs_for_nothing_that_did_not_come_to_it(session: Session, act: object) -> None:
    document_id = sent("GW")
    for who in ("xinji", "intake"):
        with pytest.raises(Missing):
            by_unit(who, act, document_id)  # type: ignore[arg-type]  # One of the operations.


def test_units_are_chosen_by_the_drafter_while_it_is_a_draft(session: Session) -> None:
    document_id = drafted()
    gw = [support.unit_id("GW")]
    with pytest.raises(Forbidden):
        turn("leader", receipts.address, document_id, gw, None)  # type: ignore[arg-type]
    signed(document_id)
    with pytest.raises(Refused, match="不再是草稿"):
        turn("intake", receipts.address, document_id, gw, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("units", "due_on", "where"),
    [
        (["KZZ"], None, "unit_ids"),
        ([], DUE, "due_on"),
        (["GW"], date(2026, 11, 17), "due_on"),
        (["?"], None, "unit_ids"),
    ],
)
def test_wrong_choice_of_units_is_refused(
    session: Session, units: list[str], due_on: date | None, where: str
) -> None:
    document_id = drafted()
    ids = [999 if code == "?" else support.unit_id(code) for code in units]
    with pytest.raises(Invalid) as caught:
        turn("intake", receipts.address, document_id, ids, due_on)  # type: ignore[arg-type]
    assert list(caught.value.errors) == [where]


def test_paper_whose_day_of_answer_has_passed_is_not_signed(session: Session) -> None:
    document_id = addressed("GW")
    with clock.fixed(support.NOW + timedelta(days=8)), pytest.raises(Refused, match="改期限"):
        signed(document_id)


def test_unit_complained_of_gets_no_paper_about_it(session: Session) -> None:
    complained = {"request_type": "complaint", "unit_complained_id": support.unit_id("ZJ")}
    problem_id = makers.problem_in("assigned", **complained)
    document_id = made("draft_assignment", problem_id)
    both = [support.unit_id("GW"), support.unit_id("ZJ")]
    with pytest.raises(Invalid, match="被反映"):
        turn("intake", receipts.address, document_id, both, None)  # type: ignore[arg-type]


def off(problem_id: int, code: str) -> None:
    """Give an item to another unit, and let the rules keep the first one from it."""
    with store.write(TEST) as work:
        problem = work.get_one(Problem, problem_id)
        problem.lead_unit_id = support.unit_id("XJ")
        problem.unit_complained_id, problem.is_sensitive = support.unit_id(code), True


@pytest.mark.parametrize("chosen", [["GW", "MZ"], []], ids=["chosen", "of the draft"])
def test_unit_that_must_be_kept_off_since_gets_no_paper(
    session: Session, chosen: list[str]
) -> None:
    problem_id = makers.problem_in("assigned")
    document_id, late_id = (made("draft_assignment", problem_id) for _ in "12")
    if chosen:
        ids = [support.unit_id(code) for code in chosen]
        for one in (document_id, late_id):
            turn("intake", receipts.address, one, ids, None)  # type: ignore[arg-type]
    signed(late_id)
    off(problem_id, "GW")
    with pytest.raises(Refused, match=r"回避.*改收文单位"):
        signed(document_id)
    assert stored(document_id).number is None
    with pytest.raises(Refused, match=r"回避.*请作废"):
        issued(late_id)
    assert list(session.scalars(sa.select(DocumentReceipt.id))) == []


def test_unit_that_was_stopped_since_gets_no_paper(session: Session) -> None:
    document_id = addressed("GW", "MZ")
    with store.write(TEST) as work:
        work.get_one(Unit, support.unit_id("MZ")).status = RecordStatus.RETIRED
    with pytest.raises(Refused, match="停用"):
        signed(document_id)


def test_letter_to_a_unit_that_reads_none_here_is_signed(session: Session) -> None:
    actor = support.person("intake")
    with store.write(actor) as work:
        units = {"unit_id": support.unit_id("KZZ")}
        document_id = documents.draft(work, actor, "circular", FACTS, **units).id
    assert signed(document_id).number


def test_voided_paper_stays_in_sight_and_asks_for_nothing(session: Session) -> None:
    document_id = sent("GW")
    turn("leader", documents.void, document_id, "发错了")
    gaowan = support.person("gaowan")
    store.name(session, gaowan)
    assert papers.get(session, gaowan, document_id).void_reason == "发错了"
    assert paper_receipts.count_open(session, gaowan) == 0
    with pytest.raises(Refused, match="已作废"):
        by_unit("gaowan", receipts.receive, document_id)
    stored(document_id)
    told = sa.select(Outbox.unit_id).where(Outbox.template == "document.void")
    assert session.scalars(told).all() == [gaowan.unit_id]


def late(session: Session) -> list[tuple[int, int]]:
    """Return paper and unit of the overdue answers that the office sees."""
    store.name(session, support.person("intake"))
    found = paper_receipts.late(session, clock.today())
    return [(row.document.id, row.receipt.unit_id) for row in found]


def test_overdue_answers_are_listed_and_each_unit_is_reminded_once(session: Session) -> None:
    document_id = sent("GW", "MZ")
    void_id = sent("GW")
    turn("leader", documents.void, void_id, "发错了")
    by_unit("minzheng", receipts.receive, document_id)
    by_unit("minzheng", receipts.reply, document_id, "已传达")
    assert late(session) == []
    with clock.fixed(support.NOW + timedelta(days=7)):
        assert late(session) == []
    with clock.fixed(support.NOW + timedelta(days=8)):
        assert late(session) == [(document_id, support.unit_id("GW"))]
        for _ in "12":
            with store.write(jobs.WORKER) as work:
                jobs.PARTS["逾期回执提醒"](work)
    stored(document_id)
    told = sa.select(Outbox.unit_id).where(Outbox.template == "document.overdue")
    assert session.scalars(told).all() == [support.unit_id("GW")]


def test_counts_of_the_home_page_are_one_s_own(session: Session) -> None:
    sent("GW", "MZ")
    open_ones = {}
    for who in ("gaowan", "minzheng", "xinji", "village", "intake"):
        actor = support.person(who)
        store.name(session, actor)
        open_ones[who] = paper_receipts.count_open(session, actor)
    assert open_ones == {"gaowan": 1, "minzheng": 1, "xinji": 0, "village": 0, "intake": 0}


@pytest.mark.parametrize("column", ["unit_ids", "receipt_due_on"])
def test_units_of_a_signed_paper_stay(session: Session, column: str) -> None:
    document_id = addressed("GW")
    signed(document_id)
    with pytest.raises(sa.exc.IntegrityError), store.write(TEST) as work:
        setattr(work.get_one(Document, document_id), column, None)
        work.flush()

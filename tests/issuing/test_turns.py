"""Drafter, checker, signer: a paper goes back to be mended, and a check is of the very text."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from app import store
from app.enums import DocumentState
from app.enums_issuing import PaperAct
from app.errors import Conflict, Forbidden, Invalid, Refused
from app.models import DocumentComment, Outbox
from app.operations import documents
from app.principal import system
from app.queries import papers
from tests import support
from tests.issuing.making import ask_check, drafted, signed, stored, turn
from tests.issuing.making import sent as issued_to


def sent(who: str = "intake") -> int:
    """Draft a circular and send it to be checked."""
    document_id = drafted(who)
    turn(who, documents.send, document_id)
    return document_id


def turns(document_id: int) -> list[tuple[PaperAct, str | None]]:
    """Return the turns of a paper, in order."""
    stored(document_id)
    query = sa.select(DocumentComment.act, DocumentComment.words)
    query = query.where(DocumentComment.document_id == document_id).order_by(DocumentComment.id)
    return [(row.act, row.words) for row in support.session().execute(query)]


def test_paper_goes_from_drafter_to_checker_to_signer(session: Session) -> None:
    ask_check()
    document_id = sent()
    turn("leader", documents.send_back, document_id, "请补依据")
    turn("intake", documents.send, document_id, "已补")
    turn("leader", documents.pass_on, document_id, "同意")
    assert turns(document_id) == [
        (PaperAct.SENT, None),
        (PaperAct.RETURNED, "请补依据"),
        (PaperAct.SENT, "已补"),
        (PaperAct.PASSED, "同意"),
    ]
    document = stored(document_id)
    assert document.checked_by_id == support.person("leader").account_id
    with pytest.raises(Refused, match="另一位领导"):
        signed(document_id)


def test_paper_that_was_sent_back_is_a_draft_again_and_no_number_is_used(session: Session) -> None:
    document_id = sent()
    turn("leader", documents.send_back, document_id, "标题不对")
    document = stored(document_id)
    assert (document.state, document.number) == (DocumentState.DRAFT, None)
    assert [one.id for one in papers.returned(session, support.person("intake"))] == [document_id]
    assert papers.to_sign(session, support.person("leader")) == []
    with pytest.raises((Refused, Forbidden)):
        signed(document_id)


def test_mended_paper_is_signed(session: Session) -> None:
    document_id = sent()
    turn("leader", documents.send_back, document_id, "标题不对")
    turn("intake", documents.send, document_id)
    assert signed(document_id).number == "海纪通〔2026〕1号"
    assert papers.returned(session, support.person("intake")) == []


def test_drafter_hears_of_each_return_once(session: Session) -> None:
    document_id = sent()
    for words in ("一", "二"):
        turn("leader", documents.send_back, document_id, words)
        turn("intake", documents.send, document_id)
    stored(document_id)
    query = sa.select(Outbox.account_id).where(Outbox.template == "document.returned")
    assert session.scalars(query).all() == [support.person("intake").account_id] * 2


@pytest.mark.parametrize(
    ("who", "act", "words", "error"),
    [
        ("intake", documents.pass_on, ("同意",), Forbidden),
        ("intake", documents.send_back, ("不行",), Forbidden),
        ("leader", documents.send, ("送",), Forbidden),
        ("leader", documents.send_back, (" ",), Invalid),
        ("leader", documents.send_back, ("长" * 201,), Invalid),
        ("leader", documents.pass_on, ("长" * 201,), Invalid),
    ],
)
def test_turn_is_taken_by_nobody_else_and_with_words_that_fit(
    session: Session, who: str, act: object, words: tuple[str, ...], error: type[HTTPException]
) -> None:
    document_id = sent()
    with pytest.raises(error):
        turn(who, act, document_id, *words)  # type: ignore[arg-type]  # One of the operations.
    assert turns(document_id) == [(PaperAct.SENT, None)]


def test_stale_version_takes_no_turn(session: Session) -> None:
    document_id = sent()
    with pytest.raises(Conflict):
        turn("leader", documents.pass_on, document_id, "", version=9)


def test_draft_that_was_not_sent_is_not_passed(session: Session) -> None:
    document_id = drafted()
    with pytest.raises(Refused, match="没有送审"):
        turn("leader", documents.pass_on, document_id, "")


def test_small_office_signs_what_was_sent_without_a_check(session: Session) -> None:
    document_id = drafted()
    assert papers.to_sign(session, support.person("leader")) == []
    turn("intake", documents.send, document_id)
    assert [one.id for one in papers.to_sign(session, support.person("leader"))] == [document_id]
    assert signed(document_id).state is DocumentState.SIGNED


@pytest.mark.parametrize("is_sent", [False, True])
def test_office_that_asks_for_a_check_signs_nothing_unchecked(
    session: Session, is_sent: bool
) -> None:
    ask_check()
    document_id = sent() if is_sent else drafted()
    assert papers.to_sign(session, support.person("leader")) == []
    waiting = [one.id for one in papers.to_pass(session, support.person("leader"))]
    assert waiting == ([document_id] if is_sent else [])
    with pytest.raises(Refused, match="第三人核稿"):
        signed(document_id)


def test_paper_passed_by_another_waits_for_the_leader_and_is_signed(session: Session) -> None:
    ask_check()
    document_id = passed_by_intake()
    assert [one.id for one in papers.to_sign(session, support.person("leader"))] == [document_id]
    assert signed(document_id).number == "海纪通〔2026〕1号"


def passed_by_intake() -> int:
    """Return a paper of the bureau's that the intake office passed."""
    document_id = sent("bureau")
    turn("intake", documents.pass_on, document_id)
    return document_id


def test_check_holds_for_the_text_that_was_checked(session: Session) -> None:
    ask_check()
    document_id = passed_by_intake()
    with store.write(system("test")) as work:
        document = work.get_one(documents.Document, document_id)
        document.facts = {**document.facts, "sign": "别的机关"}
    with pytest.raises(Refused, match="核稿以后改过"):
        signed(document_id)


def test_database_refuses_a_change_of_the_check_after_the_signature(session: Session) -> None:
    document_id = passed_by_intake()
    signed(document_id)
    with pytest.raises(sa.exc.IntegrityError), store.write(system("test")) as work:
        work.get_one(documents.Document, document_id).checked_by_id = None
        work.flush()


def test_draft_of_the_timed_work_is_sent_with_a_turn(session: Session) -> None:
    with store.write(system("定时任务")) as work:
        facts = {"title": "督办函", "addressees": ["高湾镇"]}
        document_id = documents.draft(work, system("定时任务"), "circular", facts).id
    turn("intake", documents.submit, document_id)
    assert turns(document_id) == [(PaperAct.SENT, None)]


@pytest.mark.parametrize("who", ["gaowan", "inspector", "bureau"])
def test_unit_that_got_a_paper_reads_no_turn_of_it(session: Session, who: str) -> None:
    document_id = issued_to("GW", "SP")
    actor = support.person(who)
    store.name(session, actor)
    assert papers.turns(session, document_id) == []

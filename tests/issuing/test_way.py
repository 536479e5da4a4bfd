"""The way of a draft on its page: what is true of it, whose step is next, who is told."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, jobs
from app.enums import DocumentState
from app.models import Outbox
from app.operations import documents, ladder, receipts
from tests import makers, support
from tests.composing.hands import from_item
from tests.issuing.making import at, by_unit, drafted, sent, signed, stored, turn
from tests.ladder.test_climb import rows
from tests.ladder.test_overtaken import LATE, paper, send
from tests.turns import waiting
from tests.views.hands import Hands, fields


def page_of(hands: Hands, who: str, document_id: int) -> str:
    """Return a paper's page as a person sees it."""
    return hands.get(who, f"/paper/{document_id}").text


def test_draft_is_signed_by_nobody_before_it_was_sent(hands: Hands) -> None:
    document_id = drafted()
    assert "请核对文稿和收文单位，然后送审" in page_of(hands, "intake", document_id)
    page = page_of(hands, "leader", document_id)
    assert "还没有送审，等拟稿人送审" in page
    assert f"/paper/{document_id}/sign" not in page
    sent_form = {"csrf_token": support.token(page), "version": "1", "confirmed": "1"}
    answer = hands.post("leader", f"/paper/{document_id}/sign", sent_form)
    assert answer.status_code == 422
    assert "拟稿人送审以后才能签发" in answer.text
    hands.send("intake", f"/paper/{document_id}/send")
    assert "待签发" in page_of(hands, "intake", document_id)
    assert "请您签发，或者退回修改" in page_of(hands, "leader", document_id)


def test_who_wrote_the_text_is_offered_no_check_and_told_why(hands: Hands) -> None:
    document_id = drafted("bureau")
    waiting(document_id)
    hands.send("intake", f"/paper/{document_id}/edit", title="关于改过的通报")
    hands.send("bureau", f"/paper/{document_id}/send")
    page = page_of(hands, "intake", document_id)
    assert f"/paper/{document_id}/pass" not in page
    assert "现在的文稿是您改的，请由别人核稿" in page


@pytest.mark.parametrize("who", ["intake", "leader"])
def test_second_notice_of_an_item_is_seen_by_whoever_opens_it(hands: Hands, who: str) -> None:
    item = makers.problem_in("in_progress")
    from_item("acceptance_notice", item)
    second = from_item("acceptance_notice", item)
    waiting(second)
    words = "这件事项还有受理告知书（草稿），请核对是否重复"
    assert words in page_of(hands, who, second)
    if who == "leader":
        form = fields(page_of(hands, who, second), "version")
        assert words in hands.post(who, f"/paper/{second}/sign", form).text


@pytest.fixture
def letter(app: Flask) -> int:
    """Return the letter that the ladder drafted."""
    makers.problem_in("in_progress")
    with clock.fixed(LATE):
        ladder.climb(jobs.WORKER)
    return paper().id


def test_letter_of_the_ladder_is_mended_before_it_is_sent(hands: Hands, letter: int) -> None:
    hands.now = LATE
    page = page_of(hands, "intake", letter)
    assert "定时任务拟的稿" in page
    for act in ("edit", "withdraw", "check"):
        assert f"/paper/{letter}/{act}" in page
    assert "签发时按回复期限写定日期" in hands.get("intake", f"/paper/{letter}/edit").text
    body = "请到县纪委说明情况。"
    assert hands.send("intake", f"/paper/{letter}/edit", body=body).status_code == 302
    with clock.fixed(LATE):
        send(LATE)
        assert signed(letter).facts["body"] == [{"level": 0, "text": body}]


def test_letter_of_the_ladder_is_given_up_before_it_is_sent(hands: Hands, letter: int) -> None:
    hands.now = LATE
    page = page_of(hands, "intake", letter)
    answer = hands.post("intake", f"/paper/{letter}/withdraw", fields(page, "version"))
    assert answer.status_code == 302
    assert stored(letter).state is DocumentState.VOID
    assert "已撤销" in page_of(hands, "intake", letter)
    with clock.fixed(LATE):
        send(LATE)
    assert letter not in {row.document_id for row in rows()}


def test_drafter_hears_what_became_of_his_paper(hands: Hands) -> None:
    document_id = sent("GW", "MZ")
    for who in ("gaowan", "minzheng"):
        by_unit(who, receipts.receive, document_id)
    by_unit("gaowan", receipts.reply, document_id, "已传达")
    turn("leader", documents.void, document_id, "发错了")
    assert at(document_id, "GW").signed_for_at is not None
    drafter = support.person("intake").account_id
    query = sa.select(Outbox.template).where(Outbox.account_id == drafter).order_by(Outbox.id)
    assert support.session().scalars(query).all() == [
        "paper.issued",
        "paper.received",
        "paper.replied",
        "paper.void",
    ]
    page = hands.get("intake", "/inbox/").text
    assert "您起草的公文，收文单位都已签收" in page
    assert stored(document_id).title in page

"""The way of a paper over HTTP: turns with words, units, signing for it, answers, lists."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest

from app.models import Document, DocumentReceipt
from tests import support
from tests.issuing.making import ask_check
from tests.turns import waiting
from tests.views.hands import Hands, fields, fresh, rows
from tests.views.test_paper_pages import draft


@pytest.fixture
def paper(hands: Hands) -> int:
    """Make the letter of an item that is being handled."""
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct", "sign")
    return draft(hands, row_id)


def sign(hands: Hands, paper: int) -> None:
    """Sign a paper at its present version, sent first."""
    waiting(paper)
    form = fields(hands.get("leader", f"/paper/{paper}").text, "version")
    answer = hands.post("leader", f"/paper/{paper}/sign", {**form, "confirmed": "1"})
    assert answer.status_code == 302, answer.text[:2000]


def test_drafter_mends_what_was_sent_back(hands: Hands, paper: int) -> None:
    waiting(paper)
    empty = hands.send("leader", f"/paper/{paper}/send-back", reason="")
    assert empty.status_code == 422
    answer = hands.send("leader", f"/paper/{paper}/send-back", reason="主送单位写错了")
    assert answer.status_code == 302
    assert "公文待您签发" not in hands.get("leader", "/").text
    assert "公文退回您修改" in hands.get("intake", "/").text
    assert "退回您修改的 1 份" in hands.get("intake", "/paper/").text
    page = hands.get("intake", f"/paper/{paper}").text
    for words in ("退回修改", "主送单位写错了", "流转意见"):
        assert words in page
    assert hands.send("intake", f"/paper/{paper}/send", reason="已改").status_code == 302
    assert "公文待您签发" in hands.get("leader", "/").text
    sign(hands, paper)


def test_checker_passes_what_another_drafted(hands: Hands) -> None:
    ask_check()
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct", "sign")
    paper = draft(hands, row_id, who="bureau")
    assert "草稿" in hands.get("bureau", f"/paper/{paper}").text
    assert hands.send("bureau", f"/paper/{paper}/send", reason="请核").status_code == 302
    assert "待您核稿 1 份" in hands.get("intake", "/paper/").text
    page = hands.get("intake", f"/paper/{paper}").text
    assert "待核稿" in page
    assert "核稿同意" in page
    assert hands.send("intake", f"/paper/{paper}/pass", reason="").status_code == 302
    assert "公文待您核稿" not in hands.get("intake", "/").text
    sign(hands, paper)
    assert "赵明" in hands.get("leader", f"/paper/{paper}").text


def test_unchecked_paper_says_why_it_is_not_signed(hands: Hands, paper: int) -> None:
    ask_check()
    waiting(paper)
    page = hands.get("leader", f"/paper/{paper}").text
    assert "请您核稿，同意或者退回修改" in page
    assert f"/paper/{paper}/sign" not in page
    sent = {"csrf_token": hands.token("leader"), "version": "1", "confirmed": "1"}
    answer = hands.post("leader", f"/paper/{paper}/sign", sent)
    assert answer.status_code == 422
    assert "第三人核稿" in answer.text
    assert fresh().get_one(Document, paper).number is None


def addressed(hands: Hands, paper: int, *codes: str, **changes: Any) -> Any:
    """Choose the units of a draft."""
    ids = [str(support.unit_id(code)) for code in codes]
    return hands.send("intake", f"/paper/{paper}/units", unit_ids=ids, **changes)


def issued(hands: Hands, paper: int) -> None:
    """Issue a letter to two units."""
    assert addressed(hands, paper, "GW", "MZ", due_on="2026-11-25").status_code == 302
    sign(hands, paper)


def test_units_are_offered_by_kind_with_the_one_of_the_letter_ticked(
    hands: Hands, paper: int
) -> None:
    page = hands.get("intake", f"/paper/{paper}/units").text
    assert fields(page)["unit_ids"] == [str(support.unit_id("GW"))]
    assert "乡镇政府" in page
    assert "孔庄子村综合服务站" not in page


def test_wrong_day_keeps_what_was_ticked(hands: Hands, paper: int) -> None:
    answer = addressed(hands, paper, "MZ", due_on="2026-11-01")
    assert answer.status_code == 422
    assert "不能早于今天" in answer.text
    assert fields(answer.text)["unit_ids"] == [str(support.unit_id("MZ"))]
    assert fields(answer.text)["due_on"] == ["2026-11-01"]


def test_unit_opens_signs_and_answers(hands: Hands, paper: int) -> None:
    issued(hands, paper)
    assert "公文待签收、待回执" in hands.get("minzheng", "/").text
    assert "待签收" in hands.get("minzheng", "/paper/received").text
    page = hands.get("minzheng", f"/paper/{paper}").text
    row = rows(DocumentReceipt)[1]
    assert (row.read_at, row.signed_for_at) == (hands.now, None)
    form = fields(page, "version")
    assert hands.post("minzheng", f"/paper/{paper}/receive", form).status_code == 302
    upload = (io.BytesIO("已传达".encode()), "回执.txt")
    answer = hands.send("minzheng", f"/paper/{paper}/reply", words="已传达学习", file=upload)
    assert answer.status_code == 302, answer.text[:2000]
    shown = hands.get("intake", f"/paper/{paper}").text
    for words in ("已传达学习", "回执.txt", "已回执", "待签收"):
        assert words in shown
    file = hands.get("intake", f"/receipts/{row.id}")
    assert file.data.decode() == "已传达"
    assert "公文待签收、待回执" not in hands.get("minzheng", "/").text


def opened(code: str) -> bool:
    """Tell whether a unit is noted to have opened the only paper."""
    unit_id = support.unit_id(code)
    return next(one for one in rows(DocumentReceipt) if one.unit_id == unit_id).read_at is not None


def test_unit_that_prints_a_ticked_paper_has_opened_it(hands: Hands, paper: int) -> None:
    issued(hands, paper)
    typed = {"csrf_token": hands.token("minzheng"), "item": [f"{paper}:1"]}
    answer = hands.post("minzheng", "/paper/print", typed)
    assert answer.data.startswith(b"%PDF-")
    assert (opened("MZ"), opened("GW")) == (True, False)


def test_unit_that_takes_its_paper_as_word_has_opened_it(hands: Hands, paper: int) -> None:
    assert addressed(hands, paper, "GW", "SP").status_code == 302
    sign(hands, paper)
    assert not opened("SP")
    assert hands.get("bureau", f"/paper/{paper}.docx").status_code == 200
    assert (opened("SP"), opened("GW")) == (True, False)


def test_one_unit_reads_nothing_of_another_s_answer(hands: Hands, paper: int) -> None:
    issued(hands, paper)
    sent = {"csrf_token": hands.token("minzheng")}
    assert hands.post("minzheng", f"/paper/{paper}/receive", sent).status_code == 302
    upload = (io.BytesIO("机密".encode()), "回执.txt")
    hands.send("minzheng", f"/paper/{paper}/reply", words="民政局的回执", file=upload)
    row = next(row for row in rows(DocumentReceipt) if row.reply)
    page = hands.get("gaowan", f"/paper/{paper}").text
    assert "民政局的回执" not in page
    assert "褚兰" not in page
    assert "流转意见" not in page
    assert hands.get("gaowan", f"/receipts/{row.id}").status_code == 404
    for path in ("receive", "reply"):
        answer = hands.post("xinji", f"/paper/{paper}/{path}", {"csrf_token": hands.token("xinji")})
        assert answer.status_code == 404


def test_empty_answer_is_refused_and_nothing_is_kept(hands: Hands, paper: int) -> None:
    issued(hands, paper)
    sent = {"csrf_token": hands.token("gaowan")}
    hands.post("gaowan", f"/paper/{paper}/receive", sent)
    answer = hands.send("gaowan", f"/paper/{paper}/reply", words=" ")
    assert answer.status_code == 422
    assert "请填写回执内容" in answer.text
    assert rows(DocumentReceipt)[0].returned_at is None


def test_overdue_answers_stand_in_a_list_of_their_own(hands: Hands, paper: int) -> None:
    assert "没有逾期的回执" in hands.get("intake", "/paper/receipts/late").text
    issued(hands, paper)
    hands.now += timedelta(days=9)
    hands.clients.clear()
    page = hands.get("intake", "/paper/receipts/late").text
    assert page.count("回执逾期 2 天") == 2
    assert "单位回执逾期" in hands.get("intake", "/").text
    assert "县民政局" not in hands.get("gaowan", "/paper/receipts/late").text


def test_units_are_not_chosen_by_who_did_not_draft(hands: Hands, paper: int) -> None:
    assert hands.get("leader", f"/paper/{paper}/units").status_code == 403
    assert hands.get("gaowan", f"/paper/{paper}/units").status_code == 403
    assert hands.get("xinji", f"/paper/{paper}/reply").status_code == 404
    assert hands.get("intake", f"/paper/{paper}/reply").status_code == 403


def test_unit_without_papers_reads_that(hands: Hands) -> None:
    assert "还没有发给本单位的公文" in hands.get("gaowan", "/paper/received").text

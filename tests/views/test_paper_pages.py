"""Papers over HTTP: drafted, signed by somebody else, printed once, voided, never leaked."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest
import sqlalchemy as sa
from flask import Flask

from app.models import Document, ProblemStep
from tests import support
from tests.turns import waiting
from tests.views.hands import Hands, fields, fresh


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


@pytest.fixture
def late(hands: Hands) -> int:
    """Make an item whose lead unit is late."""
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct", "sign")
    hands.now += timedelta(days=20)
    hands.clients.clear()
    return row_id


def draft(hands: Hands, row_id: int, kind: str = "assignment_letter", who: str = "intake") -> int:
    """Draft a letter and return its id."""
    page = hands.get(who, f"/problem/{row_id}").text
    answer = hands.post(who, f"/paper/new/{kind}", {**fields(page), "problem_id": row_id})
    assert answer.status_code == 302, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def sign(hands: Hands, *papers: int) -> None:
    """Sign papers as the leader, sent first."""
    waiting(*papers)
    sent = {
        "csrf_token": hands.token("leader"),
        "pk": [f"{row_id}:1" for row_id in papers],
        "confirmed": "1",
    }
    assert hands.post("leader", "/paper/sign", sent).status_code == 302


def text_of(content: bytes) -> str:
    """Return the text of a PDF on one line."""
    document = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return "".join("".join(texts).split())


def test_draft_shows_its_facts_and_a_preview_that_says_so(hands: Hands, late: int) -> None:
    paper = draft(hands, late)
    page = hands.get("intake", f"/paper/{paper}").text
    for words in (
        "草稿",
        "请核对文稿和收文单位，然后送审",
        "签发时编号",
        "高湾镇人民政府",
        "当天会商",
        "预览草稿 PDF",
    ):
        assert words in page
    printed = text_of(hands.get("intake", f"/paper/{paper}.pdf").data)
    assert "草稿，尚未签发" in printed
    assert "（草稿，尚未签发）" not in printed
    assert "杨大山" not in printed
    assert "13800138000" not in printed


def test_signed_paper_has_number_and_file(hands: Hands, late: int) -> None:
    paper = draft(hands, late, "supervision_letter")
    waiting(paper)
    form = fields(hands.get("leader", f"/paper/{paper}").text, "version")
    asked = hands.post("leader", f"/paper/{paper}/sign", form)
    assert asked.status_code == 200
    assert "确定签发吗" in asked.text
    assert fresh().get_one(Document, paper).number is None
    sent = fields(asked.text, "confirmed")
    assert hands.post("leader", f"/paper/{paper}/sign", sent).status_code == 302
    page = hands.get("leader", f"/paper/{paper}").text
    assert "海纪督〔2026〕1号" in page
    assert "已印发" in page
    file = hands.get("gaowan", f"/paper/{paper}.pdf")
    assert "海纪督〔2026〕1号" in text_of(file.data)
    assert "filename*=UTF-8''" in file.headers["Content-Disposition"]
    assert file.headers["Cache-Control"] == "no-store"


def test_reprint_is_the_same_file(hands: Hands, late: int) -> None:
    paper = draft(hands, late)
    sign(hands, paper)
    first = hands.get("leader", f"/paper/{paper}.pdf").data
    hands.now += timedelta(hours=1)
    hands.clients.clear()
    assert hands.get("gaowan", f"/paper/{paper}.pdf").data == first


def test_drafter_does_not_sign_his_own(hands: Hands, late: int) -> None:
    paper = draft(hands, late, who="leader")
    waiting(paper)
    assert "请由另一位领导签发" in hands.get("leader", f"/paper/{paper}").text
    sent = {"csrf_token": hands.token("leader"), "version": "1", "confirmed": "1"}
    assert hands.post("leader", f"/paper/{paper}/sign", sent).status_code == 403
    assert fresh().get_one(Document, paper).number is None


def test_ticked_papers_are_printed_as_one_file_each_on_a_front(hands: Hands, late: int) -> None:
    papers = [draft(hands, late), draft(hands, late, "supervision_letter")]
    sign(hands, *papers)
    listed = hands.get("leader", "/paper/").text
    assert all(f'name="item" value="{n}:' in listed for n in papers)
    sent = {"csrf_token": support.token(listed), "item": [f"{n}:3" for n in papers]}
    file = hands.post("leader", "/paper/print", sent)
    assert file.mimetype == "application/pdf"
    pages = len(pikepdf.Pdf.open(io.BytesIO(file.data)).pages)
    single = [
        len(pikepdf.Pdf.open(io.BytesIO(hands.get("leader", f"/paper/{n}.pdf").data)).pages)
        for n in papers
    ]
    assert pages == sum(n + n % 2 for n in single)
    assert text_of(file.data).count("〔2026〕1号") >= 2


def test_nothing_ticked_is_said(hands: Hands, late: int) -> None:
    sent = {"csrf_token": hands.token("leader")}
    assert hands.post("leader", "/paper/sign", sent).location == "/paper/"
    assert hands.post("leader", "/paper/print", sent).status_code == 422


def test_stale_signature_is_refused(hands: Hands, late: int) -> None:
    paper = draft(hands, late)
    sent = {"csrf_token": hands.token("leader"), "version": "7", "confirmed": "1"}
    assert hands.post("leader", f"/paper/{paper}/sign", sent).status_code == 409
    assert fresh().get_one(Document, paper).number is None


def test_voided_paper_keeps_its_number_and_says_why(hands: Hands, late: int) -> None:
    paper = draft(hands, late)
    sign(hands, paper)
    empty = hands.send("leader", f"/paper/{paper}/void", reason=" ")
    assert empty.status_code == 422
    assert "请写明作废的原因" in empty.text
    assert hands.send("leader", f"/paper/{paper}/void", reason="主送单位有误").status_code == 302
    page = hands.get("leader", f"/paper/{paper}").text
    assert "已作废" in page
    assert "主送单位有误" in page
    second = draft(hands, late)
    sign(hands, second)
    assert fresh().get_one(Document, second).number == "海纪交〔2026〕2号"


def test_stale_void_keeps_the_reason(hands: Hands, late: int) -> None:
    paper = draft(hands, late)
    sign(hands, paper)
    sent = fields(hands.get("leader", f"/paper/{paper}/void").text)
    answer = hands.post(
        "leader", f"/paper/{paper}/void", {**sent, "version": "1", "reason": "发错了"}
    )
    assert answer.status_code == 409
    assert fields(answer.text)["reason"] == ["发错了"]


def test_circular_offers_the_late_units(hands: Hands, late: int) -> None:
    page = hands.get("intake", "/paper/circular").text
    assert fields(page)["unit_ids"] == [
        str(support.unit_id("MZ")),
        str(support.unit_id("GW")),
    ]
    chosen = str(support.unit_id("GW"))
    answer = hands.send("intake", "/paper/circular", unit_ids=chosen)
    shown = hands.get("intake", answer.location).text
    assert "高湾镇人民政府" in shown
    assert "县民政局" not in shown


def test_circular_ticks_only_units_as_late_as_the_parameter_asks(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct", "sign")
    due = fresh().scalars(sa.select(ProblemStep.handle_due)).first()
    assert due is not None
    chosen = {}
    for days, hours in ((1, 1), (10, 1)):
        hands.now = due + timedelta(days=days, hours=hours)
        hands.clients.clear()
        page = hands.get("intake", "/paper/circular").text
        chosen[days] = fields(page).get("unit_ids", [])
    assert "超期 6 个工作日" in page
    assert [len(found) for found in chosen.values()] == [0, 2]


def test_circular_without_a_unit_is_refused(hands: Hands, late: int) -> None:
    answer = hands.send("intake", "/paper/circular", unit_ids=[])
    assert answer.status_code == 422
    assert "请至少选择一个单位" in answer.text


def test_report_is_never_offered_for_a_circular(hands: Hands) -> None:
    row_id = hands.register(request_type="report")
    hands.walk(row_id, "triage", "instruct", "sign")
    hands.now += timedelta(days=60)
    hands.clients.clear()
    assert "现在没有超期的单位" in hands.get("intake", "/paper/circular").text


def test_foreign_paper_and_draft_are_missing(hands: Hands, late: int) -> None:
    paper = draft(hands, late)
    for who, code in (("gaowan", 404), ("xinji", 404), ("clerk", 403)):
        for path in (f"/paper/{paper}", f"/paper/{paper}.pdf"):
            assert hands.get(who, path).status_code == code, (who, path)
    sign(hands, paper)
    assert hands.get("gaowan", f"/paper/{paper}").status_code == 200
    for path in (f"/paper/{paper}", f"/paper/{paper}.pdf"):
        assert hands.get("xinji", path).status_code == 404
    sent = {"csrf_token": hands.token("xinji"), "item": f"{paper}:1"}
    assert hands.post("xinji", "/paper/print", sent).status_code == 404
    assert "海纪交" not in hands.get("xinji", "/paper/").text


def test_unit_may_not_draft_sign_or_void(hands: Hands, late: int) -> None:
    paper = draft(hands, late)
    sign(hands, paper)
    sent = {"csrf_token": hands.token("gaowan"), "problem_id": late, "version": "3"}
    for path in (
        "/paper/new/assignment_letter",
        "/paper/circular",
        "/paper/sign",
        f"/paper/{paper}/sign",
        f"/paper/{paper}/void",
        f"/paper/{paper}/issue",
    ):
        assert hands.post("gaowan", path, sent).status_code == 403, path


def test_letter_about_an_item_that_is_not_late_is_refused_in_words(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct")
    page = hands.get("intake", f"/problem/{row_id}").text
    assert "起草交办单" in page
    assert "起草督办函" not in page
    sent = {**fields(page), "problem_id": row_id}
    answer = hands.post("intake", "/paper/new/supervision_letter", sent)
    assert answer.status_code == 422
    assert "没有超期" in answer.text


@pytest.mark.parametrize("kind", ["minutes", "monthly_report", "x"])
def test_kind_that_is_not_drafted_here_is_missing(hands: Hands, late: int, kind: str) -> None:
    sent = {**fields(hands.get("intake", f"/problem/{late}").text), "problem_id": late}
    assert hands.post("intake", f"/paper/new/{kind}", sent).status_code == 404


def test_second_press_makes_no_second_draft(hands: Hands, late: int) -> None:
    sent = {**fields(hands.get("intake", f"/problem/{late}").text), "problem_id": late}
    places = {hands.post("intake", "/paper/new/assignment_letter", sent).location for _ in "12"}
    assert len(places) == 1
    assert fresh().scalar(sa.select(sa.func.count()).select_from(Document)) == 1


def test_list_is_filtered_by_kind(hands: Hands, late: int) -> None:
    papers = [draft(hands, late), draft(hands, late, "supervision_letter")]
    sign(hands, *papers)
    hands.get("leader", "/paper/")
    page = hands.get("leader", "/paper/?kind=supervision_letter").text
    assert "海纪督〔2026〕1号" in page
    assert "海纪交〔2026〕1号" not in page
    assert hands.get("leader", "/paper/?kind=nonsense&before=x").status_code == 200


def test_empty_list_says_how_to_begin(hands: Hands) -> None:
    assert "还没有公文" in hands.get("leader", "/paper/").text

"""Parts of a paper's pages: its receivers, its seal, its file's name, the box for its code."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock, jobs
from app.enums import DocumentKind
from app.operations import documents, ladder
from app.operations.drafting_more import blank
from config import PaperTrust
from reports import KINDS, FactsError, readers
from reports.kinds.base import Kind
from reports.render import render
from tests import makers, support
from tests.composing.hands import begun, from_item
from tests.issuing.making import drafted, issued, sent, signed, stored
from tests.ladder.test_overtaken import LATE, paper
from tests.trust import papers
from tests.trust.conftest import public, street, trust
from tests.turns import waiting
from tests.views.hands import Hands, fields
from tests.views.test_paper_pages import text_of
from views.paper_preview import _whole

__all__ = ["public", "street", "trust"]


def _dated(kind: Kind) -> bool:
    """Tell whether a kind cannot be printed without a date of its own."""
    return any(kind.extra[key] is readers.iso_date for key in kind.required)


def test_receivers_and_their_day_are_read_before_the_signature(hands: Hands) -> None:
    document_id = drafted()
    page = hands.get("intake", f"/paper/{document_id}").text
    assert "印发以后不在系统里发给单位" in page
    units = hands.get("intake", f"/paper/{document_id}/units").text
    form = {**fields(units), "unit_ids": [str(support.unit_id("GW"))], "due_on": ["2026-11-25"]}
    assert hands.post("intake", f"/paper/{document_id}/units", form).status_code == 302
    waiting(document_id)
    page = hands.get("leader", f"/paper/{document_id}").text
    for words in ("收文单位 1 个", "高湾镇人民政府", "回执期限 11月25日"):
        assert words in page
    assert f'href="/paper/{document_id}/units"' not in page


def ticked(page: str) -> set[str]:
    """Return the units that a page would send."""
    return set(fields(page).get("unit_ids", []))


def test_units_are_found_and_ticked_by_groups_without_a_script(hands: Hands) -> None:
    document_id = drafted()
    place = f"/paper/{document_id}/units"
    form = fields(hands.get("intake", place).text)
    wanted = str(support.unit_id("MZ"))
    found = hands.post("intake", place, {**form, "unit_ids": [wanted], "word": "高湾", "look": "1"})
    assert found.status_code == 200
    assert "高湾镇人民政府" in found.text
    assert "辛集镇人民政府" not in found.text
    assert ticked(found.text) == {wanted}
    kind = re.findall(r'name="group" value="(\w+)"', found.text)[0]
    form = fields(found.text)
    more = hands.post("intake", place, {**form, "group": kind})
    assert ticked(more.text) == {wanted, str(support.unit_id("GW"))}
    form = {**fields(more.text), "word": ""}
    every = hands.post("intake", place, {**form, "group": kind}).text
    assert str(support.unit_id("XJ")) in ticked(every)
    assert stored(document_id).unit_ids is None
    none = hands.post("intake", place, {**fields(every), "group": kind}).text
    assert ticked(none) == {wanted}


def test_letter_of_a_rung_offers_neither_units_nor_photographs(hands: Hands) -> None:
    makers.problem_in("in_progress")
    with clock.fixed(LATE):
        ladder.climb(jobs.WORKER)
    hands.now = LATE
    hands.send("intake", f"/paper/{paper().id}/edit", title="关于督促办理的函")
    page = hands.get("intake", f"/paper/{paper().id}").text
    assert "收文单位 1 个" in page
    for place in ("units", "photos"):
        assert f"/paper/{paper().id}/{place}" not in page


def test_seal_page_of_an_office_without_a_seal_says_who_does_what(
    hands: Hands, trust: Callable[..., PaperTrust]
) -> None:
    trust(seal_image="", seal_command=())
    document_id = sent("GW")
    page = hands.get("intake", f"/paper/{document_id}/seal").text
    for words in ("这里还不能用印", "加盖实物印章", "请系统管理员", "AGENCY_SEAL"):
        assert words in page
    assert f'href="/paper/{document_id}.pdf"' in page
    assert "申请用印</button>" not in page


@pytest.mark.parametrize(
    ("path", "plain"),
    [("{}.pdf", "circular-2026-1.pdf"), ("{}.docx", "circular-2026-1.docx")],
)
def test_file_has_a_name_in_plain_letters_too(hands: Hands, path: str, plain: str) -> None:
    document_id = drafted()
    signed(document_id)
    issued(document_id)
    head = hands.get("intake", f"/paper/{path.format(document_id)}").headers["Content-Disposition"]
    assert f"filename={plain}" in head
    assert "filename*=UTF-8''%E6%B5%B7%E7%BA%AA" in head


def printed_text(document_id: int) -> str:
    """Return the text of an issued paper as a reader's program takes it out."""
    pdf = documents.stored(stored(document_id))
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def test_code_is_typed_where_it_cannot_be_scanned(street: FlaskClient) -> None:
    document_id = papers.held()
    code, text = papers.code(document_id), printed_text(document_id)
    page = street.get("/verify/")
    assert page.status_code == 200
    assert 'name="code"' in page.text
    typed = f" https://x.cn/verify/{code.lower()} "
    answer = street.get("/verify/", query_string={"code": typed}, follow_redirects=True)
    assert (answer.status_code, "真实有效" in answer.text) == (200, True)
    by_hand = f" {typed.lower().replace('-', '——')} "
    answer = street.get("/verify/", query_string={"code": by_hand}, follow_redirects=True)
    assert (answer.status_code, "真实有效" in answer.text) == (200, True)
    # What is printed below the code, as it is read and as a hurried hand gives it.
    shown = re.search(rf"{code.partition('-')[0]}-(?: ?[0-9A-Z]{{4}}){{4}}", text)
    assert shown
    for printed in (shown[0], shown[0].replace(" ", "-"), shown[0].replace("-", "")):
        answer = street.get("/verify/", query_string={"code": printed}, follow_redirects=True)
        assert (answer.status_code, "真实有效" in answer.text) == (200, True)
    for wrong, status in (("", 422), ("？？", 422), ("1-ABC/../x", 404)):
        answer = street.get("/verify/", query_string={"code": wrong}, follow_redirects=True)
        assert answer.status_code == status
        assert 'name="code"' in answer.text


def test_preview_names_each_fault_beside_its_box(hands: Hands) -> None:
    document_id = begun("proposal")
    form = fields(hands.get("intake", f"/paper/{document_id}/edit").text)
    form["items"] = ["甲 | 乙 | 丙 | 丁 | 戊 | 己"]
    client = hands.client("intake")
    answer = hands.alone(
        lambda: client.post(
            f"/paper/{document_id}/preview",
            data=form,
            headers={"Accept": "application/json"},
            buffered=True,
        )
    ).json
    assert answer["pages"] == []
    assert list(answer["faults"]) == ["fact-items"]
    assert "最多" in answer["faults"]["fact-items"]


@pytest.mark.parametrize("kind", [code for code, kind in KINDS.items() if _dated(kind)])
def test_date_that_nobody_entered_prints_as_a_blank_place(kind: str, app: Flask) -> None:
    facts = _whole(kind, blank(DocumentKind(kind)).facts)
    printed = text_of(render(kind, facts))
    assert "年月日" in printed
    assert str(support.NOW.year + 1) not in printed
    with pytest.raises(FactsError, match="只有草稿可以空着"):
        render(kind, {**facts, "draft_mark": False})
    with pytest.raises(FactsError, match="应当是日期"):
        readers.iso_date("9999-12-31", "date")


def test_line_beside_the_preview_says_which_date_is_blank(hands: Hands) -> None:
    page = hands.get("intake", f"/paper/{begun('acceptance_notice')}/edit").text
    assert "办结期限空着，印成" in page
    whole = from_item("acceptance_notice", makers.problem_in("in_progress"))
    assert "空着" not in hands.get("intake", f"/paper/{whole}/edit").text

"""The list of papers: found by words, kind, state, day and unit, page by page."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.extensions import db
from tests import makers, support
from tests.composing.hands import from_item
from tests.issuing.making import drafted, issued, sent, signed, turn
from tests.operations.test_documents import documents
from tests.views.hands import Hands
from views import paper_list


def shown(hands: Hands, query: str, who: str = "intake") -> set[int]:
    """Return the papers that a list shows."""
    answer = hands.get(who, f"/paper/?{query}")
    assert answer.status_code == 200
    return {int(one) for one in re.findall(r'<a href="/paper/(\d+)"', answer.text)}


def test_paper_is_found_by_number_title_item_and_unit(hands: Hands, item: int) -> None:
    first = sent("GW", "MZ")
    second = from_item("acceptance_notice", item)
    third = from_item("livelihood_letter", item)
    fourth = from_item("assignment_letter", item)
    number = makers.stored(item).problem_no
    # Parts that a person types, in whatever width and case.
    for query, found in (
        ("q=海纪通〔2026〕1", {first}),
        ("q=自查", {first}),
        (f"q={number.lower()}", {second, third, fourth}),
        ("q=ＨＸＺＴ－2026", {second, third, fourth}),
        ("q=%25", set()),
        # A line of the text, and a key that no paper says.
        ("q=抓紧办理", {third, fourth}),
        ("q=addressees", set()),
        ("kind=livelihood_letter", {third}),
        ("kind=assignment_letter", {fourth}),
        ("state=issued", {first}),
        ("state=draft&kind=acceptance_notice", {second}),
        (f"unit={support.unit_id('MZ')}", {first}),
        (f"unit={support.unit_id('GW')}", {first, third, fourth}),
        ("from=2026-11-18&to=2026-11-18", {first}),
        ("from=2026-12-02", {second, third, fourth}),
        ("kind=nonsense&page=x&unit=x", {first, second, third, fourth}),
    ):
        assert shown(hands, query) == found, query
    table = {"columns": ["序号", "情况"], "rows": [["1", "井盖破损十七天"]]}
    assert shown(hands, f"q={number}", who="gaowan") == set()
    assert drafted(tables=[table]) in shown(hands, "q=破损十七天")
    assert shown(hands, "q=破损十七天", who="gaowan") == set()
    assert shown(hands, "q=自查", who="gaowan") == {first}


def test_texts_are_read_once_for_the_list_and_its_number_of_issued_papers(
    hands: Hands, session: Session
) -> None:
    papers = {sent("GW"), drafted()}
    asked: list[str] = []

    def note(_link: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert shown(hands, "q=自查&kind=circular") == papers
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    (text,) = [one for one in asked if "LIKE" in one and "document.facts" in one]
    # What is narrow comes before what reads whole texts.
    assert text.index("document.kind =") < text.index("LIKE")


def test_wrong_days_are_said_beside_their_boxes(hands: Hands) -> None:
    answer = hands.get("intake", "/paper/?from=2026-13-01&to=x&q=自查")
    assert answer.status_code == 422
    assert answer.text.count("日期请写成") == 2
    assert 'value="自查"' in answer.text
    answer = hands.get("intake", "/paper/?from=2026-11-20&to=2026-11-18")
    assert "结束日期早于开始日期" in answer.text


def test_nothing_found_says_so_and_leads_back(hands: Hands) -> None:
    drafted()
    page = hands.get("intake", "/paper/?q=没有这样的").text
    assert "没有找到公文" in page
    assert "成批制作" not in page


def test_pages_keep_what_was_asked_for(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_list, "PAGE", 2)
    papers = [drafted() for _ in range(3)]
    turn("intake", documents.send, papers[0])
    page = hands.get("intake", "/paper/?kind=circular").text
    assert "共 3 份" in page
    assert "kind=circular&amp;page=2" in page
    assert shown(hands, "kind=circular&page=2") == {papers[0]}
    assert shown(hands, "kind=circular&page=99") == {papers[0]}


def test_batch_takes_what_the_list_shows(hands: Hands) -> None:
    first, second = sent("GW"), drafted(title="关于另一件事的通报")
    signed(second)
    issued(second)
    page = hands.get("intake", "/paper/?q=海纪通〔2026〕1").text
    form = {
        "csrf_token": support.token(page),
        "_once": re.findall(r'name="_once" value="([^"]+)"', page)[-1],
        "scope": "all",
        "form": "papers",
        "q": "海纪通〔2026〕1",
    }
    answer = hands.post("intake", "/batches/", form)
    assert answer.status_code == 302
    assert "筛选的公文 1 份" in hands.get("intake", str(answer.location)).text
    assert first != second

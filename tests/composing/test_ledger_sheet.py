"""The ledger's list as a 台账: the screen's rows and filters, audited, nothing of a reporter."""

from __future__ import annotations

import pypdfium2
import pytest
from flask import Flask

from app import exchange_sheet
from app.models import AuditLog
from tests import makers
from tests.composing.hands import REPORT
from tests.views.hands import Hands, made, rows

PATH = "/admin/problem/sheet.pdf"


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers."""
    return Hands(app)


def printed(hands: Hands, who: str, query: str = "") -> str:
    """Return the text of the sheet on one line."""
    answer = hands.get(who, PATH + query)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text[:2000]
    document = pypdfium2.PdfDocument(answer.data)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return "".join("".join(texts).split())


def test_sheet_holds_the_rows_of_the_screen(hands: Hands) -> None:
    one, other = made("in_progress"), made("registered")
    text = printed(hands, "intake", "?state=in_progress")
    assert "民声直通车问题台账" in text
    assert makers.stored(one).problem_no in text
    assert makers.stored(other).problem_no not in text
    assert "筛选：办理中；共1件" in text
    for secret in (makers.NAME, makers.PHONE):
        assert secret not in text
    page = hands.get("intake", "/admin/problem/?state=in_progress").text
    assert 'href="/admin/problem/sheet.pdf?state=in_progress"' in page


def test_unit_prints_its_own_items_alone(hands: Hands) -> None:
    one, secret = made("in_progress"), made("registered", **REPORT)
    text = printed(hands, "gaowan")
    assert makers.stored(one).problem_no in text
    assert makers.stored(secret).problem_no not in text


def test_searched_words_are_not_printed_and_the_act_is_audited(hands: Hands) -> None:
    made("in_progress")
    assert "推托" in printed(hands, "intake", "?q=推托")
    assert "王某某" not in printed(hands, "intake", "?q=王某某")
    log = [row.detail for row in rows(AuditLog) if row.action == "export"]
    assert [(one["rows"], one["search"]) for one in log] == [(1, True), (0, True)]


def test_too_many_rows_are_refused_in_words(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_sheet, "MOST", 1)
    made("in_progress"), made("registered")
    answer = hands.get("intake", PATH)
    assert answer.status_code == 422
    assert "一次最多打印 1 件" in answer.text


def test_who_exports_no_ledger_prints_none(hands: Hands) -> None:
    assert hands.get("auditor", PATH).status_code in {403, 404}

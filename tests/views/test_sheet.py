"""The 办理单 of a case: a measured PDF of what the person reads on the page."""

from __future__ import annotations

import pypdfium2
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from reports.check import check_pdf
from tests.views.hands import CORE, NAME, PHONE, Hands


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers."""
    return Hands(app)


def sheet(hands: Hands, who: str, row_id: int) -> TestResponse:
    """Ask for the sheet."""
    return hands.get(who, f"/problem/{row_id}/sheet.pdf")


def text(answer: TestResponse) -> str:
    """Return the words of a PDF without its line breaks."""
    with pypdfium2.PdfDocument(answer.get_data()) as file:
        pages = [page.get_textpage().get_text_range() for page in file]
    return "".join("".join(pages).split())


def test_a_closed_case_prints_whole(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, *CORE)
    answer = sheet(hands, "intake", row_id)
    assert answer.status_code == 200
    words = text(answer)
    for part in (
        "HXZT-2026-00001",
        "三方当天会商",
        "当天补办完成",
        "已电话告知结果",
        "已办结，销号",
    ):
        assert part in words


def test_the_sheet_passes_the_papers_check(hands: Hands) -> None:
    row_id = hands.register(content="村里的路坏了很久，雨天不能走人，请求尽快修好。" * 60)
    hands.walk(row_id, *CORE)
    found = check_pdf(sheet(hands, "intake", row_id).get_data())
    assert [one for one in found if one.verdict == "FAIL"] == []


def test_a_new_case_leaves_room_for_the_pen(hands: Hands) -> None:
    row_id = hands.register()
    words = text(sheet(hands, "clerk", row_id))
    assert "领导批示" in words
    assert "尚未批办" in words


@pytest.mark.parametrize("who", ["clerk", "intake", "leader"])
def test_neither_name_nor_telephone_is_printed(hands: Hands, who: str) -> None:
    words = text(sheet(hands, who, hands.register()))
    assert NAME not in words
    assert PHONE not in words
    assert "已登记（保密）" in words


def test_who_does_not_see_the_case_gets_no_sheet(hands: Hands) -> None:
    row_id = hands.register()
    assert sheet(hands, "xinji", row_id).status_code == 404
    assert sheet(hands, "auditor", row_id).status_code == 403

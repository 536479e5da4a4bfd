"""Counts of handled cases from a table: looked at first, kept whole or not at all, once."""

from __future__ import annotations

import io

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import store
from app.figures import api
from app.models import CaseCount, ServiceWindow
from app.operations import figure_fold
from app.principal import system
from tests import support
from tests.views.hands import Hands

PATH = "/cases/import"
HEAD = "窗口号\t日期\t办件数\n"


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers in a county with two windows of one unit and one of another."""
    with store.write(system("test")) as work:
        for unit, no in (("MZ", "01"), ("MZ", "02"), ("ZJ", "11")):
            work.add(ServiceWindow(unit_id=support.unit_id(unit), no=no, name=f"窗口{no}"))
    return Hands(app, support.NOW)


def kept(session: Session) -> list[tuple[str, int]]:
    """Return the windows and numbers that are stored."""
    session.rollback()
    query = sa.select(ServiceWindow.no, CaseCount.n).join(
        CaseCount, CaseCount.service_window_id == ServiceWindow.id
    )
    return [(row[0], row[1]) for row in session.execute(query.order_by(ServiceWindow.no))]


def test_a_table_is_looked_at_then_kept_once_and_corrected(hands: Hands, session: Session) -> None:
    sent = f"{HEAD}01\t2026-11-17\t40\n02\t2026/11/17\t"
    seen = hands.send("minzheng", PATH, pasted=sent, preview="1")
    assert "共 2 行，请核对后点导入" in seen.text
    assert "没有填，不计" in seen.text
    assert kept(session) == []
    assert hands.send("minzheng", PATH, pasted=sent).status_code == 302
    # A window that nobody told of has no row: its share stays blank and is never nought.
    assert kept(session) == [("01", 40)]
    again = hands.send("minzheng", PATH, pasted=sent, preview="1")
    assert "不变" in again.text
    hands.send("minzheng", PATH, pasted=f"{HEAD}01\t2026-11-17\t50\n02\t2026-11-17\t0")
    assert kept(session) == [("01", 50), ("02", 0)]
    figure_fold.fold()
    scope = api.Scope(unit_id=support.unit_id("MZ"))
    leader = support.person("leader")
    shown = api.values(session, leader, ["cases", "participation"], ["2026-10", "2026-11"], scope)
    assert (shown["cases"]["2026-11"].text, shown["participation"]["2026-11"].text) == (
        "50件",
        "0%",
    )
    assert shown["participation"]["2026-10"].text == "—"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("11\t2026-11-17\t5", "没有这个窗口，或者不是您的单位"),
        ("01\t17/11\t5", "看不懂"),
        ("01\t2026-11-30\t5", "日期还没有到"),
        ("01\t2026-11-17\t五", "请填整数"),
        ("02\t2026-11-17\t5", "同一个窗口的同一天"),
    ],
)
def test_one_bad_row_keeps_the_whole_table_back(
    hands: Hands, session: Session, line: str, words: str
) -> None:
    sent = f"{HEAD}02\t2026-11-17\t40\n{line}"
    seen = hands.send("minzheng", PATH, pasted=sent, preview="1")
    assert words in seen.text
    assert "02\t2026-11-17\t40" in seen.text
    refused = hands.send("minzheng", PATH, pasted=sent)
    assert (refused.status_code, words in refused.text) == (422, True)
    assert kept(session) == []


def test_the_template_names_the_own_windows_and_reads_in_again(hands: Hands) -> None:
    answer = hands.get("minzheng", "/cases/template.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["单位", "窗口号", "窗口名称", "日期", "办件数"]
    assert [row[1] for row in rows[1:]] == ["01", "02"]
    text = "\n".join("\t".join(str(cell or "") for cell in row) for row in rows)
    assert "请核对后点导入" in hands.send("minzheng", PATH, pasted=text, preview="1").text
    assert hands.get("leader", PATH).status_code in {403, 404}
    assert "从表格导入" in hands.get("minzheng", "/admin/case_count/").text

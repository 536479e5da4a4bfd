"""A list of holidays as people write it: Chinese words, a sample, its faults in one box."""

from __future__ import annotations

import io

from flask import Flask
from werkzeug.datastructures import FileStorage

from app.operations import calendar_import
from app.workdays import parse_exceptions
from tests.ladder.test_calendar import NOTICE
from tests.views.hands import Hands

HEAD = "日期,是否上班,类别,名称,状态"


def test_chinese_heads_and_words_mean_the_english_ones() -> None:
    text = f"{HEAD}\r\n2027/1/1,否,放假,元旦,正式\r\n2027-01-09,是,调休上班,元旦,正式\r\n"
    english = (
        "date,is_workday,kind,name,status\n2027-01-01,0,holiday,元旦,final\n"
        "2027-01-09,1,makeup_workday,元旦,final\n"
    )
    found = parse_exceptions(calendar_import.read(text.encode("gb18030")))
    assert found == parse_exceptions(calendar_import.read(english.encode()))


def test_sample_is_a_list_that_can_be_loaded(app: Flask) -> None:
    hands = Hands(app)
    assert 'href="/calendar/sample.csv"' in hands.get("sysadmin", "/calendar/").text
    answer = hands.get("sysadmin", "/calendar/sample.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert len(parse_exceptions(calendar_import.read(answer.data))) == 4
    assert hands.get("intake", "/calendar/sample.csv").status_code == 403


def test_faults_stand_in_one_box(app: Flask) -> None:
    hands = Hands(app)
    lines = [HEAD, *(f"2027-02-{day:02},否,休息,春节,正式" for day in range(1, 26))]
    file = FileStorage(stream=io.BytesIO("\n".join(lines).encode()), filename="放假安排.csv")
    sent = {"csrf_token": hands.token("sysadmin"), "notice_no": NOTICE, "files": file}
    page = hands.post("sysadmin", "/calendar/preview", sent)
    assert page.status_code == 422
    assert page.text.count('class="errors"') == 1
    assert "<li>第2行：类别“休息”不对" in page.text
    assert "<li>还有 5 处</li>" in page.text


def test_list_without_heads_says_which_are_wanted(app: Flask) -> None:
    hands = Hands(app)
    file = FileStorage(stream=io.BytesIO("2027-01-01,否".encode()), filename="a.csv")
    sent = {"csrf_token": hands.token("sysadmin"), "notice_no": NOTICE, "files": file}
    page = hands.post("sysadmin", "/calendar/preview", sent).text
    assert "没有“日期”一列，第一行应是列名：日期,是否上班,类别,名称,状态" in page

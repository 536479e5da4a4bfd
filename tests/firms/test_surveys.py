"""Surveys: questions one a line, sheets counted and corrected, a low answer made an item once."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.models import Problem, Survey, SurveyAnswer, SurveyQuestion
from tests.views.hands import Hands, newest, rows

QUESTIONS = "您对窗口满意吗：满意/一般/不满意*\n一次办成了吗:是／否＊"


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def ask(hands: Hands, who: str = "intake", **changes: Any) -> TestResponse:
    """Add a survey."""
    typed = {"title": "最多跑一次评议", "frame": "全县每村五户", "questions": QUESTIONS, **changes}
    return hands.send(who, "/surveys/new", **typed)


def asked(hands: Hands, who: str = "intake") -> Survey:
    """Add a survey and return it."""
    answer = ask(hands, who)
    assert answer.status_code == 302, answer.text[:3000]
    found: Survey = rows(Survey)[-1]
    return found


def count(hands: Hands, row_id: int, who: str = "intake", **typed: str) -> TestResponse:
    """Enter sheets on a survey's page."""
    from tests.views.hands import fields

    page = fields(hands.get(who, f"/surveys/{row_id}").text)
    return hands.post(who, f"/surveys/{row_id}/count", {**page, **typed})


def sums() -> dict[str, int]:
    """Return the sheets of every answer."""
    found: dict[str, int] = {}
    for row in rows(SurveyAnswer):
        found[row.answer] = found.get(row.answer, 0) + row.sheets
    return found


def test_questions_are_read_one_a_line_with_their_low_answers(hands: Hands) -> None:
    asked(hands)
    first, second = rows(SurveyQuestion)
    assert (first.text, first.answers) == ("您对窗口满意吗", ["满意", "一般", "不满意"])
    assert (first.low_answers, second.low_answers) == (["不满意"], ["否"])


@pytest.mark.parametrize(
    "questions", ["只有题目", "一个答案：满意", "重复：是/是", "：满意/不满意", "长：" + "a/" * 11]
)
def test_a_line_that_is_no_question_is_named(hands: Hands, questions: str) -> None:
    answer = ask(hands, questions=questions)
    assert answer.status_code == 422
    assert "第 1 行请按" in answer.text
    assert rows(Survey) == []


def test_sheets_are_added_up_and_corrected(hands: Hands) -> None:
    row = asked(hands)
    count(hands, row.id, **{"n1-1": "80", "n1-3": "20"})
    count(hands, row.id, **{"n1-3": "-5"})
    assert sums() == {"满意": 80, "不满意": 15}
    page = hands.get("intake", f"/surveys/{row.id}").text
    assert "84.2%" in page
    assert "95 份" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"n1-1": "很多"}, "份数请填写整数"),
        ({"n1-1": "-1"}, "份数合计要在 0 到"),
        ({}, "请填写至少一个答案的份数"),
        ({"pasted": "题号\t答案\t份数\n1\t没有\t3"}, "没有第 1 题的“没有”这个答案"),
        ({"pasted": "题号\t答案\t份数\n一\t满意\t3"}, "表格第 1 行：题号和份数请填写整数"),
    ],
)
def test_what_cannot_be_counted_is_said_and_nothing_is_kept(
    hands: Hands, typed: dict[str, str], said: str
) -> None:
    row = asked(hands)
    answer = count(hands, row.id, **typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert rows(SurveyAnswer) == []


def test_a_table_is_counted_at_once(hands: Hands) -> None:
    row = asked(hands)
    table = "题号\t答案\t份数\n1\t满意\t70\n1\t不满意\t30\n2\t否\t9"
    assert count(hands, row.id, pasted=table).status_code == 302
    assert sums() == {"满意": 70, "不满意": 30, "否": 9}


def test_a_low_answer_becomes_an_item_once(hands: Hands) -> None:
    row = asked(hands)
    assert "登记为台账事项" not in hands.get("intake", f"/surveys/{row.id}").text
    count(hands, row.id, **{"n1-1": "80", "n1-3": "20"})
    (question, _other) = rows(SurveyQuestion)
    where = f"/surveys/question/{question.id}/register"
    assert hands.send("intake", where, region_code="海兴县").status_code == 302
    assert (newest().channel, newest().occurred_on.isoformat()) == ("survey", "2026-11-18")
    assert "共 100 份，其中 不满意 20 份" in newest().content
    assert hands.get("intake", where).status_code == 422
    assert len(rows(Problem)) == 1


def test_only_the_own_unit_counts_and_another_does_not_see(hands: Hands) -> None:
    row = asked(hands, "gaowan")
    assert hands.get("xinji", f"/surveys/{row.id}").status_code == 404
    token = {"csrf_token": hands.token("intake"), "_once": "x", "n1-1": "3"}
    assert hands.post("intake", f"/surveys/{row.id}/count", token).status_code == 403
    assert rows(SurveyAnswer) == []

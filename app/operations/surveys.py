"""问卷: written down with its questions, counted sheet by sheet, a low answer made an item."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app import audit, store
from app.enums import Channel, IdentityMode
from app.errors import Forbidden, Invalid, Refused
from app.models import Problem, Survey, SurveyAnswer, SurveyQuestion
from app.operations import intake, tail
from app.operations.facts import Reader
from app.principal import Principal
from app.queries import surveys, visits

MOST_QUESTIONS, MOST_ANSWERS, MOST_SHEETS = 50, 10, 100_000
LONGEST_QUESTION, LONGEST_ANSWER = 100, 40
LINE = "第 {} 行请按“题目：答案/答案/答案*”的样子写，至少两个答案。"


def add(session: Session, actor: Principal, facts: Mapping[str, Any]) -> Survey:
    """Keep a survey with its questions; a star behind an answer marks it as low."""
    if not visits.may_record(actor):
        raise Forbidden("您没有登记问卷的权限。")
    with store.acting(session, tail.KEEPER):
        reader = Reader(session, facts)
        found: dict[str, Any] = {
            "title": reader.text("title", "名称", 100, line=True),
            "frame": reader.text("frame", "调查范围", 200, line=True),
            "from_on": reader.day("from_on", "开始日期"),
            "until_on": reader.day("until_on", "结束日期"),
        }
        questions = _questions(reader)
        first, last = found["from_on"], found["until_on"]
        if first is not None and last is not None and last < first:
            reader.blame("until_on", "结束日期不能早于开始日期。")
        reader.finish()
        row = Survey(unit_id=actor.unit_id, created_by_id=actor.account_id, **found)
        session.add(row)
        session.flush()
        for at, (text, answers, low) in enumerate(questions, 1):
            session.add(
                SurveyQuestion(
                    unit_id=row.unit_id,
                    survey_id=row.id,
                    position=at,
                    text=text,
                    answers=answers,
                    low_answers=low,
                    created_by_id=actor.account_id,
                )
            )
        session.flush()
    detail = {"questions": len(questions)}
    audit.record(session, actor, "survey.add", "survey", row.id, detail=detail)
    return row


def _questions(reader: Reader) -> list[tuple[str, list[str], list[str]]]:
    """Read the questions, one a line."""
    typed = reader.text("questions", "题目", 5000)
    lines = [line.strip() for line in typed.split("\n") if line.strip()]
    if len(lines) > MOST_QUESTIONS:
        reader.blame("questions", f"最多 {MOST_QUESTIONS} 道题。")
    found = []
    for at, line in enumerate(lines[:MOST_QUESTIONS], 1):
        text, _, rest = re.sub("[:：]", "：", line, count=1).partition("：")
        parts = [part.strip() for part in re.split("[/／]", rest) if part.strip()]
        answers = [part.rstrip("*＊").strip() for part in parts]
        if not _holds(text.strip(), answers):
            reader.blame("questions", LINE.format(at))
            continue
        low = [name for name, part in zip(answers, parts, strict=True) if part[-1] in "*＊"]
        found.append((text.strip(), answers, low))
    return found


def _holds(text: str, answers: list[str]) -> bool:
    """Tell whether a question has a text and two to ten different answers."""
    fits = all(0 < len(answer) <= LONGEST_ANSWER for answer in answers)
    several = 2 <= len(answers) <= MOST_ANSWERS and len(set(answers)) == len(answers)
    return fits and several and 0 < len(text) <= LONGEST_QUESTION


def count(
    session: Session, actor: Principal, survey_id: int, sheets: Sequence[tuple[int, str, int]]
) -> int:
    """Add sheets by (question's number, answer, how many); all or none. Return how many rows.

    A negative number corrects what was counted too often; no answer falls below nought.
    """
    survey = surveys.get(session, survey_id)
    if not visits.may_record(actor) or survey.unit_id != actor.unit_id:
        raise Forbidden("份数由组织问卷的单位录入。")
    known = {one.question.position: one for one in surveys.counted(session, survey_id)}
    sums: dict[tuple[int, str], int] = {}
    for number, answer, many in sheets:
        one = known.get(number)
        if one is None or answer not in one.sheets:
            raise Invalid({"": f"没有第 {number} 题的“{answer[:20]}”这个答案。"})
        sums[number, answer] = sums.get((number, answer), 0) + many
    for (number, answer), many in sums.items():
        if not 0 <= known[number].sheets[answer] + many <= MOST_SHEETS:
            raise Invalid({"": f"第 {number} 题“{answer}”的份数合计要在 0 到 {MOST_SHEETS} 之间。"})
    made = [
        SurveyAnswer(
            unit_id=survey.unit_id,
            survey_question_id=known[number].question.id,
            answer=answer,
            sheets=many,
            created_by_id=actor.account_id,
        )
        for (number, answer), many in sums.items()
        if many
    ]
    if not made:
        raise Invalid({"": "请填写至少一个答案的份数。"})
    session.add_all(made)
    session.flush()
    audit.record(session, actor, "survey.count", "survey", survey.id, detail={"rows": len(made)})
    return len(made)


def register(
    session: Session, actor: Principal, question_id: int, facts: Mapping[str, Any]
) -> Problem:
    """Register the low answers of a question as an item, once, and link the two."""
    row = surveys.question(session, question_id)
    if not visits.may_record(actor):
        raise Forbidden("您没有登记诉求的权限。")
    if row.problem_id is not None:
        raise Refused("这道题已经登记为台账事项。")
    given = {
        **facts,
        "channel": Channel.SURVEY.value,
        "identity_mode": IdentityMode.ANONYMOUS.value,
    }
    problem = intake.register(session, actor, given)
    with store.acting(session, tail.KEEPER):
        row.problem_id = problem.id
        session.flush()
    detail = {"problem_id": problem.id}
    audit.record(session, actor, "survey.register", "survey_question", row.id, detail=detail)
    return problem

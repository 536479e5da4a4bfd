"""查询: a code opens its state and reply; wrong codes are answered alike, slowly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import notice_words, store
from app.enums import ProblemState
from app.enums_board import STAGES, told
from app.extensions import db
from app.models import Outbox, PublicFeedback, PublicStatus
from app.operations import board_work, returns
from app.principal import system
from app.queries import public_status
from app.throttle import FAILURES
from tests import support
from tests.board.door import Citizen
from tests.board.test_message import rows

TEST = system("test")
STATES = [(state, track) for state in ProblemState for track in ("service", "discipline")]


def fresh(citizen: Citizen, public: Flask) -> None:
    """Forget the failures of every address, as ten minutes do."""
    from app import throttle

    throttle.register(public)


def become(code_hash: str, state: ProblemState, reply: str | None = None) -> None:
    """Write a public state."""
    with store.write(TEST) as work:
        change = sa.update(PublicStatus).where(PublicStatus.code_hash == code_hash)
        work.execute(change.values(state=state, reply=reply))


def ended(citizen: Citizen) -> str:
    """Leave a message that has been answered, and return its code."""
    code = citizen.code()
    become(public_status.stored(code), ProblemState.CLOSED, "路灯已经修好。")
    return code


def test_code_opens_state_and_reply(citizen: Citizen) -> None:
    code = citizen.code()
    assert "已收到" in citizen.look(code).text
    become(public_status.stored(code), ProblemState.CLOSED, "路灯已经修好。")
    page = citizen.look(code.lower().replace("-", " ")).text
    assert "<h1>已办结</h1>" in page
    assert "路灯已经修好。" in page
    assert "村口路灯不亮" not in page


def test_code_never_stands_in_an_address(citizen: Citizen) -> None:
    code = citizen.code()
    page = citizen.look(code).text
    assert code not in "".join(re.findall(r'(?:href|action|src)="[^"]*"', page))
    assert citizen.client.get(f"/lookup?code={code}").text.count(code) == 0


@pytest.mark.parametrize(("state", "track"), STATES)
def test_state_is_told_in_words_that_say_nothing_of_the_inside(
    state: ProblemState, track: Any
) -> None:
    word, sentence = STAGES[told(state, track)]
    said = word + sentence
    assert not re.search("线索|批办|签收|核查|单位名|监督|审查|处置|纪", said)
    if track == "discipline":
        assert word in {"已收到", "正在办理", "已办结", "不予受理", "已转办", "已撤回"}


@contextmanager
def statements(public: Flask) -> Iterator[list[str]]:
    """Collect the statements of the public door."""
    with public.app_context():
        engine = db.engine
    said: list[str] = []

    def hear(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    sa.event.listen(engine, "before_cursor_execute", hear)
    yield said
    sa.event.remove(engine, "before_cursor_execute", hear)


def test_known_and_unknown_codes_run_the_same_statements(citizen: Citizen, public: Flask) -> None:
    known = citizen.code()
    citizen.look(known)
    heard = []
    for code in (known, public_status.new_code(), "", "%' OR 1=1 --"):
        page = citizen.client.get("/lookup").text
        with statements(public) as said:
            data = {"code": code, "csrf_token": support.token(page)}
            citizen.client.post("/lookup", data=data)
        heard.append(said)
    assert len(heard[0]) >= 2
    assert heard[1:] == [heard[0]] * 3


def test_wrong_codes_are_answered_alike(citizen: Citizen) -> None:
    citizen.code()
    pages = set()
    for code in (public_status.new_code(), "x", "", "0" * 16):
        answer = citizen.look(code)
        assert answer.status_code == 422
        bare = re.sub(
            r'name="csrf_token" value="[^"]*"|value="[^"]*" autocomplete', "", answer.text
        )
        pages.add(re.sub(r'nonce="[^"]*"', "", bare))
    assert len(pages) == 1


def test_who_guesses_is_slowed_whatever_he_types_next(citizen: Citizen) -> None:
    code = citizen.code()
    for _ in range(FAILURES.amount):
        assert citizen.look(public_status.new_code()).status_code == 422
    assert citizen.look(public_status.new_code()).status_code == 429
    right = citizen.look(code)
    assert right.status_code == 429
    assert "已收到" not in right.text


def test_wrong_codes_answer_nothing(citizen: Citizen, public: Flask, soak: bool) -> None:
    code, count = citizen.code(), 2000 if soak else 200
    near = code[:-1] + ("2" if code[-1] != "2" else "3")
    token, answered = support.token(citizen.client.get("/lookup").text), 0
    for turn in range(count):
        if turn % FAILURES.amount == 0:
            fresh(citizen, public)
        wrong = near if turn == 0 else public_status.new_code()
        answer = citizen.client.post("/lookup", data={"code": wrong, "csrf_token": token})
        answered += answer.status_code != 422 or "补充情况" in answer.text
    assert answered == 0


def test_answer_back_reaches_the_worker_and_who_decides(citizen: Citizen) -> None:
    code = citizen.code()
    page = citizen.look(code, act="answer", text="今天又不亮了。")
    assert "已经收到" in page.text
    assert board_work.take(TEST).acted == 2
    assert board_work.take(TEST).acted == 0
    (row,) = rows(PublicFeedback)
    assert (row.text, row.message_id is not None, row.submitted_at.minute) == (
        "今天又不亮了。",
        True,
        0,
    )
    told = [(one.template, one.unit_id) for one in rows(Outbox) if one.unit_id]
    units = {support.unit_id("DF"), support.unit_id("SP")}
    assert set(told) == {(t, u) for t in ("message.new", "returned.answer") for u in units}
    assert all(notice_words.words(template, {}) != "有新的消息" for template, _ in told)
    assert {one.created_at.minute for one in rows(Outbox)} == {0}


def test_same_answer_sent_twice_is_kept_once(citizen: Citizen) -> None:
    code = citizen.code()
    for _ in range(2):
        citizen.look(code, act="answer", text="今天又不亮了。", _once="same")
    assert len(rows(PublicFeedback)) == 1


def test_answers_of_a_day_are_bounded_and_what_was_typed_stays(citizen: Citizen) -> None:
    code = citizen.code()
    for turn in range(returns.MOST_A_DAY):
        assert citizen.look(code, act="answer", text=f"第{turn}次").status_code == 200
    refused = citizen.look(code, act="answer", text="再说一句")
    assert refused.status_code == 422
    assert "请明天再来" in refused.text
    assert "再说一句" in refused.text
    assert len(rows(PublicFeedback)) == returns.MOST_A_DAY


def test_handling_is_rated_once_and_only_after_its_end(citizen: Citizen) -> None:
    code = citizen.code()
    early = citizen.look(code, act="rate", level="satisfied")
    assert "有了结果以后才能评价" in early.text
    become(public_status.stored(code), ProblemState.CLOSED, "路灯已经修好。")
    assert "您对办理满意吗" in citizen.look(code).text
    assert citizen.look(code, act="rate", level="").status_code == 422
    first = citizen.look(code, act="rate", level="dissatisfied", rate_text="等了半个月")
    assert "谢谢您的评价" in first.text
    second = citizen.look(code, act="rate", level="satisfied")
    assert second.status_code == 422
    assert "您对办理满意吗" not in citizen.look(code).text
    (row,) = rows(PublicFeedback)
    assert (row.level, row.text) == ("dissatisfied", "等了半个月")


def test_answer_with_a_wrong_code_keeps_nothing(citizen: Citizen) -> None:
    citizen.code()
    answer = citizen.look(public_status.new_code(), act="answer", text="x")
    assert answer.status_code == 422
    assert "没有查到" in answer.text
    assert rows(PublicFeedback) == []


def test_answer_that_was_changed_before_it_came_again_is_kept_too(citizen: Citizen) -> None:
    code = citizen.code()
    for text in ("第一句", "第一句，还有第二句", "第一句"):
        assert citizen.look(code, act="answer", text=text, _once="same-form").status_code == 200
    assert [row.text for row in rows(PublicFeedback)] == ["第一句", "第一句，还有第二句"]

"""Scenario 17: two leaders sign at the same moment, over HTTP."""

from __future__ import annotations

import dataclasses
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.enums import Role
from app.models import Document
from reports.check import check_pdf
from reports.paper import Number
from tests import recused
from tests.papers.make_damaged import CIRCULAR, drawn
from tests.turns import waiting
from tests.views.hands import Hands, fields, fresh

LEADERS = ("leader", "leader2")


class Ascii(Number):
    """A number in the brackets of a keyboard."""

    def __str__(self) -> str:
        return super().__str__().replace("〔", "[").replace("〕", "]")


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return people at their browsers, a second leader among them."""
    recused.another("leader2", "leader", Role.DC_LEAD)
    return Hands(app)


@pytest.fixture
def item(hands: Hands) -> int:
    """Return an item that letters may be drafted about."""
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct", "sign")
    hands.now += timedelta(days=20)
    hands.clients.clear()
    return row_id


def draft(hands: Hands, item: int) -> int:
    """Draft a letter as the intake office and return its id."""
    page = hands.get("intake", f"/problem/{item}").text
    sent = {**fields(page), "problem_id": item}
    answer = hands.post("intake", "/paper/new/supervision_letter", sent)
    assert answer.status_code == 302, answer.text[:2000]
    return int(answer.location.rsplit("/", 1)[1])


def signatures(hands: Hands, papers: dict[str, int]) -> dict[str, int]:
    """Let each leader sign a paper at the same moment; return the answers' codes."""
    waiting(*papers.values())
    tokens = {who: hands.token(who) for who in papers}
    gate, codes = threading.Barrier(len(papers)), {}

    def sign(who: str) -> None:
        sent = {"csrf_token": tokens[who], "version": "1", "confirmed": "1"}
        gate.wait(30)
        codes[who] = hands.post(who, f"/paper/{papers[who]}/sign", sent).status_code

    threads = [threading.Thread(target=sign, args=(who,)) for who in papers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


def numbers() -> list[str]:
    """Return the numbers that were given, in order."""
    query = sa.select(Document.number).where(Document.seq.is_not(None)).order_by(Document.seq)
    return [str(number) for number in fresh().scalars(query)]


def test_two_leaders_at_once_take_two_numbers_and_a_void_one_never_comes_again(
    hands: Hands, item: int
) -> None:
    for _ in range(2):
        assert signatures(hands, {"leader": draft(hands, item)}) == {"leader": 302}
    papers = {who: draft(hands, item) for who in LEADERS}
    assert signatures(hands, papers) == dict.fromkeys(LEADERS, 302)
    assert numbers() == [f"海纪督〔2026〕{n}号" for n in (1, 2, 3, 4)]
    query = sa.select(Document.id).where(Document.seq == 4)
    fourth = fresh().scalars(query).one()
    answer = hands.send("leader", f"/paper/{fourth}/void", reason="主送单位有误")
    assert answer.status_code == 302
    assert signatures(hands, {"leader2": draft(hands, item)}) == {"leader2": 302}
    assert numbers() == [f"海纪督〔2026〕{n}号" for n in (1, 2, 3, 4, 5)]
    assert fresh().get_one(Document, fourth).void_reason == "主送单位有误"


def test_two_leaders_on_one_paper_sign_it_once(hands: Hands, item: int) -> None:
    paper = draft(hands, item)
    codes = signatures(hands, dict.fromkeys(LEADERS, paper))
    assert sorted(codes.values()) == [302, 409]
    assert numbers() == ["海纪督〔2026〕1号"]


def test_number_in_brackets_of_the_keyboard_fails_the_check() -> None:
    wrong = dataclasses.replace(CIRCULAR, number=Ascii("海纪通", 2026, 4))
    failed = [line.item for line in check_pdf(drawn(wrong)) if line.verdict == "FAIL"]
    assert failed == [11]
    right = dataclasses.replace(CIRCULAR, number=Number("海纪通", 2026, 4))
    assert [line for line in check_pdf(drawn(right)) if line.verdict == "FAIL"] == []

"""The circular of late units names what its screen shows, step by step: one query feeds both."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import clock
from app.queries import ledger, paper_receipts
from tests import makers, support
from tests.operations.test_documents import LATE, issued, made, signed, stored
from tests.views.hands import Hands
from views.present_paper import late_units


def mixed() -> None:
    """Make late items of many kinds, some of which no circular may name."""
    makers.problem_in("in_progress")
    makers.problem_in("assigned", title="另一件事项")
    makers.problem_in("in_progress", request_type="report", title="反映吃拿卡要")
    makers.problem_in("submitted", title="已上报的事项")
    makers.problem_in("closed", title="办结的事项")
    makers.problem_in(
        "in_progress",
        request_type="complaint",
        unit_complained_id=support.unit_id("ZJ"),
        title="投诉另一单位",
    )


def on_screen(session: Session) -> dict[str, list[str]]:
    """Return the item numbers of each unit as the screen lists them."""
    units = late_units(session, support.person("intake"), clock.now())
    return {str(unit["name"]): [t.split()[0] for t in unit["titles"]] for unit in units}


def in_paper(document_id: int) -> dict[str, list[str]]:
    """Return the item numbers of each unit as the paper's table lists them."""
    found: dict[str, list[str]] = {}
    for row in stored(document_id).facts["tables"][0]["rows"]:
        found.setdefault(row[3], []).append(row[1])
    return found


def test_circular_names_exactly_what_the_screen_shows(session: Session) -> None:
    mixed()
    with clock.fixed(LATE):
        shown = on_screen(session)
        document_id = made("draft_circular", None, LATE)
    assert len(shown) > 1
    assert in_paper(document_id) == shown


def test_circular_goes_to_the_units_that_it_names(session: Session) -> None:
    mixed()
    with clock.fixed(LATE):
        names = set(on_screen(session))
        document_id = made("draft_circular", None, LATE)
        signed(document_id)
        issued(document_id)
        rows = paper_receipts.of_paper(support.session(), stored(document_id).id)
    assert {name for _, name in rows} == names


@pytest.mark.parametrize("code", ["GW", "MZ"])
def test_circular_of_one_unit_is_that_unit_s_part_of_the_screen(
    session: Session, code: str
) -> None:
    mixed()
    name = support.UNITS[code][0]
    with clock.fixed(LATE):
        shown = on_screen(session)[name]
        document_id = made("draft_circular", [support.unit_id(code)], LATE)
    assert in_paper(document_id) == {name: shown}


def test_items_that_no_circular_names_push_no_other_out(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit counts what may be named: discipline items that are later take no place."""
    makers.problem_in("in_progress", request_type="report", title="反映吃拿卡要")
    makers.problem_in("in_progress")
    monkeypatch.setattr(ledger, "MOST_NAMED", 2)
    with clock.fixed(LATE):
        shown = on_screen(session)
        document_id = made("draft_circular", None, LATE)
    assert in_paper(document_id) == shown
    assert sum(len(numbers) for numbers in shown.values()) == 2


def test_page_and_its_paper_agree(app: Flask) -> None:
    hands = Hands(app)
    for title in ("补办结婚证遇互为前置", "低保金没有发放"):
        hands.walk(hands.register(title=title), "triage", "instruct", "sign")
    hands.now += timedelta(days=20)
    hands.clients.clear()
    page = hands.get("intake", "/paper/circular").text
    answer = hands.send("intake", "/paper/circular")
    paper = hands.get("intake", str(answer.location)).text
    number = re.compile(r"HXZT-2026-\d{5}")
    # Beside its text the paper leads to its items.
    text = paper.split("<aside", 1)[0]
    assert sorted(number.findall(page)) == sorted(number.findall(text))
    assert len(set(number.findall(page))) == 2

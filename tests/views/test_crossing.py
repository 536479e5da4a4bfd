"""Words that cross from one unit to another carry no telephone, ID number or reporter's name."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from flask import Flask

from app import clock, store
from app.enums import Channel, IdentityMode, RequestType, Track
from app.models import Message
from app.operations import documents
from app.principal import system
from tests import makers, support
from tests.turns import waiting
from tests.views.hands import Hands

# One number for each text that crosses: (where it is typed, telephone, ID card).
TEXTS = {
    "instruction": ("13900000011", "130924199001011239"),
    "progress": ("13900000012", "130924196203150049"),
    "measures": ("13900000013", "130924197908110025"),
    "supervise": ("0317-6628341", "11010519491231002X"),
    "subject": ("13900000015", "130924199001011239"),
}


def words(where: str) -> str:
    """Return a text with its numbers, and the reporter's name."""
    phone, card = TEXTS[where]
    # Nobody knows whom an anonymous message names.
    who = "邻居" if where == "subject" else f"{makers.NAME}的邻居"
    return f"{who}电话{phone}，身份证{card}，请联系"


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return people at their browsers, over an item with a text at every crossing."""
    with clock.fixed(support.NOW):
        problem_id = makers.problem_in("pending_decision")
        makers.act("leader", problem_id, "instruct", instruction=words("instruction"))
        _letter(problem_id)
        makers.act("gaowan", problem_id, "sign")
        makers.act("gaowan", problem_id, "progress", text=words("progress"))
        makers.act("intake", problem_id, "supervise", content=words("supervise"))
        makers.act("minzheng", problem_id, "answer")
        makers.act("gaowan", problem_id, "submit", measures=words("measures"))
        _message()
    support.session().rollback()
    return Hands(app)


def _letter(problem_id: int) -> None:
    """Draft, sign and issue a letter to the unit: it reads none before it is issued."""
    intake = support.person("intake")
    with store.write(intake) as work:
        documents.draft_assignment(work, intake, problem_id)
    waiting(1)
    leader = support.person("leader")
    with store.write(leader) as work:
        documents.sign(work, leader, 1, 1)
    with store.write(leader) as work:
        documents.issue(work, leader, 1, lambda kind, facts: b"%PDF-1.4 test")


def _message() -> None:
    """Leave a message that the units read."""
    with store.write(system("test")) as work:
        for code in ("GW", "MZ"):
            work.add(
                Message(
                    message_no=f"LY-2026-0000{code}",
                    query_code_hash=code * 32,
                    channel=Channel.WEB,
                    request_type=RequestType.HELP,
                    track=Track.SERVICE,
                    subject=words("subject"),
                    body=words("subject"),
                    identity_mode=IdentityMode.ANONYMOUS,
                    assigned_unit_id=support.unit_id(code),
                    submitted_at=support.NOW,
                )
            )


# Addresses that show a text to a unit, with those of which it is told at all.
PAGES = {
    "/problem/1": ("instruction", "progress", "measures", "supervise"),
    "/admin/problem/1": ("instruction", "measures"),
    "/api/v1/problem/1": ("instruction", "measures"),
    "/api/v1/problem/": (),
    "/admin/message/": ("subject",),
    "/api/v1/message/": ("subject",),
    "/paper/1": ("instruction",),
}


def text_of(hands: Hands, who: str, path: str) -> str:
    """Return what a page says."""
    answer = hands.get(who, path)
    assert answer.status_code in {200, 404}, (who, path)
    return str(answer.get_data(as_text=True))


@pytest.mark.parametrize("who", ["minzheng", "gaowan"])
def test_pages_show_a_unit_no_number_of_another_offices_words(hands: Hands, who: str) -> None:
    for path in PAGES:
        shown = text_of(hands, who, path)
        own = {"progress", "measures"} if (who, path) == ("gaowan", "/problem/1") else set()
        for where in TEXTS.keys() - own:
            assert [number for number in TEXTS[where] if number in shown] == [], (path, where)
        assert makers.NAME not in shown, path


def test_pages_show_the_intake_office_the_numbers(hands: Hands) -> None:
    """The masking is of the crossing, not of the record."""
    for path, told in PAGES.items():
        shown = text_of(hands, "intake", path)
        for where in told:
            assert (TEXTS[where][0] in shown) is not path.startswith("/paper"), (path, where)
        assert makers.NAME not in shown, path


def test_unit_reads_its_own_words_whole(hands: Hands) -> None:
    shown = text_of(hands, "gaowan", "/problem/1")
    assert TEXTS["progress"][0] in shown
    assert TEXTS["measures"][0] in shown


@pytest.mark.parametrize("table", ["problem", "message"])
def test_file_of_a_list_carries_no_number(hands: Hands, table: str) -> None:
    answer = hands.get("minzheng", f"/admin/{table}/export.xlsx")
    assert answer.status_code == 200
    sheet: Any = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    told = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert "LY-2026" in told or "HXZT-2026" in told
    assert [number for pair in TEXTS.values() for number in pair if number in told] == []


def test_letter_to_a_unit_carries_no_number(hands: Hands) -> None:
    assert hands.get("gaowan", "/paper/1").status_code == 200
    facts = str(makers.stored(1).instruction)
    assert TEXTS["instruction"][0] in facts
    shown = text_of(hands, "gaowan", "/paper/1")
    assert TEXTS["instruction"][0] not in shown

"""纪企直通车 at the public door: an enterprise names itself, and stays as hidden as a reporter."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app import secrecy, store
from app.enums_identity import ErasureAsker, ErasureGround
from app.enums_ledger import DeadlineKind, LimitUnit
from app.models import Attachment, Contact, Deadline, Enterprise, Message, Problem
from app.operations import compartment, erasure, rotation
from app.secrecy import Keyring
from tests import files, support
from tests.board.door import MESSAGE, Citizen, code_of
from tests.board.test_message import rows, stored_text
from tests.board.triage import TEST, act, only
from tests.clues import making
from tests.firms.test_enterprises import CODE, NAME, add
from tests.views.hands import Hands

VECTORS = Path(__file__).parents[1] / "data" / "check_vectors.csv"
CODES = [
    row
    for row in csv.DictReader(VECTORS.read_text(encoding="utf-8").splitlines())
    if row["kind"] == "uscc"
]
FIRM = {"identity_mode": "named", "firm": NAME, "uscc": CODE, "phone": "13777770002"}
ACCEPT = {"domain": "livelihood"}
NEW_KEY = "a-new-field-key-0123456789abcdef0123456789abcdef"


def leave(citizen: Citizen, **changes: Any) -> Any:
    """Leave a message as an enterprise."""
    return citizen.post("/enterprise", **{**MESSAGE, **FIRM, **changes})


def test_enterprise_is_sealed_and_taken_out_of_its_words(citizen: Citizen) -> None:
    words = f"我们是{NAME}（代码{CODE.lower()}），电话13777770002，名称 海兴示例 机械厂。"
    assert code_of(leave(citizen, content=words, place_note=f"{NAME}门口"))
    (row,), (contact,) = rows(Message), rows(Contact)
    assert (row.channel, row.identity_mode) == ("enterprise_portal", "named")
    assert (contact.name_mask, contact.phone_mask) == ("企业", "137****0002")
    kept = stored_text()
    for secret in (NAME, CODE, CODE.lower(), "13777770002"):
        assert secret not in kept
        assert json.dumps(secret).strip('"') not in kept
    assert row.place_note == "某企业门口"
    assert row.body.count("某企业") == 2


@pytest.mark.parametrize("row", CODES, ids=[row["value"] for row in CODES])
def test_code_of_the_check_vectors_is_judged_as_listed(
    citizen: Citizen, row: dict[str, str]
) -> None:
    answer = leave(citizen, uscc=row["value"])
    assert (answer.status_code == 200) == (row["expect"] == "valid"), row["note"]


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"uscc": CODE[:-1] + "0"}, "uscc", "校验位不对"),
        ({"uscc": ""}, "uscc", "请填写统一社会信用代码"),
        ({"firm": ""}, "firm", "请填写企业名称"),
        ({"identity_mode": "anonymous", "phone": ""}, "uscc", "匿名的不能填写统一社会信用代码"),
    ],
)
def test_fault_stands_beside_its_field_and_everything_typed_stays(
    citizen: Citizen, changes: dict[str, str], field: str, said: str
) -> None:
    answer = leave(citizen, **changes)
    assert answer.status_code == 422
    assert said in answer.text.split(f'id="{field}-error"')[1].split("</div>")[0]
    assert "村口的路灯半个月没亮了" in answer.text
    assert rows(Message) == []


def test_enterprise_may_stay_unnamed(citizen: Citizen) -> None:
    unnamed = {"identity_mode": "anonymous", "firm": "", "uscc": "", "phone": ""}
    code_of(leave(citizen, **unnamed, files=[(io.BytesIO(files.photo()), "a.jpg")]))
    assert rows(Message)[0].channel == "enterprise_portal"
    assert [rows(Contact), len(rows(Attachment))] == [[], 1]


def test_message_board_takes_no_code_and_no_foreign_channel(citizen: Citizen) -> None:
    code_of(citizen.leave(channel="enterprise_portal", uscc=CODE, firm=NAME))
    assert rows(Message)[0].channel == "message_board"
    assert rows(Contact) == []


@pytest.mark.parametrize("path", ["/", "/commitments"])
def test_page_leads_to_the_enterprises_door(citizen: Citizen, path: str) -> None:
    assert 'href="/enterprise"' in citizen.client.get(path).text
    page = citizen.client.get("/enterprise").text
    assert "统一社会信用代码" in page
    assert "监护人姓名" not in page


@pytest.mark.parametrize("typed", [CODE.lower(), "９１１３０９２４MA0000015Ｈ"])
def test_known_enterprise_goes_with_the_item_and_is_told_in_seven_days(
    citizen: Citizen, hands: Hands, typed: str
) -> None:
    add(hands)
    leave(citizen, uscc=typed)
    assert "在企业名册里" in hands.get("intake", f"/messages/{only().id}").text
    act(hands, "intake", "accept", **ACCEPT)
    (problem,), (firm,) = rows(Problem), rows(Enterprise)
    assert problem.enterprise_id == firm.id
    assert _told(problem) == [7]


def _told(problem: Problem) -> list[int]:
    """Return after how many working days an item's writer is to be told."""
    return [
        row.days
        for row in rows(Deadline)
        if row.kind == DeadlineKind.LEGAL_NOTICE and row.unit == LimitUnit.WORKDAY
    ]


def test_unknown_enterprise_is_told_as_soon_and_an_unnamed_one_is_not(
    citizen: Citizen, hands: Hands
) -> None:
    leave(citizen)
    page = hands.get("intake", f"/messages/{only().id}").text
    assert "不在企业名册里" in page
    assert NAME not in page
    act(hands, "intake", "accept", **ACCEPT)
    (problem,) = rows(Problem)
    assert (problem.enterprise_id, _told(problem)) == (None, [7])


@pytest.mark.parametrize("is_listed", [True, False])
def test_units_read_neither_name_nor_code_wherever_officers_write_it(
    citizen: Citizen, hands: Hands, is_listed: bool
) -> None:
    if is_listed:
        add(hands)
    leave(citizen, content=f"{NAME}（{CODE}）反映：检查太多。", subject=f"{NAME}的事")
    act(hands, "intake", "accept", title=f"{NAME}反映检查多", **ACCEPT)
    (problem,) = rows(Problem)
    hands.walk(problem.id, "triage", triage={"triage_opinion": f"请核实{NAME}反映的情况。"})
    hands.walk(problem.id, "instruct")
    for who in ("gaowan", "minzheng"):
        for path in (f"/problem/{problem.id}", f"/problem/{problem.id}/timeline"):
            text = hands.get(who, path).text
            assert NAME not in text
            assert CODE not in text
    (problem,) = rows(Problem)
    assert problem.title == "某企业反映检查多"
    assert NAME not in problem.content + problem.content_redacted + problem.triage_opinion


def test_identity_opens_with_a_purpose_alone(citizen: Citizen, hands: Hands) -> None:
    leave(citizen, name="韩厂长")
    path = f"/identity/of/message/{only().id}"
    page = hands.get("intake", path)
    assert (page.status_code, NAME in page.text) == (200, False)
    sent = {"csrf_token": hands.token("intake"), "purpose": "verify"}
    opened = hands.post("intake", f"{path}/open", sent)
    for shown in (NAME, CODE, "韩厂长", "13777770002"):
        assert shown in opened.text


def test_hidden_firm_is_seen_through_width_case_and_gaps() -> None:
    text = "海兴（示例）厂，海兴(示例)厂，海 兴（示例）厂；９１１３０９２４ma0000015h"
    hidden = secrecy.hide_firm(text, "海兴（示例）厂", CODE)
    assert hidden == f"某企业，某企业，某企业；91{'*' * 16}"


def test_short_name_is_left_where_it_would_be_found_in_other_words() -> None:
    assert secrecy.hide_firm("海兴县里", "海兴") == "海兴县里"


def test_no_minute_of_an_enterprise_is_kept(citizen: Citizen) -> None:
    leave(citizen)
    assert rows(Message)[0].submitted_at == support.NOW.replace(minute=0)
    assert rows(Contact)[0].created_at - support.NOW.replace(minute=0) == timedelta(0)


def test_new_key_opens_the_enterprise_and_erasing_takes_it_with_the_rest(citizen: Citizen) -> None:
    leave(citizen, name="韩厂长")
    new = Keyring.parse(f"{NEW_KEY},{support.KEYS['FIELD_KEY']}", "field")
    with store.write(TEST) as work:
        done = rotation.rewrap_batch(work, TEST, new, 0)
        assert done is not None
        assert (done.done, done.failed) == (1, ())
    (contact,) = rows(Contact)
    newest = Keyring({new.version: new.key(new.version)})
    opened = secrecy.open_sealed(newest, contact.uid, rotation.sealed_of(contact))
    assert (opened["firm"], opened["uscc"], opened["name"]) == (NAME, CODE, "韩厂长")
    with store.write(TEST) as work:
        erasure.purge(work, TEST, contact.id, ErasureGround.EXPIRED, ErasureAsker.OFFICE)
    (contact,) = rows(Contact)
    kept = (contact.wrapped_key, contact.firm_sealed, contact.uscc_sealed, contact.name_mask)
    assert kept == (None, None, None, None)


def test_clue_of_an_enterprises_report_keeps_who_reported(citizen: Citizen, hands: Hands) -> None:
    leave(citizen, request_type="report", name="韩厂长")
    act(hands, "intake", "accept", **ACCEPT)
    (problem,) = rows(Problem)
    texts = compartment.opened(making.stored(making.push(problem.id)))
    assert texts["reporter_name"] == f"韩厂长，{NAME}，{CODE}"

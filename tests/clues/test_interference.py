"""Interference is recorded by anybody of the commission and read by keepers and leaders."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.models import AuditLog, InterferenceRecord
from tests import support
from tests.clues import making

GIVEN: dict[str, Any] = {
    "kind": "inquiry",
    "asker": "雀问某雀",
    "item": "雀事某雀",
    "happened_on": "2026-11-17",
    "way": "phone",
    "content": "雀经过雀",
}
WORDS = tuple(value for value in GIVEN.values() if value.startswith("雀"))
COMMISSION = ("clerk", "intake", "casekeeper", "leader", "inspector")


def send(app: Flask, who: str, **changes: Any) -> Any:
    """Record through the page."""
    client = support.login(app.test_client(), who)
    token = support.token(client.get("/account/password").text)
    data = {**GIVEN, **changes, "csrf_token": token, "_once": f"{who}1"}
    return client.post("/interference/new", data=data)


@pytest.mark.parametrize("who", COMMISSION)
def test_anybody_of_the_commission_records_and_gets_nothing_back(app: Flask, who: str) -> None:
    answer = send(app, who)
    assert (answer.status_code, answer.location) == (302, "/")
    (row,) = making.rows(InterferenceRecord)
    assert row.recorded_by_id == support.person(who).account_id
    stored = repr(making.tables())
    assert not [word for word in WORDS if word in stored]


@pytest.mark.parametrize("who", ["bureau", "gaowan", "minzheng", "auditor", "sysadmin"])
def test_others_do_not_record(app: Flask, who: str) -> None:
    assert send(app, who).status_code == 403


def test_keeper_and_leader_read_and_each_opening_is_audited(app: Flask) -> None:
    send(app, "intake")
    for who in support.PEOPLE:
        client = support.login(app.test_client(), who)
        token = support.token(client.get("/account/password").text)
        closed = client.get("/clue/interference")
        before = len(making.rows(AuditLog))
        opened = client.post("/clue/interference", data={"csrf_token": token})
        reads = who in {"casekeeper", "leader"}
        assert (closed.status_code, opened.status_code) == ((200, 200) if reads else (404, 404))
        assert [word in opened.text for word in WORDS] == [reads] * len(WORDS)
        assert not [word for word in WORDS if word in closed.text]
        assert len(making.rows(AuditLog)) == before + 1


def read(app: Flask, who: str) -> str:
    """Open the records."""
    client = support.login(app.test_client(), who)
    token = support.token(client.get("/account/password").text)
    return str(client.post("/clue/interference", data={"csrf_token": token}).text)


@pytest.mark.parametrize("part", ["asker", "item", "content"])
@pytest.mark.parametrize(
    ("named", "kept", "told"),
    [("郑书记", "leader", "casekeeper"), ("钱 进", "casekeeper", "leader")],
)
def test_who_is_named_in_a_record_does_not_read_it(
    app: Flask, named: str, kept: str, told: str, part: str
) -> None:
    send(app, "intake", **{part: f"雀{named}打电话"})
    send(app, "inspector", content="雀别的经过雀")
    assert f"雀{named}打电话" not in read(app, kept)
    assert "雀别的经过雀" in read(app, kept)
    assert f"雀{named}打电话" in read(app, told)


def test_who_recorded_it_reads_what_he_wrote(app: Flask) -> None:
    send(app, "casekeeper", content="雀向钱进打听雀")
    assert "雀向钱进打听雀" in read(app, "casekeeper")


def test_record_that_nobody_could_read_goes_up_on_paper(app: Flask) -> None:
    answer = send(app, "intake", asker="郑书记、钱进")
    assert answer.status_code == 422
    assert "书面报上级" in answer.text
    assert making.rows(InterferenceRecord) == []


def test_fault_keeps_what_was_typed(app: Flask) -> None:
    answer = send(app, "intake", happened_on="2026-11-19")
    assert answer.status_code == 422
    assert "日期不能晚于今天。" in answer.text
    assert "雀经过雀" in answer.text

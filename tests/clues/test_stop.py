"""The stop screen: of a report about a cadre managed above only the day's count is kept."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import store
from app.errors import Missing
from app.models import SuperiorHandoverCount
from app.operations import clues, compartment, intake
from app.queries import clues as reads
from tests import makers, support
from tests.clues import making
from tests.views import hands

TYPED = {"title": "雀题径送雀", "content": "雀文径送雀", "name": "欧阳雀辛", "phone": "13911110008"}


def entry(client: FlaskClient) -> dict[str, Any]:
    """Return what a clerk types of a report about a county leader."""
    page = client.get("/problem/new")
    return {**hands.CALL, **TYPED, "managed_level": "above", "csrf_token": support.token(page.text)}


@pytest.mark.parametrize(("who", "path"), [("clerk", "/problem/new"), ("casekeeper", "/clue/new")])
def test_report_about_a_cadre_managed_above_leaves_only_the_days_count(
    app: Flask, who: str, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = support.login(app.test_client(), who)
    token = support.token(client.get(path).text)
    before = making.tables()
    files = sorted(str(file) for file in app.config["VX"].files_dir.rglob("*"))
    given = {**hands.CALL, **making.ENTRY, **TYPED, "managed_level": "above"}
    answer = client.post(path, data={**given, "csrf_token": token, "_once": "k"})
    assert (answer.status_code, answer.location) == (303, "/superior")
    after = making.tables()
    assert making.changed(before, after) == {"superior_handover_count"}
    assert sorted(str(file) for file in app.config["VX"].files_dir.rglob("*")) == files
    (row,) = making.rows(SuperiorHandoverCount)
    assert (row.on, row.n, row.created_by_id) == (support.NOW.date(), 1, None)
    assert (row.created_at.hour, row.created_at.minute, row.updated_at) == (0, 0, None)
    page = client.get("/superior").text
    said = page + answer.text + caplog.text
    assert not [word for word in (*TYPED.values(), making.SUMMARY) if word in said]
    assert "5 个工作日内" in page


def test_second_report_of_the_day_counts_on_the_same_row(app: Flask) -> None:
    client = support.login(app.test_client(), "clerk")
    for _ in range(2):
        client.post("/problem/new", data=entry(client))
    with making.held(support.NOW + timedelta(days=1)):
        client.post("/problem/new", data=entry(support.login(client, "clerk")))
    assert [row.n for row in making.rows(SuperiorHandoverCount)] == [2, 1]


def test_stop_comes_before_the_form_is_checked_or_similar_items_are_sought(app: Flask) -> None:
    client = support.login(app.test_client(), "clerk")
    broken = {"title": "", "content": "x" * 9000, "region_code": "没有", "similar": "1"}
    answer = client.post("/problem/new", data={**entry(client), **broken})
    assert (answer.status_code, answer.location) == (303, "/superior")


def test_operations_refuse_before_anything_is_read(app: Flask) -> None:
    clerk, keeper = support.person("clerk"), support.person("casekeeper")
    problem_id = makers.registered()
    before = making.tables()
    above = {"managed_level": "above"}
    with pytest.raises(compartment.ManagedAbove), store.write(clerk) as work:
        intake.register(work, clerk, {**makers.CALL, **above})
    with pytest.raises(compartment.ManagedAbove), store.write(keeper) as work:
        clues.enter(work, keeper, {**making.ENTRY, **above})
    with pytest.raises(compartment.ManagedAbove), store.write(clerk) as work:
        clues.push(work, clerk, problem_id, {**making.PUSH, **above})
    assert making.changed(before, making.tables()) == set()


def test_count_is_seen_by_keepers_and_leaders_alone(app: Flask) -> None:
    client = support.login(app.test_client(), "clerk")
    client.post("/problem/new", data=entry(client))
    seen = {}
    for who in support.PEOPLE:
        session = making.fresh()
        store.name(session, support.person(who))
        seen[who] = []
        with suppress(Missing):
            seen[who] = reads.handovers(session)
    readers = {who for who, found in seen.items() if found}
    assert readers == {"casekeeper", "leader"}


def test_keeper_has_to_say_whether_the_cadre_is_managed_above(app: Flask) -> None:
    client = support.login(app.test_client(), "casekeeper")
    token = support.token(client.get("/clue/new").text)
    given = {key: value for key, value in making.ENTRY.items() if key != "managed_level"}
    answer = client.post("/clue/new", data={**given, "csrf_token": token, "_once": "k"})
    assert answer.status_code == 422
    assert "被反映人的管理权限：请从选项中选择一项。" in answer.text
    assert making.SUMMARY in answer.text

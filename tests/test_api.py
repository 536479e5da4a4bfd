"""The REST API: the same declaration, gate and operations as the pages."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app import store
from app.models import Idempotency, PendingChange, RoleAssignment, ServiceWindow, Unit
from app.operations import registry
from app.principal import system
from tests import crud_support as crud
from tests import support


@pytest.fixture
def window(app: Flask) -> int:
    """Make one window of Gaowan."""
    support.session()
    with crud.written() as work:
        return crud.make_window(work, "GW", "7").id


NEW = {"no": "3", "name": "便民窗口"}


def test_post_makes_a_row_once(app: Flask) -> None:
    client = crud.logged(app, "gaowan")
    headers = crud.token(client)
    answers = [client.post("/api/v1/service_window/", json=NEW, headers=headers) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_json()["id"] for answer in answers}) == 1
    assert crud.count(ServiceWindow) == crud.count(Idempotency) == 1


def test_the_key_of_another_user_is_another_key(app: Flask) -> None:
    for who in ("gaowan", "xinji"):
        client = crud.logged(app, who)
        headers = {**crud.token(client), "Idempotency-Key": "same-key-for-both"}
        answer = client.post("/api/v1/service_window/", json=NEW, headers=headers)
        assert answer.status_code == 201
    assert crud.count(ServiceWindow) == 2


def test_write_without_csrf_token_changes_nothing(app: Flask, window: int) -> None:
    client = crud.logged(app, "gaowan")
    body = {"name": "改", "row_version": 1}
    assert client.put(f"/api/v1/service_window/{window}", json=body).status_code == 400
    assert client.post("/api/v1/service_window/", json=NEW).status_code == 400
    assert crud.stored(ServiceWindow, window).name == "7号窗口"


def test_post_without_a_key_is_refused(app: Flask) -> None:
    client = crud.logged(app, "gaowan")
    headers = {"X-CSRFToken": crud.token(client)["X-CSRFToken"]}
    answer = client.post("/api/v1/service_window/", json=NEW, headers=headers)
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.get_json()["error"]["message"]


def test_stale_put_gets_409_with_what_is_stored(app: Flask, window: int) -> None:
    client = crud.logged(app, "gaowan")
    url = f"/api/v1/service_window/{window}"
    headers = crud.token(client)
    first = client.put(url, json={"name": "甲", "row_version": 1}, headers=headers)
    assert (first.status_code, first.get_json()["row_version"]) == (200, 2)
    second = client.put(url, json={"name": "乙", "row_version": 1}, headers=headers)
    error = second.get_json()["error"]
    assert (second.status_code, error["code"], error["fields"]["name"]) == (409, 409, "甲")
    assert crud.stored(ServiceWindow, window).name == "甲"


@pytest.mark.parametrize("version", [None, "1", True, 1.0, [], {}])
def test_put_without_a_version_is_a_conflict(app: Flask, window: int, version: object) -> None:
    client = crud.logged(app, "gaowan")
    body = {"name": "改", "row_version": version}
    answer = client.put(f"/api/v1/service_window/{window}", json=body, headers=crud.token(client))
    assert answer.status_code == 409
    assert crud.stored(ServiceWindow, window).name == "7号窗口"


def test_undeclared_keys_of_a_body_are_ignored(app: Flask, window: int) -> None:
    client = crud.logged(app, "gaowan")
    body = {"name": "改", "row_version": 1, "unit_id": support.unit_id("XJ"), "id": 9, "x": [1]}
    client.put(f"/api/v1/service_window/{window}", json=body, headers=crud.token(client))
    row = crud.stored(ServiceWindow, window)
    assert (row.name, row.unit_id) == ("改", support.unit_id("GW"))


WRONG = [
    ("name", 5),
    ("name", None),
    ("name", ["a"]),
    ("name", {"a": 1}),
    ("name", "\x00"),
    ("name", "\ud800"),
    ("name", "字" * 61),
    ("kind", "nonsense"),
    ("kind", []),
    ("kind", 1),
    ("status", {"a": 1}),
    ("unit_id", 99999),
    ("unit_id", "abc"),
    ("unit_id", 10**30),
    ("unit_id", 1.5),
    ("unit_id", True),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_wrong_value_is_named_by_its_field(app: Flask, name: str, value: object) -> None:
    client = crud.logged(app, "bureau")
    body = {**NEW, "unit_id": support.unit_id("GW"), name: value}
    answer = client.post("/api/v1/service_window/", json=body, headers=crud.token(client))
    assert answer.status_code == 422, answer.text
    assert list(answer.get_json()["error"]["fields"]) == [name]
    assert crud.count(ServiceWindow) == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"a"', b"null", b"\xff"])
def test_body_that_is_no_object_is_a_400(app: Flask, body: bytes) -> None:
    client = crud.logged(app, "gaowan")
    headers = {**crud.token(client), "Content-Type": "application/json"}
    answer = client.post("/api/v1/service_window/", data=body, headers=headers)
    assert answer.status_code == 400
    assert answer.get_json()["error"]["code"] == 400


def test_problem_carries_the_actions_that_are_open(app: Flask) -> None:
    support.session()
    with crud.written() as work:
        number = crud.make_problem(work, 1, "GW").id
    for who in ("intake", "gaowan", "auditor"):
        client = crud.logged(app, who)
        answer = client.get(f"/api/v1/problem/{number}")
        if who == "auditor":
            assert answer.status_code == 403
            continue
        actions = answer.get_json()["actions"]
        assert ("T01" in actions or "T02" in actions or bool(actions)) is (who == "intake")


def test_json_never_names_a_reporter(app: Flask) -> None:
    support.session()
    with crud.written() as work:
        crud.make_problem(work, 1, "GW", contact_phone_hash="canary-hash")
    for who in ("intake", "gaowan", "leader", "clerk"):
        client = crud.logged(app, who)
        for url in ("/api/v1/problem/", "/api/v1/problem/1", "/api/v1/_openapi"):
            text = client.get(url).text
            assert '"contact_' not in text
            assert "canary-hash" not in text


def test_two_person_table_answers_202_and_changes_nothing(app: Flask) -> None:
    client = crud.logged(app, "sysadmin")
    unit = support.unit_id("GW")
    body = {"leader_name": "新人", "row_version": 1}
    answer = client.put(f"/api/v1/unit/{unit}", json=body, headers=crud.token(client))
    assert answer.status_code == 202
    assert crud.count(PendingChange) == 1
    assert crud.stored(Unit, unit).leader_name == ""


def test_new_problem_is_not_made_here(app: Flask) -> None:
    client = crud.logged(app, "clerk")
    answer = client.post("/api/v1/problem/", json={}, headers=crud.token(client))
    assert answer.status_code == 422
    assert "/problem/new" in answer.get_json()["error"]["message"]


def test_openapi_tells_only_what_the_caller_may_use(app: Flask) -> None:
    auditor = crud.logged(app, "auditor").get("/api/v1/_openapi").get_json()
    tables = {path.split("/")[3] for path in auditor["paths"]}
    assert tables == {"audit_log", "stand_in"}
    assert all(set(path) <= {"get", "parameters"} for path in auditor["paths"].values())
    township = crud.logged(app, "gaowan").get("/api/v1/_openapi").get_json()
    post = township["paths"]["/api/v1/service_window/"]["post"]
    body = post["requestBody"]["content"]["application/json"]["schema"]
    assert "unit_id" not in body["properties"]
    assert set(body["required"]) == {"no", "name"}
    assert "/api/v1/audit_log/" not in township["paths"]


def test_openapi_is_hidden_from_who_holds_no_table(app: Flask) -> None:
    person = crud.logged(app, "casekeeper")
    with store.write(system("test")) as work:
        account = support.person("casekeeper").account_id
        grant = work.scalars(sa.select(RoleAssignment).filter_by(account_id=account)).one()
        grant.ended_at = support.NOW
    assert person.get("/api/v1/_openapi").status_code == 404
    assert app.test_client().get("/api/v1/_openapi").status_code == 401


@pytest.mark.parametrize("url", ["/api/v1/unit/", "/api/v1/unit/1", "/api/v1/problem/"])
def test_nobody_reads_without_a_login(app: Flask, url: str) -> None:
    assert app.test_client().get(url).status_code == 401


def test_operation_refuses_who_may_not_write(app: Flask, window: int) -> None:
    from app.errors import Missing

    clerk = support.person("clerk")
    with pytest.raises(Missing), store.write(clerk) as work:
        registry.save(work, clerk, ServiceWindow, window, {"name": "改"}, version=1)

"""The page that makes a key of another system: shown once, never of the commission."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import policies, store
from app.enums import Role
from app.errors import Invalid
from app.models import AuditLog, IntegrationToken, Unit
from app.operations import tokens
from tests import account_hands as hands
from tests import makers, support

PAGE = "/security/token/new"
TYPED: dict[str, Any] = {
    "name": "大数据平台",
    "unit_id": "高湾镇人民政府",
    "role": "TWN",
    "scopes": ["problem:read", "service_window:read"],
    "days": "30",
}


def rows() -> list[IntegrationToken]:
    """Return every key as it is stored now."""
    session = support.session()
    session.rollback()
    return list(session.scalars(sa.select(IntegrationToken)))


def test_key_made_on_the_page_is_shown_once_and_opens_its_scopes(app: Flask) -> None:
    mine = makers.problem_in("in_progress")
    guard = hands.client(app, "secadmin")
    page = hands.post(guard, PAGE, **TYPED)
    found = re.search(r"vx_[\w-]+", page.text)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert found is not None
    assert found[0] not in guard.get("/security/").text
    sent = {"Authorization": f"Bearer {found[0]}"}
    answer = app.test_client().get("/api/v1/problem/", headers=sent)
    assert [item["id"] for item in answer.get_json()["items"]] == [mine]
    assert app.test_client().get("/api/v1/evaluation/", headers=sent).status_code == 403


def test_making_a_key_has_its_audit_row_without_the_key(app: Flask) -> None:
    page = hands.post(hands.client(app, "secadmin"), PAGE, **TYPED)
    key = re.findall(r"vx_[\w-]+", page.text)[0]
    query = sa.select(AuditLog).where(AuditLog.action == "token.add")
    row = support.session().scalars(query).one()
    assert row.account_id == support.person("secadmin").account_id
    assert row.detail["scopes"] == TYPED["scopes"]
    assert key not in str(row.detail)


def test_second_press_makes_no_second_key(app: Flask) -> None:
    guard = hands.client(app, "secadmin")
    text = guard.get(PAGE).text
    once = re.findall(r'name="_once" value="([^"]+)"', text)[0]
    form = {"csrf_token": support.token(text), "_once": once, **TYPED}
    assert guard.post(PAGE, data=form).status_code == 200
    again = guard.post(PAGE, data=form)
    assert (again.status_code, again.location) == (302, "/security/")
    assert len(rows()) == 1


WRONG: tuple[tuple[str, Any, str], ...] = (
    ("name", " ", "请写明系统名称"),
    ("unit_id", "龙宫", "没有找到“龙宫”这个单位"),
    ("role", "", "请选择岗位"),
    ("role", "SYS", "请从选项中选择"),
    ("role", "DC_LEAD", "请从选项中选择"),
    ("scopes", [], "请至少选一项"),
    ("scopes", ["contact:read"], "不在可选范围内"),
    ("days", "367", "不超过 366"),
    ("days", "", "请填写整数"),
)


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_wrong_key_is_refused_beside_its_field(
    app: Flask, name: str, value: Any, words: str
) -> None:
    page = hands.post(hands.client(app, "secadmin"), PAGE, **{**TYPED, name: value})
    assert page.status_code == 422
    found = re.search(rf'id="{name}-error" role="alert">([^<]*)<', page.text)
    assert found is not None
    assert words in found[1]
    assert rows() == []


def test_operation_itself_gives_the_security_administrator_no_key_of_the_commission(
    app: Flask,
) -> None:
    guard = support.person("secadmin")
    with pytest.raises(Invalid, match="只能在服务器上"), store.write(guard) as work:
        unit = work.get_one(Unit, support.unit_id("DF"))
        facts = {"name": "平台", "scopes": ["problem:read"], "days": 9, "unit": unit}
        tokens.add(work, guard, role=Role.DC_INTAKE, **facts)


@pytest.mark.parametrize("who", ["sysadmin", "auditor", "leader", "clerk"])
def test_nobody_else_makes_a_key(app: Flask, who: str) -> None:
    assert hands.client(app, who).get(PAGE).status_code == 403


def test_every_offered_scope_is_one_that_the_operation_takes(app: Flask) -> None:
    assert {tokens._scope(scope) for scope in tokens.offered()} == set(tokens.offered())
    read = {scope.partition(":")[0] for scope in tokens.offered()}
    assert read == {model.__tablename__ for model in policies.TABLES}

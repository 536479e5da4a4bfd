"""Keys of other systems: only the API, only their scopes, audited, limited, revocable."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock
from app.models import AuditLog, IntegrationToken
from app.throttle import CALLS
from tests import account_hands as hands
from tests import makers, support


def add(app: Flask, *scopes: str, role: str = "TWN", unit: str = "GW", days: int = 90) -> Any:
    """Make a key by command."""
    words = [word for scope in scopes for word in ("--scope", scope)]
    facts = ["--unit", unit, "--role", role, "--days", str(days)]
    return app.test_cli_runner().invoke(args=["token", "add", "大数据平台", *facts, *words])


def key(app: Flask, *scopes: str, **facts: Any) -> str:
    """Make a key and return it."""
    answer = add(app, *(scopes or ("problem:read",)), **facts)
    assert answer.exit_code == 0, answer.output
    found = re.search(r"vx_\S+", answer.output)
    assert found
    return found[0]


def get(app: Flask, sent: str, path: str = "/api/v1/problem/") -> Any:
    """Ask with a key."""
    return app.test_client().get(path, headers={"Authorization": f"Bearer {sent}"})


def test_key_reads_the_rows_of_its_unit_and_nothing_personal(app: Flask) -> None:
    mine = makers.problem_in("in_progress")
    makers.registered(title="别的单位的事项")
    answer = get(app, key(app))
    assert answer.status_code == 200
    items = answer.get_json()["items"]
    assert [item["id"] for item in items] == [mine]
    text = get(app, key(app), f"/api/v1/problem/{mine}").text
    for word in ("杨*", "138****8000", makers.PHONE, "is_sensitive"):
        assert word not in text


@pytest.mark.parametrize(
    "path", ["/", "/admin/problem/", "/account/password", "/problem/1", "/accounts/", "/logout/"]
)
def test_key_opens_no_page(app: Flask, path: str) -> None:
    assert get(app, key(app), path).status_code in {302, 405}


@pytest.mark.parametrize("table", ["message", "audit_log", "unit", "pending_change"])
def test_key_is_held_to_its_scopes(app: Flask, table: str) -> None:
    assert get(app, key(app), f"/api/v1/{table}/").status_code == 403


def test_key_reads_only_unless_more_is_named(app: Flask) -> None:
    facts = {
        "name": "一号窗",
        "no": "A1",
        "kind": "comprehensive",
        "unit_id": support.unit_id("GW"),
    }
    for scope, status in (("service_window:read", 403), ("service_window:add", 201)):
        sent = {"Authorization": f"Bearer {key(app, scope, 'service_window:read')}"}
        answer = app.test_client().post(
            "/api/v1/service_window/", json=facts, headers={**sent, "Idempotency-Key": scope}
        )
        assert answer.status_code == status, answer.text


@pytest.mark.parametrize("fate", ["revoked", "expired", "unknown", "empty"])
def test_key_that_does_not_hold_is_refused_even_beside_a_cookie(app: Flask, fate: str) -> None:
    sent = key(app)
    ahead = timedelta(0)
    if fate == "revoked":
        assert app.test_cli_runner().invoke(args=["token", "revoke", "1"]).exit_code == 0
    elif fate == "expired":
        ahead = timedelta(days=91)
    else:
        sent = "" if fate == "empty" else "vx_unknown"
    with clock.fixed(clock.now() + ahead):
        person = hands.client(app, "clerk")
        answer = person.get("/api/v1/problem/", headers={"Authorization": f"Bearer {sent}"})
    assert answer.status_code == 401


def test_security_administrator_sees_and_revokes_keys(app: Flask) -> None:
    sent = key(app)
    guard = hands.client(app, "secadmin")
    page = guard.get("/security/").text
    assert "大数据平台" in page
    assert sent not in page
    assert "确定撤销吗" in hands.post(guard, "/security/token/1/revoke", "/security/").text
    hands.post(guard, "/security/token/1/revoke", "/security/", confirmed="1")
    assert get(app, sent).status_code == 401


def test_key_is_stored_as_a_hash_alone(app: Flask) -> None:
    sent = key(app)
    row = support.session().scalars(sa.select(IntegrationToken)).one()
    assert sent not in str(vars(row))
    assert len(row.token_hash) == 64
    assert sent not in app.test_cli_runner().invoke(args=["token", "list"]).output


def test_every_use_is_audited_before_it_is_answered(app: Flask) -> None:
    sent = key(app)
    get(app, sent, "/api/v1/problem/?q=秘密")
    get(app, "vx_unknown")
    query = sa.select(AuditLog).where(AuditLog.action == "token.use").order_by(AuditLog.seq)
    first, second = support.session().scalars(query)
    assert first.detail == {"method": "GET", "table": "problem", "token": 1}
    assert (first.account_id, first.role, second.result) == (None, "TWN", "refused")


def test_hasty_key_is_slowed_down(app: Flask, soak: bool) -> None:
    from app.throttle import throttle

    sent = key(app)
    for _ in range(CALLS.amount - 1):
        assert throttle().may_call(1)
    assert get(app, sent).status_code == 200
    assert get(app, sent).status_code == 429


def test_key_opens_no_session_and_no_identity(app: Flask) -> None:
    problem = makers.problem_in("in_progress")
    client = app.test_client()
    headers = {"Authorization": f"Bearer {key(app, role='DC_INTAKE', unit='DF')}"}
    assert client.get("/api/v1/problem/", headers=headers).status_code == 200
    assert client.get("/").status_code == 302
    assert client.post(f"/problem/{problem}/reveal", headers=headers).status_code == 400


@pytest.mark.parametrize(
    ("scopes", "facts", "said"),
    [
        (("nothing:read",), {}, "没有范围"),
        (("problem:delete",), {}, "没有范围"),
        (("unit:edit",), {}, "不能这样写入"),
        (("evaluation:add",), {}, "不能这样写入"),
        (("problem",), {"role": "SYS", "unit": "AQ"}, "不能给对接令牌"),
        (("problem",), {"role": "DC_INTAKE"}, "只能用于"),
        (("problem",), {"days": 4000}, "有效期"),
        (("problem",), {"unit": "没有"}, "没有单位"),
    ],
)
def test_wrong_key_is_refused_in_one_line(
    app: Flask, scopes: tuple[str, ...], facts: dict[str, Any], said: str
) -> None:
    answer = add(app, *scopes, **facts)
    assert answer.exit_code == 2
    assert said in answer.output
    assert answer.output.count("\n") == 1

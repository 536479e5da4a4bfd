"""Logging in and out over HTTP: locks, sessions that end, local redirects, headers."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import clock, store
from app.enums import AccountStatus
from app.models import Account, AuditLog
from app.principal import system
from tests import support


def attempt(client: FlaskClient, password: str, username: str = "clerk") -> int:
    """Try a password and return the status."""
    page = client.get("/login/").text
    form = {"username": username, "password": password, "csrf_token": support.token(page)}
    return client.post("/login/", data=form).status_code


def change(username: str, **values: object) -> None:
    """Change columns of an account as an administrator would."""
    with store.write(system("test")) as work:
        account = work.scalars(sa.select(Account).where(Account.username == username)).one()
        for name, value in values.items():
            setattr(account, name, value)


def test_right_password_opens_the_home_page(client: FlaskClient) -> None:
    support.login(client, "clerk")
    page = client.get("/")
    assert page.status_code == 200
    assert "李芳（示例）" in page.text


def test_wrong_password_keeps_the_name_and_says_so(client: FlaskClient) -> None:
    page = client.get("/login/").text
    form = {"username": "clerk", "password": "错", "csrf_token": support.token(page)}
    answer = client.post("/login/", data=form)
    assert answer.status_code == 422
    assert "账号或密码不对" in answer.text
    assert 'value="clerk"' in answer.text


def test_unknown_name_reads_like_a_wrong_password(client: FlaskClient) -> None:
    page = client.get("/login/").text
    form = {"username": "nobody", "password": "x", "csrf_token": support.token(page)}
    assert "账号或密码不对" in client.post("/login/", data=form).text


def test_fifth_wrong_password_locks_even_the_right_one(client: FlaskClient) -> None:
    for _ in range(5):
        assert attempt(client, "错") == 422
    assert attempt(client, support.PASSWORD) == 422
    with clock.fixed(clock.now() + timedelta(minutes=16)):
        assert attempt(client, support.PASSWORD) == 302


def test_login_is_audited_under_the_posts_of_the_account(client: FlaskClient) -> None:
    support.login(client, "clerk")
    session = support.session()
    query = sa.select(AuditLog.role).where(AuditLog.action == "login", AuditLog.result == "ok")
    assert session.scalars(query).all() == ["CLERK"]


def test_login_without_csrf_token_is_refused(client: FlaskClient) -> None:
    form = {"username": "clerk", "password": support.PASSWORD}
    assert client.post("/login/", data=form).status_code == 400


def test_logout_is_a_post_and_ends_the_session_on_the_server(
    client: FlaskClient, app: Flask
) -> None:
    support.login(client, "clerk")
    old = client.get_cookie("vx_office")
    assert old is not None
    assert client.get("/logout/").status_code == 405
    page = client.get("/").text
    client.post("/logout/", data={"csrf_token": support.token(page)})
    thief = app.test_client()
    thief.set_cookie("vx_office", old.value)
    assert thief.get("/").status_code == 302


@pytest.mark.parametrize("values", [{"epoch": 7}, {"status": AccountStatus.DISABLED}])
def test_reset_or_disabling_ends_every_session(
    client: FlaskClient, values: dict[str, object]
) -> None:
    support.login(client, "clerk")
    change("clerk", **values)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("minutes", [31, 12 * 60 + 1])
def test_idle_or_old_session_ends(client: FlaskClient, minutes: int) -> None:
    support.login(client, "clerk")
    with clock.fixed(clock.now() + timedelta(minutes=minutes)):
        assert client.get("/").status_code == 302


def test_used_session_stays_open(client: FlaskClient) -> None:
    start = clock.now()
    support.login(client, "clerk")
    for minutes in (20, 40, 60):
        with clock.fixed(start + timedelta(minutes=minutes)):
            assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "//evil.cn",
        "https://evil.cn",
        "\\\\evil.cn",
        "/\\evil.cn",
        "javascript:alert(1)",
        "evil.cn",
        "/%09/evil.cn\t",
        "http:///evil.cn",
    ],
)
def test_next_leads_nowhere_else(client: FlaskClient, target: str) -> None:
    page = client.get("/login/").text
    form = {
        "username": "clerk",
        "password": support.PASSWORD,
        "next": target,
        "csrf_token": support.token(page),
    }
    assert client.post("/login/", data=form).headers["Location"] == "/"


def test_first_password_must_be_changed_before_anything_else(client: FlaskClient) -> None:
    change("intake", must_change=True)
    support.login(client, "intake")
    assert client.get("/admin/problem/").headers["Location"] == "/account/password"


@pytest.mark.parametrize(
    "new", ["1", "password2026!A", "aaaaaaaaaaaaaa", "abcdefghij", "Clerk-2026-Xy"]
)
def test_weak_password_is_refused_with_the_rule(client: FlaskClient, new: str) -> None:
    support.login(client, "clerk")
    page = client.get("/account/password").text
    form = {
        "old": support.PASSWORD,
        "new": new,
        "again": new,
        "csrf_token": support.token(page),
    }
    answer = client.post("/account/password", data=form)
    assert answer.status_code == 422
    assert "密码" in answer.text


def test_new_password_works_and_ends_other_sessions(client: FlaskClient, app: Flask) -> None:
    other = support.login(app.test_client(), "clerk")
    support.login(client, "clerk")
    page = client.get("/account/password").text
    new = "海兴盐山渤海-River-9"
    form = {"old": support.PASSWORD, "new": new, "again": new, "csrf_token": support.token(page)}
    assert client.post("/account/password", data=form).status_code == 302
    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302
    assert attempt(app.test_client(), new) == 302


def test_pages_carry_the_strict_headers(client: FlaskClient) -> None:
    headers = client.get("/login/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "'nonce-" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_every_attempt_is_in_the_audit_log(client: FlaskClient) -> None:
    attempt(client, "错")
    attempt(client, support.PASSWORD)
    rows = support.session().scalars(sa.select(AuditLog).order_by(AuditLog.seq)).all()
    assert [row.result for row in rows if row.action == "login"] == ["wrong", "ok"]

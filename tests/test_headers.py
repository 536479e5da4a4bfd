"""W01, W10: what every answer carries, and what no answer offers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from tests import support
from tests.views.hands import Hands

PAGES = ("/", "/admin/problem/", "/problem/new", "/paper/", "/account/password", "/nowhere")
CLOSED = (
    "/console",
    "/swagger/v1",
    "/api/v1/security/login",
    "/api/v1/menu/",
    "/users/list/",
    "/roles/list/",
    "/registeruser/list/",
    "/userstatschartview/chart/",
    "/static/../config.py",
    "/.git/config",
)


@pytest.fixture
def production(app: Flask) -> Iterator[Hands]:
    """Yield people over the same database as it is served in production."""
    folder = app.config["VX"].var_dir
    url = app.config["VX"].database_url
    environ = {**support.KEYS, "DATABASE_URL": url, "VAR_DIR": str(folder), "ENV": "production"}
    served = create_app(support.config.load({**environ, "TRUSTED_HOSTS": "localhost"}))
    served.test_client_class = support.Client
    served.config["PREFERRED_URL_SCHEME"] = "https"
    yield Hands(served)
    support.close(served)


def faults(answer: TestResponse) -> list[str]:
    """Return the headers of a page that are not what they must be."""
    told = answer.headers
    policy = told.get("Content-Security-Policy", "")
    nonces = re.findall(r"script-src[^;]*'nonce-([\w-]{16,})'", policy)
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
    found = [
        f"{name} {told.get(name)}" for name, value in wanted.items() if told.get(name) != value
    ]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        found += [] if part in policy else [part]
    found += [] if nonces and "unsafe" not in policy else [policy]
    inline = re.findall(r"<script(?![^>]*\bnonce=)[^>]*>", answer.text)
    return [*found, *inline]


def test_w01_page_carries_every_header_and_no_inline_script(app: Flask) -> None:
    hands, client = Hands(app), app.test_client()
    assert {path: faults(hands.get("intake", path)) for path in PAGES} == {
        path: [] for path in PAGES
    }
    for path in ("/login/", "/nowhere"):
        assert faults(client.get(path)) == [], path
    assert client.get("/problem/new").headers["Cache-Control"] == "no-store"


def test_w01_nonce_is_a_new_one_each_time(app: Flask) -> None:
    hands = Hands(app)
    policies = {hands.get("intake", "/").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


def test_w01_cookie_of_production_is_secure_hidden_and_same_site(production: Hands) -> None:
    client = production.app.test_client()
    page = production.alone(lambda: client.get("/login/", base_url="https://localhost"))
    sent = {
        "username": "clerk",
        "password": support.PASSWORD,
        "csrf_token": support.token(page.text),
    }
    answer = production.alone(
        lambda: client.post(
            "/login/",
            data=sent,
            base_url="https://localhost",
            headers={"Referer": "https://localhost/login/"},
        )
    )
    assert answer.status_code == 302, answer.text[:500]
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        for part in ("Secure", "HttpOnly", "SameSite=Lax"):
            assert part in cookie, cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_w10_page_of_the_framework_is_missing(app: Flask) -> None:
    hands = Hands(app)
    for path in CLOSED:
        for who in ("sysadmin", "intake"):
            assert hands.get(who, path).status_code == 404, path
        assert app.test_client().get(path).status_code in {302, 401, 404}, path


def test_w10_document_of_the_api_is_for_those_who_hold_a_table(app: Flask) -> None:
    hands = Hands(app)
    assert hands.get("intake", "/api/v1/_openapi").status_code == 200
    assert hands.get("casekeeper", "/api/v1/_openapi").status_code in {200, 404}
    assert app.test_client().get("/api/v1/_openapi").status_code == 401

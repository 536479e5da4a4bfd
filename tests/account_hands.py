"""Hands for the tests of accounts: forms filled in, logins tried, rows changed as by an office."""

from __future__ import annotations

import re
from typing import Any

import pyotp
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import clock, store
from app.models import Account, Parameter, PendingChange
from app.principal import system
from tests import support

NEW = "海兴盐山渤海-River-9"


def client(app: Flask, username: str) -> FlaskClient:
    """Return a client that is logged in."""
    return support.login(app.test_client(), username)


def post(person: FlaskClient, url: str, page: str = "", **values: Any) -> Any:
    """Send a form with the token and the key of the page it stands on."""
    text = person.get(page or url).text
    once = re.search(r'name="_once" value="([^"]+)"', text)
    form = {"csrf_token": support.token(text), "_once": once[1] if once else "k", **values}
    return person.post(url, data=form)


def attempt(
    person: FlaskClient, username: str, password: str = support.PASSWORD, **headers: str
) -> Any:
    """Try to log in and return the answer."""
    page = person.get("/login/", headers=headers).text
    form = {"username": username, "password": password, "csrf_token": support.token(page)}
    return person.post("/login/", data=form, headers=headers)


def account(username: str) -> Account:
    """Return an account as it is stored now."""
    session = support.session()
    session.rollback()
    return session.scalars(sa.select(Account).where(Account.username == username)).one()


def change(username: str, **values: Any) -> None:
    """Change columns of an account."""
    with store.write(system("test")) as work:
        row = work.scalars(sa.select(Account).where(Account.username == username)).one()
        for name, value in values.items():
            setattr(row, name, value)


def parameter(key: str, value: str) -> None:
    """Set a parameter as the office's two persons would."""
    with store.write(system("test")) as work:
        work.scalars(sa.select(Parameter).where(Parameter.key == key)).one().value = value


def proposals() -> list[PendingChange]:
    """Return every proposal, the oldest first."""
    session = support.session()
    session.rollback()
    return list(session.scalars(sa.select(PendingChange).order_by(PendingChange.id)))


def secret(page: str) -> str:
    """Return the secret that an enrolment page shows."""
    found = re.search(r"密钥：<b class=\"num\">([A-Z2-7 ]+)</b>", page)
    assert found, page[:2000]
    return found[1].replace(" ", "")


def code(shared: str, ahead: int = 0) -> str:
    """Return what the telephone shows now, or some half minutes ahead."""
    return pyotp.TOTP(shared).at(clock.now(), counter_offset=ahead)


def begin(person: FlaskClient) -> str:
    """Begin an enrolment, and return the page that shows its secret."""
    url = "/account/second-factor"
    post(person, f"{url}/begin", url)
    return person.get(f"{url}/enrol").text


def enrol(person: FlaskClient) -> tuple[str, list[str]]:
    """Enrol through the own page; return the secret and the recovery codes."""
    page = begin(person)
    shared = secret(page)
    form = {"csrf_token": support.token(page), "code": code(shared)}
    answer = person.post("/account/second-factor/enrol", data=form)
    assert answer.status_code == 200, answer.text[:1000]
    return shared, re.findall(r'<code class="num">([^<]+)</code>', answer.text)


def all_of(query: sa.Select[Any]) -> list[Any]:
    """Return what a query finds now, behind whatever the test has read before."""
    session = support.session()
    session.rollback()
    return list(session.scalars(query))

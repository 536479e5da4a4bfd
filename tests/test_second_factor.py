"""One-time codes over HTTP: enrolling, the second step, replays, recovery codes, the parameter."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import clock, secrecy, store
from app.models import AuditLog, RecoveryCode, SecondFactor
from app.operations import rotation_factors
from app.principal import system
from app.secrecy import Keyring, Sealed
from tests import account_hands as hands
from tests import support


@pytest.fixture
def enrolled(app: Flask) -> tuple[str, list[str]]:
    """Enrol the clerk; return the secret and the recovery codes."""
    return hands.enrol(hands.client(app, "clerk"))


def step(app: Flask, code: str | None = None) -> tuple[FlaskClient, int]:
    """Log the clerk in up to the second step, and answer it when a code is given."""
    client = app.test_client()
    answer = hands.attempt(client, "clerk")
    assert answer.headers["Location"] == "/login/code"
    return client, 0 if code is None else enter(client, code)


def enter(client: FlaskClient, code: str) -> int:
    """Answer the second step and return the status."""
    form = {"csrf_token": support.token(client.get("/login/code").text), "code": code}
    return client.post("/login/code", data=form).status_code


def later(minutes: float = 1) -> object:
    """Hold the clock a little ahead, where a new code is shown."""
    return clock.fixed(clock.now() + timedelta(minutes=minutes))


def test_right_password_alone_opens_nothing(app: Flask, enrolled: tuple[str, list[str]]) -> None:
    client, _ = step(app)
    assert client.get("/").status_code == 302
    assert client.get("/admin/problem/").status_code == 302


def test_code_of_the_telephone_opens_the_home_page(
    app: Flask, enrolled: tuple[str, list[str]]
) -> None:
    with later():
        client, status = step(app, hands.code(enrolled[0]))
        assert status == 302
        assert client.get("/").status_code == 200


def test_code_is_good_once(app: Flask, enrolled: tuple[str, list[str]]) -> None:
    with later():
        code = hands.code(enrolled[0])
        assert step(app, code)[1] == 302
        assert step(app, code)[1] == 422


@pytest.mark.parametrize("code", ["000000", "12345", "１２３４５６", "abcdef", "x" * 4000])
def test_wrong_code_is_refused_in_plain_words(
    app: Flask, enrolled: tuple[str, list[str]], code: str
) -> None:
    client, status = step(app, code)
    assert status == 422
    form = {"csrf_token": support.token(client.get("/login/code").text), "code": code}
    assert "动态口令不对" in client.post("/login/code", data=form).text


def test_wrong_codes_and_passwords_share_one_count(
    app: Flask, enrolled: tuple[str, list[str]]
) -> None:
    for _ in range(2):
        hands.attempt(app.test_client(), "clerk", "错")
    client, _ = step(app)
    for _ in range(3):
        assert enter(client, "000000") == 422
    with later():
        assert enter(client, hands.code(enrolled[0])) == 422
        assert hands.attempt(app.test_client(), "clerk").status_code == 422


def test_right_password_does_not_clear_the_count(
    app: Flask, enrolled: tuple[str, list[str]]
) -> None:
    for _ in range(5):
        assert step(app, "000000")[1] == 422
    assert hands.attempt(app.test_client(), "clerk").status_code == 422


def test_second_step_ends_after_ten_minutes(app: Flask, enrolled: tuple[str, list[str]]) -> None:
    client, _ = step(app)
    with later(11):
        form = {"csrf_token": support.token(client.get("/login/code").text), "code": "1"}
        assert client.post("/login/code", data=form).headers["Location"] == "/login/"


def test_recovery_code_works_once_and_is_audited(
    app: Flask, enrolled: tuple[str, list[str]]
) -> None:
    assert len(enrolled[1]) == 8
    assert step(app, enrolled[1][0].upper())[1] == 302
    assert step(app, enrolled[1][0])[1] == 422
    actions = support.session().scalars(sa.select(AuditLog.action)).all()
    assert actions.count("factor.recover") == 1


def test_nothing_readable_is_stored(app: Flask, enrolled: tuple[str, list[str]]) -> None:
    session = support.session()
    row = session.scalars(sa.select(SecondFactor)).one()
    assert enrolled[0].encode() not in (row.secret_sealed or b"")
    hashes = session.scalars(sa.select(RecoveryCode.code_hash)).all()
    assert not {code.replace("-", "") for code in enrolled[1]} & set(hashes)
    assert all(len(one) == 64 for one in hashes)


def test_enrolling_ends_other_sessions_and_keeps_this_one(app: Flask) -> None:
    other, person = hands.client(app, "clerk"), hands.client(app, "clerk")
    hands.enrol(person)
    assert person.get("/").status_code == 200
    assert other.get("/").status_code == 302


def test_secret_is_shown_until_its_first_code_and_never_after(app: Flask) -> None:
    person = hands.client(app, "clerk")
    first = hands.secret(hands.begin(person))
    picture = person.get("/account/second-factor/qr.svg")
    assert picture.mimetype == "image/svg+xml"
    assert hands.secret(hands.begin(person)) != first
    hands.enrol(person)
    assert person.get("/account/second-factor/qr.svg").status_code == 404
    assert person.get("/account/second-factor/enrol").status_code == 302
    url = "/account/second-factor"
    assert hands.post(person, f"{url}/begin", url).status_code == 422


def test_wrong_first_code_keeps_the_secret_on_the_page(app: Flask) -> None:
    person = hands.client(app, "clerk")
    page = hands.begin(person)
    form = {"csrf_token": support.token(page), "code": "000000"}
    answer = person.post("/account/second-factor/enrol", data=form)
    assert answer.status_code == 422
    assert hands.secret(answer.text) == hands.secret(page)


def test_stopping_needs_the_password(app: Flask) -> None:
    person = hands.client(app, "clerk")
    hands.enrol(person)
    url = "/account/second-factor"
    assert hands.post(person, f"{url}/stop", url, password="错").status_code == 422
    assert hands.post(person, f"{url}/stop", url, password=support.PASSWORD).status_code == 302
    assert hands.attempt(app.test_client(), "clerk").headers["Location"] == "/"


def test_role_that_needs_a_factor_enrols_before_its_first_session(app: Flask) -> None:
    hands.parameter("second_factor_roles", "CLERK,DC_LEAD")
    client = app.test_client()
    assert hands.attempt(client, "clerk").headers["Location"] == "/login/enrol"
    assert client.get("/").status_code == 302
    page = client.get("/login/enrol").text
    assert client.get("/login/enrol.svg").status_code == 200
    form = {"csrf_token": support.token(page), "code": hands.code(hands.secret(page))}
    answer = client.post("/login/enrol", data=form)
    assert len(re.findall(r'<code class="num">', answer.text)) == 8
    assert client.get("/").status_code == 200
    assert hands.attempt(app.test_client(), "gaowan").headers["Location"] == "/"


def test_second_login_that_enrols_ends_the_first_and_has_its_own_secret(app: Flask) -> None:
    hands.parameter("second_factor_roles", "CLERK")
    thief, person = app.test_client(), app.test_client()
    hands.attempt(thief, "clerk")
    seen = hands.secret(thief.get("/login/enrol").text)
    hands.attempt(person, "clerk")
    assert hands.secret(person.get("/login/enrol").text) != seen
    assert thief.get("/login/enrol").headers["Location"] == "/login/"


def test_stopping_where_it_is_needed_leads_to_enrolling_anew(app: Flask) -> None:
    person = hands.client(app, "clerk")
    hands.enrol(person)
    hands.parameter("second_factor_roles", "CLERK")
    url = "/account/second-factor"
    hands.post(person, f"{url}/stop", url, password=support.PASSWORD)
    assert person.get("/").status_code == 302
    assert hands.attempt(app.test_client(), "clerk").headers["Location"] == "/login/enrol"


@pytest.mark.parametrize(("value", "status"), [("CLERK，SYS", 302), ("BOSS", 422)])
def test_parameter_takes_role_codes_alone(app: Flask, value: str, status: int) -> None:
    boss = hands.client(app, "sysadmin")
    found = boss.get("/api/v1/parameter/?q=second_factor").get_json()["items"][0]
    page = boss.get(f"/admin/parameter/{found['id']}/edit").text
    form = {
        "csrf_token": support.token(page),
        "_once": "k" * 20,
        "row_version": found["row_version"],
        "value": value,
    }
    assert boss.post(f"/admin/parameter/{found['id']}/edit", data=form).status_code == status


def test_secrets_follow_the_rotation_of_the_key(
    app: Flask, enrolled: tuple[str, list[str]]
) -> None:
    both = Keyring.parse("n" * 40 + "," + support.KEYS["FIELD_KEY"], "field")
    with store.write(system("test")) as work:
        assert rotation_factors.rewrap(work, system("test"), both) == (1, [])
        assert rotation_factors.rewrap(work, system("test"), both) == (0, [])
        row = work.scalars(sa.select(SecondFactor)).one()
        newest = Keyring({both.version: both.key(both.version)})
        sealed = Sealed(
            row.wrapped_key or b"", row.key_version, {"secret": row.secret_sealed or b""}
        )
        assert secrecy.open_sealed(newest, row.uid, sealed) == {"secret": enrolled[0]}

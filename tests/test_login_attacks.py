"""The login under attack: A01 to A12 of the acceptance table, each by its number."""

from __future__ import annotations

import io
import statistics
import threading
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import jwt
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.security import check_password_hash

import config
from app import clock, passwords
from app.limits import hidden
from app.models import AuditLog
from app.operations import password_rules
from app.operations.password_rules import is_common
from app.throttle import FAILURES, Throttle
from tests import account_hands as hands
from tests import makers, support

WRONG = "错的密码-Wrong-1"


def test_a01_sixty_wrong_passwords_on_every_path_lock_even_the_right_one(
    app: Flask, soak: bool
) -> None:
    codes: list[int] = []

    def guess(count: int) -> None:
        for _ in range(count):
            codes.append(hands.attempt(app.test_client(), "clerk", WRONG).status_code)

    each = 15 if soak else 3
    threads = [threading.Thread(target=guess, args=(each,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(codes) <= {422, 429}
    assert hands.attempt(app.test_client(), "clerk").status_code in {422, 429}
    assert app.test_client().post("/api/v1/security/login", json={}).status_code in {400, 404}
    rows = support.session().scalars(sa.select(AuditLog.result).order_by(AuditLog.seq)).all()
    assert rows.count("wrong") == 4
    assert "locked" in rows


def test_a01_lock_lives_in_the_database_and_reaches_another_worker(
    app: Flask, tmp_path: object
) -> None:
    for _ in range(5):
        hands.attempt(app.test_client(), "clerk", WRONG)
    other = support.make_app(app.config["SQLALCHEMY_DATABASE_URI"], app.config["VX"].var_dir)
    answer = hands.attempt(other.test_client(), "clerk")
    support.close(other)
    assert answer.status_code == 422
    assert "已锁定 15 分钟" in answer.text


def test_a02_one_wrong_password_over_many_users_is_stopped_by_address(
    app: Flask, soak: bool
) -> None:
    client, tries = app.test_client(), 200 if soak else FAILURES.amount + 5
    codes = [hands.attempt(client, f"user{n}", WRONG).status_code for n in range(tries)]
    assert codes[: FAILURES.amount] == [422] * FAILURES.amount
    assert set(codes[FAILURES.amount :]) == {429}
    refused = hands.attempt(client, "clerk")
    assert refused.status_code == 429
    assert "从这个地址输错的次数太多" in refused.text


def test_a02_right_passwords_of_a_whole_office_are_not_counted(app: Flask) -> None:
    with app.test_request_context():
        windows = Throttle()
        for _ in range(FAILURES.amount):
            assert windows.may_try("10.0.0.1")
        for _ in range(FAILURES.amount):
            windows.failed("10.0.0.1")
        assert not windows.may_try("10.0.0.1")
        assert windows.may_try("10.0.0.2")


def test_a02_address_is_kept_only_under_the_days_salt(app: Flask) -> None:
    with app.test_request_context():
        first = hidden("10.0.0.1")
        assert "10.0.0.1" not in first
        assert hidden("10.0.0.1") == first
        with clock.fixed(clock.now() + timedelta(days=1)):
            assert hidden("10.0.0.1") != first


@pytest.mark.parametrize("hops", [0, 1])
def test_a03_forged_forwarded_for_does_not_bypass_the_limit(
    app: Flask, hops: int, tmp_path: object
) -> None:
    url, folder = app.config["SQLALCHEMY_DATABASE_URI"], app.config["VX"].var_dir
    behind = web_app(url, folder, hops)
    client = behind.test_client()
    for number in range(FAILURES.amount):
        # The proxy appends the true address; everything before it is the visitor's own.
        sent = {"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.7"}
        hands.attempt(client, "nobody", WRONG, **sent)
    sent = {"X-Forwarded-For": "192.0.2.1, 198.51.100.7"}
    answer = hands.attempt(client, "nobody", WRONG, **sent)
    support.close(behind)
    assert answer.status_code == 429


def web_app(url: str, folder: object, hops: int) -> Flask:
    """Return an office behind some proxies."""
    from app import create_app

    made = create_app(support.settings(url, folder, proxy_hops=hops), "office")  # type: ignore[arg-type]  # A path.
    made.test_client_class = support.Client
    return made


def test_a03_audit_keeps_the_address_that_the_last_proxy_saw(app: Flask) -> None:
    behind = web_app(app.config["SQLALCHEMY_DATABASE_URI"], app.config["VX"].var_dir, 1)
    sent = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
    hands.attempt(behind.test_client(), "clerk", **sent)
    support.close(behind)
    assert support.session().scalars(sa.select(AuditLog.ip)).all()[-1] == "198.51.100.7"


def test_a03_bad_number_of_proxies_is_refused_at_the_start() -> None:
    with pytest.raises(config.BadSettings, match="PROXY_HOPS"):
        config.hops("-1")


def test_a04_password_is_stored_at_the_full_cost_of_scrypt(app: Flask, full_cost: str) -> None:
    assert full_cost == "scrypt:32768:8:1"
    new = "海兴渤海盐山-River-9x"
    hands.post(
        hands.client(app, "clerk"), "/account/password", old=support.PASSWORD, new=new, again=new
    )
    stored = hands.account("clerk").password
    assert stored.startswith("scrypt:32768:8:1$")
    assert check_password_hash(stored, new)


def test_a04_one_place_hashes_passwords() -> None:
    sources = [path for part in ("app", "views") for path in Path(part).rglob("*.py")]
    found = [path.name for path in sources if "generate_password_hash" in path.read_text("utf-8")]
    assert found == ["passwords.py"]


def test_a04_unknown_user_reads_and_lasts_like_a_known_one(
    app: Flask, soak: bool, full_cost: str
) -> None:
    hands.change("clerk", password=passwords.hashed(support.PASSWORD))
    known, unknown = app.test_client(), app.test_client()
    texts = [hands.attempt(known, "clerk", WRONG).text, hands.attempt(unknown, "nix", WRONG).text]
    assert ["账号或密码不对" in text for text in texts] == [True, True]
    spent: dict[str, list[float]] = {"clerk": [], "nix": []}
    for _ in range(30 if soak else 3):
        for name, times in spent.items():
            hands.change("clerk", failed_count=0)
            app.extensions["vx_throttle"] = Throttle()
            page = known.get("/login/").text
            form = {"username": name, "password": WRONG, "csrf_token": support.token(page)}
            start = time.perf_counter()
            known.post("/login/", data=form)
            times.append(time.perf_counter() - start)
    first, second = (statistics.median(times) for times in spent.values())
    # Both hash once; the aim of 15 % is held by the full count, on a machine that is not shared.
    assert abs(first - second) / max(first, second) < (0.15 if soak else 0.6)


WEAK = {
    "Short-1": "至少",
    "abcdefghijk": "至少",
    "Password2026!!": "太常见",
    "P@ssw0rd-2024-11": "太常见",
    "Haixing@20261118": "太常见",
    "Qazwsx-1314520!": "太常见",
    "wodemima-2026!": "太常见",
    "Clerk-Lantern-27": "账号名",
    "ababababababab": "重复",
    support.PASSWORD: "不能与原密码相同",
}


def test_a05_weak_passwords_are_refused_each_with_its_reason(app: Flask) -> None:
    person = hands.client(app, "clerk")
    for new, said in WEAK.items():
        answer = hands.post(person, "/account/password", old=support.PASSWORD, new=new, again=new)
        assert (answer.status_code, said in answer.text) == (422, True), new


@pytest.mark.parametrize(
    "good", ["River-9海兴盐山渤海", "correct-horse-battery-staple", "kzz8-m4fd-w2xq-hyt5"]
)
def test_a05_long_and_uncommon_password_is_taken(good: str) -> None:
    password_rules.check_policy(good, "clerk")
    assert not is_common(good)


def test_a05_last_five_passwords_are_not_taken_again(app: Flask) -> None:
    person, used = hands.client(app, "clerk"), [support.PASSWORD]
    for number in range(5):
        new = f"海兴渤海{number}盐山-River-{number}x"
        answer = hands.post(person, "/account/password", old=used[-1], new=new, again=new)
        assert answer.status_code == 302
        used.append(new)
    for old in used[:5]:
        answer = hands.post(person, "/account/password", old=used[-1], new=old, again=old)
        assert "最近 5 次用过的密码不能再用" in answer.text


def test_a05_first_password_opens_nothing_but_its_change(app: Flask) -> None:
    hands.change("intake", must_change=True)
    person = hands.client(app, "intake")
    for path in ("/", "/admin/problem/", "/account/second-factor", "/paper/"):
        assert person.get(path).headers["Location"] == "/account/password", path
    assert person.get("/api/v1/problem/").status_code == 403
    assert person.get("/account/password").status_code == 200


def test_a05_wrong_old_password_counts_and_locks_like_a_login(app: Flask) -> None:
    person = hands.client(app, "clerk")
    for _ in range(5):
        hands.post(person, "/account/password", old=WRONG, new=hands.NEW, again=hands.NEW)
    assert hands.attempt(app.test_client(), "clerk").status_code == 422


def test_a06_role_change_ends_every_session(app: Flask) -> None:
    person = hands.client(app, "gaowan")
    boss = hands.client(app, "sysadmin")
    row = hands.account("gaowan").id
    page = boss.get(f"/accounts/{row}").text
    end = page.split('formaction="')[-1].split('"')[0]
    assert "/grant/" in end
    hands.post(boss, end, f"/accounts/{row}", confirmed="1")
    assert person.get("/").status_code == 302


@pytest.mark.parametrize("minutes", [31, 12 * 60 + 1])
def test_a06_saved_cookie_ends_after_idle_and_absolute_time(app: Flask, minutes: int) -> None:
    person = hands.client(app, "clerk")
    with clock.fixed(clock.now() + timedelta(minutes=minutes)):
        assert person.get("/").status_code == 302


def test_a06_idle_parameter_may_only_shorten(app: Flask) -> None:
    person = hands.client(app, "clerk")
    hands.parameter("session_idle_minutes", "10")
    with clock.fixed(clock.now() + timedelta(minutes=11)):
        assert person.get("/").status_code == 302
    hands.parameter("session_idle_minutes", "600")
    other = hands.client(app, "clerk")
    with clock.fixed(clock.now() + timedelta(minutes=31)):
        assert other.get("/").status_code == 302


def test_a07_login_gives_a_new_cookie(client: FlaskClient) -> None:
    client.get("/login/")
    before = client.get_cookie("vx_office")
    support.login(client, "clerk")
    after = client.get_cookie("vx_office")
    assert before is not None
    assert after is not None
    assert before.value != after.value


def test_a08_foreign_host_is_refused(app: Flask) -> None:
    url, folder = app.config["SQLALCHEMY_DATABASE_URI"], app.config["VX"].var_dir
    from app import create_app

    made = create_app(support.settings(url, folder, trusted_hosts=("voice.example.cn",)), "office")
    client = made.test_client()
    assert client.get("/login/", headers={"Host": "evil.cn"}).status_code == 400
    assert client.get("/login/", headers={"Host": "voice.example.cn"}).status_code == 200
    support.close(made)


TARGETS = [
    "//evil.cn", "///evil.cn", "////evil.cn", "https://evil.cn", "http:evil.cn", "http:///evil.cn",
    "\\\\evil.cn", "/\\evil.cn", "\\/evil.cn", "/\t/evil.cn", "/\n/evil.cn", "\r\n//evil.cn",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "evil.cn",
    "@evil.cn", ".evil.cn", "https:/evil.cn", " //evil.cn", "ftp://evil.cn",
]  # fmt: skip


def test_a09_next_leads_nowhere_else(app: Flask) -> None:
    led = {}
    for target in TARGETS:
        client = app.test_client()
        page = client.get("/login/").text
        form = {
            "username": "clerk",
            "password": support.PASSWORD,
            "next": target,
            "csrf_token": support.token(page),
        }
        led[target] = client.post("/login/", data=form).headers["Location"]
    assert len(led) >= 20
    assert set(led.values()) == {"/"}, led


OWN = ["/login/", "/login/code", "/login/enrol", "/logout/", "/account/password",
       "/account/second-factor/begin", "/account/second-factor/enrol",
       "/account/second-factor/stop", "/account/stand-in",
       "/accounts/new", "/accounts/1/edit", "/accounts/1/stop", "/accounts/1/reset",
       "/accounts/1/grant", "/accounts/1/grant/1/end", "/accounts/change/1/approve",
       "/accounts/change/1/refuse", "/security/unlock/1", "/security/session/1/end",
       "/security/account/1/end", "/security/token/1/revoke"]  # fmt: skip


@pytest.mark.parametrize("username", ["sysadmin", "secadmin"])
def test_a10_no_account_changes_without_the_forms_token_or_by_reading(
    app: Flask, username: str
) -> None:
    person = hands.client(app, username)
    before = rows(app)
    for path in OWN:
        assert person.post(path, data={"confirmed": "1"}).status_code == 400, path
        answer = person.get(path)
        assert answer.status_code in {200, 302, 403, 404, 405}, path
    assert rows(app) == before


def rows(app: Flask) -> list[tuple[object, ...]]:
    """Return what accounts and grants hold."""
    session = support.session()
    session.rollback()
    query = sa.text("SELECT id, status, epoch, unit_id, must_change FROM ab_user ORDER BY id")
    grants = sa.text("SELECT id, ended_at FROM role_assignment ORDER BY id")
    return [*map(tuple, session.execute(query)), *map(tuple, session.execute(grants))]


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_a11_forged_token_opens_nothing(app: Flask, algorithm: str) -> None:
    claims = {"sub": "1", "fresh": True, "type": "access", "jti": "x", "exp": 4_000_000_000}
    key = None if algorithm == "none" else support.KEYS["SECRET_KEY"]
    forged = jwt.encode(claims, key, algorithm=algorithm)
    client = app.test_client()
    answer = client.get("/api/v1/problem/", headers={"Authorization": f"Bearer {forged}"})
    assert answer.status_code == 401
    assert client.post("/api/v1/security/refresh", json={}).status_code in {400, 404}


@pytest.mark.parametrize("bad", ["", "short", "change-me"])
def test_a11_production_does_not_start_with_a_default_or_short_key(bad: str, tmp_path: str) -> None:
    environ = {
        **support.KEYS,
        "SECRET_KEY": bad,
        "ENV": "production",
        "TRUSTED_HOSTS": "voice.example.cn",
        "VAR_DIR": str(tmp_path),
    }
    with pytest.raises(config.BadSettings, match="SECRET_KEY"):
        config.load(environ)


def words(data: bytes) -> str:
    """Return what an answer says; a workbook is unpacked first."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


@pytest.mark.parametrize("username", ["sysadmin", "secadmin", "auditor"])
def test_a12_administrator_sees_no_business_text(app: Flask, username: str) -> None:
    problem = makers.registered(title="金丝雀标题CANARY", content="金丝雀内容CANARY")
    person = hands.client(app, username)
    walked = 0
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        path = rule.rule
        for part in ("<int:pk>", "<int(max=9223372036854775807):row_id>"):
            path = path.replace(part, str(problem))
        if "<" in path:
            continue
        answer = person.get(path)
        walked += 1
        assert "CANARY" not in words(answer.data), path
        assert answer.status_code < 500, path
    assert walked > 60
    assert person.get(f"/problem/{problem}").status_code in {403, 404}

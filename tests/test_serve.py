"""The server of `make run`: one port, two audiences, and what it refuses to serve."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

import config
from app import create_app, passwords, serve, store
from app.models import Account
from app.principal import system
from tests import support
from tests.test_migrations import environment, flask


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(port: int, path: str) -> tuple[int, bytes]:
    """Return status and body of a page."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def wait_for(port: int, server: subprocess.Popen[str]) -> None:
    """Wait until the server answers."""
    for _ in range(300):
        if server.poll() is not None:
            raise AssertionError(server.communicate())
        try:
            fetch(port, "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not answer")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """Serve a new database with base seeds."""
    url, port = f"sqlite:///{tmp_path / 'voice.db'}", free_port()
    assert flask(url, tmp_path, "init").returncode == 0
    process = subprocess.Popen(
        [sys.executable, "-m", "app.serve"],
        cwd=config.ROOT,
        env=environment(url, tmp_path, PORT=str(port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(port, process)
        yield port, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=40)


def test_both_audiences_answer_on_one_port(server: tuple[int, subprocess.Popen[str]]) -> None:
    port, _ = server
    status, body = fetch(port, "/healthz")
    facts = json.loads(body)
    assert (status, facts["status"], facts["database"]) == (200, "ok", "ok")
    assert (facts["calendar_end"], facts["calendar_final_end"]) == ("2027-12-31", "2026-12-31")
    assert fetch(port, "/login/")[0] == 200
    assert fetch(port, "/static/favicon.svg")[0] == 200


def test_worker_ends_with_the_server(server: tuple[int, subprocess.Popen[str]]) -> None:
    _, process = server
    listed = support.run("ps", "--ppid", str(process.pid), "-o", "pid=,args=").stdout.splitlines()
    workers = [int(line.split()[0]) for line in listed if "jobs run" in line]
    assert len(workers) == 1
    process.send_signal(signal.SIGINT)
    out, _err = process.communicate(timeout=40)
    assert out.startswith("民声直通车：http://127.0.0.1:")
    with pytest.raises(ProcessLookupError):
        os.kill(workers[0], 0)


@pytest.mark.parametrize("text", ["x", "0", "65536", "-1", "80 80"])
def test_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(config.BadSettings, match="PORT"):
        serve.port_of(text)


def test_port_in_use_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(config.BadSettings, match="不能使用"):
            serve.require_free(taken.getsockname()[1])


def test_public_routes_are_asked_first(app: Flask) -> None:
    public = create_app(app.config["VX"], "public")
    doors = serve.Doors(public, app)
    own = {rule.rule.split("/")[1] for rule in public.url_map.iter_rules()}
    assert doors.segments == own - {"static", ""}
    assert "healthz" in doors.segments
    support.close(public)


def test_office_and_public_share_no_first_segment_but_health_and_static(app: Flask) -> None:
    public = create_app(app.config["VX"], "public")
    segments = [
        {rule.rule.split("/")[1] for rule in application.url_map.iter_rules()}
        for application in (public, app)
    ]
    # Each has a first page of its own; on one port the office's is shown.
    assert segments[0] & segments[1] <= {"healthz", "static", ""}
    assert public.config["SESSION_COOKIE_NAME"] != app.config["SESSION_COOKIE_NAME"]
    support.close(public)


def test_health_tells_that_the_database_is_away(app: Flask, tmp_path: Path) -> None:
    public = create_app(support.settings(f"sqlite:///{tmp_path}/none/x.db", tmp_path), "public")
    answer = public.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (503, {"status": "down", "database": "down"})
    support.close(public)


def test_database_that_is_not_set_up_is_refused(tmp_path: Path) -> None:
    application = support.make_app(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path)
    with pytest.raises(config.BadSettings, match="flask init"):
        serve.check_database(application)
    support.close(application)


def test_trial_database_may_be_served(app: Flask) -> None:
    serve.check_database(app)


def production(app: Flask, folder: Path) -> Flask:
    """Return an application of a real office over the same database."""
    keys = {name: f"{name}-" + "k" * 40 for name in config.KEY_NAMES}
    environ = {
        **keys,
        "ENV": "production",
        "TRUSTED_HOSTS": "voice.example.cn",
        "DATABASE_URL": app.config["VX"].database_url,
        "VAR_DIR": str(folder),
    }
    return create_app(config.load(environ))


def test_demo_accounts_are_refused_in_production(app: Flask, tmp_path: Path) -> None:
    real = production(app, tmp_path)
    with pytest.raises(config.BadSettings, match="演示账号"):
        serve.check_database(real)
    with store.write(system("test")) as work:
        work.execute(sa.update(Account).values(is_demo=False))
    serve.check_database(real)
    support.close(real)


def test_seeds_of_a_sample_county_are_refused_in_production(app: Flask, tmp_path: Path) -> None:
    real = production(app, tmp_path)
    for words in (["demo"], ["scale", "--problems", "10"]):
        with real.app_context():
            answer = real.test_cli_runner().invoke(args=["seed", *words])
        assert (answer.exit_code, "正式环境" in answer.stderr) == (2, True)
    support.close(real)


def test_database_that_may_lose_an_acknowledged_write_is_refused(app: Flask) -> None:
    loose = {
        "sqlite": "PRAGMA synchronous = NORMAL",
        "postgresql": "SET synchronous_commit = off",
    }
    with support.session().get_bind().connect() as bare:  # type: ignore[union-attr]  # An engine.
        serve.check_durable(bare)
        bare.rollback()
        driver = bare.connection.driver_connection
        driver.execute(loose[bare.dialect.name])
        with pytest.raises(config.BadSettings, match="synchronous"):
            serve.check_durable(bare)
        bare.invalidate()


def test_greeting_names_address_accounts_and_password(app: Flask) -> None:
    settings = app.config["VX"]
    chosen = passwords.choose_demo(settings)
    shown = serve.greeting(settings, 8080, serve.demo_accounts(app))
    assert "http://127.0.0.1:8080/" in shown
    assert chosen in shown
    assert all(username in shown for username in support.PEOPLE)


def test_demo_password_is_kept_and_private(tmp_path: Path) -> None:
    settings = support.settings(f"sqlite:///{tmp_path}/x.db", tmp_path)
    chosen = passwords.choose_demo(settings)
    assert len(chosen) >= 16
    assert passwords.choose_demo(settings) == chosen == passwords.demo(settings)
    assert passwords.demo_path(settings).stat().st_mode & 0o077 == 0


def test_demo_password_that_is_set_is_used(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    settings = support.settings(url, tmp_path, demo_password="set-by-the-office")
    assert passwords.choose_demo(settings) == "set-by-the-office"

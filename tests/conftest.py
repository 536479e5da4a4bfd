"""Databases, applications and clients: one template database a run, copied per test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy.orm import Session

from app import passwords, serve
from app.operations import accounts
from tests import spread, support

ROOM = 4 * 1024**3
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch of the full counts."""
    parser.addoption("--soak", action="store_true", help="run with the full counts of the issues")


def pytest_configure() -> None:
    """Keep the tests' files in memory where there is room, so that none waits for the disk."""
    memory = Path("/dev/shm")  # noqa: S108  # A folder in memory, not a guessable file.
    if memory.is_dir() and shutil.disk_usage(memory).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes a database on SQLite and on PostgreSQL, one of pages on SQLite."""
    if "backend" in metafunc.fixturenames:
        marks = [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)]
        path = metafunc.definition.nodeid.partition("::")[0]
        if spread.is_page(path) and not metafunc.config.getoption("--soak"):
            del marks[1]
        metafunc.parametrize("backend", marks, scope="session")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> spread.Spread:
    """Deal the tests out to the workers of xdist."""
    return spread.Spread(config, log)


@pytest.fixture(scope="session")
def soak(request: pytest.FixtureRequest) -> bool:
    """Tell whether the full counts are asked for."""
    return bool(request.config.getoption("--soak"))


@pytest.fixture(scope="session")
def template(backend: str, tmp_path_factory: pytest.TempPathFactory) -> support.Template:
    """Return a database with tables, base seeds and the small cast of tests/support.py."""
    return support.make_template(backend, tmp_path_factory.mktemp(f"template-{backend}"))


@pytest.fixture
def app(template: support.Template, tmp_path: Path) -> Iterator[Flask]:
    """Return an office application on a fresh copy of the template."""
    with support.serving(template, tmp_path) as application:
        yield application


@pytest.fixture
def session(app: Flask) -> Session:
    """Return the session of the application context."""
    return support.session()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client that is not logged in."""
    return app.test_client()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once a process; the driver refuses to be started twice."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session", autouse=True)
def _quiet_environment() -> None:
    """Keep the machine's settings out of the tests."""
    for name in list(os.environ):
        if name.startswith(("FONT_", "AGENCY_")):
            del os.environ[name]


@pytest.fixture(scope="session", autouse=True)
def _rare_collections() -> None:
    """Look for circles of dead objects as rarely as the server does (app/serve.py)."""
    serve.collect_rarely()


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Spend a hundredth on hashing; full_cost gives a test what the product spends."""
    passwords.METHOD = "scrypt:256:8:1"


@pytest.fixture
def full_cost(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Hash passwords at the product's own cost."""
    monkeypatch.setattr(passwords, "METHOD", support.METHOD)
    accounts.nobody.cache_clear()
    yield support.METHOD
    accounts.nobody.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def _clean_shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Remove what the session left outside its folders."""
    yield
    shutil.rmtree(tmp_path_factory.getbasetemp() / "leftovers", ignore_errors=True)

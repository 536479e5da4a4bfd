"""The limiter counts without knowing whom: a keyed hash under a salt that memory alone holds."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import clock, limits, serve
from app.extensions import limiter
from config import Settings
from tests import support

ADDRESS, OTHER = "203.0.113.77", "203.0.113.78"


@pytest.fixture
def bare() -> Flask:
    """Return an application without anything."""
    return Flask(__name__)


def key(app: Flask, address: str, days: int = 0) -> str:
    """Return the key of a request from an address."""
    with (
        clock.fixed(support.NOW + timedelta(days=days)),
        app.test_request_context(environ_base={"REMOTE_ADDR": address}),
    ):
        return limits.address_key()


def test_key_is_the_same_within_a_day_and_tells_no_address(bare: Flask) -> None:
    found = key(bare, ADDRESS)
    assert found == key(bare, ADDRESS) != key(bare, OTHER)
    assert ADDRESS not in found
    assert len(found) == 64


def test_key_of_tomorrow_is_another_and_yesterdays_salt_is_forgotten(bare: Flask) -> None:
    today = key(bare, ADDRESS)
    assert key(bare, ADDRESS, days=1) != today
    assert len(limits._salt) == 1


@pytest.fixture
def counted() -> Flask:
    """Return an application with a page that answers twice a minute."""
    app = Flask(__name__)
    app.config.update(RATELIMIT_ENABLED=True, RATELIMIT_STORAGE_URI="memory://")
    limiter.init_app(app)

    @app.get("/")
    @limiter.limit("2 per minute")
    def page() -> str:
        return "ok"

    return app


def test_third_request_of_an_address_waits_and_another_one_does_not(
    counted: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = counted.test_client()

    def ask(address: str) -> int:
        return client.get("/", environ_base={"REMOTE_ADDR": address}).status_code

    assert [ask(ADDRESS) for _ in range(3)] == [200, 200, 429]
    assert ask(OTHER) == 200
    assert ADDRESS not in caplog.text


def test_counts_are_kept_in_memory_alone(counted: Flask) -> None:
    assert type(limiter.storage).__name__ == "MemoryStorage"
    counted.test_client().get("/", environ_base={"REMOTE_ADDR": ADDRESS})
    assert ADDRESS not in repr(vars(limiter.storage))


def test_server_logs_no_request(tmp_path: Path) -> None:
    """C08: an access line or a warning of gunicorn would name an address."""
    settings: Settings = support.settings(f"sqlite:///{tmp_path / 'x.db'}", tmp_path)
    worker: Any = None
    config = serve.Server(settings, 8080, worker).cfg
    assert config.accesslog is None
    assert config.loglevel == "error"


def test_public_door_is_bound_to_the_limiter(tmp_path: Path) -> None:
    app = support.make_app(f"sqlite:///{tmp_path / 'x.db'}", tmp_path, "public")
    assert app.config["RATELIMIT_ENABLED"]
    assert app.config["RATELIMIT_STORAGE_URI"] == "memory://"
    assert limiter in app.extensions["limiter"]
    support.close(app)

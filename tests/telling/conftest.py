"""A gateway with an application whose settings name it, people at their browsers, a held clock."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from flask import Flask

from app import clock
from tests import support
from tests.telling.fake_gateway import KEY, Gateway, serving
from tests.views.hands import Hands


@pytest.fixture
def gateway(app: Flask) -> Iterator[Gateway]:
    """Serve a gateway and name it in the settings."""
    with serving(Gateway()) as running:
        before = app.config["VX"]
        app.config["VX"] = dataclasses.replace(
            before, sms_webhook_url=running.url, sms_webhook_key=KEY
        )
        yield running
        app.config["VX"] = before


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return people at their browsers."""
    return Hands(app)


@pytest.fixture
def held() -> Iterator[None]:
    """Hold the clock."""
    with clock.fixed(support.NOW):
        yield

"""A gateway, and an application whose settings name it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.telling.fake_gateway import KEY, Gateway, serving


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

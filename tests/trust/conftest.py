"""A held clock, and the public door beside the office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from config import PaperTrust
from tests import support
from tests.board import door


@pytest.fixture(autouse=True)
def held() -> Iterator[None]:
    """Hold the clock."""
    with clock.fixed(support.NOW):
        yield


@pytest.fixture
def public(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """Return the public application; on PostgreSQL it works with the door's own role."""
    with door.serving(app, tmp_path) as application:
        yield application


@pytest.fixture
def street(public: Flask) -> FlaskClient:
    """Return somebody who holds a paper and a telephone."""
    return public.test_client()


@pytest.fixture
def trust(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., PaperTrust]:
    """Return how the office's settings of papers are changed for the test."""

    def change(**values: Any) -> PaperTrust:
        settings = app.config["VX"]
        made = replace(settings.paper_trust, **values)
        monkeypatch.setitem(app.config, "VX", replace(settings, paper_trust=made))
        return made

    return change

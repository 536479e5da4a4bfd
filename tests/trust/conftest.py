"""A held clock, and the public door beside the office."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
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

"""A citizen at the public door, people at their office browsers, a held clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import clock
from tests import support
from tests.board import door
from tests.views.hands import Hands


@pytest.fixture(autouse=True)
def held() -> Iterator[None]:
    """Hold the clock."""
    with clock.fixed(support.NOW):
        yield


@pytest.fixture
def public(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """Return the public application beside the office."""
    with door.serving(app, tmp_path) as application:
        yield application


@pytest.fixture
def citizen(public: Flask) -> door.Citizen:
    """Return somebody at the public door."""
    return door.Citizen(public.test_client())


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return people at their browsers."""
    return Hands(app)

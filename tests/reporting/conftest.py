"""The clock of these tests stands still unless a test moves it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app import clock
from tests import support
from tests.views.hands import Hands


@pytest.fixture(autouse=True)
def _held_clock() -> Iterator[None]:
    """Hold the clock at a Wednesday morning of November."""
    with clock.fixed(support.NOW):
        yield


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return people at their browsers."""
    return Hands(app)

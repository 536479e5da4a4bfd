"""The clock of these tests stands still unless a test moves it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app import clock
from tests import makers, support
from tests.views.hands import Hands


@pytest.fixture(autouse=True)
def _held_clock() -> Iterator[None]:
    """Hold the clock at a Wednesday morning."""
    with clock.fixed(support.NOW):
        yield


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers."""
    return Hands(app)


@pytest.fixture
def item(app: Flask) -> int:
    """Make an item that is being handled."""
    return makers.problem_in("in_progress")

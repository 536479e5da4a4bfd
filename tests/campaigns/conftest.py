"""The clock of these tests stands still unless a test moves it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app import clock
from tests import support


@pytest.fixture(autouse=True)
def _held_clock() -> Iterator[None]:
    """Hold the clock at a Wednesday morning."""
    with clock.fixed(support.NOW):
        yield

"""Every test of the compartment holds the clock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clues import making


@pytest.fixture(autouse=True)
def _held() -> Iterator[None]:
    """Hold the clock on the Wednesday morning of the cast."""
    with making.held():
        yield

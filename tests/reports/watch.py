"""Sees every file and socket that Python opens, for tests that nothing may be opened."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_opened: list[str] = []
_is_watching = False


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _is_watching and (event == "open" or event.startswith("socket.")):
        _opened.append(f"{event} {arguments[:1]}")


sys.addaudithook(_hook)


@contextmanager
def watching() -> Iterator[list[str]]:
    """Collect what is opened inside the block."""
    global _is_watching  # noqa: PLW0603 - an audit hook cannot be removed, only switched.
    _opened.clear()
    _is_watching = True
    yield _opened
    _is_watching = False

"""A table that finds out what it does not know yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Known(dict[Key, Value]):
    """What is known of each key, found out once: looked up without a call of Python."""

    def __init__(self, find: Callable[[Key], Value]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, key: Key) -> Value:
        """Find out what is not known yet."""
        found = self[key] = self._find(key)
        return found

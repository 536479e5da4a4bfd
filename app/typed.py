"""What a visitor typed, as every page reads it: no database keeps a NUL, and nobody types one."""

from __future__ import annotations

from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items


def _clean(value: Any) -> Any:
    """Return a text without NUL, anything else as it is."""
    return value.replace("\x00", "") if isinstance(value, str) else value


class Parameters(ImmutableMultiDict[str, Any]):
    """Parameters of an address or of a form."""

    def __init__(self, mapping: Any = None) -> None:
        """Keep all pairs in their order."""
        pairs = iter_multi_items(mapping) if mapping is not None else ()
        super().__init__([(_clean(key), _clean(value)) for key, value in pairs])


class OfficeRequest(Request):
    """A request whose parameters hold no NUL: PostgreSQL refuses a statement that carries one."""

    parameter_storage_class = Parameters

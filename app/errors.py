"""What an operation may answer instead of doing its work; each becomes a 4xx in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.exceptions import HTTPException


class Refused(HTTPException):
    """An act that is not allowed here and now; description says why."""

    code = 422


class Forbidden(Refused):
    """An act that this person's role does not give on a row that is visible to it."""

    code = 403


class Missing(HTTPException):
    """No such row, or it lies outside the principal's scope: both answer alike."""

    code = 404


class Invalid(Refused):
    """Facts that do not hold, with one message per field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        """Keep the messages by field name ("" for the whole form)."""
        super().__init__("；".join(errors.values()))
        self.errors = dict(errors)


class Conflict(HTTPException):
    """Somebody saved first; the page shows both texts."""

    code = 409

    def __init__(self, message: str = "", current: Mapping[str, Any] | None = None) -> None:
        """Keep what is stored now, by field name."""
        super().__init__(message or "内容已被别人修改，请核对后再提交。")
        self.current = dict(current or {})

"""The one clock: "now" is asked here, so that tests and timed jobs can set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from app.workdays import SHANGHAI

CHINA = SHANGHAI
_fixed: ContextVar[datetime | None] = ContextVar("fixed_now", default=None)


def now() -> datetime:
    """Return the present instant in UTC."""
    return _fixed.get() or datetime.now(UTC)


def today() -> date:
    """Return the present date in China."""
    return local(now()).date()


def local(at: datetime) -> datetime:
    """Return an instant in Chinese local time."""
    return at.astimezone(CHINA)


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Hold the clock at an instant inside the block."""
    token = _fixed.set(at)
    try:
        yield
    finally:
        _fixed.reset(token)

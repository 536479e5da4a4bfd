"""Slowing down who guesses: failures counted per address in memory, never stored or logged.

The key is an HMAC of the address under a salt that lives for one day in this process, so that
no address can be read back. Windows are the ones of Flask-Limiter's library.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date

from flask import Flask, current_app
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app import clock

NAME = "vx_throttle"
# Wrong passwords, codes and keys from one address: an office behind one address still gets in.
FAILURES = RateLimitItemPerMinute(30, 10)
# Requests of one key of another system.
CALLS = RateLimitItemPerMinute(120)


class Throttle:
    """The windows of one application."""

    def __init__(self) -> None:
        """Begin with empty windows."""
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._salt: tuple[date, bytes] = (date.min, b"")

    def may_try(self, address: str | None) -> bool:
        """Tell whether an address has tries left."""
        return self._limiter.test(FAILURES, self._hidden(address))

    def failed(self, address: str | None) -> None:
        """Count a failure of an address."""
        self._limiter.hit(FAILURES, self._hidden(address))

    def may_call(self, token_id: int) -> bool:
        """Count a call of a key; tell whether it may go on."""
        return self._limiter.hit(CALLS, f"token/{token_id}")

    def _hidden(self, address: str | None) -> str:
        """Return the address under the day's salt."""
        today = clock.today()
        if self._salt[0] != today:
            self._salt = (today, secrets.token_bytes(32))
        return hmac.new(self._salt[1], (address or "").encode(), hashlib.sha256).hexdigest()


def register(app: Flask) -> None:
    """Give an application its windows."""
    app.extensions[NAME] = Throttle()


def throttle() -> Throttle:
    """Return the windows of the present application."""
    found: Throttle = current_app.extensions[NAME]
    return found


def words(item: RateLimitItem = FAILURES) -> str:
    """Return what a person is told."""
    minutes = item.get_expiry() // 60
    return f"从这个地址输错的次数太多，请等 {minutes} 分钟再试。如有急用请联系安全管理员。"

"""Slowing down who guesses: failures counted per address in memory, never stored or logged.

What is counted by is limits.hidden(); the windows are the ones of Flask-Limiter's library.
"""

from __future__ import annotations

from flask import Flask, current_app
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.limits import hidden

NAME = "vx_throttle"
# Wrong passwords, codes and keys from one address: an office behind one address still gets in.
FAILURES = RateLimitItemPerMinute(30, 10)
# What citizens send from one address: a village behind one address still gets in.
SENT = RateLimitItemPerMinute(30, 10)
# Requests of one key of another system.
CALLS = RateLimitItemPerMinute(120)


class Throttle:
    """The windows of one application."""

    def __init__(self) -> None:
        """Begin with empty windows."""
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def may_try(self, address: str | None) -> bool:
        """Tell whether an address has tries left."""
        return self._limiter.test(FAILURES, hidden(address))

    def failed(self, address: str | None) -> None:
        """Count a failure of an address."""
        self._limiter.hit(FAILURES, hidden(address))

    def may_send(self, address: str | None) -> bool:
        """Count a citizen's submission from an address; tell whether it may go on."""
        return self._limiter.hit(SENT, f"sent/{hidden(address)}")

    def may_call(self, token_id: int) -> bool:
        """Count a call of a key; tell whether it may go on."""
        return self._limiter.hit(CALLS, f"token/{token_id}")


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

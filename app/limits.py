"""Who asks too often, without knowing who: the limiter's key tells no address.

It is a keyed hash under a salt of the day that this process alone holds in memory.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date

from flask import request

from app import clock

_salt: dict[date, bytes] = {}


def _of_today() -> bytes:
    """Return the salt of today; yesterday's is forgotten with the first request of a day."""
    today = clock.today()
    salt = _salt.get(today)
    if salt is None:
        salt = secrets.token_bytes(32)
        _salt.clear()
        salt = _salt.setdefault(today, salt)
    return salt


def hidden(address: str | None) -> str:
    """Return an address under the day's salt, which no one can turn back."""
    return hmac.new(_of_today(), (address or "").encode(), hashlib.sha256).hexdigest()


def address_key() -> str:
    """Return what the limiter counts by in place of the address of the request."""
    return hidden(request.remote_addr)

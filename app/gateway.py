"""The way out to a gateway of short messages: one signed POST, no redirect, no second try.

The contract stands in docs/operations.md. Nothing of an item or a person is in a message.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

SECONDS = 5.0
# The message was taken before: the gateway knows the key.
KNOWN = 409
# What no second try would change; everything else may be a fault of the gateway or its settings.
LASTING = frozenset({400, 413, 422})


@dataclass(frozen=True)
class Answer:
    """What became of one try; reason is a short code, empty when it was delivered."""

    delivered: bool
    reason: str = ""
    lasting: bool = False

    @property
    def is_away(self) -> bool:
        """Tell whether the next message would meet the same fault."""
        return not self.delivered and not self.lasting


def post(url: str, key: str, message: Mapping[str, str], now: datetime) -> Answer:
    """Send one message; every fault comes back as an answer."""
    body = json.dumps(message, ensure_ascii=False, sort_keys=True).encode()
    stamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": message["key"],
        "X-Voice-Timestamp": stamp,
        "X-Voice-Signature": f"sha256={signature(key, stamp, body)}",
    }
    try:
        return _judge(_send(url, body, headers))
    except TimeoutError:
        return Answer(False, "timeout")
    except ssl.SSLError:
        return Answer(False, "tls")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(False, type(error).__name__[:40])


def signature(key: str, stamp: str, body: bytes) -> str:
    """Return HMAC-SHA256 over time and body, which the gateway compares."""
    return hmac.digest(key.encode(), stamp.encode() + b"." + body, hashlib.sha256).hex()


def _send(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Return the status; the answer's body is not read."""
    parts = urlsplit(url)
    host, path = parts.hostname or "", parts.path or "/"
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, parts.port, timeout=SECONDS, context=context)
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=SECONDS)
    try:
        target = f"{path}?{parts.query}" if parts.query else path
        connection.request("POST", target, body, dict(headers))
        return connection.getresponse().status
    finally:
        connection.close()


def _judge(status: int) -> Answer:
    """Return what a status means; a redirect is not followed."""
    if 200 <= status < 300 or status == KNOWN:
        return Answer(True)
    return Answer(False, f"http_{status}", lasting=status in LASTING)

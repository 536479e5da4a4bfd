"""The salt of the day: it joins two evaluations of one browser today, and nothing tomorrow.

It lies in a file of its own beside the data, never in the database: an overwritten row would
live on in a write-ahead log, a replica or a backup. The file is overwritten in place.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app import clock

NAME = "daily.salt"
DAY_BYTES, SALT_BYTES = 10, 32


@contextmanager
def _held(var_dir: Path) -> Iterator[BinaryIO]:
    """Open the file for one worker at a time; only its owner may read it."""
    path = os.path.join(var_dir, NAME)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError:
        var_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _today(file: BinaryIO) -> tuple[bytes, bool]:
    """Return the salt of today, and whether another day's was overwritten for it."""
    stored = file.read(DAY_BYTES + SALT_BYTES)
    day = clock.today().isoformat().encode()
    if stored[:DAY_BYTES] == day and len(stored) == DAY_BYTES + SALT_BYTES:
        return stored[DAY_BYTES:], False
    salt = secrets.token_bytes(SALT_BYTES)
    file.seek(0)
    file.write(day + salt)
    file.truncate()
    os.fsync(file.fileno())
    return salt, bool(stored)


def sweep(var_dir: Path) -> bool:
    """Overwrite a salt of another day; tell whether there was one."""
    if not (var_dir / NAME).exists():
        return False
    with _held(var_dir) as file:
        return _today(file)[1]


def token_hash(var_dir: Path, token: str) -> str:
    """Return what an evaluation keeps of its browser's random token."""
    with _held(var_dir) as file:
        salt, _ = _today(file)
    return hmac.new(salt, token.encode(), hashlib.sha256).hexdigest()

"""Passwords the product makes, and the one way from a password to what is stored of it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from werkzeug.security import generate_password_hash

from config import Settings

# No letter or digit that is read for another one.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4
# 32 MB and a tenth of a second for each guess; the tests, and nobody else, lower it.
METHOD = "scrypt:32768:8:1"


def hashed(password: str) -> str:
    """Return the salted hash of a password, which names its own cost."""
    return generate_password_hash(password, METHOD)


def demo_path(settings: Settings) -> Path:
    """Return where the random password is kept."""
    return settings.var_dir / "demo.password"


def demo(settings: Settings) -> str | None:
    """Return the password the demo accounts were made with, or would be; None for neither."""
    path = demo_path(settings)
    kept = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    return kept or settings.demo_password or None


def choose_demo(settings: Settings) -> str:
    """Return the password for new demo accounts and keep it, readable by its owner alone."""
    chosen = settings.demo_password or demo(settings) or first()
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    handle = os.open(demo_path(settings), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(chosen + "\n")
    return chosen


def first() -> str:
    """Return a new password that can be read aloud."""
    parts = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(parts)

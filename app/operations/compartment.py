"""What every act of the clue compartment shares: its key, its trace, and the stop.

The audit log learns that somebody acted on a sealed matter and a keyed hash of what was
done; it never learns on which, so that nobody can count clues by it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app import audit, secrecy
from app.errors import Refused
from app.principal import Principal, system
from app.secrecy import Keyring, Sealed

KEEPER = system("线索")
ACT, READ, KIND = "sealed.act", "sealed.read", "sealed"
SUFFIX = "_sealed"


class ManagedAbove(Refused):
    """A report about a cadre managed above: nothing of it may be stored (检举控告规则 art. 15)."""

    def __init__(self) -> None:
        """Say what to do instead."""
        super().__init__("反映上级管理的干部，不能录入本系统，请在 5 个工作日内书面径送上级。")


def stop_above(facts: Mapping[str, Any]) -> None:
    """Raise ManagedAbove before anything else of the facts is read."""
    if str(facts.get("managed_level") or "") == "above":
        raise ManagedAbove()


def ring() -> Keyring:
    """Return the keys of the compartment."""
    return Keyring.parse(current_app.config["VX"].clue_key, "clue")


def seal(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns of a sealed row: its uid, its wrapped key and one ciphertext a text."""
    uid = secrets.token_hex(16)
    sealed = secrecy.seal(ring(), uid, texts)
    return {
        "uid": uid,
        "key_version": sealed.key_version,
        "wrapped_key": sealed.wrapped_key,
        **{f"{name}{SUFFIX}": stored for name, stored in sealed.ciphertexts.items()},
    }


def sealed_of(row: Any) -> Sealed:
    """Return what is stored of a sealed row."""
    names = [c.key for c in row.__table__.columns if c.key.endswith(SUFFIX)]
    stored = {name.removesuffix(SUFFIX): getattr(row, name) for name in names}
    texts = {name: text for name, text in stored.items() if text is not None}
    return Sealed(row.wrapped_key, row.key_version, texts)


def opened(row: Any) -> dict[str, str]:
    """Decrypt a row; raises Tampered when a ciphertext was moved from another row or field."""
    return secrecy.open_sealed(ring(), row.uid, sealed_of(row))


def trace(session: Session, actor: Principal, facts: Mapping[str, Any]) -> None:
    """Audit a change: that somebody acted, and the keyed hash of all of it."""
    audit.record(session, actor, ACT, KIND, after=facts)


def trace_read(
    session: Session, actor: Principal, facts: Mapping[str, Any] | None = None, result: str = "ok"
) -> None:
    """Audit a reading, or one that was refused."""
    audit.record(session, actor, READ, KIND, after=facts, result=result)

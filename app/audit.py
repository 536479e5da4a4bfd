"""The audit log: one keyed hash chain over every act, append-only.

A row keeps hashes of what changed, never the text. The chain is serialised by
the write transaction on SQLite and by an advisory lock on PostgreSQL.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import clock, store
from app.models import AuditLog
from app.principal import Principal, system

CHAIN_LOCK = 7_301_946
FIRST = "0" * 64
KEEPER = system("审计")
CHAINED = (
    "seq",
    "at",
    "account_id",
    "role",
    "unit_id",
    "ip",
    "action",
    "object_kind",
    "object_id",
    "result",
    "detail",
    "before_hash",
    "after_hash",
    "prev_hash",
)


def digest(values: Mapping[str, Any] | None) -> str | None:
    """Return the keyed hash of a row's values, which tells change without telling text."""
    if values is None:
        return None
    return _mac(json.dumps(values, sort_keys=True, ensure_ascii=False, default=str))


def record(
    session: Session,
    actor: Principal,
    action: str,
    object_kind: str,
    object_id: int | None = None,
    *,
    detail: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    result: str = "ok",
) -> AuditLog:
    """Append one act inside the caller's transaction.

    detail may name ids, states and purposes; never a name, phone or text.
    """
    with store.acting(session, KEEPER):
        last = _last(session)
        row = AuditLog(
            seq=(last.seq if last else 0) + 1,
            at=clock.now().replace(microsecond=0),
            account_id=actor.account_id,
            role=",".join(sorted(actor.roles)) or actor.nature.value,
            unit_id=actor.unit_id,
            ip=actor.ip,
            action=action,
            object_kind=object_kind,
            object_id=object_id,
            result=result,
            detail=dict(detail or {}),
            before_hash=digest(before),
            after_hash=digest(after),
            prev_hash=last.hash if last else FIRST,
        )
        row.hash = chain_hash(row)
        session.add(row)
    return row


def lock(session: Session) -> None:
    """Hold the end of the chain until the commit; on SQLite the write transaction does."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(CHAIN_LOCK)))


def _last(session: Session) -> Any:
    """Return the end of the chain, holding it until the commit."""
    lock(session)
    query = sa.select(AuditLog.seq, AuditLog.hash).order_by(AuditLog.seq.desc()).limit(1)
    return session.execute(query).first()


def chain_hash(row: Any) -> str:
    """Return the hash that seals a row and the one before it."""
    return _mac(chained_text([getattr(row, name) for name in CHAINED]))


def chained_text(values: Iterable[Any]) -> str:
    """Return a row's values, in the order of CHAINED, in the form that is hashed."""
    plain = dict(zip(CHAINED, map(_plain, values), strict=True))
    return json.dumps(plain, sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Return a value in the form that is hashed."""
    return value.isoformat() if isinstance(value, datetime) else value


def _mac(text: str) -> str:
    """Return HMAC-SHA256 under the newest AUDIT_KEY."""
    return mac_with(keys()[0], text)


def seal(*parts: Any) -> str:
    """Return the keyed hash of a few plain values."""
    return _mac(sealed_text(*parts))


def sealed_text(*parts: Any) -> str:
    """Return the values in the form that seal() hashes."""
    return json.dumps([_plain(part) for part in parts], ensure_ascii=False, default=str)


def keys() -> list[bytes]:
    """Return every AUDIT_KEY that may have sealed a row, the newest first."""
    return [key.encode() for key in current_app.config["VX"].audit_key.split(",")]


def mac_with(key: bytes, text: str) -> str:
    """Return HMAC-SHA256 of a text in hex."""
    return hmac.digest(key, text.encode(), "sha256").hex()


def verify(session: Session) -> tuple[int, int | None]:
    """Walk the chain; return how many rows hold and the first bad seq, None when all hold."""
    from app import audit_walk

    verdict = audit_walk.walk(session)
    return verdict.held, verdict.bad

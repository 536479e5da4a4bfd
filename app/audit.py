"""The audit log: one keyed hash chain over every act, append-only.

A row keeps hashes of what changed, never the text. The chain is serialised by
the write transaction on SQLite and by an advisory lock on PostgreSQL.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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

    detail may name ids, states and purposes; never a name, phone or text. A stand-in's acts
    name the account that he stands in for, another system's the key that it used.
    """
    act = Act(action, object_kind, object_id, dict(detail or {}), before, after, result)
    return record_all(session, actor, [act])[0]


@dataclass(frozen=True)
class Act:
    """One act as record() takes it."""

    action: str
    object_kind: str
    object_id: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    result: str = "ok"


def record_all(session: Session, actor: Principal, acts: Sequence[Act]) -> list[AuditLog]:
    """Append several acts of one actor under one hold of the chain's end."""
    rows: list[AuditLog] = []
    with store.acting(session, KEEPER):
        last = _last(session)
        seq, prev = (last.seq, last.hash) if last else (0, FIRST)
        for act in acts:
            seq += 1
            row = _row(actor, act, seq, prev)
            prev = row.hash
            rows.append(row)
        session.add_all(rows)
    return rows


def _row(actor: Principal, act: Act, seq: int, prev: str) -> AuditLog:
    """Return the sealed row of an act that follows the row of a hash."""
    row = AuditLog(
        seq=seq,
        at=clock.now().replace(microsecond=0),
        account_id=actor.account_id or None,
        role=roles_text(actor),
        unit_id=actor.unit_id,
        ip=actor.ip,
        action=act.action,
        object_kind=act.object_kind,
        object_id=act.object_id,
        result=act.result,
        detail={**act.detail, **on_behalf(actor)},
        before_hash=digest(act.before),
        after_hash=digest(act.after),
        prev_hash=prev,
    )
    row.hash = chain_hash(row)
    return row


def roles_text(actor: Principal) -> str:
    """Return the roles of an act, whole codes only, as long as the column takes."""
    codes = [role.value for role in sorted(actor.roles)]
    longest = AuditLog.about("role").max_length or 0
    while len(",".join(codes)) > longest:
        codes = [*codes[:-2], "+"] if codes[-1] == "+" else [*codes[:-1], "+"]
    return ",".join(codes) or actor.nature.value


def on_behalf(actor: Principal) -> dict[str, Any]:
    """Return for whom an act was done: the stood-in-for accounts, the key of a system."""
    found: dict[str, Any] = {}
    if actor.stands_for:
        found["stands_in_for"] = [f"{role.value}:{account}" for role, account in actor.stands_for]
    if actor.token_id is not None:
        found["token"] = actor.token_id
    return found


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

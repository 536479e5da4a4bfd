"""Sending what waits in the outbox: claimed, sent outside any transaction, and marked.

A claim is a lease: it moves next_try_at on, so that a sender that was killed between sending
and marking is followed by another one with the same key. The gateway knows a key again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from app import clock, notice_words
from app.enums import OutboxChannel, OutboxState, Role
from app.gateway import Answer
from app.models import Account, Outbox, Unit
from app.operations import notices, texting

LEASE = timedelta(minutes=2)
FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=1)
# With the pauses above: about nine hours.
MOST_TRIES = 15
OFF = "gateway_off"


@dataclass(frozen=True)
class Claimed:
    """A message that this sender holds until its lease ends."""

    id: int
    tries: int
    template: str
    payload: Mapping[str, int]
    to: str
    key: str

    def message(self) -> dict[str, str]:
        """Return what leaves the house: words and a login or a unit's code, nothing else."""
        return {
            "template": self.template,
            "to": self.to,
            "text": notice_words.text(self.template, self.payload),
            "key": self.key,
        }


def _due(now: datetime) -> list[Any]:
    """Return the criteria of what may be sent now."""
    return [
        Outbox.channel == OutboxChannel.SMS,
        Outbox.state == OutboxState.WAITING,
        Outbox.next_try_at <= now,
    ]


def next_id(session: Session, now: datetime) -> int | None:
    """Return the oldest message whose time has come; a plain read, outside a transaction."""
    query = sa.select(Outbox.id).where(*_due(now)).order_by(Outbox.next_try_at, Outbox.id)
    return session.execute(query.limit(1)).scalar()


def claim(session: Session, row_id: int, now: datetime) -> Claimed | None:
    """Take a message for the length of a lease; None when another sender was faster."""
    taken = session.execute(
        sa.update(Outbox)
        .where(Outbox.id == row_id, *_due(now))
        .values(tries=Outbox.tries + 1, next_try_at=now + LEASE)
        .execution_options(synchronize_session=False)
    )
    if not (isinstance(taken, CursorResult) and taken.rowcount == 1):
        return None
    query = (
        sa.select(
            Outbox.tries,
            Outbox.template,
            Outbox.payload,
            Outbox.dedupe_key,
            Outbox.created_at,
            sa.func.coalesce(Account.username, Unit.code).label("to"),
        )
        .outerjoin(Account, Account.id == Outbox.account_id)
        .outerjoin(Unit, Unit.id == Outbox.unit_id)
        .where(Outbox.id == row_id)
    )
    row = session.execute(query).one()
    key = key_of(row.dedupe_key, row.created_at)
    return Claimed(row_id, row.tries, row.template, row.payload, row.to or "", key)


def key_of(dedupe_key: str, written_at: datetime) -> str:
    """Return the key that the gateway knows a message by; it tells no id."""
    return hashlib.sha256(f"{dedupe_key}|{written_at.isoformat()}".encode()).hexdigest()


def mark(session: Session, held: Claimed, answer: Answer, now: datetime) -> OutboxState:
    """Write what became of a try; what another sender has claimed since is only marked sent."""
    if answer.delivered:
        return _set(session, held.id, [], state=OutboxState.SENT, reason=None, next_try_at=None)
    mine = [Outbox.tries == held.tries]
    if answer.lasting or held.tries >= MOST_TRIES:
        _set(session, held.id, mine, state=OutboxState.FAILED, reason=answer.reason)
        _tell_keepers(session)
        return OutboxState.FAILED
    again = now + pause(held.tries)
    return _set(session, held.id, mine, reason=answer.reason, next_try_at=again)


def _set(session: Session, row_id: int, criteria: list[Any], **values: Any) -> OutboxState:
    """Change a message that still waits."""
    session.execute(
        sa.update(Outbox)
        .where(Outbox.id == row_id, Outbox.state == OutboxState.WAITING, *criteria)
        .values(updated_at=clock.now(), row_version=Outbox.row_version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    return OutboxState(values.get("state", OutboxState.WAITING))


def pause(tries: int) -> timedelta:
    """Return how long to wait after some tries: doubled each time, a fifth more or less."""
    plain = min(FIRST * (1 << min(tries - 1, 20)), LONGEST)
    return plain * (0.8 + 0.4 * secrets.randbelow(1001) / 1000)


def _tell_keepers(session: Session) -> None:
    """Tell the system administrators once a day that something was given up."""
    day = clock.today().isoformat()
    for account_id in sorted(notices.accounts_of(session, Role.SYS)):
        key = f"sending.failed:{day}:{account_id}"
        if session.execute(sa.select(Outbox.id).where(Outbox.dedupe_key == key)).first() is None:
            notices.notice(session, "sending.failed", None, {}, key, account_id=account_id)
    session.flush()


def stand_by(session: Session) -> int:
    """Say of what waits why it does not leave while no gateway is set; return how many."""
    if texting.is_on():
        return 0
    done = session.execute(
        sa.update(Outbox)
        .where(
            Outbox.channel == OutboxChannel.SMS,
            Outbox.state == OutboxState.WAITING,
            sa.or_(Outbox.reason.is_(None), Outbox.reason != OFF),
        )
        .values(reason=OFF)
        .execution_options(synchronize_session=False)
    )
    return done.rowcount if isinstance(done, CursorResult) else 0

"""Anchors of the audit chain: one a day from the timed work, one more when an auditor asks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, audit_walk, clock, store
from app.models import AuditAnchor, AuditLog
from app.principal import Principal
from app.workdays import SHANGHAI

# A system that stood still for longer gets its oldest missing days at the next passes.
DAYS_AT_ONCE = 60


def keep_daily(session: Session) -> int:
    """Write the anchor of today, and of the days since the last one; return how many.

    The first pass of a day does it; a second worker or a repeated pass finds it done.
    """
    today = clock.today()
    if _last_day(session) == today:
        return 0
    audit.lock(session)
    last = _last_day(session)
    first = last + timedelta(days=1) if last else today
    missing = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    for day in missing[:DAYS_AT_ONCE]:
        _append(session, day, _end_of(day))
    return len(missing[:DAYS_AT_ONCE])


def on_demand(session: Session, actor: Principal | None = None) -> AuditAnchor:
    """Return an anchor of the chain as it is now: the last one, unless rows came after it."""
    audit.lock(session)
    with store.acting(session, audit.KEEPER):
        query = sa.select(AuditAnchor).order_by(AuditAnchor.id.desc()).limit(1)
        last = session.scalars(query).first()
        end = session.execute(_end(None)).first()
    if last is not None and last.last_seq == (end.seq if end else 0):
        return last
    return _append(session, clock.today(), None, actor)


def read(paper: str) -> list[audit_walk.Anchor]:
    """Return the anchors that stand on a paper, one a line; raises BadAnchor."""
    return [audit_walk.typed(line) for line in paper.splitlines() if line.strip()]


def note(session: Session, actor: Principal, verdict: audit_walk.Verdict) -> None:
    """Write that an auditor walked the chain, and what was found."""
    audit.record(
        session,
        actor,
        "audit.verify",
        "audit_log",
        detail={"held": verdict.held, "bad": verdict.bad},
        result="ok" if verdict.fault is None else "broken",
    )


def _last_day(session: Session) -> date | None:
    """Return the day of the newest anchor."""
    with store.acting(session, audit.KEEPER):
        return session.execute(sa.select(sa.func.max(AuditAnchor.day))).scalar()


def _end_of(day: date) -> datetime:
    """Return the instant at which a day ends in China."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI).astimezone(UTC)


def _end(before: datetime | None) -> sa.Select[int, str]:
    """Select the last row of the chain, or the last one before an instant."""
    query = sa.select(AuditLog.seq, AuditLog.hash).order_by(AuditLog.seq.desc()).limit(1)
    return query if before is None else query.where(AuditLog.at < before)


def _append(
    session: Session, day: date, before: datetime | None, actor: Principal | None = None
) -> AuditAnchor:
    """Append the anchor of a day; the caller holds the chain."""
    with store.acting(session, audit.KEEPER):
        end = session.execute(_end(before)).first()
        seq, hashed = (end.seq, end.hash) if end else (0, audit.FIRST)
        counted = sa.select(sa.func.count(AuditLog.id)).where(AuditLog.seq <= seq)
        newest = sa.select(AuditAnchor.mac).order_by(AuditAnchor.id.desc()).limit(1)
        row = AuditAnchor(
            day=day,
            total=session.execute(counted).scalar_one(),
            last_seq=seq,
            last_hash=hashed,
            created_by_id=actor.account_id if actor else None,
        )
        sealed = audit_walk.sealed_facts(row, session.execute(newest).scalar() or "")
        row.mac = audit.seal(*sealed)
        session.add(row)
    return row

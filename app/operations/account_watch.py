"""What the security administrator does to running accounts: unlock, end sessions."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock
from app.errors import Forbidden, Missing
from app.models import UserSession
from app.operations import account_admin
from app.permissions import Right
from app.principal import Principal
from app.queries.listing import BIGGEST


def _may_watch(actor: Principal) -> None:
    """Raise Forbidden unless the actor may unlock and revoke."""
    if not (actor.is_person and actor.has(Right.UNLOCK, "A")):
        raise Forbidden("您没有解锁账号的权限。")


def unlock(session: Session, actor: Principal, account_id: int) -> None:
    """Lift the lock of wrong passwords; a disabled account stays disabled."""
    _may_watch(actor)
    account = account_admin.held(session, account_id)
    account.failed_count, account.locked_until = 0, None
    audit.record(session, actor, "lift_lock", "account", account.id)


def end_session(session: Session, actor: Principal, session_id: int) -> None:
    """End one login at once."""
    _may_watch(actor)
    query = sa.select(UserSession).where(
        UserSession.id == session_id, UserSession.ended_at.is_(None)
    )
    row = session.scalars(query.with_for_update()).first() if session_id <= BIGGEST else None
    if row is None:
        raise Missing
    row.ended_at = clock.now()
    detail = {"session": row.id}
    audit.record(session, actor, "end_session", "account", row.account_id, detail=detail)


def end_all(session: Session, actor: Principal, account_id: int) -> None:
    """End every login of an account at once."""
    _may_watch(actor)
    account = account_admin.held(session, account_id)
    account.epoch += 1
    audit.record(session, actor, "end_session", "account", account.id)

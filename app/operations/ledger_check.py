"""The nightly check of the ledger: an item's state is what its last event says."""

from __future__ import annotations

from datetime import time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import Role
from app.models import Outbox, Problem, ProblemEvent
from app.operations import idempotency, notices
from app.principal import system

CHECKER = system("核对台账")
FROM = time(1, 0)
MOST_SHOWN = 100


def differing(session: Session, most: int = MOST_SHOWN) -> list[str]:
    """Return the numbers of items whose state is not that of their last event, at most so many.

    An item without any event differs too. One walk of the items, one look into an index each.
    """
    last = (
        sa.select(ProblemEvent.to_state)
        .where(ProblemEvent.problem_id == Problem.id)
        .order_by(ProblemEvent.seq.desc())
        .limit(1)
        .correlate(Problem)
        .scalar_subquery()
    )
    # An item without events compares to nothing, which must count as a difference.
    same = sa.func.coalesce(last == Problem.state, sa.false())
    query = sa.select(Problem.problem_no).where(sa.not_(same)).order_by(Problem.id)
    return list(session.scalars(query.limit(most)))


def nightly(session: Session) -> int:
    """Check once a night, tell the system administrators, and return how many items differ."""
    store.name(session, CHECKER)
    day = clock.today().isoformat()
    key = f"ledger_check/{day}"
    if clock.local(clock.now()).time() < FROM or idempotency.known(session, key):
        return 0
    found = len(differing(session))
    with store.write(CHECKER) as work:
        if idempotency.claim(work, key) is not None:
            return 0
        idempotency.remember(work, key, "checked")
        if found:
            _tell(work, day, found)
    return found


def _tell(session: Session, day: str, count: int) -> None:
    """Write one notice a keeper; it holds a number alone."""
    for account_id in sorted(notices.accounts_of(session, Role.SYS)):
        key = f"ledger.differs:{day}:{account_id}"
        if session.execute(sa.select(Outbox.id).where(Outbox.dedupe_key == key)).first() is None:
            notices.notice(
                session, "ledger.differs", None, {"count": count}, key, account_id=account_id
            )

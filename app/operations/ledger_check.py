"""The nightly check of the ledger: an item's state is what its last event says.

The rows that units' lists are read from keep the item's due date, and whether it is open, too.
"""

from __future__ import annotations

from datetime import time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import Role
from app.models import Outbox, Problem, ProblemEvent, ProblemScope
from app.operations import idempotency, notices
from app.principal import system
from app.transitions import OPEN_STATES

CHECKER = system("核对台账")
FROM = time(1, 0)
MOST_SHOWN = 100


def differing(session: Session, most: int = MOST_SHOWN) -> list[str]:
    """Return the numbers of items whose state is not that of their last event, at most so many.

    An item without any event differs too, and one that a unit's list would show in a wrong place.
    One walk of the items, one look into an index each for the event and for the lists.
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
    wrong = sa.or_(sa.not_(same), _misplaced())
    query = sa.select(Problem.problem_no).where(wrong).order_by(Problem.id)
    return list(session.scalars(query.limit(most)))


def _misplaced() -> sa.ColumnElement[bool]:
    """Tell of an item whether a row of its scope has another due date, or ends while it is open."""
    open_due = sa.case((Problem.state.in_(OPEN_STATES), Problem.due_at))
    kept = sa.and_(
        ProblemScope.due_at == Problem.due_at,
        ProblemScope.open_due_at.is_not_distinct_from(open_due),
    )
    row = sa.select(ProblemScope.id).where(ProblemScope.problem_id == Problem.id, sa.not_(kept))
    return row.correlate(Problem).exists()


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

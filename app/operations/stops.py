"""Reports about cadres managed above that the public door turned away: a day and a number.

No hour, no row a report: each would be a trace of it (检举控告规则 art. 15). The public door has no
way into the clue compartment, so that the worker moves the number there.
"""

from __future__ import annotations

from datetime import UTC, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.models import StopCount, table_of
from app.operations import handover


def count(session: Session) -> None:
    """Count one on today's row."""
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]  # Same call.
    table, today = table_of(StopCount), clock.today()
    midnight = datetime.combine(today, time(), UTC)
    row = insert(table).values(day=today, n=1, moved=0, created_at=midnight, row_version=1)
    session.execute(row.on_conflict_do_update(index_elements=["day"], set_={"n": table.c.n + 1}))


def move(session: Session) -> int:
    """Move what was counted into the compartment's own count; return how many."""
    table = table_of(StopCount)
    query = sa.select(table).where(table.c.n > table.c.moved).with_for_update()
    moved = 0
    for row in session.execute(query).all():
        handover.count(session, row.n - row.moved, row.day)
        session.execute(sa.update(table).where(table.c.id == row.id).values(moved=row.n))
        moved += row.n - row.moved
    return moved

"""Reports about cadres managed above: the day's count goes up by one, nothing else is stored.

No audit row, no account, no hour: each would be a trace of the report (检举控告规则 art. 15).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from app import clock, store
from app.models import SuperiorHandoverCount, table_of
from app.operations.compartment import KEEPER


def count(session: Session, n: int = 1, day: date | None = None) -> None:
    """Count stopped reports on a day's row, one on today's unless told."""
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]  # Same call.
    table, today = table_of(SuperiorHandoverCount), day or clock.today()
    midnight = datetime.combine(today, time(), UTC)
    row = insert(table).values(on=today, n=n, created_at=midnight, row_version=1)
    with store.acting(session, KEEPER):
        session.execute(row.on_conflict_do_update(index_elements=["on"], set_={"n": table.c.n + n}))

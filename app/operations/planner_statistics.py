"""What SQLite knows of its tables when it chooses how to read them; PostgreSQL sees to it itself.

Without it a month is read by the state of items, of which there are more every year.
"""

from __future__ import annotations

from datetime import time

from sqlalchemy.orm import Session

from app import clock, store
from app.operations import idempotency
from app.principal import system

KEEPER = system("查询统计")
FROM = time(2, 0)
# Rows that are looked at in each index: a tenth of a second for a million rows, and as good as all.
LOOKED_AT = 20_000


def nightly(session: Session) -> int:
    """Look at the tables once a night; return 1 when it was done, 0 otherwise."""
    if session.get_bind().dialect.name != "sqlite":
        return 0
    store.name(session, KEEPER)
    key = f"planner_statistics/{clock.today().isoformat()}"
    if clock.local(clock.now()).time() < FROM or idempotency.known(session, key):
        return 0
    with store.write(KEEPER) as work:
        if idempotency.claim(work, key) is not None:
            return 0
        idempotency.remember(work, key, "looked")
        look(work)
    return 1


def look(session: Session) -> None:
    """Look at the tables inside the caller's write transaction."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA analysis_limit = {LOOKED_AT}")
        connection.exec_driver_sql("ANALYZE")

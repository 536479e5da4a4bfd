"""What PostgreSQL has read and rewritten once is kept, also past the end of a reading request.

psycopg lets a connection forget its prepared statements at every ROLLBACK, for a transaction may
have made the table that a statement names. The product's own role makes no table; but every
reading request ends with a ROLLBACK, so that each page had all its statements read anew, with the
rules of the second fence in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from psycopg._preparing import Prepare, PrepareManager

MOST = 200
REMADE = re.compile(rb"^(?:DROP|ALTER|DISCARD ALL|DEALLOCATE ALL)\b")


class Plans(PrepareManager):
    """Prepared statements that outlive a rollback; a change of the tables still ends them."""

    prepared_max = MOST

    def clear(self) -> bool:
        """Keep them: psycopg asks this at a rollback."""
        return False

    def _should_discard(self, prep: Prepare, results: Sequence[Any], *_given: Any) -> bool:
        """Forget them where a table, type or the statements themselves were changed."""
        said = [result.command_status or b"" for result in results]
        return any(REMADE.match(one) for one in said) and super().clear()


def keep(connection: Any) -> None:
    """Let a new connection keep what it has prepared, and plan it for the values of each request.

    A plan for any value takes a LIMIT for a tenth of the table: with it a list of 20,000 items
    took twice as long. So what is kept is the reading of a statement and of its rules.
    """
    plans = Plans()
    plans.prepare_threshold = connection.prepare_threshold
    connection._prepared = plans
    connection.execute("SET plan_cache_mode = force_custom_plan")

"""A big county for benchmarks: the one bulk writer, Core inserts without fence or audit rows.

The same numbers give the same rows; only the dates follow the present day, where they end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from app import numbers, rls, store
from app.operations import figure_fold
from app.scale import bulk, events, items, shares
from app.scale.bulk import Row
from app.scale.county import SPAN, County, look_up
from app.transitions import OPEN_STATES

TABLES = ("problem", "problem_scope", "problem_event", "problem_step", "deadline", "evaluation")


def load(session: Session, problems: int, evaluations: int, days: int = SPAN) -> dict[str, int]:
    """Add that many problems and evaluations to a county with units; return rows by table.

    They are spread over so many days until today. Runs in the caller's write transaction.
    Refused when there are no units and points.
    """
    county = look_up(session, days)
    rls.tell(session, store.principal_of(session))
    written = {
        "problem": _problems(session, county, problems),
        "evaluation": _evaluations(session, county, evaluations),
    }
    connection = session.connection()
    for name in TABLES:
        connection.exec_driver_sql(f"ANALYZE {name}")
    figure_fold.rebuild(session)
    connection.exec_driver_sql("ANALYZE figure_cell")
    return written


def _problems(session: Session, county: County, count: int) -> int:
    """Write the problems, then for each the units that see it."""
    connection = session.connection()
    first = 1 + (connection.exec_driver_sql("SELECT max(id) FROM problem").scalar() or 0)
    share = 1 + (connection.exec_driver_sql("SELECT max(id) FROM problem_step").scalar() or 0)
    series = bulk.Series(session, numbers.PROBLEMS)
    at = {name: items.PROBLEM.index(name) for name in items.PROBLEM}
    picked = ("id", "lead_unit_id", "supervisor_unit_id", "due_at", "state")
    for chunk in bulk.chunks(items.problem_rows(county, series, first, count)):
        bulk.write(connection, "problem", items.PROBLEM, chunk)
        seen = [tuple(row[at[name]] for name in picked) for row in chunk]
        bulk.write(
            connection, "problem_scope", items.SCOPE, list(_scope_rows(seen, county.created))
        )
        moved = [tuple(row[at[name]] for name in events.NAMES) for row in chunk]
        happened = list(events.event_rows(moved, county.created))
        bulk.write(connection, "problem_event", events.EVENT, happened)
        led = [tuple(row[at[name]] for name in shares.NAMES) for row in chunk]
        given = list(shares.step_rows(led, share, county.created))
        bulk.write(connection, "problem_step", shares.STEP, given)
        due = list(shares.deadline_rows(led, share, county.created))
        bulk.write(connection, "deadline", shares.DEADLINE, due)
        share += len(given)
    series.close()
    bulk.restart(connection, "problem")
    bulk.restart(connection, "problem_step")
    return count


def _scope_rows(seen: Sequence[Row], created: str) -> Iterator[Row]:
    """Yield the scope rows of the lead unit and of its supervising office."""
    for problem_id, lead, supervisor, due_at, state in seen:
        until = due_at if state in OPEN_STATES else None
        if lead is not None:
            yield lead, due_at, problem_id, until, created, 1
            yield supervisor, due_at, problem_id, until, created, 1


def _evaluations(session: Session, county: County, count: int) -> int:
    """Write the evaluations."""
    connection = session.connection()
    series = bulk.Series(session, items.EVALUATIONS)
    for chunk in bulk.chunks(items.evaluation_rows(county, series, count)):
        bulk.write(connection, "evaluation", items.EVALUATION, chunk)
    series.close()
    return count

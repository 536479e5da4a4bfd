"""The bulk writer: rows of text and numbers, in the fastest way of each database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import numbers
from app.models import Counter, table_of

CHUNK = 20_000
Row = tuple[Any, ...]


class Series:
    """A counter of the database, advanced in memory and written back once."""

    def __init__(self, session: Session, name: str) -> None:
        """Open the series of a name."""
        self._session, self._name = session, name
        self._next: dict[int, int] = {}

    def take(self, year: int) -> int:
        """Return the next number of a year."""
        number = self._next.get(year) or numbers.take(self._session, self._name, year)
        self._next[year] = number + 1
        return number

    def close(self) -> None:
        """Write the counters back."""
        table = table_of(Counter)
        for year, following in self._next.items():
            self._session.execute(
                sa.update(table)
                .where(table.c.series == self._name, table.c.year == year)
                .values(next=following)
            )


def chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the rows in portions that fit into memory."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk


def write(connection: sa.Connection, table: str, columns: Sequence[str], rows: list[Row]) -> None:
    """Write rows in the fastest way of the database."""
    names = ", ".join(columns)
    if connection.dialect.name != "postgresql":
        marks = ", ".join("?" * len(columns))
        # The names are constants of items.py, the values are bound.
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  # No input.
        connection.exec_driver_sql(statement, rows)
        return
    driver: Any = connection.connection.driver_connection
    target = table
    # PostgreSQL has no COPY into a table that row-level security cuts for this role.
    if connection.execute(sa.select(sa.func.row_security_active(table))).scalar():
        target = f"scale_{table}"
        columns_of = f"SELECT {names} FROM {table} WITH NO DATA"  # noqa: S608  # No input.
        connection.exec_driver_sql(f"CREATE TEMP TABLE {target} ON COMMIT DROP AS {columns_of}")
    with driver.cursor() as cursor, cursor.copy(f"COPY {target} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    if target != table:
        moved = f"INSERT INTO {table} ({names}) SELECT {names} FROM {target}"  # noqa: S608  # No input.
        connection.exec_driver_sql(moved)
        connection.exec_driver_sql(f"DROP TABLE {target}")


def restart(connection: sa.Connection, table: str) -> None:
    """Let PostgreSQL give ids behind those that were written; only an owner may set a sequence."""
    if connection.dialect.name != "postgresql":
        return
    sequence = sa.func.pg_get_serial_sequence(table, "id")
    newest: sa.Select[Any] = sa.select(sa.func.max(sa.column("id"))).select_from(sa.table(table))
    following = connection.execute(sa.select(sa.func.nextval(sequence))).scalar_one()
    behind = (connection.execute(newest).scalar() or 0) - following
    if behind > 0:
        each = sa.func.generate_series(1, behind).table_valued("n")
        taken = sa.select(sa.func.nextval(sequence)).select_from(each).subquery()
        connection.execute(sa.select(sa.func.count()).select_from(taken))

"""PostgreSQL databases that one test after another uses: what a test changed is put back.

Copying a database and dropping it costs more than most tests, and so does planning every
statement on new connections. Each row of each table, every sequence and the catalogue are held
against the copy as it was made; a database whose catalogue was changed is not used again.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
import sqlalchemy as sa

from app import compartment

# Deleted rows stay in their files until a copy is made anew.
USES, MOST_ROWS = 60, 2_000
# A table with more rows than this is not written anew for the few that a test changed.
FEW = 100
# fmt: off
CATALOGUE = [
    "pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_index", "pg_trigger",
    "pg_proc", "pg_policy", "pg_type", "pg_namespace", "pg_description", "pg_rewrite", "pg_enum",
    "pg_default_acl", "pg_extension", "pg_event_trigger", "pg_cast", "pg_operator",
    "pg_collation", "pg_db_role_setting", "pg_statistic_ext",
]
# fmt: on
OWN = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace IN ({})"
SCHEMAS = "SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
SEQUENCES = (
    "SELECT format('%I.%I', schemaname, sequencename), last_value, start_value FROM pg_sequences"
)
STRANGERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL(%s)"""
# RESET lets the tests' tables, which are all small, be planned once for any value.
AS_CONNECTED = (
    "SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL; "
    f"SET search_path TO {compartment.PATH}"
)
# How many rows a table has, and the last transaction that wrote one.
Marks = dict[str, tuple[int, int | None]]


def marks(link: psycopg.Connection, tables: list[str]) -> Marks:
    """Return the mark of each table: whatever adds, changes or removes a row alters it."""
    asked = " UNION ALL ".join(
        f"SELECT '{name}', count(*), max(xmin::text::bigint) FROM ONLY {name}"  # noqa: S608  # Names of the catalogue.
        for name in tables
    )
    return {name: (count, newest) for name, count, newest in link.execute(asked, prepare=True)}


def sequences(link: psycopg.Connection) -> dict[str, tuple[int | None, int]]:
    """Return where each sequence stands, and where it begins."""
    return {name: (last, start) for name, last, start in link.execute(SEQUENCES)}


def _copies(link: psycopg.Connection, tables: list[str]) -> dict[str, str]:
    """Keep the rows of large tables in tables of this connection alone."""
    made = {}
    for number, name in enumerate(tables):
        made[name] = f"pg_temp.kept_{number}"
        link.execute(f"CREATE TEMP TABLE kept_{number} AS TABLE {name}")
        link.execute(f"ANALYZE {made[name]}")
    return made


@dataclass
class Kept:
    """A copy with what it was like, and the connections that tests leave behind."""

    url: str
    link: psycopg.Connection
    tables: list[str]
    rows: Marks
    counted: dict[str, tuple[int | None, int]]
    catalogue: Marks
    large: dict[str, str]
    pool: sa.Pool | None = None
    uses: int = 0

    def restore(self, content: dict[str, bytes]) -> bool:
        """Put back what was changed; False where only a new copy gives that."""
        self.uses += 1
        if self.uses >= USES or marks(self.link, CATALOGUE) != self.catalogue:
            return False
        now = marks(self.link, self.tables)
        changed = [name for name in self.tables if now[name] != self.rows[name]]
        if any(now[name][0] > MOST_ROWS for name in changed):
            return False
        anew = [name for name in changed if name not in self.large]
        for name in self.large.keys() & set(changed):
            self._mend(name)
        for name in anew:
            self.link.execute(f"DELETE FROM ONLY {name}")  # noqa: S608  # A name of the catalogue.
        for name in (name for name in anew if self.rows[name][0]):
            with self.link.cursor().copy(f"COPY {name} FROM STDIN (FORMAT binary)") as copy:
                copy.write(content[name])
        for name, (last, _start) in sequences(self.link).items():
            before, start = self.counted[name]
            if last != before:
                again = (name, start if before is None else before, before is not None)
                self.link.execute("SELECT setval(%s, %s, %s)", again)
        self.rows |= marks(self.link, changed) if changed else {}
        self.link.commit()
        return True

    def _mend(self, name: str) -> None:
        """Put back the rows of a large table that were written since; most of them were not.

        Who moves an item adds to the marks of the figures, of which the seeds make 1,461.
        """
        copy, newest = self.large[name], self.rows[name][1]
        self.link.execute(f"DELETE FROM ONLY {name} WHERE xmin::text::bigint > {newest}")  # noqa: S608  # A name and a number of the catalogue.
        self.link.execute(
            f"INSERT INTO {name} SELECT * FROM {copy} AS k WHERE NOT EXISTS "  # noqa: S608  # Names of the catalogue.
            f"(SELECT FROM ONLY {name} AS t WHERE t.id = k.id)"
        )


@dataclass
class Lender:
    """The copies of one template that are used again; fresh() makes one, drop() removes it."""

    fresh: Callable[[], str]
    drop: Callable[[str], None]
    free: list[Kept] = field(default_factory=list)
    lent: dict[str, Kept] = field(default_factory=dict)
    content: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Leave no database behind on a server that goes on."""
        atexit.register(self._end)

    def lend(self) -> str:
        """Return the address of a database that is as the template is."""
        kept = self.free.pop() if self.free else self._make()
        self.lent[kept.url] = kept
        return kept.url

    def join(self, url: str, engine: sa.Engine) -> None:
        """Let an engine over a lent database work on the connections of the last one."""
        kept = self.lent[url]
        if kept.pool is None:
            kept.pool = engine.pool
        engine.pool = kept.pool

    def take_back(self, url: str, engine: sa.Engine) -> None:
        """Put a database back as it was; one that cannot be is dropped."""
        kept = self.lent.pop(url)
        try:
            usable = self._left_alone(kept, engine.pool) and kept.restore(self.content)
        except psycopg.Error:
            usable = False
        if usable:
            self.free.append(kept)
        else:
            engine.dispose()
            self._forget(kept)

    def _left_alone(self, kept: Kept, pool: sa.Pool) -> bool:
        """Tell whether nobody works here any more; its idle connections are as on their first day.

        Whoever else is connected is sent away: a server that a test started, its threads.
        """
        kept.pool = pool
        assert isinstance(pool, sa.QueuePool)
        if pool.checkedout():
            return False
        idle = [pool.connect() for _ in range(pool.checkedin())]
        pids = []
        for one in idle:
            link = one.driver_connection
            assert isinstance(link, psycopg.Connection)
            link.execute(AS_CONNECTED)
            link.commit()
            pids.append(link.info.backend_pid)
        for one in idle:
            one.close()
        kept.link.execute(STRANGERS, (pids,))
        return True

    def _make(self) -> Kept:
        """Copy the template and note what it is like."""
        url = self.fresh()
        plain = sa.make_url(url).set(drivername="postgresql")
        link = psycopg.connect(plain.render_as_string(hide_password=False))
        link.execute("SET session_replication_role = replica")
        link.execute("SET lock_timeout = '3s'")
        link.commit()
        tables = [name for (name,) in link.execute(OWN.format(SCHEMAS))]
        rows = marks(link, tables)
        if not self.content:
            for name in (name for name in tables if rows[name][0]):
                with link.cursor().copy(f"COPY {name} TO STDOUT (FORMAT binary)") as copy:
                    self.content[name] = b"".join(bytes(part) for part in copy)
        large = _copies(link, [name for name in tables if rows[name][0] > FEW])
        counted, catalogue = sequences(link), marks(link, CATALOGUE)
        link.commit()
        return Kept(url, link, tables, rows, counted, catalogue, large)

    def _forget(self, kept: Kept) -> None:
        """Remove a copy."""
        kept.link.close()
        self.drop(kept.url)

    def _end(self) -> None:
        """Remove every copy at the end of the run."""
        for kept in [*self.free, *self.lent.values()]:
            if kept.pool is not None:
                kept.pool.dispose()
            self._forget(kept)

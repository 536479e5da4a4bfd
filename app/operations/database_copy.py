"""One consistent copy of the database while others write, and the way back; SQLite and PostgreSQL.

Nothing of the database is changed here but by load(), which puts a copy in its place.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, compartment, migrating
from app.models import AuditLog, Model, table_of

SQLITE, POSTGRESQL = "sqlite", "postgresql"
NAMES = {SQLITE: "database.sqlite", POSTGRESQL: "database.dump"}
BUSY_SECONDS = 30.0
# The second fence cuts the owner too, unless it is a superuser; a backup holds all rows.
EVERY_ROW = "-c vx.nature=system"
# Tables, framework sequences and the trigger function; a schema of its own is not needed for it.
EMPTY_POSTGRESQL = """\
SET lock_timeout = '10s';
DROP SCHEMA IF EXISTS clue CASCADE;
DO $$
DECLARE statement text;
BEGIN
    FOR statement IN
        SELECT format('DROP TABLE IF EXISTS public.%I CASCADE', tablename)
        FROM pg_tables WHERE schemaname = 'public'
        UNION ALL
        SELECT format('DROP SEQUENCE IF EXISTS public.%I CASCADE', sequencename)
        FROM pg_sequences WHERE schemaname = 'public'
        UNION ALL
        SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', p.oid::regprocedure)
        FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE statement;
    END LOOP;
END
$$;
"""


class BadBackup(ValueError):
    """A backup that cannot be made, trusted or put back; the text is for the operator."""


@dataclass(frozen=True)
class Facts:
    """What a database holds: its migration, rows by table, the chain's end, the named files."""

    head: str
    rows: dict[str, int]
    audit_seq: int
    audit_hash: str
    files: tuple[str, ...]


def kind_of(url: str) -> str:
    """Return which of the two databases an address names."""
    return sa.make_url(url).get_backend_name()


def _sqlite_path(url: str) -> Path:
    """Return the file of a SQLite address."""
    return Path(sa.make_url(url).database or "")


@contextmanager
def opened(url: str) -> Iterator[sa.Engine]:
    """Return an engine that sees every row and is given back at the end."""
    options = {"options": EVERY_ROW} if kind_of(url) == POSTGRESQL else {}
    engine = sa.create_engine(url, hide_parameters=True, connect_args=options)
    try:
        yield engine
    finally:
        engine.dispose()


def holds_tables(url: str) -> bool:
    """Tell whether a database has any table."""
    if kind_of(url) == SQLITE and not _sqlite_path(url).exists():
        return False
    with opened(url) as engine:
        return bool(sa.inspect(engine).get_table_names())


def size(url: str) -> int:
    """Return about how many bytes a copy takes."""
    if kind_of(url) == SQLITE:
        path = _sqlite_path(url)
        return sum(p.stat().st_size for p in (path, Path(f"{path}-wal")) if p.exists())
    with opened(url) as engine, engine.connect() as connection:
        size_of = sa.func.pg_database_size(sa.func.current_database())
        return int(connection.execute(sa.select(size_of)).scalar_one())


def facts(connection: sa.Connection) -> Facts:
    """Read the facts inside the caller's transaction."""
    log = table_of(AuditLog)
    last = sa.select(log.c.seq, log.c.hash).order_by(log.c.seq.desc()).limit(1)
    seq, digest = connection.execute(last).first() or (0, audit.FIRST)
    names = sorted(_table_names(connection))
    counts = {
        name: sa.select(sa.func.count()).select_from(sa.table(name))  # All rows, whoever asks.
        for name in names
    }
    return Facts(
        head=migrating.version(connection) or "",
        rows={name: connection.execute(count).scalar_one() for name, count in counts.items()},
        audit_seq=seq,
        audit_hash=digest,
        files=tuple(_named_files(connection, names)),
    )


def _table_names(connection: sa.Connection) -> list[str]:
    """Return every table, those of the clue compartment among them."""
    found = sa.inspect(connection)
    names = found.get_table_names()
    if connection.dialect.name == POSTGRESQL and found.has_schema(compartment.SCHEMA):
        names += found.get_table_names(schema=compartment.SCHEMA)
    return names


def _named_files(connection: sa.Connection, names: list[str]) -> list[str]:
    """Return the hashes of every kept file that a row names, in order."""
    columns = [
        column
        for name, table in Model.metadata.tables.items()
        for column in table.columns
        if name in names and column.name.endswith("sha256")
    ]
    found: set[str] = set()
    for column in columns:
        found.update(connection.scalars(sa.select(column).where(column.is_not(None))))
    return sorted(found)


def copy(url: str, target: Path) -> Facts:
    """Write one moment of a database to a file, others writing all the while."""
    return (_copy_sqlite if kind_of(url) == SQLITE else _copy_postgresql)(url, target)


def _copy_sqlite(url: str, target: Path) -> Facts:
    """Copy all pages in one step: by steps, every commit of another would start it anew."""
    path = _sqlite_path(url)
    if not path.is_file():
        raise BadBackup("数据库还没有建立，没有可以备份的内容。")
    with (
        closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as source,
        closing(sqlite3.connect(target)) as kept,
    ):
        source.backup(kept, pages=-1)
    with opened(f"sqlite:///{target}") as engine, engine.connect() as connection:
        return facts(connection)


def _copy_postgresql(url: str, target: Path) -> Facts:
    """Dump and count inside one exported snapshot, so that both see the same moment."""
    with opened(url) as engine:
        repeatable = engine.connect().execution_options(isolation_level="REPEATABLE READ")
        with repeatable as connection:
            snapshot = connection.execute(sa.select(sa.func.pg_export_snapshot())).scalar_one()
            known = facts(connection)
            _program(
                url,
                "pg_dump",
                "-Fc",
                "--enable-row-security",
                f"--snapshot={snapshot}",
                f"--file={target}",
            )
    return known


def check(kind: str, copied: Path, expected: Facts) -> list[str]:
    """Return what is wrong with a copy, one line each."""
    if kind == SQLITE:
        return [*_check_sqlite(copied), *_check_content(copied, expected)]
    listed = _run("pg_restore", "--list", str(copied))
    tables = {line.split()[6] for line in listed.splitlines() if " TABLE DATA " in line}
    return [f"数据库备份里没有表 {name}" for name in sorted(expected.rows.keys() - tables)]


def _check_sqlite(copied: Path) -> list[str]:
    """Return what SQLite itself finds wrong."""
    with closing(sqlite3.connect(copied)) as connection:
        broken = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
        loose = connection.execute("PRAGMA foreign_key_check").fetchmany(5)
    faults = [f"数据库文件已损坏：{' '.join(text.split())}" for text in broken if text != "ok"]
    return faults + [f"表 {row[0]} 第 {row[1]} 行引用了不存在的 {row[2]}" for row in loose]


def _check_content(copied: Path, expected: Facts) -> list[str]:
    """Hold a copy against what was counted when it was made, and walk its audit chain."""
    with opened(f"sqlite:///{copied}") as engine:
        with engine.connect() as connection:
            found = facts(connection)
        with Session(engine) as session:
            held, bad = audit.verify(session)
    faults = [] if found == expected else ["数据库的内容与清单不符（行数、编号或审计链末行）"]
    if bad is not None:
        faults.append(f"审计链在第 {bad} 行不成立（前 {held} 行完好）")
    return faults


def load(url: str, copied: Path) -> None:
    """Put a copy in the database's place, all or nothing."""
    (_load_sqlite if kind_of(url) == SQLITE else _load_postgresql)(url, copied)


def _load_sqlite(url: str, copied: Path) -> None:
    """Write the copy through SQLite's own locks: whoever has the file open sees it whole."""
    path = _sqlite_path(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(copied)) as source,
        closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as target,
    ):
        source.backup(target, pages=-1)


def _load_postgresql(url: str, copied: Path) -> None:
    """Empty and fill the schema in one transaction.

    The whole script is written first: a pipe that ends early would look like its end.
    """
    empty, script = copied.with_name("empty.sql"), copied.with_name("restore.sql")
    empty.write_text(EMPTY_POSTGRESQL)
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(copied))
    once = ("-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull)
    _program(url, "psql", *once, "-f", str(empty), "-f", str(script))


def audit_of(url: str) -> tuple[int, int | None]:
    """Walk the chain of a database; return how many rows hold and the first bad seq."""
    with opened(url) as engine, Session(engine) as session:
        return audit.verify(session)


def _program(url: str, name: str, *arguments: str) -> str:
    """Run a PostgreSQL program on a database; the password is never an argument."""
    address = sa.make_url(url).set(drivername="postgresql")
    target = address._replace(password=None).render_as_string()
    return _run(name, f"--dbname={target}", *arguments, password=address.password)


def _run(name: str, *arguments: str, password: str | None = None) -> str:
    """Run one of PostgreSQL's programs and return what it printed; BadBackup when it fails."""
    program = shutil.which(name)
    if program is None:
        raise BadBackup(f"这台机器上没有 {name}，请先安装 PostgreSQL 的客户端程序。")
    secret = {"PGPASSWORD": str(password)} if password else {}
    secret["PGOPTIONS"] = EVERY_ROW
    done = subprocess.run(  # noqa: S603  # Found by its name; arguments are ours.
        [program, *arguments],
        env={**os.environ, **secret, "LC_MESSAGES": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        told = next(iter(done.stderr.splitlines()), "没有说明原因")
        raise BadBackup(f"{name} 没有成功：{told}")
    return done.stdout

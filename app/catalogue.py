"""What a database really holds, read from its own catalogue, as lines that can be compared.

An `alembic check` misses removed CHECKs, changed index conditions and triggers; this
reads what the database would enforce, whoever made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlalchemy as sa

from app.migrating import VERSION_TABLE, compartment_schema

Catalogue = frozenset[str]

# $1 is the schema; each query gives one text column.
POSTGRESQL = (
    # Columns with type, nullability, default and generation.
    """
    SELECT format('column %s.%s %s%s default %s', c.relname, a.attname,
                  format_type(a.atttypid, a.atttypmod),
                  CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
                  coalesce(pg_get_expr(d.adbin, d.adrelid), 'none'))
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
       AND c.relnamespace = to_regnamespace(:schema)
    """,
    # Primary, foreign and unique keys and CHECKs, by their text.
    """
    SELECT format('constraint %s.%s %s', c.relname, k.conname, pg_get_constraintdef(k.oid, true))
      FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
     WHERE k.contype <> 'n' AND k.connamespace = to_regnamespace(:schema)
    """,
    # Indexes with their order, condition and uniqueness.
    """
    SELECT format('index %s', pg_get_indexdef(i.indexrelid, 0, true))
      FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     WHERE c.relnamespace = to_regnamespace(:schema)
    """,
    # Triggers, enabled ones marked O.
    """
    SELECT format('trigger %s %s', t.tgenabled, pg_get_triggerdef(t.oid, true))
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE NOT t.tgisinternal AND c.relnamespace = to_regnamespace(:schema)
    """,
    # The functions that triggers call.
    """
    SELECT format('function %s %s %s', p.proname, p.proconfig, p.prosrc)
      FROM pg_proc p WHERE p.pronamespace = to_regnamespace(:schema)
    """,
    # Comments of tables, columns and functions.
    """
    SELECT format('comment %s.%s %s', c.relname, coalesce(a.attname, '*'), d.description)
      FROM pg_class c
      JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass
      LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND a.attnum > 0
     WHERE c.relnamespace = to_regnamespace(:schema)
    UNION ALL
    SELECT format('comment %s() %s', p.proname, obj_description(p.oid, 'pg_proc'))
      FROM pg_proc p WHERE p.pronamespace = to_regnamespace(:schema)
    """,
    # Sequences and row security.
    """
    SELECT format('sequence %s %s', c.relname, format_type(s.seqtypid, NULL))
      FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
     WHERE c.relnamespace = to_regnamespace(:schema)
    UNION ALL
    SELECT format('policy %s.%s %s %s check %s to %s', c.relname, p.polname, p.polcmd,
                  coalesce(pg_get_expr(p.polqual, p.polrelid), ''),
                  coalesce(pg_get_expr(p.polwithcheck, p.polrelid), ''), p.polroles)
      FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
     WHERE c.relnamespace = to_regnamespace(:schema)
    UNION ALL
    SELECT format('row security %s%s', c.relname,
                  CASE WHEN c.relforcerowsecurity THEN ', owner too' ELSE '' END)
      FROM pg_class c
     WHERE c.relrowsecurity AND c.relnamespace = to_regnamespace(:schema)
    """,
)
# Names that SQLite gives itself are its own business: what it looked up of the tables is no part.
SQLITE = """SELECT type, name, tbl_name, sql FROM sqlite_master
    WHERE sql IS NOT NULL AND substr(name, 1, 7) <> 'sqlite_'"""


def read(connection: sa.Connection) -> Catalogue:
    """Return everything the database would enforce or explain, one line each."""
    lines = (
        _postgresql(connection) if connection.dialect.name == "postgresql" else _sqlite(connection)
    )
    return frozenset(line for line in lines if VERSION_TABLE not in line)


def _postgresql(connection: sa.Connection) -> Iterator[str]:
    """Yield the lines of the present schema, then those of the clue compartment beside it."""
    schema = connection.execute(sa.text("SELECT current_schema()")).scalar_one()
    inner = compartment_schema(connection)
    for query in POSTGRESQL:
        yield from connection.execute(sa.text(query), {"schema": schema}).scalars()
        for line in connection.execute(sa.text(query), {"schema": inner}).scalars():
            yield f"compartment: {line}"
    if connection.execute(sa.select(sa.func.to_regnamespace(inner))).scalar() is not None:
        yield "compartment"


def _sqlite(connection: sa.Connection) -> Iterator[str]:
    """Yield a line for each column, constraint, index and trigger."""
    for kind, name, table, sql in connection.execute(sa.text(SQLITE)).all():
        if kind == "table":
            body = sql[sql.index("(") + 1 : sql.rindex(")")]
            yield from (f"part {table} {' '.join(part.split())}" for part in split(body))
        else:
            yield f"{kind} {name} {' '.join(sql.split())}"


def split(body: str) -> Iterator[str]:
    """Split the body of a CREATE TABLE at the commas that stand in no bracket or quote."""
    depth, start = 0, 0
    for mark in re.finditer(r"'(?:[^']|'')*'|\"[^\"]*\"|[(),]", body):
        sign = mark.group()
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            yield body[start : mark.start()].strip()
            start = mark.end()
    yield body[start:].strip()


def differences(expected: Catalogue, found: Catalogue) -> list[str]:
    """Return one line for each thing that is missing or that nobody declared."""
    missing = [f"缺少 {line}" for line in sorted(expected - found)]
    return missing + [f"多出 {line}" for line in sorted(found - expected)]

"""schema.sql as text: the whole database in PostgreSQL's dialect, written from the models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.dialects import postgresql

from app import ddl, migrating

DIALECT = "postgresql"
PATH = Path(__file__).resolve().parent.parent / "schema.sql"
HEAD = """\
-- 民声直通车: the whole database in PostgreSQL's dialect (15 or later).
-- Written from the models by `flask schema write`; do not edit. `flask schema check` proves
-- that this file, the models and the migrations give the same database.
"""
VERSION = """\
-- Which migration the database stands at; kept by the migrations, not by the models.
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
COMMENT ON TABLE alembic_version IS '数据库结构版本';
COMMENT ON COLUMN alembic_version.version_num IS '已执行到的迁移编号';
INSERT INTO alembic_version (version_num) VALUES ('{head}');
"""


def text() -> str:
    """Return schema.sql; the same models give the same bytes."""
    tables = ("".join(map(_sql, part)) for part in ddl.table_statements(DIALECT))
    guards = "".join(f"{statement};\n" for statement in ddl.guard_statements(DIALECT))
    fence = "".join(f"{statement};\n" for statement in ddl.fence_statements(DIALECT))
    moved = "".join(f"{statement};\n" for statement in ddl.compartment_statements(DIALECT))
    sequences = "".join(map(_sql, ddl.sequences(DIALECT)))
    return "\n".join(
        [HEAD, sequences, *tables, guards, fence, moved, VERSION.format(head=migrating.head())]
    )


def _sql(statement: Any) -> str:
    """Return a statement in PostgreSQL's dialect, with spaces and no trailing blanks."""
    compiled = str(statement.compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]  # Untyped upstream.
    lines = (line.rstrip().replace("\t", "    ") for line in compiled.strip().splitlines())
    return "\n".join(lines) + ";\n"

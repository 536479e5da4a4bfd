"""The schema of the clue compartment; a later migration moves its new tables there."""

from __future__ import annotations

from alembic import op


def schema() -> str:
    """Return its name: the second one of the search path (a check builds beside the real one)."""
    path = str(op.get_bind().exec_driver_sql("SHOW search_path").scalar()).split(",")
    return path[1].strip() if len(path) > 1 else f"{path[0].strip()}_clue"


def create() -> None:
    """Make the schema on PostgreSQL."""
    op.execute(f"CREATE SCHEMA {schema()}")
    op.execute(f"COMMENT ON SCHEMA {schema()} IS '问题线索：单独的模式和角色'")


def move(*tables: str) -> None:
    """Move tables with their keys and sequences; nothing moves on SQLite."""
    if op.get_bind().dialect.name == "postgresql":
        for table in tables:
            op.execute(f"ALTER TABLE {table} SET SCHEMA {schema()}")

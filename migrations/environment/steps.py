"""What several migrations do alike; later ones rely on every word of it, so it is never changed."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

MASTER = sa.table("sqlite_master", sa.column("sql"), sa.column("name"), sa.column("type"))


def run_texts(folder: Path, name: str = "tables") -> None:
    """Run the frozen statements of this database's dialect, after the head line of the file."""
    bind = op.get_bind()
    text = (folder / f"{name}_{bind.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in text.split("\n", 1)[1].split("\n--\n"):
        bind.exec_driver_sql(statement)


def add_key(table: str, column: str, target: str) -> None:
    """Add a foreign key to a table with rows."""
    name = f"fk_{table}_{column}"
    if op.get_bind().dialect.name == "postgresql":
        op.create_foreign_key(name, table, target, [column], ["id"], ondelete="RESTRICT")
    else:
        constrain(table, name, f"FOREIGN KEY({column}) REFERENCES {target} (id) ON DELETE RESTRICT")


def add_check(table: str, name: str, text: str) -> None:
    """Add a check to a table with rows."""
    if op.get_bind().dialect.name == "postgresql":
        op.create_check_constraint(f"ck_{table}_{name}", table, text)
    else:
        constrain(table, f"ck_{table}_{name}", f"CHECK ({text})")


def replace_policy(table: str, text: str) -> None:
    """Write a changed row rule in the old one's place; SQLite has none."""
    if op.get_bind().dialect.name == "postgresql":
        op.get_bind().exec_driver_sql(f"DROP POLICY scope ON {table}")
        op.get_bind().exec_driver_sql(text)


def constrain(table: str, name: str, what: str) -> None:
    """Add a named constraint at the end of a table's text, on SQLite."""
    body = _text(table).rstrip().removesuffix(")").rstrip()
    _store(table, f"{body}, \n\tCONSTRAINT {name} {what}\n)")


def rewrite(table: str, before: str, after: str) -> None:
    """Change one part of a table's text, on SQLite; ValueError where it does not stand once."""
    text = _text(table)
    if text.count(before) != 1:
        raise ValueError(f"{table}: {before}")
    _store(table, text.replace(before, after))


def _text(table: str) -> str:
    """Return the text of a table."""
    query = sa.select(MASTER.c.sql).where(MASTER.c.name == table, MASTER.c.type == "table")
    return str(op.get_bind().execute(query).scalar_one())


def _store(table: str, text: str) -> None:
    """Keep a changed text and have SQLite read it again, as its manual of ALTER TABLE describes.

    No stored row changes by it; a table made anew would be refused by the keys that point to it.
    """
    bind = op.get_bind()
    of_table = sa.and_(MASTER.c.name == table, MASTER.c.type == "table")
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    bind.execute(sa.update(MASTER).where(of_table).values(sql=text))
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = OFF")

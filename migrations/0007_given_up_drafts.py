"""A draft may be taken back or sent back before it has a number."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
NAME = "ck_document_signed"
BEFORE = "state IN ('draft', 'checking') OR seq IS NOT NULL"
AFTER = "state IN ('draft', 'checking', 'void') OR seq IS NOT NULL"


def upgrade() -> None:
    """Let the state void stand without a number; every row of before holds."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(NAME, "document", type_="check")
        op.create_check_constraint(NAME, "document", AFTER)
    else:
        _rewrite()


def _rewrite() -> None:
    """Change the text of a CHECK in place, as SQLite's manual of ALTER TABLE describes.

    A new table in the old one's place would take the triggers and the keys of four others along.
    """
    bind = op.get_bind()
    version = int(bind.exec_driver_sql("PRAGMA schema_version").scalar_one())
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    bind.exec_driver_sql(
        "UPDATE sqlite_schema SET sql = replace(sql, ?, ?)"
        " WHERE type = 'table' AND name = 'document'",
        (BEFORE, AFTER),
    )
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = OFF")


def downgrade() -> None:
    """Refuse: a draft that was taken back has no state to return to."""
    raise RuntimeError("0007 起有撤销的草稿，不能退回；请用备份恢复。")

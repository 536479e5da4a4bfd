"""The message board: where messages go, what comes back, what is published."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from migrations.environment import steps

revision = "0018"
down_revision = "0017"
FOLDER = Path(__file__).resolve().parent / "board"


def upgrade() -> None:
    """Add tables and columns, and write the message's guard anew over its new columns."""
    steps.run_texts(FOLDER)
    op.add_column("message", sa.Column("place_note", sa.String(120), comment="具体位置"))
    op.add_column(
        "message", sa.Column("public_consent", sa.Boolean(), comment="同意公开（不含姓名电话）")
    )
    on = " ON message" if op.get_bind().dialect.name == "postgresql" else ""
    op.get_bind().exec_driver_sql(f"DROP TRIGGER message_no_update{on}")
    steps.run_texts(FOLDER, "message_guard")
    if op.get_bind().dialect.name == "postgresql":
        _own_rule_for_adding()


def _own_rule_for_adding() -> None:
    """Give what the public door adds a rule of its own for adding, where 0017 has not done so."""
    bind = op.get_bind()
    for table in ("attachment", "contact", "message", "outbox"):
        for name in ("scope", "scope_change", "scope_add"):
            bind.exec_driver_sql(f"DROP POLICY IF EXISTS {name} ON {table}")
    text = (FOLDER / "door_policies.sql").read_text(encoding="utf-8")
    for statement in text.split("\n", 1)[1].split("\n--\n"):
        bind.exec_driver_sql(statement)


def downgrade() -> None:
    """Refuse: what citizens sent back must stay."""
    raise RuntimeError("0018 起有群众补充的情况，不能退回；请用备份恢复。")

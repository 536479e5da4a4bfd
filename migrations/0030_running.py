"""What the ledger opens with: open items, due first, by an index of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
STATES = "state NOT IN ('closed', 'archived', 'rejected', 'transferred_out', 'merged', 'withdrawn')"
RUNNING = sa.text(STATES)
OPEN_SCOPE = sa.text("open_due_at IS NOT NULL")
FILL = f"""UPDATE problem_scope SET open_due_at = due_at
    WHERE problem_id IN (SELECT id FROM problem WHERE {STATES})"""  # noqa: S608  # Own words.


def upgrade() -> None:
    """Add the column of what is open to a unit's list, fill it, and index both lists."""
    column = sa.Column("open_due_at", sa.DateTime(), comment="在办的到期：终结的事项为空")
    op.add_column("problem_scope", column)
    op.get_bind().exec_driver_sql(FILL)
    op.create_index(
        "ix_problem_scope_running",
        "problem_scope",
        ["unit_id", "open_due_at", "problem_id"],
        sqlite_where=OPEN_SCOPE,
        postgresql_where=OPEN_SCOPE,
    )
    op.create_index(
        "ix_problem_running",
        "problem",
        ["due_at", "id"],
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )


def downgrade() -> None:
    """Take both away; nothing of them is a record."""
    op.drop_index("ix_problem_running", "problem")
    op.drop_index("ix_problem_scope_running", "problem_scope")
    op.drop_column("problem_scope", "open_due_at")

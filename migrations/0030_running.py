"""What the ledger opens with: open items, due first, by an index of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
ENDED = ("closed", "archived", "rejected", "transferred_out", "merged", "withdrawn")
RUNNING = sa.column("state", sa.String()).not_in(ENDED)
OPEN_SCOPE = sa.column("open_due_at").is_not(None)
PROBLEM = sa.table("problem", sa.column("id"), sa.column("state", sa.String()))
SCOPE = sa.table(
    "problem_scope", sa.column("problem_id"), sa.column("due_at"), sa.column("open_due_at")
)


def upgrade() -> None:
    """Add the column of what is open to a unit's list, fill it, and index both lists."""
    column = sa.Column("open_due_at", sa.DateTime(), comment="在办的到期：终结的事项为空")
    op.add_column("problem_scope", column)
    running = sa.select(PROBLEM.c.id).where(PROBLEM.c.state.not_in(ENDED))
    fill = sa.update(SCOPE).where(SCOPE.c.problem_id.in_(running))
    op.execute(fill.values(open_due_at=SCOPE.c.due_at))
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

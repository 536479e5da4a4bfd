"""Indexes for one month: figures and the monthly report read no longer with every year."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
PLAIN = (
    ("evaluation", "happened_on"),
    ("outcome_metric", "verified_at"),
    ("problem", "accepted_at"),
    ("problem", "closed_at"),
    ("problem", "registered_at"),
    ("problem_event", "at"),
    ("problem_step", "ended_at"),
    ("problem_step", "entered_at"),
    ("rectification", "due_at"),
    ("supervision", "issued_at"),
)
# Few rows have these at all: an index of all that have none would be taken for useless.
PARTIAL = (
    ("problem", "master_problem_id"),
    ("problem", "parent_problem_id"),
    ("problem_step", "returned_at"),
)


def upgrade() -> None:
    """Add an index of each instant by which rows fall into a month."""
    op.drop_index("ix_problem_master_problem_id", "problem")
    op.drop_index("ix_problem_parent_problem_id", "problem")
    for table, column in PLAIN:
        op.create_index(f"ix_{table}_{column}", table, [column])
    for table, column in PARTIAL:
        known = sa.column(column).is_not(None)
        op.create_index(
            f"ix_{table}_{column}", table, [column], sqlite_where=known, postgresql_where=known
        )


def downgrade() -> None:
    """Take the indexes away; no row is touched."""
    for table, column in (*PLAIN, *PARTIAL):
        op.drop_index(f"ix_{table}_{column}", table)
    op.create_index("ix_problem_master_problem_id", "problem", ["master_problem_id"])
    op.create_index("ix_problem_parent_problem_id", "problem", ["parent_problem_id"])

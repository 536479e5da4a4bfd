"""An index of the rows that wait to be counted: many of them were looked through for each row."""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_figure_mark_source", "figure_mark", ["source", "row_id"])


def downgrade() -> None:
    """Take it away; no row is touched."""
    op.drop_index("ix_figure_mark_source", "figure_mark")

"""What a person moved on: an index that finds it without reading the whole history."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the index; no row changes."""
    op.create_index("ix_problem_event_actor_id", "problem_event", ["actor_id", "problem_id"])


def downgrade() -> None:
    """Take the index away."""
    op.drop_index("ix_problem_event_actor_id", "problem_event")

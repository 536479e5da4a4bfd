"""An index of papers by kind: a month's own papers are few among all letters."""

from __future__ import annotations

from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_document_kind", "document", ["kind", "id"])


def downgrade() -> None:
    """Take it away; no row is touched."""
    op.drop_index("ix_document_kind", "document")

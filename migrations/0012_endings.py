"""Other ways out: the hotline sees merged items to call back; items are found by their message."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
REOPENING = sa.column("transition") == "F06"
POLICY = Path(__file__).resolve().parent / "endings" / "problem_policy.sql"


def upgrade() -> None:
    """Add the indexes; on PostgreSQL write the changed row rule in the old one's place."""
    op.create_index("ix_message_problem_id", "message", ["problem_id"])
    op.create_index(
        "ix_problem_event_reopening",
        "problem_event",
        ["problem_id"],
        sqlite_where=REOPENING,
        postgresql_where=REOPENING,
    )
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        bind.exec_driver_sql("DROP POLICY scope ON problem")
        text = POLICY.read_text(encoding="utf-8").split("\n", 1)[1]
        bind.exec_driver_sql(text)


def downgrade() -> None:
    """Refuse: the merged items of a later state have callers that the old rule would shut out."""
    raise RuntimeError("0012 起有并案回访，不能退回；请用备份恢复。")

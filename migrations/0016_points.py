"""One printed code in use at each point, batches that count their tries, causes and promises."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from migrations.environment import steps

revision = "0016"
down_revision = "0015"
TRIES = sa.Column("tries", sa.Integer(), comment="制作次数")
NOTE = sa.Column("note", sa.String(200), comment="说明：没有做成的原因，或没有印上的码")
CAUSE = sa.Column("blocked_cause", sa.String(40), comment="办不成的原因")
IN_USE = sa.column("revoked_at").is_(None)


def upgrade() -> None:
    """Add the index and what is told of a batch."""
    op.create_index(
        "uq_qr_code_in_use",
        "qr_code",
        ["service_point_id"],
        unique=True,
        sqlite_where=IN_USE,
        postgresql_where=IN_USE,
    )
    op.add_column("print_job", TRIES)
    op.add_column("print_job", NOTE)
    op.add_column("problem", CAUSE)
    steps.run_texts(Path(__file__).resolve().parent / "points")


def downgrade() -> None:
    """Refuse: why a batch failed is a record."""
    raise RuntimeError("0016 不能退回：批次的经过不能删除；请用备份恢复。")

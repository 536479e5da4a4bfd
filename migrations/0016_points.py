"""Printed codes: one in use at each point; background work counts its tries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
TRIES = sa.Column("tries", sa.Integer(), comment="制作次数")
NOTE = sa.Column("note", sa.String(200), comment="说明：没有做成的原因，或没有印上的码")
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


def downgrade() -> None:
    """Refuse: why a batch failed is a record."""
    raise RuntimeError("0016 不能退回：批次的经过不能删除；请用备份恢复。")

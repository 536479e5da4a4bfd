"""Anchors of the audit chain, and row-level security on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from migrations.fence import compartment
from migrations.first_landing.common import kept, key

revision = "0006"
down_revision = "0005"
COMPARTMENT = (
    "accountability",
    "clue",
    "clue_access",
    "clue_event",
    "interference_record",
    "reporter_notice",
    "superior_handover_count",
)
TEXTS = Path(__file__).resolve().parent / "fence"


def upgrade() -> None:
    """Add the table and its refusals; on PostgreSQL the second fence of every fenced table."""
    op.create_table(
        "audit_anchor",
        key(),
        sa.Column("day", sa.Date(), nullable=False, comment="日期"),
        sa.Column("total", sa.BigInteger(), nullable=False, comment="行数"),
        sa.Column("last_seq", sa.BigInteger(), nullable=False, comment="末行序号"),
        sa.Column("last_hash", sa.String(64), nullable=False, comment="末行散列"),
        sa.Column("mac", sa.String(64), nullable=False, comment="锚点散列"),
        *kept("audit_anchor"),
        sa.UniqueConstraint("day", "last_seq", name="uq_audit_anchor_day_last_seq"),
        comment="审计锚点：每天记下审计日志的行数和末行散列，只增不改",
    )
    dialect = op.get_bind().dialect.name
    run(f"guards_{dialect}.sql")
    if dialect == "postgresql":
        run("fence_postgresql.sql")
        compartment.create()
        compartment.move(*COMPARTMENT)


def run(name: str) -> None:
    """Run a frozen text, statement by statement."""
    text = (TEXTS / name).read_text(encoding="utf-8")
    for statement in text.split("\n", 1)[1].split("\n--\n"):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Refuse: anchors are kept like the chain itself."""
    raise RuntimeError("0006 不能退回：审计锚点不能删除；请用备份恢复。")

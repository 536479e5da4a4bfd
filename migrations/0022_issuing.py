"""A paper's way after its draft: checked, sent back, issued to several units, signed for."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.environment import steps

revision = "0022"
down_revision = "0021"
FOLDER = Path(__file__).resolve().parent / "issuing"


def upgrade() -> None:
    """Add the turns, the receipts and the paper's columns, and write its guard and rule anew."""
    for column in (
        sa.Column("checked_by_id", sa.Integer(), comment="核稿人"),
        sa.Column("checked_at", sa.DateTime(), comment="核稿时间"),
        sa.Column("returned_at", sa.DateTime(), comment="退回时间：退回拟稿人修改，再送审时清空"),
        sa.Column(
            "unit_ids",
            sa.JSON().with_variant(JSONB(), "postgresql"),
            comment="收文单位：发给几个单位时的单位编号，印发时各生成一条签收",
        ),
        sa.Column("receipt_due_on", sa.Date(), comment="回执期限"),
    ):
        op.add_column("document", column)
    steps.add_key("document", "checked_by_id", "ab_user")
    steps.run_texts(FOLDER)
    on = " ON document" if op.get_bind().dialect.name == "postgresql" else ""
    op.get_bind().exec_driver_sql(f"DROP TRIGGER document_signed_stays{on}")
    steps.run_texts(FOLDER, "document_guard")
    steps.replace_policy("document", (FOLDER / "document_policy.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Refuse: who checked a paper and which units signed for it is a record."""
    raise RuntimeError("0022 不能退回：核稿意见和签收是记录；请用备份恢复。")

"""Enterprises that write themselves, photographs of staff, files of visits and rectifications."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.environment import steps

revision = "0020"
down_revision = "0019"
FOLDER = Path(__file__).resolve().parent / "firms_more"
OWNERS = (
    ("field_visit_id", "field_visit", "走访检查"),
    ("rectification_id", "rectification", "限期整改"),
)
ONE = (
    "CASE WHEN problem_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN message_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN field_visit_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN rectification_id IS NULL THEN 0 ELSE 1 END = 1"
)
OLD_ONE = "(problem_id IS NULL) <> (message_id IS NULL)"


def upgrade() -> None:
    """Add the table and the columns; a file belongs to one of four owners from now on."""
    steps.run_texts(FOLDER)
    op.add_column("contact", sa.Column("firm_sealed", sa.LargeBinary(), comment="企业名称（密文）"))
    said = "统一社会信用代码（密文）"
    op.add_column("contact", sa.Column("uscc_sealed", sa.LargeBinary(), comment=said))
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("commitment", sa.Column("worders", json, comment="修改过的人"))
    for column, target, label in OWNERS:
        op.add_column("attachment", sa.Column(column, sa.BigInteger(), comment=label))
        steps.add_key("attachment", column, target)
        op.create_index(f"ix_attachment_{column}", "attachment", [column])
    _one_owner()


def _one_owner() -> None:
    """Write the rule of the one owner anew, and who reads a file of the new ones."""
    if op.get_bind().dialect.name != "postgresql":
        steps.rewrite("attachment", f"CHECK ({OLD_ONE})", f"CHECK ({ONE})")
        return
    op.drop_constraint("ck_attachment_one_owner", "attachment")
    op.create_check_constraint("ck_attachment_one_owner", "attachment", ONE)
    for name in ("scope", "scope_change", "scope_add"):
        op.get_bind().exec_driver_sql(f"DROP POLICY {name} ON attachment")
    steps.run_texts(FOLDER, "policies")


def downgrade() -> None:
    """Refuse: who wrote and what was photographed is a record."""
    raise RuntimeError("0020 不能退回：企业的署名和现场照片是记录；请用备份恢复。")

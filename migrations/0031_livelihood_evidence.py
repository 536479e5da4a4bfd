"""Files that show that a livelihood item is done, and which unit gave it out."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from migrations.environment import steps

revision = "0031"
down_revision = "0030"
FOLDER = Path(__file__).resolve().parent / "evidence"


def upgrade() -> None:
    """Add the files; an item of before has none, and who gave it out was not kept."""
    steps.run_texts(FOLDER)
    op.add_column(
        "livelihood_item",
        sa.Column("assigned_unit_id", sa.BigInteger(), comment="交办单位：起草交办书的单位"),
    )
    steps.add_key("livelihood_item", "assigned_unit_id", "unit")


def downgrade() -> None:
    """Refuse: what shows that an item is done is a record."""
    raise RuntimeError("0031 不能退回：民生实事的佐证材料是记录；请用备份恢复。")

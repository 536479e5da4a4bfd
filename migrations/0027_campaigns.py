"""Campaigns, clusterings, livelihood items, clearing of clues, and what a promise answers."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.environment import steps
from migrations.fence import compartment

revision = "0027"
down_revision = "0026"
FOLDER = Path(__file__).resolve().parent / "campaigns"


def upgrade() -> None:
    """Add the tables; a promise of before answers no campaign and no listed problem."""
    steps.run_texts(FOLDER)
    compartment.move("clue_clearing", "discipline_risk")
    for name, label, target in (
        ("campaign_id", "专项项目", "campaign"),
        ("cluster_id", "问题清单", "cluster"),
    ):
        op.add_column("commitment", sa.Column(name, sa.BigInteger(), comment=label))
        steps.add_key("commitment", name, target)
        op.create_index(f"ix_commitment_{name}", "commitment", [name])
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("commitment", sa.Column("steps", json, comment="时间节点"))


def downgrade() -> None:
    """Refuse: what was listed, returned and looked back at is a record."""
    raise RuntimeError("0027 不能退回：问题清单、专项填报和回头看是记录；请用备份恢复。")

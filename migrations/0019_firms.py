"""The telephone desk, enterprises, promises, visits and surveys."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from migrations.environment import steps

revision = "0019"
down_revision = "0018"
FOLDER = Path(__file__).resolve().parent / "firms"


def upgrade() -> None:
    """Add the tables, the enterprise of an item, and the mark of a result that serves all."""
    steps.run_texts(FOLDER)
    op.add_column("problem", sa.Column("enterprise_id", sa.BigInteger(), comment="企业"))
    steps.add_key("problem", "enterprise_id", "enterprise")
    op.create_index("ix_problem_enterprise_id", "problem", ["enterprise_id"])
    said = "惠及全部企业：办成一家、惠及全部的政策性结果"
    op.add_column("outcome_metric", sa.Column("serves_all", sa.Boolean(), comment=said))
    _guard_metrics()


def _guard_metrics() -> None:
    """Write the refusal of edits anew: the new column stays as it was entered, too."""
    on = " ON outcome_metric" if op.get_bind().dialect.name == "postgresql" else ""
    op.get_bind().exec_driver_sql(f"DROP TRIGGER outcome_metric_no_update{on}")
    steps.run_texts(FOLDER, "metric")


def downgrade() -> None:
    """Refuse: what was promised and handed over is a record."""
    raise RuntimeError("0019 不能退回：承诺和交接班是记录；请用备份恢复。")

"""Figures: cells of the rollup, notes of changed rows, and the cases that windows handled."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from migrations.environment import steps

revision = "0025"
down_revision = "0023"
FOLDER = Path(__file__).resolve().parent / "figures"


def upgrade() -> None:
    """Add the tables and the notes; `flask init` counts the cells of the rows that are there."""
    op.create_index("ix_evaluation_unit_id_happened_on", "evaluation", ["unit_id", "happened_on"])
    steps.run_texts(FOLDER)
    steps.run_texts(FOLDER, "notes")


def downgrade() -> None:
    """Refuse: how many cases windows handled stands nowhere else."""
    raise RuntimeError("0025 不能退回：窗口办件数没有别的记录；请用备份恢复。")

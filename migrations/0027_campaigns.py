"""Clusterings whose frozen list neither grows nor shrinks."""

from __future__ import annotations

from pathlib import Path

from migrations.environment import steps

revision = "0027"
down_revision = "0023"
FOLDER = Path(__file__).resolve().parent / "campaigns"


def upgrade() -> None:
    """Add the tables; nothing of before belongs in them."""
    steps.run_texts(FOLDER)


def downgrade() -> None:
    """Refuse: what was listed as a problem, and from how many voices, is a record."""
    raise RuntimeError("0027 不能退回：问题清单和归并是记录；请用备份恢复。")

"""The telephone desk, enterprises, promises, visits and surveys."""

from __future__ import annotations

from pathlib import Path

from migrations.environment import steps

revision = "0019"
down_revision = "0015"


def upgrade() -> None:
    """Add the tables."""
    steps.run_texts(Path(__file__).resolve().parent / "firms")


def downgrade() -> None:
    """Refuse: what was promised and handed over is a record."""
    raise RuntimeError("0019 不能退回：承诺和交接班是记录；请用备份恢复。")

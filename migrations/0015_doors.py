"""The public doors: catalogue, codes, kiosks, enterprises, and papers made in the background."""

from __future__ import annotations

from pathlib import Path

from migrations.environment import steps

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the tables."""
    steps.run_texts(Path(__file__).resolve().parent / "doors")


def downgrade() -> None:
    """Refuse: a code that was printed must stay known."""
    raise RuntimeError("0015 不能退回：印出去的评价码不能失效；请用备份恢复。")

"""Reported months: the versions of the scoring rule, the frozen figures, the scores."""

from __future__ import annotations

from pathlib import Path

from migrations.environment import steps

revision = "0026"
down_revision = "0025"
FOLDER = Path(__file__).resolve().parent / "reporting"


def upgrade() -> None:
    """Add the three tables; months of before have no frozen figures."""
    steps.run_texts(FOLDER)


def downgrade() -> None:
    """Refuse: what was reported to the standing committee is a record."""
    raise RuntimeError("0026 不能退回：签发过的月度数据和评分是记录；请用备份恢复。")

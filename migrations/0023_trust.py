"""What stands behind a paper: its public standing, and the requests for the seal."""

from __future__ import annotations

from pathlib import Path

from migrations.environment import steps

revision = "0023"
down_revision = "0022"
FOLDER = Path(__file__).resolve().parent / "trust"


def upgrade() -> None:
    """Add the two tables; papers of before have no code to verify and no approval."""
    steps.run_texts(FOLDER)


def downgrade() -> None:
    """Refuse: who allowed the seal is a record, and codes are printed on papers."""
    raise RuntimeError("0023 不能退回：用印审批是记录，核验码已经印在公文上；请用备份恢复。")

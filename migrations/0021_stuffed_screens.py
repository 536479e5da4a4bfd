"""Two more words for what a touch screen's entries give away."""

from __future__ import annotations

from alembic import op

from migrations.environment import steps

revision = "0021"
down_revision = "0020"
TABLE, NAME = "evaluation_flag", "ck_evaluation_flag_flagkind"
WORDS = "kind IN ('token', 'burst', 'quick', 'after_hours', 'crowd', 'off_clock')"


def upgrade() -> None:
    """Let a suspicion have the new words."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(NAME, TABLE, type_="check")
        op.create_check_constraint(NAME, TABLE, WORDS)
    else:
        steps.rewrite(
            TABLE, "'quick', 'after_hours')", "'quick', 'after_hours', 'crowd', 'off_clock')"
        )


def downgrade() -> None:
    """Refuse: a suspicion with a new word would have none."""
    raise RuntimeError("0021 不能退回：已有的疑点会失去名称；请用备份恢复。")

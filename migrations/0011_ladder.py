"""The supervision ladder: which due date a rung is for, why it was dropped, who sees drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# The rule of app/rows_ledger.py as it stood when this migration was written.
POLICY = """CREATE POLICY scope ON supervision USING (
(SELECT current_setting('vx.nature', true) = 'system')
OR (SELECT current_setting('vx.letters', true) ~ ' SEE_SUPERVISION:[A-Za-z0-9]')
AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_SUPERVISION:[A-Za-z0-9]*[APS]')
OR supervision.unit_id
= (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))
AND supervision.state IN ('issued', 'replied'))
AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]')
AND (supervision.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1))
OR (EXISTS (SELECT 1 FROM problem AS seen_problem
WHERE seen_problem.id = supervision.problem_id))))"""


def upgrade() -> None:
    """Add the columns and the index of drafts; on PostgreSQL write the policy anew."""
    op.add_column(
        "supervision",
        sa.Column("due_at", sa.DateTime(), comment="针对的期限：阶梯按这个期限走到这一级"),
    )
    op.add_column(
        "supervision", sa.Column("dropped_reason", sa.String(200), comment="不再督办的理由")
    )
    op.add_column(
        "supervision",
        sa.Column("reply_days", sa.Integer(), comment="回复工作日数：从签发、发出的当天起算"),
    )
    drafted = sa.column("state") == sa.literal_column("'drafted'")
    op.create_index(
        "ix_supervision_drafted",
        "supervision",
        ["issued_at", "id"],
        sqlite_where=drafted,
        postgresql_where=drafted,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY scope ON supervision")
        op.get_bind().exec_driver_sql(POLICY)


def downgrade() -> None:
    """Refuse: why a supervision was dropped is kept."""
    raise RuntimeError("0011 不能退回：不再督办的理由不能删除；请用备份恢复。")

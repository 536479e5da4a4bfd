"""Who still sees what the commission took over, and evaluations of what a recusal keeps away."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"
TEXT = Path(__file__).resolve().parent / "sight" / "policies_postgresql.sql"
HIDE = """DELETE FROM problem_scope WHERE id IN (
    SELECT s.id FROM problem_scope s
    JOIN problem p ON p.id = s.problem_id
    JOIN unit u ON u.id = s.unit_id
    WHERE p.track = 'discipline'
        AND u.kind NOT IN ('discipline_commission', 'discipline_office', 'dispatched_group')
        AND NOT EXISTS (
            SELECT 1 FROM problem_step t
            WHERE t.problem_id = s.problem_id AND t.unit_id = s.unit_id
        )
)"""


def upgrade() -> None:
    """Remove the index rows of units that only registered; let evaluations follow recusals."""
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        # An owner that is cut by the second fence would otherwise find no row.
        bind.exec_driver_sql("SELECT set_config('vx.nature', 'system', true)")
    bind.exec_driver_sql(HIDE)
    if bind.dialect.name == "postgresql":
        for statement in TEXT.read_text(encoding="utf-8").split("\n", 1)[1].split("\n--\n"):
            bind.exec_driver_sql(statement)


def downgrade() -> None:
    """Refuse: the rows of the index that were removed are not known any more."""
    raise RuntimeError("0009 不能退回：已从登记单位撤下的事项不能恢复；请用备份恢复。")

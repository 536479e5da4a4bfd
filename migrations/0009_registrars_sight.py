"""What the commission had taken over leaves the units that only registered it."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0007"
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
    """Remove their rows of the index; a unit that holds or held a step keeps its own."""
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        # An owner that is cut by the second fence would otherwise find no row.
        bind.exec_driver_sql("SELECT set_config('vx.nature', 'system', true)")
    bind.exec_driver_sql(HIDE)


def downgrade() -> None:
    """Leave the rows away: older programs read the index as it stands."""

"""Lateness is judged once: the database refuses a second judgement of a limit or a step."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
GUARDS = (
    ("deadline", "met_at", ("met_at", "late")),
    ("problem_step", "late", ("late", "ended_at", "calendar_version", "rule_version")),
)


def upgrade() -> None:
    """Add the two refusals; no stored row changes."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    differs = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
    for table, mark, columns in GUARDS:
        changed = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in columns)
        act = (
            "EXECUTE FUNCTION refuse_change('judged once')"
            if is_postgresql
            else f"BEGIN SELECT RAISE(ABORT, '{table}: judged once'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_judged_once BEFORE UPDATE ON {table} FOR EACH ROW"
            f" WHEN (OLD.{mark} IS NOT NULL AND ({changed})) {act}"
        )


def downgrade() -> None:
    """Refuse: what was judged could be changed afterwards."""
    raise RuntimeError("0010 不能退回：认定过的超期不能再改；请用备份恢复。")

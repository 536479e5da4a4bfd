"""The items of a listed problem are tied by a link of its own, which makes none a repeated one."""

from __future__ import annotations

from alembic import op

from migrations.environment import steps

revision = "0033"
down_revision = "0032"
TABLE, KIND = "problem_link", "ck_problem_link_linkkind"
KINDS = "kind IN ('same_fact', 'caused_by', 'three_checks', 'relapse'"


def upgrade() -> None:
    """Let the list of links have one more word; no stored row changes."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(KIND, TABLE)
        op.create_check_constraint(KIND, TABLE, f"{KINDS}, 'gathered')")
    else:
        steps.rewrite(TABLE, f"{KINDS})", f"{KINDS}, 'gathered')")


def downgrade() -> None:
    """Refuse: what a listed problem was tied to is a record."""
    raise RuntimeError("0033 不能退回：问题清单的关联是记录；请用备份恢复。")

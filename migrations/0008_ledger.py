"""The ledger whole: clocks with their history, requests, links, meetings, outcomes, lists.

The new tables are frozen texts beside this file; columns of tables with rows are added in place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.environment import steps

revision = "0008"
down_revision = "0007"
TEXTS = Path(__file__).resolve().parent / "ledger"

# (table, column); added at the end of the columns.
COLUMNS: tuple[tuple[str, sa.Column[Any]], ...] = (
    ("problem", sa.Column("legal_due_on", sa.Date(), comment="法定期限")),
    ("problem", sa.Column("master_problem_id", sa.BigInteger(), comment="并入事项")),
    ("problem", sa.Column("parent_problem_id", sa.BigInteger(), comment="上级事项")),
    ("problem", sa.Column("rejection_reason", sa.String(40), comment="不予受理事由")),
    ("problem", sa.Column("archived_at", sa.DateTime(), comment="归档时间")),
    ("problem_step", sa.Column("calendar_version", sa.Integer(), comment="日历版本")),
    ("problem_step", sa.Column("rule_version", sa.Integer(), comment="时限规则版本")),
    ("problem_step", sa.Column("duty_id", sa.BigInteger(), comment="履职事项")),
    ("problem_step", sa.Column("duty_reason", sa.Text(), comment="清单外交办理由")),
    ("supervision", sa.Column("rung", sa.String(10), comment="督办阶梯")),
    (
        "supervision",
        sa.Column("rung_key", sa.String(60), comment="阶梯键：同一期限同一级只督办一次"),
    ),
    ("supervision", sa.Column("score", sa.Integer(), comment="计分")),
    ("supervision", sa.Column("state", sa.String(11), comment="状态")),
    ("supervision", sa.Column("reply", sa.Text(), comment="回复")),
    ("supervision", sa.Column("replied_at", sa.DateTime(), comment="回复时间")),
    ("supervision", sa.Column("replied_by_id", sa.Integer(), comment="回复人")),
)
KEYS = (
    ("problem", "master_problem_id", "problem"),
    ("problem", "parent_problem_id", "problem"),
    ("problem_step", "duty_id", "unit_duty"),
    ("supervision", "replied_by_id", "ab_user"),
)
CHECKS = (
    ("problem", "merged_has_master", "state <> 'merged' OR master_problem_id IS NOT NULL"),
    ("problem", "master_is_another", "master_problem_id IS NULL OR master_problem_id <> id"),
    ("problem", "parent_is_another", "parent_problem_id IS NULL OR parent_problem_id <> id"),
    ("supervision", "rung", "rung IN ('yellow', 'red', 'letter', 'summon')"),
    (
        "supervision",
        "supervisionstate",
        "state IN ('drafted', 'issued', 'replied', 'dropped')",
    ),
)
INDEXES = (("problem", "master_problem_id"), ("problem", "parent_problem_id"))
# What the timed work writes has no person behind it.
LOOSENED = (
    ("supervision", "issued_by_id", "督办人：定时任务没有督办人"),
    ("document", "drafted_by_id", "拟稿人：定时任务拟的稿没有拟稿人，送审的人就是拟稿人"),
)


def upgrade() -> None:
    """Add the tables, columns, keys and refusals, on a database with rows too."""
    bind = op.get_bind()
    steps.run_texts(TEXTS)
    for table, column in COLUMNS:
        op.add_column(table, column)
    supervision = sa.table("supervision", sa.column("state"))
    op.execute(supervision.update().values(state="issued"))
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index("ix_supervision_rung_key", "supervision", ["rung_key"], unique=True)
    if bind.dialect.name == "postgresql":
        _postgresql()
    else:
        _sqlite()


def _postgresql() -> None:
    """Add keys and checks; say which columns may or must be filled."""
    for table, column, target in KEYS:
        name = f"fk_{table}_{column}"
        op.create_foreign_key(name, table, target, [column], ["id"], ondelete="RESTRICT")
    for table, name, text in CHECKS:
        op.create_check_constraint(f"ck_{table}_{name}", table, text)
    op.alter_column("supervision", "state", nullable=False)
    for table, column, comment in LOOSENED:
        op.alter_column(table, column, nullable=True, comment=comment)


def _sqlite() -> None:
    """Write the same into the text of the tables, as SQLite's manual of ALTER TABLE describes.

    No stored row changes by it; a table made anew would be refused by the keys that point to it.
    """
    for table, column, target in KEYS:
        steps.constrain(
            table,
            f"fk_{table}_{column}",
            f"FOREIGN KEY({column}) REFERENCES {target} (id) ON DELETE RESTRICT",
        )
    for table, name, text in CHECKS:
        steps.constrain(table, f"ck_{table}_{name}", f"CHECK ({text})")
    steps.rewrite("supervision", "state VARCHAR(11)", "state VARCHAR(11) NOT NULL")
    for table, column, _ in LOOSENED:
        steps.rewrite(table, f"{column} INTEGER NOT NULL", f"{column} INTEGER")


def downgrade() -> None:
    """Refuse: the history of due dates is kept."""
    raise RuntimeError("0008 不能退回：期限的经过不能删除；请用备份恢复。")

"""Evaluations grown up: item, reply, second evaluation; appeals, suspicions, checked handling."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from migrations.environment import steps

revision = "0017"
down_revision = "0016"
TEXTS = Path(__file__).resolve().parent / "evaluations"
COLUMNS = (
    ("evaluation", "service_item_id", sa.BigInteger(), "办理事项"),
    ("evaluation", "asks_reply", sa.Boolean(), "要求回复"),
    ("evaluation", "assisted_by_id", sa.Integer(), "代为录入"),
    (
        "evaluation",
        "happened_hour",
        sa.Integer(),
        "办事时间（点）：断网的一体机自己记下的钟点",
    ),
    ("evaluation", "follow_code_hash", sa.String(64), "追评码散列"),
    ("evaluation", "follows_id", sa.BigInteger(), "追评的评价"),
    ("rectification", "is_complex", sa.Boolean(), "情况复杂"),
    ("rectification", "answer", sa.Text(), "整改结果"),
    ("rectification", "check_note", sa.Text(), "核实情况"),
    ("rectification", "checked_by_id", sa.Integer(), "核实人"),
    ("rectification", "checked_at", sa.DateTime(), "核实时间"),
)
KEYS = (
    ("evaluation", "service_item_id", "service_item"),
    ("evaluation", "assisted_by_id", "ab_user"),
    ("evaluation", "follows_id", "evaluation"),
    ("rectification", "checked_by_id", "ab_user"),
)


def upgrade() -> None:
    """Add columns, keys and tables; write the refusals of an evaluation anew."""
    bind = op.get_bind()
    for table, name, kind, comment in COLUMNS:
        op.add_column(table, sa.Column(name, kind, comment=comment))
    for table, name, target in KEYS:
        steps.add_key(table, name, target)
    second = sa.table("evaluation", sa.column("round"), sa.column("follows_id"))
    op.execute(second.update().where(second.c.round != 1).values(round=1))
    steps.add_check("evaluation", "second_follows", "(round = 1) = (follows_id IS NULL)")
    op.create_index("ix_evaluation_follows_id", "evaluation", ["follows_id"], unique=True)
    on = " ON evaluation" if bind.dialect.name == "postgresql" else ""
    for name in ("no_update", "no_replace") if bind.dialect.name == "sqlite" else ("no_update",):
        bind.exec_driver_sql(f"DROP TRIGGER evaluation_{name}{on}")
    if bind.dialect.name == "postgresql":
        # Adding gets a rule of its own; the next texts write all three of each table.
        for table in ("attachment", "contact", "evaluation", "evaluation_reason", "message"):
            bind.exec_driver_sql(f"DROP POLICY scope ON {table}")
        bind.exec_driver_sql("DROP POLICY scope ON outbox")
    steps.run_texts(TEXTS)


def downgrade() -> None:
    """Refuse: appeals and what was found stuffed are records."""
    raise RuntimeError("0017 不能退回：申诉和核实的经过不能删除；请用备份恢复。")

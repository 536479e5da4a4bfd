"""Accounts: second factor, used passwords, stand-ins, other systems' keys, roles that exclude."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from migrations.accounts import tables

revision = "0002"
down_revision = "0001"
GUARDS = Path(__file__).resolve().parent / "accounts"
TABLES = (
    tables.login_step,
    tables.second_factor,
    tables.recovery_code,
    tables.password_history,
    tables.stand_in,
    tables.integration_token,
)


def upgrade() -> None:
    """Add the tables, the end of a grant, and what the database refuses of roles."""
    for make in TABLES:
        make()
    ended = sa.Column("ended_at", sa.DateTime(), nullable=True, comment="收回时间")
    op.add_column("role_assignment", ended)
    guard()


def guard() -> None:
    """Make the refusals of edits, deletes and roles that exclude one another."""
    connection = op.get_bind()
    text = (GUARDS / f"guards_{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in text.split("\n", 1)[1].split("\n--\n"):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Refuse: grants, stand-ins and their history are never dropped."""
    raise RuntimeError("0002 不能退回，账号记录不能丢；请用备份恢复。")

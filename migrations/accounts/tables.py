"""Second factor, used passwords, stand-ins, keys of systems, as migration 0002 makes them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.first_landing.common import JSON, kept, key, points_to

ROLES = (
    "'CLERK', 'AB_OFF', 'AB_LEAD', 'DC_INTAKE', 'DC_CASE', 'DC_LEAD', "
    "'DC_INSP', 'TWN', 'VIL', 'DEPT', 'AUDIT', 'SEC', 'SYS'"
)


def login_step() -> None:
    """Make login_step."""
    op.create_table(
        "login_step",
        key(),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="账号"),
        sa.Column("token_hash", sa.String(64), nullable=False, comment="令牌散列"),
        sa.Column("kind", sa.String(9), nullable=False, comment="等待什么"),
        sa.Column("epoch", sa.Integer(), nullable=False, comment="会话代次"),
        sa.Column("ends_at", sa.DateTime(), nullable=False, comment="最迟失效"),
        sa.Column("done_at", sa.DateTime(), nullable=True, comment="已结束"),
        *kept("login_step"),
        points_to("login_step", "account_id", "ab_user.id"),
        sa.UniqueConstraint("token_hash", name="uq_login_step_token_hash"),
        sa.CheckConstraint("kind IN ('code', 'enrol')", name="ck_login_step_loginstepkind"),
        comment="登录第二步：密码已对，等待动态口令",
    )
    op.create_index("ix_login_step_account_id", "login_step", ["account_id"])


def second_factor() -> None:
    """Make second_factor."""
    op.create_table(
        "second_factor",
        key(),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="账号"),
        sa.Column("uid", sa.String(32), nullable=False, comment="加密标识"),
        sa.Column("key_version", sa.Integer(), nullable=False, comment="密钥版本"),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True, comment="行密钥（已加密）"),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=True, comment="动态口令密钥（密文）"),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True, comment="绑定时间"),
        sa.Column(
            "last_step",
            sa.BigInteger(),
            nullable=False,
            comment="最近用过的时间段：同一口令不能用两次",
        ),
        *kept("second_factor"),
        points_to("second_factor", "account_id", "ab_user.id"),
        sa.UniqueConstraint("account_id", name="uq_second_factor_account_id"),
        comment="动态口令（密钥加密保存）",
    )


def recovery_code() -> None:
    """Make recovery_code."""
    op.create_table(
        "recovery_code",
        key(),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="账号"),
        sa.Column("code_hash", sa.String(64), nullable=False, comment="恢复码散列"),
        sa.Column("used_at", sa.DateTime(), nullable=True, comment="用过或作废"),
        *kept("recovery_code"),
        points_to("recovery_code", "account_id", "ab_user.id"),
        sa.UniqueConstraint("code_hash", name="uq_recovery_code_code_hash"),
        comment="恢复码（仅存散列值，每个只能用一次）",
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"])


def password_history() -> None:
    """Make password_history."""
    op.create_table(
        "password_history",
        key(),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="账号"),
        sa.Column("password_hash", sa.String(256), nullable=False, comment="密码散列"),
        *kept("password_history"),
        points_to("password_history", "account_id", "ab_user.id"),
        comment="用过的密码（仅存散列值）",
    )
    op.create_index("ix_password_history_account_id", "password_history", ["account_id"])


def stand_in() -> None:
    """Make stand_in."""
    op.create_table(
        "stand_in",
        key(),
        sa.Column("from_account_id", sa.Integer(), nullable=False, comment="委托人"),
        sa.Column("to_account_id", sa.Integer(), nullable=False, comment="代理人"),
        sa.Column("role", sa.String(13), nullable=False, comment="岗位"),
        sa.Column("unit_id", sa.BigInteger(), nullable=False, comment="单位"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="起始日期"),
        sa.Column("valid_to", sa.Date(), nullable=False, comment="截止日期"),
        sa.Column("reason", sa.String(100), nullable=False, comment="事由"),
        sa.Column("ended_at", sa.DateTime(), nullable=True, comment="提前结束"),
        *kept("stand_in"),
        points_to("stand_in", "from_account_id", "ab_user.id"),
        points_to("stand_in", "to_account_id", "ab_user.id"),
        points_to("stand_in", "unit_id", "unit.id"),
        sa.CheckConstraint(f"role IN ({ROLES})", name="ck_stand_in_role"),
        sa.CheckConstraint("from_account_id <> to_account_id", name="ck_stand_in_somebody_else"),
        sa.CheckConstraint("valid_to >= valid_from", name="ck_stand_in_validity"),
        comment="代理：同单位的人限期代行一个岗位",
    )
    op.create_index("ix_stand_in_from_account_id", "stand_in", ["from_account_id"])
    op.create_index("ix_stand_in_to_account_id", "stand_in", ["to_account_id"])


def integration_token() -> None:
    """Make integration_token."""
    op.create_table(
        "integration_token",
        key(),
        sa.Column("name", sa.String(40), nullable=False, comment="系统名称"),
        sa.Column("token_hash", sa.String(64), nullable=False, comment="令牌散列"),
        sa.Column("scopes", JSON, nullable=False, comment="范围"),
        sa.Column("role", sa.String(13), nullable=False, comment="按哪个岗位的范围"),
        sa.Column("unit_id", sa.BigInteger(), nullable=False, comment="按哪个单位的范围"),
        sa.Column("expires_at", sa.DateTime(), nullable=False, comment="失效时间"),
        sa.Column("revoked_at", sa.DateTime(), nullable=True, comment="撤销时间"),
        sa.Column("last_used_at", sa.DateTime(), nullable=True, comment="最近使用"),
        *kept("integration_token"),
        points_to("integration_token", "unit_id", "unit.id"),
        sa.UniqueConstraint("token_hash", name="uq_integration_token_token_hash"),
        sa.CheckConstraint(f"role IN ({ROLES})", name="ck_integration_token_role"),
        comment="对接令牌：其他系统读取接口用（仅存散列值）",
    )

"""Accounts on the framework's user table, what they may be, and their sessions."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import AccountStatus, Role
from app.enums_account import LoginStepKind
from app.models.base import Json, Model, Secrecy, UtcDateTime, field, table_args

if TYPE_CHECKING:
    from app.models.base import FrameworkModel as User
else:
    from flask_appbuilder.security.sqla.models import User


class Account(User):
    """A person who logs in; extends the framework's ab_user."""

    __tablename__ = "ab_user"
    __label__ = "账号"
    __display__ = "last_name"

    if TYPE_CHECKING:
        id: Mapped[int]
        username: Mapped[str]
        password: Mapped[str | None]
        last_name: Mapped[str]
        first_name: Mapped[str]
        email: Mapped[str]
        last_login: Mapped[Any]

    unit_id: Mapped[int | None] = field(
        "单位", sa.BigInteger(), "list show", null=True, refers_to="unit.id"
    )
    title: Mapped[str] = field("职务", sa.String(40), "list show", default="")
    status: Mapped[AccountStatus] = field(
        "状态", AccountStatus, "list show filter", default=AccountStatus.ACTIVE
    )
    epoch: Mapped[int] = field("会话代次", sa.Integer(), "show", default=1)
    must_change: Mapped[bool] = field("须改密码", sa.Boolean(), "show", default=False)
    failed_count: Mapped[int] = field("连续失败次数", sa.Integer(), "show", default=0)
    locked_until: Mapped[datetime | None] = field("锁定至", UtcDateTime(), "show", null=True)
    is_demo: Mapped[bool] = field("演示账号", sa.Boolean(), "show", default=False)


class RoleAssignment(Model):
    """A role of an account for a unit and a period; rights stand in permissions.py."""

    __tablename__ = "role_assignment"
    __label__ = "角色授予"
    __display__ = "role"
    __table_args__ = table_args(
        "账号的角色授予",
        sa.UniqueConstraint("account_id", "role", "unit_id", "valid_from"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),
    )

    account_id: Mapped[int] = field(
        "账号", sa.Integer(), "list show", refers_to="ab_user.id", index=True
    )
    role: Mapped[Role] = field("角色", Role, "list show filter")
    unit_id: Mapped[int] = field("单位", sa.BigInteger(), "list show", refers_to="unit.id")
    valid_from: Mapped[date] = field("起始日期", sa.Date(), "list show")
    valid_to: Mapped[date | None] = field("截止日期", sa.Date(), "list show", null=True)
    ended_at: Mapped[datetime | None] = field("收回时间", UtcDateTime(), "list show", null=True)


class UserSession(Model):
    """A login on the server side; the cookie holds only a random token."""

    __tablename__ = "user_session"
    __label__ = "登录会话"
    __display__ = "id"
    __table_args__ = table_args("登录会话（仅存令牌的散列值）")

    account_id: Mapped[int] = field(
        "账号", sa.Integer(), "list show", refers_to="ab_user.id", index=True
    )
    token_hash: Mapped[str] = field("令牌散列", sa.String(64), "show", unique=True)
    epoch: Mapped[int] = field("会话代次", sa.Integer(), "show")
    last_seen_at: Mapped[datetime] = field("最近活动", UtcDateTime(), "list show")
    ends_at: Mapped[datetime] = field("最迟失效", UtcDateTime(), "list show")
    ended_at: Mapped[datetime | None] = field("已结束", UtcDateTime(), "list show", null=True)


class LoginStep(Model):
    """A login whose password was right and whose second factor is still owed; no session yet."""

    __tablename__ = "login_step"
    __label__ = "登录第二步"
    __display__ = "id"
    __table_args__ = table_args("登录第二步：密码已对，等待动态口令")

    account_id: Mapped[int] = field(
        "账号", sa.Integer(), "show", refers_to="ab_user.id", index=True
    )
    token_hash: Mapped[str] = field(
        "令牌散列", sa.String(64), "", secrecy=Secrecy.SEALED, unique=True
    )
    kind: Mapped[LoginStepKind] = field("等待什么", LoginStepKind, "show")
    epoch: Mapped[int] = field("会话代次", sa.Integer(), "show")
    ends_at: Mapped[datetime] = field("最迟失效", UtcDateTime(), "show")
    done_at: Mapped[datetime | None] = field("已结束", UtcDateTime(), "show", null=True)


class SecondFactor(Model):
    """The secret of an account's one-time codes, sealed under FIELD_KEY."""

    __tablename__ = "second_factor"
    __label__ = "动态口令"
    __display__ = "id"
    __table_args__ = table_args("动态口令（密钥加密保存）")

    account_id: Mapped[int] = field(
        "账号", sa.Integer(), "show", refers_to="ab_user.id", unique=True
    )
    uid: Mapped[str] = field("加密标识", sa.String(32), "", secrecy=Secrecy.SEALED)
    key_version: Mapped[int] = field("密钥版本", sa.Integer(), "")
    wrapped_key: Mapped[bytes | None] = field(
        "行密钥（已加密）", sa.LargeBinary(), "", secrecy=Secrecy.SEALED, null=True
    )
    secret_sealed: Mapped[bytes | None] = field(
        "动态口令密钥（密文）", sa.LargeBinary(), "", secrecy=Secrecy.SEALED, null=True
    )
    confirmed_at: Mapped[datetime | None] = field("绑定时间", UtcDateTime(), "show", null=True)
    last_step: Mapped[int] = field(
        "最近用过的时间段", sa.BigInteger(), "", default=0, hint="同一口令不能用两次"
    )


class RecoveryCode(Model):
    """A code for who lost the telephone; stored as a hash, used once."""

    __tablename__ = "recovery_code"
    __label__ = "恢复码"
    __display__ = "id"
    __table_args__ = table_args("恢复码（仅存散列值，每个只能用一次）")

    account_id: Mapped[int] = field("账号", sa.Integer(), "", refers_to="ab_user.id", index=True)
    code_hash: Mapped[str] = field(
        "恢复码散列", sa.String(64), "", secrecy=Secrecy.SEALED, unique=True
    )
    used_at: Mapped[datetime | None] = field("用过或作废", UtcDateTime(), "", null=True)


class PasswordHistory(Model):
    """The hash of a password that an account had, so that it is not taken again."""

    __tablename__ = "password_history"
    __label__ = "用过的密码"
    __display__ = "id"
    __table_args__ = table_args("用过的密码（仅存散列值）")

    account_id: Mapped[int] = field("账号", sa.Integer(), "", refers_to="ab_user.id", index=True)
    password_hash: Mapped[str] = field("密码散列", sa.String(256), "", secrecy=Secrecy.SEALED)


class StandIn(Model):
    """One account acts in a role of another of the same unit, for a time and with a reason."""

    __tablename__ = "stand_in"
    __label__ = "代理记录"
    __display__ = "role"
    __table_args__ = table_args(
        "代理：同单位的人限期代行一个岗位",
        sa.CheckConstraint("from_account_id <> to_account_id", name="somebody_else"),
        sa.CheckConstraint("valid_to >= valid_from", name="validity"),
    )

    from_account_id: Mapped[int] = field(
        "委托人", sa.Integer(), "list show filter", refers_to="ab_user.id", index=True
    )
    to_account_id: Mapped[int] = field(
        "代理人", sa.Integer(), "list show filter", refers_to="ab_user.id", index=True
    )
    role: Mapped[Role] = field("岗位", Role, "list show filter")
    unit_id: Mapped[int] = field("单位", sa.BigInteger(), "list show", refers_to="unit.id")
    valid_from: Mapped[date] = field("起始日期", sa.Date(), "list show sort")
    valid_to: Mapped[date] = field("截止日期", sa.Date(), "list show sort")
    reason: Mapped[str] = field("事由", sa.String(100), "list show")
    ended_at: Mapped[datetime | None] = field("提前结束", UtcDateTime(), "list show", null=True)


class IntegrationToken(Model):
    """Another system's key to the API: scoped, revocable, kept as a hash."""

    __tablename__ = "integration_token"
    __label__ = "对接令牌"
    __table_args__ = table_args("对接令牌：其他系统读取接口用（仅存散列值）")

    name: Mapped[str] = field("系统名称", sa.String(40), "list show search")
    token_hash: Mapped[str] = field(
        "令牌散列", sa.String(64), "", secrecy=Secrecy.SEALED, unique=True
    )
    scopes: Mapped[list[str]] = field("范围", Json, "list show")
    role: Mapped[Role] = field("按哪个岗位的范围", Role, "list show")
    unit_id: Mapped[int] = field(
        "按哪个单位的范围", sa.BigInteger(), "list show", refers_to="unit.id"
    )
    expires_at: Mapped[datetime] = field("失效时间", UtcDateTime(), "list show")
    revoked_at: Mapped[datetime | None] = field("撤销时间", UtcDateTime(), "list show", null=True)
    last_used_at: Mapped[datetime | None] = field("最近使用", UtcDateTime(), "list show", null=True)

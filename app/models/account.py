"""Accounts on the framework's user table, what they may be, and their sessions."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import AccountStatus, Role
from app.models.base import Model, UtcDateTime, field, table_args

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

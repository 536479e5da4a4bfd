"""What belongs to one person alone: saved filters and which notices were read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.models.base import Json, Model, UtcDateTime, field, table_args


class SavedFilter(Model):
    """A list's filter under a name of its owner's."""

    __tablename__ = "saved_filter"
    __label__ = "我的筛选"
    __fenced__ = True
    __table_args__ = table_args("我的筛选", sa.UniqueConstraint("account_id", "table_name", "name"))

    account_id: Mapped[int] = field("账号", sa.Integer(), "", refers_to="ab_user.id")
    table_name: Mapped[str] = field("列表", sa.String(40), "show", vocabulary="table_name")
    name: Mapped[str] = field("名称", sa.String(30), "list show")
    query: Mapped[dict[str, Any]] = field("条件", Json, "", default=dict)
    retired_at: Mapped[datetime | None] = field("停用时间", UtcDateTime(), "", null=True)


class NoticeRead(Model):
    """One person has read one notice; append-only."""

    __tablename__ = "notice_read"
    __label__ = "已读"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "站内消息的已读记录，只增不改", sa.UniqueConstraint("account_id", "outbox_id")
    )

    account_id: Mapped[int] = field("账号", sa.Integer(), "", refers_to="ab_user.id")
    outbox_id: Mapped[int] = field("通知", sa.BigInteger(), "", refers_to="outbox.id", index=True)
    read_at: Mapped[datetime] = field("阅读时间", UtcDateTime(), "show")

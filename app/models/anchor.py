"""Daily anchors of the audit chain: what a cut tail is held against."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.models.base import Model, field, table_args


class AuditAnchor(Model):
    """How long the chain was on a day and how it ended, sealed with the anchor before."""

    __tablename__ = "audit_anchor"
    __label__ = "审计锚点"
    __fenced__ = True
    __display__ = "day"
    __table_args__ = table_args(
        "审计锚点：每天记下审计日志的行数和末行散列，只增不改",
        sa.UniqueConstraint("day", "last_seq"),
    )

    day: Mapped[date] = field("日期", sa.Date(), "list show")
    total: Mapped[int] = field("行数", sa.BigInteger(), "list show")
    last_seq: Mapped[int] = field("末行序号", sa.BigInteger(), "list show")
    last_hash: Mapped[str] = field("末行散列", sa.String(64), "list show")
    mac: Mapped[str] = field("锚点散列", sa.String(64), "show")

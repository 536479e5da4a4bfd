"""Who keeps away from which item: asked, then decided; nothing of it is ever taken back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums_recusal import RecusalGround, RecusalSource, RecusalState
from app.models.base import Model, UtcDateTime, field, table_args


class Recusal(Model):
    """A person or a whole unit is kept from one problem or message; created_by asked for it."""

    __tablename__ = "recusal"
    __label__ = "回避"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "回避：谁不得看、不得办哪件事项；提出即生效，不同意才恢复；只增不改，决定除外",
        sa.CheckConstraint("(account_id IS NULL) <> (unit_id IS NULL)", name="one_person"),
        sa.CheckConstraint("(problem_id IS NULL) <> (message_id IS NULL)", name="one_object"),
        sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
        sa.CheckConstraint("state <> 'refused' OR reason IS NOT NULL", name="refused_with_reason"),
        sa.CheckConstraint(
            "account_id IS NULL OR decided_by_id IS NULL OR account_id <> decided_by_id",
            name="not_by_oneself",
        ),
        # The row rules look here on every statement: who, then what he is kept from.
        sa.Index("ix_recusal_account_id", "account_id", "state", "problem_id", "message_id"),
        sa.Index("ix_recusal_unit_id", "unit_id", "state", "problem_id", "message_id"),
        sa.Index("ix_recusal_state", "state", "problem_id", "id"),
    )

    account_id: Mapped[int | None] = field(
        "回避人", sa.Integer(), "list show", null=True, refers_to="ab_user.id"
    )
    unit_id: Mapped[int | None] = field(
        "回避单位", sa.BigInteger(), "list show", null=True, refers_to="unit.id"
    )
    problem_id: Mapped[int | None] = field(
        "台账事项", sa.BigInteger(), "list show", null=True, refers_to="problem.id", index=True
    )
    message_id: Mapped[int | None] = field(
        "留言", sa.BigInteger(), "show", null=True, refers_to="message.id", index=True
    )
    ground: Mapped[RecusalGround] = field("回避理由", RecusalGround, "list show filter")
    source: Mapped[RecusalSource] = field("提出方式", RecusalSource, "list show filter")
    words: Mapped[str] = field("情况说明", sa.Text(), "show", default="", multiline=True)
    state: Mapped[RecusalState] = field(
        "状态", RecusalState, "list show filter", default=RecusalState.ASKED
    )
    decided_by_id: Mapped[int | None] = field(
        "决定人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    decided_at: Mapped[datetime | None] = field("决定时间", UtcDateTime(), "list show", null=True)
    reason: Mapped[str | None] = field("决定理由", sa.Text(), "show", null=True, multiline=True)

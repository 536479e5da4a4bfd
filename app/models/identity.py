"""What surrounds an identity: requests for a second person, relayed questions, erasures."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import RevealPurpose
from app.enums_identity import (
    ErasureAsker,
    ErasureGround,
    IdentityRequestKind,
    IdentityRequestState,
    RelayState,
)
from app.models.base import Json, Model, UtcDateTime, field, table_args


class IdentityRequest(Model):
    """A request to open one identity or to export several, which a second person decides."""

    __tablename__ = "identity_request"
    __label__ = "查看身份申请"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "查看身份和导出个人信息的申请：一人提出，另一人批准，只用一次",
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> asked_by_id", name="two_people"
        ),
        sa.CheckConstraint(
            "state = 'proposed' OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name="decided",
        ),
        sa.Index("ix_identity_request_state", "state", "asked_at"),
        sa.Index("ix_identity_request_asked_by_id", "asked_by_id", "asked_at"),
        sa.Index("ix_identity_request_object", "object_kind", "object_id"),
    )

    kind: Mapped[IdentityRequestKind] = field("申请", IdentityRequestKind, "list show")
    object_kind: Mapped[str] = field("对象", sa.String(20), "show")
    object_id: Mapped[int | None] = field("对象编号", sa.BigInteger(), "show", null=True)
    items: Mapped[list[int]] = field("事项清单", Json, "", default=list)
    purpose: Mapped[RevealPurpose] = field("用途", RevealPurpose, "list show")
    reason: Mapped[str] = field("申请理由", sa.String(200), "show")
    state: Mapped[IdentityRequestState] = field(
        "状态", IdentityRequestState, "list show", default=IdentityRequestState.PROPOSED
    )
    asked_by_id: Mapped[int] = field("申请人", sa.Integer(), "list show", refers_to="ab_user.id")
    asked_at: Mapped[datetime] = field("申请时间", UtcDateTime(), "list show")
    decided_by_id: Mapped[int | None] = field(
        "批准人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    decided_at: Mapped[datetime | None] = field("批准时间", UtcDateTime(), "show", null=True)
    refusal: Mapped[str | None] = field("不同意的理由", sa.String(200), "show", null=True)
    expires_at: Mapped[datetime | None] = field("有效至", UtcDateTime(), "show", null=True)
    used_at: Mapped[datetime | None] = field("使用时间", UtcDateTime(), "show", null=True)


class RelayCall(Model):
    """A handler's question to a reporter whose number is not released; somebody else calls."""

    __tablename__ = "relay_call"
    __label__ = "代为联系"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "代为联系：承办人提问，话务员或监督室联系来访人后答复，承办人看不到电话",
        sa.CheckConstraint("(state = 'open') = (answer IS NULL)", name="answered"),
        sa.Index("ix_relay_call_state", "state", "asked_at"),
        sa.Index("ix_relay_call_problem_id", "problem_id"),
        sa.Index("ix_relay_call_unit_id", "unit_id", "asked_at"),
    )

    problem_id: Mapped[int] = field("台账事项", sa.BigInteger(), "show", refers_to="problem.id")
    unit_id: Mapped[int] = field("提问单位", sa.BigInteger(), "list show", refers_to="unit.id")
    asked_by_id: Mapped[int] = field("提问人", sa.Integer(), "show", refers_to="ab_user.id")
    asked_at: Mapped[datetime] = field("提问时间", UtcDateTime(), "list show")
    question: Mapped[str] = field("要问的话", sa.Text(), "show", multiline=True)
    state: Mapped[RelayState] = field("状态", RelayState, "list show", default=RelayState.OPEN)
    answer: Mapped[str | None] = field("答复", sa.Text(), "show", null=True, multiline=True)
    answered_by_id: Mapped[int | None] = field(
        "联系人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    answered_at: Mapped[datetime | None] = field("答复时间", UtcDateTime(), "show", null=True)


class ErasureRecord(Model):
    """One erasure of an identity: when, why, by whom, and when the last backup of it is gone."""

    __tablename__ = "erasure_record"
    __label__ = "清除记录"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args("来访人身份的清除记录，只增不改")

    contact_id: Mapped[int] = field(
        "来访人", sa.BigInteger(), "", refers_to="contact.id", unique=True
    )
    ground: Mapped[ErasureGround] = field("依据", ErasureGround, "list show")
    asker: Mapped[ErasureAsker] = field("提出人", ErasureAsker, "list show")
    by_id: Mapped[int | None] = field(
        "经办人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    at: Mapped[datetime] = field("清除时间", UtcDateTime(), "list show")
    backups_until: Mapped[date] = field("备份最迟清除日期", sa.Date(), "list show")

"""Citizens who write: sealed identities and their messages."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import (
    Channel,
    IdentityMode,
    MessageState,
    RequestType,
    RevealPurpose,
    ScopeDecision,
    Track,
)
from app.models.base import Model, Secrecy, UtcDateTime, field, table_args

SEALED = Secrecy.SEALED


class Contact(Model):
    """A reporter's identity, encrypted from its first row; only reveal() opens it."""

    __tablename__ = "contact"
    __label__ = "来访人身份"
    __fenced__ = True
    __display__ = "name_mask"
    __table_args__ = table_args(
        "来访人身份：加密保存，只有“查看身份”操作能打开并留痕",
        # The rule of PIPL art. 31: a child's number only with the guardian's consent.
        sa.CheckConstraint(
            "is_minor IS NULL OR NOT is_minor OR phone_sealed IS NULL"
            " OR guardian_sealed IS NOT NULL",
            name="minor_has_guardian",
        ),
        sa.Index("ix_contact_purge_after", "purge_after"),
    )

    uid: Mapped[str] = field("随机标识", sa.String(32), "", secrecy=SEALED, unique=True)
    key_version: Mapped[int] = field("密钥版本", sa.Integer(), "", secrecy=SEALED)
    wrapped_key: Mapped[bytes | None] = field(
        "行密钥（已加密）", sa.LargeBinary(), "", secrecy=SEALED, null=True
    )
    name_sealed: Mapped[bytes | None] = field(
        "姓名（密文）", sa.LargeBinary(), "", secrecy=SEALED, null=True
    )
    phone_sealed: Mapped[bytes | None] = field(
        "电话（密文）", sa.LargeBinary(), "", secrecy=SEALED, null=True
    )
    phone_hash: Mapped[str | None] = field(
        "电话索引", sa.String(64), "", secrecy=SEALED, null=True, index=True
    )
    name_mask: Mapped[str | None] = field(
        "来访人", sa.String(40), "show", secrecy=Secrecy.PERSONAL, null=True
    )
    phone_mask: Mapped[str | None] = field(
        "电话", sa.String(40), "show", secrecy=Secrecy.PERSONAL, null=True
    )
    identity_mode: Mapped[IdentityMode] = field(
        "署名方式", IdentityMode, "show", secrecy=Secrecy.PERSONAL
    )
    allow_unit_contact: Mapped[bool] = field(
        "同意承办单位联系", sa.Boolean(), "show", secrecy=Secrecy.PERSONAL, default=False
    )
    is_minor: Mapped[bool | None] = field(
        "未满14周岁", sa.Boolean(), "show", secrecy=Secrecy.PERSONAL, null=True
    )
    guardian_sealed: Mapped[bytes | None] = field(
        "同意的监护人姓名（密文）", sa.LargeBinary(), "", secrecy=SEALED, null=True
    )
    # Which enterprise speaks is kept like a reporter (docs/decisions.md).
    firm_sealed: Mapped[bytes | None] = field(
        "企业名称（密文）", sa.LargeBinary(), "", secrecy=SEALED, null=True
    )
    uscc_sealed: Mapped[bytes | None] = field(
        "统一社会信用代码（密文）", sa.LargeBinary(), "", secrecy=SEALED, null=True
    )
    purge_after: Mapped[date | None] = field("保存至", sa.Date(), "", secrecy=SEALED, null=True)
    purged_at: Mapped[datetime | None] = field(
        "已清除", UtcDateTime(), "", secrecy=SEALED, null=True
    )


class IdentityReveal(Model):
    """One opening of an identity: who, why, for which item; append-only."""

    __tablename__ = "identity_reveal"
    __label__ = "身份查看记录"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args("身份查看记录，只增不改")

    contact_id: Mapped[int] = field(
        "来访人", sa.BigInteger(), "", refers_to="contact.id", index=True
    )
    account_id: Mapped[int] = field("查看人", sa.Integer(), "show", refers_to="ab_user.id")
    purpose: Mapped[RevealPurpose] = field("用途", RevealPurpose, "show")
    object_kind: Mapped[str] = field("对象", sa.String(20), "show")
    object_id: Mapped[int] = field("对象编号", sa.BigInteger(), "show")
    at: Mapped[datetime] = field("时间", UtcDateTime(), "show")
    second_approver_id: Mapped[int | None] = field(
        "批准人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    request_id: Mapped[int | None] = field(
        "申请", sa.BigInteger(), "show", null=True, refers_to="identity_request.id"
    )


class Message(Model):
    """What a citizen left on the message board; his words are never edited."""

    __tablename__ = "message"
    __label__ = "群众留言"
    __fenced__ = True
    __display__ = "subject"
    __table_args__ = table_args(
        "群众留言",
        sa.Index("ix_message_track_submitted_at", "track", "submitted_at", "id"),
        sa.Index("ix_message_assigned_unit_id", "assigned_unit_id", "submitted_at"),
        sa.Index("ix_message_unit_complained_id", "unit_complained_id"),
    )

    message_no: Mapped[str] = field(
        "留言编号", sa.String(20), "list show search sort export", unique=True
    )
    query_code_hash: Mapped[str] = field(
        "查询码散列", sa.String(64), "", secrecy=SEALED, unique=True
    )
    channel: Mapped[Channel] = field("来源", Channel, "list show filter export")
    request_type: Mapped[RequestType] = field("诉求类型", RequestType, "list show filter export")
    track: Mapped[Track] = field("办理轨道", Track, "show filter")
    subject: Mapped[str] = field("标题", sa.String(100), "list show search export")
    body: Mapped[str] = field(
        "留言内容", sa.Text(), "show", secrecy=Secrecy.ORIGINAL, multiline=True
    )
    region_code: Mapped[str | None] = field(
        "发生地",
        sa.String(12),
        "list show filter export",
        null=True,
        refers_to="region.code",
        index=True,
    )
    unit_hint: Mapped[str] = field("反映的单位（群众填写）", sa.String(80), "show", default="")
    assigned_unit_id: Mapped[int | None] = field(
        "承办单位", sa.BigInteger(), "list show filter", null=True, refers_to="unit.id"
    )
    unit_complained_id: Mapped[int | None] = field(
        "被反映单位",
        sa.BigInteger(),
        "",
        null=True,
        refers_to="unit.id",
        secrecy=Secrecy.ORIGINAL,
    )
    identity_mode: Mapped[IdentityMode] = field("署名方式", IdentityMode, "show filter")
    contact_id: Mapped[int | None] = field(
        "来访人", sa.BigInteger(), "", null=True, refers_to="contact.id", secrecy=SEALED
    )
    state: Mapped[MessageState] = field(
        "状态", MessageState, "list show filter", default=MessageState.RECEIVED
    )
    scope_decision: Mapped[ScopeDecision | None] = field(
        "范围判定", ScopeDecision, "show filter", null=True
    )
    decided_by_id: Mapped[int | None] = field(
        "判定人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    decided_at: Mapped[datetime | None] = field("判定时间", UtcDateTime(), "show", null=True)
    problem_id: Mapped[int | None] = field(
        "台账事项", sa.BigInteger(), "show", null=True, refers_to="problem.id", index=True
    )
    reply: Mapped[str | None] = field("答复", sa.Text(), "show", null=True, multiline=True)
    replied_at: Mapped[datetime | None] = field("答复时间", UtcDateTime(), "show", null=True)
    submitted_at: Mapped[datetime] = field("提交时间", UtcDateTime(), "list show sort export")
    place_note: Mapped[str | None] = field(
        "具体位置", sa.String(120), "show", secrecy=Secrecy.ORIGINAL, null=True
    )
    public_consent: Mapped[bool | None] = field(
        "同意公开（不含姓名电话）", sa.Boolean(), "show", null=True
    )

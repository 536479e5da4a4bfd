"""The clue compartment: sealed clues, what happened to them, who opened them, who was told.

No table outside points here; problem has no column that tells of a clue.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import Channel
from app.enums_clue import (
    ClueDisposal,
    CluePurpose,
    ClueState,
    ManagedLevel,
    NoticeKind,
    NoticeWay,
)
from app.models.base import Model, Secrecy, UtcDateTime, field, table_args

SEALED = Secrecy.SEALED


class Clue(Model):
    """One clue; its texts and names are sealed under CLUE_KEY, bound to its random uid."""

    __tablename__ = "clue"
    __label__ = "问题线索"
    __fenced__ = True
    __compartment__: ClassVar[bool] = True
    __display__ = "id"
    __table_args__ = table_args(
        "问题线索：密件，内容加密",
        # A report about a cadre managed above goes on paper and never comes here (art. 15).
        sa.CheckConstraint("managed_level = 'county'", name="not_managed_above"),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name="two_people"
        ),
        sa.CheckConstraint(
            "(approved_by_id IS NULL) = (minutes_ref IS NULL)", name="approval_has_meeting"
        ),
        sa.CheckConstraint("repeat_of_id <> id", name="repeat_of_another"),
        sa.CheckConstraint(
            "state = 'received' OR state = 'returned' OR clue_no IS NOT NULL", name="numbered"
        ),
        sa.CheckConstraint("state <> 'filed_case' OR receipt_no IS NOT NULL", name="receipt"),
        sa.Index("ix_clue_keeper_id", "keeper_id", "state", "proposal_due"),
        sa.Index("ix_clue_handed_unit_id", "handed_unit_id"),
        sa.Index("ix_clue_source_problem_id", "source_problem_id"),
    )

    clue_no: Mapped[str | None] = field(
        "线索编号", sa.String(40), "", secrecy=SEALED, null=True, unique=True
    )
    uid: Mapped[str] = field("随机标识", sa.String(32), "", secrecy=SEALED, unique=True)
    key_version: Mapped[int] = field("密钥版本", sa.Integer(), "", secrecy=SEALED)
    wrapped_key: Mapped[bytes] = field("行密钥（已加密）", sa.LargeBinary(), "", secrecy=SEALED)
    summary_sealed: Mapped[bytes] = field("内容（密文）", sa.LargeBinary(), "", secrecy=SEALED)
    accused_sealed: Mapped[bytes] = field("被反映人（密文）", sa.LargeBinary(), "", secrecy=SEALED)
    reporter_name_sealed: Mapped[bytes | None] = field(
        "检举控告人姓名（密文）", sa.LargeBinary(), "", secrecy=SEALED, null=True
    )
    reporter_phone_sealed: Mapped[bytes | None] = field(
        "检举控告人电话（密文）", sa.LargeBinary(), "", secrecy=SEALED, null=True
    )
    channel: Mapped[Channel] = field("来源", Channel, "", secrecy=SEALED)
    received_on: Mapped[date] = field("收到日期", sa.Date(), "", secrecy=SEALED)
    managed_level: Mapped[ManagedLevel] = field(
        "干部管理权限", ManagedLevel, "", secrecy=SEALED, default=ManagedLevel.COUNTY
    )
    is_named: Mapped[bool] = field("实名", sa.Boolean(), "", secrecy=SEALED, default=False)
    source_problem_id: Mapped[int | None] = field(
        "来源事项", sa.BigInteger(), "", secrecy=SEALED, null=True, refers_to="problem.id"
    )
    pushed_by_id: Mapped[int | None] = field(
        "移送人", sa.Integer(), "", secrecy=SEALED, null=True, refers_to="ab_user.id"
    )
    accused_unit_id: Mapped[int | None] = field(
        "被反映人单位", sa.BigInteger(), "", secrecy=SEALED, null=True, refers_to="unit.id"
    )
    repeat_of_id: Mapped[int | None] = field(
        "重复件的原件", sa.BigInteger(), "", secrecy=SEALED, null=True, refers_to="clue.id"
    )
    keeper_id: Mapped[int | None] = field(
        "保管人", sa.Integer(), "", secrecy=SEALED, null=True, refers_to="ab_user.id"
    )
    handed_unit_id: Mapped[int | None] = field(
        "承办的监督检查室", sa.BigInteger(), "", secrecy=SEALED, null=True, refers_to="unit.id"
    )
    state: Mapped[ClueState] = field(
        "状态", ClueState, "", secrecy=SEALED, default=ClueState.RECEIVED
    )
    proposal_due: Mapped[datetime] = field("处置意见期限", UtcDateTime(), "", secrecy=SEALED)
    disposal: Mapped[ClueDisposal | None] = field(
        "处置方式", ClueDisposal, "", secrecy=SEALED, null=True
    )
    studied_on: Mapped[date | None] = field(
        "集体研究日期", sa.Date(), "", secrecy=SEALED, null=True
    )
    proposed_by_id: Mapped[int | None] = field(
        "提出人", sa.Integer(), "", secrecy=SEALED, null=True, refers_to="ab_user.id"
    )
    proposed_at: Mapped[datetime | None] = field(
        "提出时间", UtcDateTime(), "", secrecy=SEALED, null=True
    )
    proposed_late: Mapped[bool | None] = field(
        "超期提出", sa.Boolean(), "", secrecy=SEALED, null=True, hint="提出时认定，之后不变"
    )
    approved_by_id: Mapped[int | None] = field(
        "批准人", sa.Integer(), "", secrecy=SEALED, null=True, refers_to="ab_user.id"
    )
    approved_at: Mapped[datetime | None] = field(
        "批准时间", UtcDateTime(), "", secrecy=SEALED, null=True
    )
    minutes_ref: Mapped[str | None] = field(
        "会议纪要文号", sa.String(80), "", secrecy=SEALED, null=True
    )
    disposed_at: Mapped[datetime | None] = field(
        "处置完毕时间", UtcDateTime(), "", secrecy=SEALED, null=True
    )
    moved_out_at: Mapped[datetime | None] = field(
        "移出时间", UtcDateTime(), "", secrecy=SEALED, null=True
    )
    receipt_no: Mapped[str | None] = field("移交回执", sa.String(80), "", secrecy=SEALED, null=True)


class ClueEvent(Model):
    """What happened to a clue, in order, its words sealed; append-only."""

    __tablename__ = "clue_event"
    __label__ = "线索办理经过"
    __fenced__ = True
    __compartment__: ClassVar[bool] = True
    __display__ = "id"
    __table_args__ = table_args(
        "线索办理经过：密件，只增不改", sa.UniqueConstraint("clue_id", "seq")
    )

    clue_id: Mapped[int] = field("线索", sa.BigInteger(), "", secrecy=SEALED, refers_to="clue.id")
    seq: Mapped[int] = field("序号", sa.Integer(), "", secrecy=SEALED)
    move: Mapped[str] = field("动作", sa.String(20), "", secrecy=SEALED)
    from_state: Mapped[str | None] = field("原状态", sa.String(20), "", secrecy=SEALED, null=True)
    to_state: Mapped[str] = field("现状态", sa.String(20), "", secrecy=SEALED)
    actor_id: Mapped[int | None] = field(
        "经办人", sa.Integer(), "", secrecy=SEALED, null=True, refers_to="ab_user.id"
    )
    actor_name: Mapped[str] = field("经办人姓名", sa.String(40), "", secrecy=SEALED)
    at: Mapped[datetime] = field("时间", UtcDateTime(), "", secrecy=SEALED)
    uid: Mapped[str] = field("随机标识", sa.String(32), "", secrecy=SEALED, unique=True)
    key_version: Mapped[int] = field("密钥版本", sa.Integer(), "", secrecy=SEALED)
    wrapped_key: Mapped[bytes] = field("行密钥（已加密）", sa.LargeBinary(), "", secrecy=SEALED)
    note_sealed: Mapped[bytes] = field("说明（密文）", sa.LargeBinary(), "", secrecy=SEALED)


class ClueAccess(Model):
    """One opening of a clue's sealed text: who, why, when; append-only."""

    __tablename__ = "clue_access"
    __label__ = "线索查阅记录"
    __fenced__ = True
    __compartment__: ClassVar[bool] = True
    __display__ = "id"
    __table_args__ = table_args(
        "线索查阅记录，只增不改", sa.Index("ix_clue_access_clue_id", "clue_id", "at")
    )

    clue_id: Mapped[int] = field("线索", sa.BigInteger(), "", secrecy=SEALED, refers_to="clue.id")
    account_id: Mapped[int] = field(
        "查阅人", sa.Integer(), "", secrecy=SEALED, refers_to="ab_user.id"
    )
    purpose: Mapped[CluePurpose] = field("用途", CluePurpose, "", secrecy=SEALED)
    at: Mapped[datetime] = field("时间", UtcDateTime(), "", secrecy=SEALED)


class ReporterNotice(Model):
    """What a named reporter must be told within 15 working days, and whether he was."""

    __tablename__ = "reporter_notice"
    __label__ = "检举控告人告知"
    __fenced__ = True
    __compartment__: ClassVar[bool] = True
    __display__ = "id"
    __table_args__ = table_args(
        "实名检举控告人告知：受理、结果各 15 个工作日",
        sa.CheckConstraint("(done_at IS NULL) = (way IS NULL)", name="done_has_way"),
        sa.Index("ix_reporter_notice_clue_id", "clue_id"),
        sa.Index("ix_reporter_notice_done_at", "done_at", "due_at"),
    )

    clue_id: Mapped[int] = field("线索", sa.BigInteger(), "", secrecy=SEALED, refers_to="clue.id")
    kind: Mapped[NoticeKind] = field("事项", NoticeKind, "", secrecy=SEALED)
    due_at: Mapped[datetime] = field("期限", UtcDateTime(), "", secrecy=SEALED)
    done_at: Mapped[datetime | None] = field(
        "告知时间", UtcDateTime(), "", secrecy=SEALED, null=True
    )
    way: Mapped[NoticeWay | None] = field("方式", NoticeWay, "", secrecy=SEALED, null=True)
    late: Mapped[bool | None] = field("超期", sa.Boolean(), "", secrecy=SEALED, null=True)
    has_dissent: Mapped[bool] = field("有异议", sa.Boolean(), "", secrecy=SEALED, default=False)
    has_new_evidence: Mapped[bool] = field(
        "提供新证据", sa.Boolean(), "", secrecy=SEALED, default=False
    )


class SuperiorHandoverCount(Model):
    """How many reports about cadres managed above were stopped on a day; nothing else is kept."""

    __tablename__ = "superior_handover_count"
    __label__ = "上级管理干部件计数"
    __fenced__ = True
    __compartment__: ClassVar[bool] = True
    __display__ = "on"
    __table_args__ = table_args(
        "涉上级管理干部、线下径送的件数：每天一个数，别的都不存",
        sa.CheckConstraint("n > 0", name="positive"),
    )

    on: Mapped[date] = field("日期", sa.Date(), "", secrecy=SEALED, unique=True)
    n: Mapped[int] = field("件数", sa.Integer(), "", secrecy=SEALED, default=1)

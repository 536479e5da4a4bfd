"""Papers, files and the plumbing: counters, lists, parameters, notices and the audit chain."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import (
    DocumentKind,
    DocumentState,
    OutboxChannel,
    OutboxState,
    ParameterType,
    PendingState,
    ProblemState,
)
from app.models.base import Json, Model, Secrecy, UtcDateTime, field, table_args


class Document(Model):
    """A paper; issued bytes are kept by content hash and a reprint is that file."""

    __tablename__ = "document"
    __label__ = "公文"
    __fenced__ = True
    __display__ = "title"
    __table_args__ = table_args(
        "公文",
        sa.UniqueConstraint("agency_mark", "year", "seq"),
        sa.CheckConstraint("(seq IS NULL) = (number IS NULL)", name="number_with_seq"),
        sa.CheckConstraint(
            "state IN ('draft', 'checking', 'void') OR seq IS NOT NULL", name="signed"
        ),
        sa.Index("ix_document_state_created_at", "state", "created_at"),
        sa.Index("ix_document_kind", "kind", "id"),
    )

    kind: Mapped[DocumentKind] = field("文种", DocumentKind, "list show filter")
    title: Mapped[str] = field("标题", sa.String(200), "list show search")
    agency_mark: Mapped[str] = field("机关代字", sa.String(20), "show filter")
    year: Mapped[int | None] = field("年份", sa.Integer(), "show", null=True)
    seq: Mapped[int | None] = field("序号", sa.Integer(), "show", null=True)
    number: Mapped[str | None] = field(
        "发文字号", sa.String(40), "list show search", null=True, unique=True
    )
    facts: Mapped[dict[str, Any]] = field("文稿要素", Json, "")
    state: Mapped[DocumentState] = field(
        "状态", DocumentState, "list show filter", default=DocumentState.DRAFT
    )
    problem_id: Mapped[int | None] = field(
        "台账事项", sa.BigInteger(), "show", null=True, refers_to="problem.id", index=True
    )
    unit_id: Mapped[int | None] = field(
        "主送单位", sa.BigInteger(), "list show filter", null=True, refers_to="unit.id", index=True
    )
    drafted_by_id: Mapped[int | None] = field(
        "拟稿人",
        sa.Integer(),
        "show",
        null=True,
        refers_to="ab_user.id",
        hint="定时任务拟的稿没有拟稿人，送审的人就是拟稿人",
    )
    signed_by_id: Mapped[int | None] = field(
        "签发人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    signed_at: Mapped[datetime | None] = field("签发时间", UtcDateTime(), "list show", null=True)
    issued_at: Mapped[datetime | None] = field("印发时间", UtcDateTime(), "list show", null=True)
    pdf_sha256: Mapped[str | None] = field("文件散列", sa.String(64), "show", null=True)
    void_reason: Mapped[str | None] = field("作废原因", sa.String(200), "show", null=True)
    checked_by_id: Mapped[int | None] = field(
        "核稿人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    checked_at: Mapped[datetime | None] = field("核稿时间", UtcDateTime(), "show", null=True)
    returned_at: Mapped[datetime | None] = field(
        "退回时间", UtcDateTime(), "show", null=True, hint="退回拟稿人修改，再送审时清空"
    )
    unit_ids: Mapped[list[int] | None] = field(
        "收文单位", Json, "", null=True, hint="发给几个单位时的单位编号，印发时各生成一条签收"
    )
    receipt_due_on: Mapped[date | None] = field("回执期限", sa.Date(), "show", null=True)


class Attachment(Model):
    """A file under its content hash, with the name people gave it."""

    __tablename__ = "attachment"
    __label__ = "附件"
    __fenced__ = True
    __display__ = "filename"
    __table_args__ = table_args(
        "附件：按内容散列存放，保留原文件名",
        sa.CheckConstraint(
            "CASE WHEN problem_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN message_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN field_visit_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN rectification_id IS NULL THEN 0 ELSE 1 END = 1",
            name="one_owner",
        ),
    )

    problem_id: Mapped[int | None] = field(
        "台账事项", sa.BigInteger(), "show", null=True, refers_to="problem.id", index=True
    )
    message_id: Mapped[int | None] = field(
        "留言", sa.BigInteger(), "show", null=True, refers_to="message.id", index=True
    )
    field_visit_id: Mapped[int | None] = field(
        "走访检查", sa.BigInteger(), "show", null=True, refers_to="field_visit.id", index=True
    )
    rectification_id: Mapped[int | None] = field(
        "限期整改", sa.BigInteger(), "show", null=True, refers_to="rectification.id", index=True
    )
    purpose: Mapped[str] = field("用途", sa.String(20), "show", default="evidence")
    filename: Mapped[str] = field("文件名", sa.String(200), "list show")
    mime: Mapped[str] = field("类型", sa.String(100), "list show")
    size: Mapped[int] = field("大小（字节）", sa.BigInteger(), "list show")
    sha256: Mapped[str] = field("内容散列", sa.String(64), "show", index=True)


class Counter(Model):
    """The next number of a series and year; numbers are never reused."""

    __tablename__ = "counter"
    __label__ = "编号计数器"
    __display__ = "series"
    __table_args__ = table_args("编号计数器", sa.UniqueConstraint("series", "year"))

    series: Mapped[str] = field("序列", sa.String(20), "list show")
    year: Mapped[int] = field("年份", sa.Integer(), "list show")
    next: Mapped[int] = field("下一个号", sa.Integer(), "list show", default=1)


class VocabularyTerm(Model):
    """A word of a list that an office owns."""

    __tablename__ = "vocabulary_term"
    __label__ = "词表"
    __display__ = "label"
    __table_args__ = table_args("词表：单位自行维护的选项", sa.UniqueConstraint("list", "code"))

    list: Mapped[str] = field(
        "词表",
        sa.String(40),
        "list show search filter sort add",
        vocabulary="list_name",
        secrecy=Secrecy.OPEN,
    )
    code: Mapped[str] = field("代码", sa.String(40), "list show add", secrecy=Secrecy.OPEN)
    label: Mapped[str] = field(
        "名称", sa.String(60), "list show search add edit", secrecy=Secrecy.OPEN
    )
    sensitive: Mapped[bool] = field(
        "敏感", sa.Boolean(), "list show filter add edit", default=False
    )
    position: Mapped[int] = field(
        "顺序", sa.Integer(), "list show sort add edit", default=0, secrecy=Secrecy.OPEN
    )
    valid_from: Mapped[date] = field("启用日期", sa.Date(), "show add edit", secrecy=Secrecy.OPEN)
    valid_to: Mapped[date | None] = field(
        "停用日期", sa.Date(), "list show edit", null=True, secrecy=Secrecy.OPEN
    )


class Parameter(Model):
    """A setting of the office: day limits and the like; changes need a second person."""

    __tablename__ = "parameter"
    __label__ = "参数"
    __display__ = "label"
    __table_args__ = table_args("参数（办理时限等）")

    key: Mapped[str] = field("参数", sa.String(60), "list show search", unique=True)
    label: Mapped[str] = field("说明", sa.String(120), "list show search")
    value: Mapped[str] = field("值", sa.String(200), "list show edit")
    unit: Mapped[str] = field("单位", sa.String(20), "list show", default="")
    type: Mapped[ParameterType] = field("类型", ParameterType, "show")
    needs_approval: Mapped[bool] = field("须领导批准", sa.Boolean(), "list show", default=True)


class PendingChange(Model):
    """A change that waits for its second person; nothing changes until then."""

    __tablename__ = "pending_change"
    __label__ = "待批准的修改"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "待批准的修改（双人）",
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name="two_people"
        ),
        sa.Index("ix_pending_change_state", "state", "proposed_at"),
    )

    table_name: Mapped[str] = field(
        "表", sa.String(40), "list show filter", vocabulary="table_name"
    )
    row_id: Mapped[int | None] = field("行", sa.BigInteger(), "show", null=True)
    values: Mapped[dict[str, Any]] = field("修改内容", Json, "show")
    before: Mapped[dict[str, Any]] = field("原内容", Json, "show")
    version: Mapped[int] = field("依据版本", sa.Integer(), "show", default=0)
    state: Mapped[PendingState] = field(
        "状态", PendingState, "list show filter", default=PendingState.PROPOSED
    )
    proposed_by_id: Mapped[int] = field("提出人", sa.Integer(), "list show", refers_to="ab_user.id")
    proposed_at: Mapped[datetime] = field("提出时间", UtcDateTime(), "list show sort")
    approved_by_id: Mapped[int | None] = field(
        "批准人", sa.Integer(), "list show", null=True, refers_to="ab_user.id"
    )
    applied_at: Mapped[datetime | None] = field("生效时间", UtcDateTime(), "list show", null=True)
    refusal: Mapped[str | None] = field("不同意的理由", sa.String(200), "show", null=True)


class PublicStatus(Model):
    """What the public look-up may read about an item, and nothing else."""

    __tablename__ = "public_status"
    __label__ = "公开进度"
    __display__ = "id"
    __table_args__ = table_args("公开进度：公众端唯一可读的办理状态")

    code_hash: Mapped[str] = field(
        "查询码散列", sa.String(64), "", secrecy=Secrecy.SEALED, unique=True
    )
    state: Mapped[ProblemState] = field("状态", ProblemState, "show", secrecy=Secrecy.OPEN)
    reply: Mapped[str | None] = field(
        "答复", sa.Text(), "show", secrecy=Secrecy.OPEN, null=True, multiline=True
    )


class Outbox(Model):
    """A notice written in the transaction that caused it; ids only, no personal data."""

    __tablename__ = "outbox"
    __label__ = "通知"
    __fenced__ = True
    __display__ = "template"
    __table_args__ = table_args(
        "通知发件箱",
        sa.Index("ix_outbox_state_next_try_at", "state", "next_try_at"),
        sa.Index("ix_outbox_unit_id", "unit_id", "created_at"),
        sa.Index("ix_outbox_account_id", "account_id", "created_at"),
    )

    channel: Mapped[OutboxChannel] = field("渠道", OutboxChannel, "list show filter")
    template: Mapped[str] = field("模板", sa.String(40), "list show")
    unit_id: Mapped[int | None] = field(
        "接收单位", sa.BigInteger(), "show", null=True, refers_to="unit.id"
    )
    account_id: Mapped[int | None] = field(
        "接收人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    payload: Mapped[dict[str, Any]] = field("内容", Json, "")
    state: Mapped[OutboxState] = field(
        "状态", OutboxState, "list show filter", default=OutboxState.WAITING
    )
    tries: Mapped[int] = field("尝试次数", sa.Integer(), "show", default=0)
    next_try_at: Mapped[datetime | None] = field("下次发送", UtcDateTime(), "show", null=True)
    dedupe_key: Mapped[str] = field("去重键", sa.String(120), "", unique=True)
    reason: Mapped[str | None] = field(
        "未送出的原因", sa.String(40), "show", null=True, hint="网关的回答或断开的种类，没有文字"
    )


class Idempotency(Model):
    """The key of a POST that made a row, so that a double click makes one record."""

    __tablename__ = "idempotency"
    __label__ = "提交凭据"
    __display__ = "id"
    __table_args__ = table_args("提交凭据：同一次提交只生效一次")

    key: Mapped[str] = field("凭据", sa.String(64), "", secrecy=Secrecy.SEALED, unique=True)
    location: Mapped[str] = field("结果地址", sa.String(200), "", default="")


class AuditLog(Model):
    """One act, chained to the one before it by a keyed hash; append-only."""

    __tablename__ = "audit_log"
    __label__ = "审计日志"
    __fenced__ = True
    __display__ = "seq"
    __table_args__ = table_args(
        "审计日志：链式校验，只增不改；只存内容的散列值，不存内容",
        sa.Index("ix_audit_log_object", "object_kind", "object_id"),
    )

    seq: Mapped[int] = field("序号", sa.BigInteger(), "list show sort", unique=True)
    at: Mapped[datetime] = field("时间", UtcDateTime(), "list show sort filter")
    account_id: Mapped[int | None] = field(
        "账号", sa.Integer(), "list show filter", null=True, refers_to="ab_user.id"
    )
    role: Mapped[str] = field(
        "角色", sa.String(40), "list show", default="", vocabulary="audit_role"
    )
    unit_id: Mapped[int | None] = field(
        "单位", sa.BigInteger(), "list show", null=True, refers_to="unit.id"
    )
    ip: Mapped[str | None] = field("地址", sa.String(45), "show", null=True)
    action: Mapped[str] = field(
        "动作", sa.String(40), "list show filter", vocabulary="audit_action"
    )
    object_kind: Mapped[str] = field(
        "对象", sa.String(40), "list show filter", vocabulary="table_name"
    )
    object_id: Mapped[int | None] = field("对象编号", sa.BigInteger(), "list show", null=True)
    result: Mapped[str] = field(
        "结果", sa.String(20), "list show", default="ok", vocabulary="audit_result"
    )
    detail: Mapped[dict[str, Any]] = field("要素", Json, "show", default=dict)
    before_hash: Mapped[str | None] = field("前值散列", sa.String(64), "show", null=True)
    after_hash: Mapped[str | None] = field("后值散列", sa.String(64), "show", null=True)
    prev_hash: Mapped[str] = field("上一行散列", sa.String(64), "show")
    hash: Mapped[str] = field("本行散列", sa.String(64), "show")

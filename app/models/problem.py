"""The problem ledger: facts, each unit's step, who may see it, and what happened."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import (
    CallbackResult,
    Channel,
    ConductNature,
    EventVisibility,
    FeedbackWay,
    IdentityMode,
    OutcomeKind,
    PetitionClass,
    ProblemState,
    RequestType,
    StepRole,
    SupervisionKind,
    Track,
    Urgency,
)
from app.enums_ledger import Rung, SupervisionState
from app.models.base import Json, Model, Secrecy, UtcDateTime, field, table_args

DRAFTED = sa.column("state") == "drafted"
# Words, not values: SQLite takes an index for a part of the rows only where the statement says
# the same; NOT IN, for the words of IN would be looked up one by one and then sorted.
ENDED = ("closed", "archived", "rejected", "transferred_out", "merged", "withdrawn")
RUNNING = sa.column("state", sa.String()).not_in(ENDED)


OPEN_SCOPE = sa.column("open_due_at").is_not(None)


class Problem(Model):
    """One item of the ledger (问题台账); due_at is the limit of its present stage."""

    __tablename__ = "problem"
    __label__ = "问题台账"
    __fenced__ = True
    __display__ = "problem_no"
    __table_args__ = table_args(
        "问题台账",
        sa.CheckConstraint(
            "state <> 'closed' OR (outcome_kind IS NOT NULL AND closed_at IS NOT NULL)",
            name="closed_has_outcome",
        ),
        sa.CheckConstraint(
            "outcome_kind IS NULL OR outcome_kind <> 'explained' OR policy_basis IS NOT NULL",
            name="explained_has_basis",
        ),
        sa.CheckConstraint(
            "lead_unit_id IS NULL OR unit_complained_id IS NULL"
            " OR lead_unit_id <> unit_complained_id OR NOT is_sensitive",
            name="lead_is_not_accused",
        ),
        sa.CheckConstraint(
            "state <> 'merged' OR master_problem_id IS NOT NULL", name="merged_has_master"
        ),
        sa.CheckConstraint(
            "master_problem_id IS NULL OR master_problem_id <> id", name="master_is_another"
        ),
        sa.CheckConstraint(
            "parent_problem_id IS NULL OR parent_problem_id <> id", name="parent_is_another"
        ),
        sa.Index("ix_problem_due_at", "due_at", "id"),
        # What the ledger opens with: what is still open, due first.
        sa.Index(
            "ix_problem_running",
            "due_at",
            "id",
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
        sa.Index("ix_problem_state_due_at", "state", "due_at", "id"),
        sa.Index("ix_problem_track_due_at", "track", "due_at", "id"),
        sa.Index("ix_problem_created_by_id_due_at", "created_by_id", "due_at", "id"),
        sa.Index("ix_problem_region_code_registered_at", "region_code", "registered_at"),
        # The items of one month, which a month's figures and report are read from.
        sa.Index("ix_problem_registered_at", "registered_at"),
        sa.Index("ix_problem_accepted_at", "accepted_at"),
        sa.Index("ix_problem_closed_at", "closed_at"),
        # Few items have one: an index of all that have none would be taken for useless.
        sa.Index(
            "ix_problem_master_problem_id",
            "master_problem_id",
            sqlite_where=sa.column("master_problem_id").is_not(None),
            postgresql_where=sa.column("master_problem_id").is_not(None),
        ),
        sa.Index(
            "ix_problem_parent_problem_id",
            "parent_problem_id",
            sqlite_where=sa.column("parent_problem_id").is_not(None),
            postgresql_where=sa.column("parent_problem_id").is_not(None),
        ),
        sa.Index("ix_problem_contact_id", "contact_id"),
        sa.Index("ix_problem_lead_unit_id", "lead_unit_id", "due_at"),
        # What is said of a unit is kept from it: read whole by the row rules on every statement.
        sa.Index(
            "ix_problem_unit_complained_id",
            "unit_complained_id",
            "is_sensitive",
            "track",
            "petition_class",
            "id",
            sqlite_where=sa.column("unit_complained_id").is_not(None),
            postgresql_where=sa.column("unit_complained_id").is_not(None),
        ),
    )

    problem_no: Mapped[str] = field(
        "编号", sa.String(20), "list show search sort export", unique=True
    )
    title: Mapped[str] = field("标题", sa.String(100), "list show search add export")
    content: Mapped[str] = field(
        "诉求原文", sa.Text(), "show add", secrecy=Secrecy.ORIGINAL, multiline=True
    )
    content_redacted: Mapped[str] = field("诉求内容", sa.Text(), "show", multiline=True)
    channel: Mapped[Channel] = field("来源", Channel, "list show filter add export")
    request_type: Mapped[RequestType] = field(
        "诉求类型", RequestType, "list show filter add export"
    )
    identity_mode: Mapped[IdentityMode] = field("署名方式", IdentityMode, "show add")
    region_code: Mapped[str] = field(
        "发生地", sa.String(12), "list show filter add export", refers_to="region.code"
    )
    occurred_on: Mapped[date | None] = field("发生日期", sa.Date(), "show add export", null=True)
    domain: Mapped[str | None] = field(
        "问题领域",
        sa.String(40),
        "show filter add export",
        null=True,
        vocabulary="problem_domain",
    )
    petition_class: Mapped[PetitionClass | None] = field(
        "信访类别", PetitionClass, "show filter", null=True
    )
    conduct_nature: Mapped[ConductNature] = field(
        "作风性质",
        ConductNature,
        "",
        secrecy=Secrecy.ORIGINAL,
        default=ConductNature.NONE,
    )
    # Its third word says that somebody took or wanted something: read like the conduct itself.
    blocked_cause: Mapped[str | None] = field(
        "办不成的原因",
        sa.String(40),
        "",
        null=True,
        vocabulary="blocked_cause",
        secrecy=Secrecy.ORIGINAL,
    )
    urgency: Mapped[Urgency] = field(
        "紧急程度", Urgency, "list show filter add export", default=Urgency.NORMAL
    )
    unit_complained_id: Mapped[int | None] = field(
        "被反映单位",
        sa.BigInteger(),
        "add",
        null=True,
        refers_to="unit.id",
        secrecy=Secrecy.ORIGINAL,
    )
    contact_id: Mapped[int | None] = field(
        "来访人", sa.BigInteger(), "", null=True, refers_to="contact.id", secrecy=Secrecy.SEALED
    )
    # Which enterprise speaks tells who complains: it stands in no list and in no export.
    enterprise_id: Mapped[int | None] = field(
        "企业",
        sa.BigInteger(),
        "",
        null=True,
        refers_to="enterprise.id",
        index=True,
        secrecy=Secrecy.PERSONAL,
    )
    contact_phone_hash: Mapped[str | None] = field(
        "电话索引", sa.String(64), "", null=True, secrecy=Secrecy.SEALED, index=True
    )
    contact_name_hash: Mapped[str | None] = field(
        "姓名索引", sa.String(64), "", null=True, secrecy=Secrecy.SEALED
    )
    state: Mapped[ProblemState] = field(
        "状态", ProblemState, "list show filter export", default=ProblemState.REGISTERED
    )
    track: Mapped[Track] = field("办理轨道", Track, "show filter", default=Track.SERVICE)
    is_sensitive: Mapped[bool] = field(
        "含敏感事项", sa.Boolean(), "", secrecy=Secrecy.PERSONAL, default=False
    )
    lead_unit_id: Mapped[int | None] = field(
        "主办单位",
        sa.BigInteger(),
        "list show filter export",
        null=True,
        refers_to="unit.id",
    )
    # Triage of the commission stays inside: a unit reads it on the item's page, and only where
    # the item is on the service track.
    proposed_unit_id: Mapped[int | None] = field(
        "拟办单位",
        sa.BigInteger(),
        "show",
        null=True,
        refers_to="unit.id",
        secrecy=Secrecy.PERSONAL,
    )
    supervisor_unit_id: Mapped[int | None] = field(
        "监督单位", sa.BigInteger(), "show filter", null=True, refers_to="unit.id"
    )
    triage_opinion: Mapped[str | None] = field(
        "拟办意见",
        sa.Text(),
        "show",
        null=True,
        multiline=True,
        secrecy=Secrecy.PERSONAL,
    )
    instruction: Mapped[str | None] = field(
        "批办意见", sa.Text(), "show", null=True, multiline=True
    )
    days_limit: Mapped[int | None] = field("办理时限（工作日）", sa.Integer(), "show", null=True)
    registered_at: Mapped[datetime] = field("登记时间", UtcDateTime(), "show sort export")
    accepted_at: Mapped[datetime | None] = field("受理时间", UtcDateTime(), "show", null=True)
    due_at: Mapped[datetime] = field("到期", UtcDateTime(), "list show filter sort export")
    due_provisional: Mapped[bool] = field("日期暂定", sa.Boolean(), "", default=False)
    handle_due_at: Mapped[datetime | None] = field("办理期限", UtcDateTime(), "show", null=True)
    submitted_at: Mapped[datetime | None] = field("上报时间", UtcDateTime(), "show", null=True)
    closed_at: Mapped[datetime | None] = field(
        "办结时间", UtcDateTime(), "show sort export", null=True
    )
    outcome_kind: Mapped[OutcomeKind | None] = field(
        "办理结果", OutcomeKind, "show filter export", null=True
    )
    outcome_text: Mapped[str | None] = field(
        "办理情况", sa.Text(), "show", null=True, multiline=True
    )
    policy_basis: Mapped[str | None] = field(
        "政策依据", sa.Text(), "show", null=True, multiline=True
    )
    rework_count: Mapped[int] = field("重办次数", sa.Integer(), "show", default=0)
    reopen_count: Mapped[int] = field("重启次数", sa.Integer(), "show", default=0)
    supervision_count: Mapped[int] = field("督办次数", sa.Integer(), "show", default=0)
    tags: Mapped[list[str]] = field("标签", Json, "show", default=list)
    legal_due_on: Mapped[date | None] = field("法定期限", sa.Date(), "show", null=True)
    master_problem_id: Mapped[int | None] = field(
        "并入事项", sa.BigInteger(), "show", null=True, refers_to="problem.id"
    )
    parent_problem_id: Mapped[int | None] = field(
        "上级事项", sa.BigInteger(), "show", null=True, refers_to="problem.id"
    )
    rejection_reason: Mapped[str | None] = field(
        "不予受理事由", sa.String(40), "show", null=True, vocabulary="rejection_reason"
    )
    archived_at: Mapped[datetime | None] = field("归档时间", UtcDateTime(), "show", null=True)


class ProblemStep(Model):
    """One organisation's share of a problem; it tells which tier was late."""

    __tablename__ = "problem_step"
    __label__ = "办理环节"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "办理环节：每个承办单位一行",
        sa.Index("ix_problem_step_unit_id", "unit_id", "ended_at", "handle_due"),
        sa.Index("ix_problem_step_entered_at", "entered_at"),
        sa.Index("ix_problem_step_ended_at", "ended_at"),
        sa.Index(
            "ix_problem_step_returned_at",
            "returned_at",
            sqlite_where=sa.column("returned_at").is_not(None),
            postgresql_where=sa.column("returned_at").is_not(None),
        ),
    )

    problem_id: Mapped[int] = field(
        "台账事项", sa.BigInteger(), "show", refers_to="problem.id", index=True
    )
    role: Mapped[StepRole] = field("角色", StepRole, "list show")
    from_unit_id: Mapped[int | None] = field(
        "来自单位", sa.BigInteger(), "show", null=True, refers_to="unit.id"
    )
    unit_id: Mapped[int] = field("承办单位", sa.BigInteger(), "list show", refers_to="unit.id")
    handler_name: Mapped[str | None] = field("经办人", sa.String(40), "list show", null=True)
    handler_phone: Mapped[str | None] = field("经办电话", sa.String(30), "show", null=True)
    entered_at: Mapped[datetime] = field("交办时间", UtcDateTime(), "list show")
    sign_due: Mapped[datetime] = field("签收期限", UtcDateTime(), "show")
    signed_at: Mapped[datetime | None] = field("签收时间", UtcDateTime(), "list show", null=True)
    handle_due: Mapped[datetime] = field("办理期限", UtcDateTime(), "list show")
    extended_days: Mapped[int] = field("延期天数", sa.Integer(), "show", default=0)
    returned_at: Mapped[datetime | None] = field("退单时间", UtcDateTime(), "show", null=True)
    return_reason: Mapped[str | None] = field("退单理由", sa.Text(), "show", null=True)
    ended_at: Mapped[datetime | None] = field("结束时间", UtcDateTime(), "list show", null=True)
    late: Mapped[bool | None] = field(
        "超期", sa.Boolean(), "list show", null=True, hint="环节结束时认定，之后不变"
    )
    calendar_version: Mapped[int | None] = field("日历版本", sa.Integer(), "show", null=True)
    rule_version: Mapped[int | None] = field("时限规则版本", sa.Integer(), "show", null=True)
    duty_id: Mapped[int | None] = field(
        "履职事项", sa.BigInteger(), "show", null=True, refers_to="unit_duty.id"
    )
    duty_reason: Mapped[str | None] = field(
        "清单外交办理由", sa.Text(), "show", null=True, multiline=True
    )
    measures: Mapped[str | None] = field("办理措施", sa.Text(), "show", null=True, multiline=True)
    leader_name: Mapped[str | None] = field("单位负责人", sa.String(40), "show", null=True)
    leader_opinion: Mapped[str | None] = field(
        "负责人意见", sa.Text(), "show", null=True, multiline=True
    )


class ProblemScope(Model):
    """Which unit sees which problem; one index range scan answers a unit's list."""

    __tablename__ = "problem_scope"
    __label__ = "台账可见范围"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "台账可见范围：单位—事项，由办理操作维护",
        sa.UniqueConstraint("unit_id", "problem_id"),
        sa.Index("ix_problem_scope_unit_id_due_at", "unit_id", "due_at", "problem_id"),
        sa.Index("ix_problem_scope_problem_id", "problem_id"),
        sa.Index(
            "ix_problem_scope_running",
            "unit_id",
            "open_due_at",
            "problem_id",
            sqlite_where=OPEN_SCOPE,
            postgresql_where=OPEN_SCOPE,
        ),
    )

    unit_id: Mapped[int] = field("单位", sa.BigInteger(), "show", refers_to="unit.id")
    due_at: Mapped[datetime] = field("到期", UtcDateTime(), "show")
    problem_id: Mapped[int] = field("台账事项", sa.BigInteger(), "show", refers_to="problem.id")
    open_due_at: Mapped[datetime | None] = field(
        "在办的到期", UtcDateTime(), "", null=True, hint="终结的事项为空"
    )


class ProblemEvent(Model):
    """What happened to a problem, in order; append-only."""

    __tablename__ = "problem_event"
    __label__ = "办理经过"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "办理经过，只增不改",
        sa.UniqueConstraint("problem_id", "seq"),
        # The few proposals to reopen, which a leader's home page begins at.
        sa.Index(
            "ix_problem_event_reopening",
            "problem_id",
            sqlite_where=sa.column("transition") == "F06",
            postgresql_where=sa.column("transition") == "F06",
        ),
        sa.Index("ix_problem_event_actor_id", "actor_id", "problem_id"),
        sa.Index("ix_problem_event_at", "at"),
    )

    problem_id: Mapped[int] = field("台账事项", sa.BigInteger(), "show", refers_to="problem.id")
    seq: Mapped[int] = field("序号", sa.Integer(), "show")
    transition: Mapped[str] = field("流转", sa.String(4), "show")
    action: Mapped[str] = field("动作", sa.String(30), "list show")
    from_state: Mapped[str | None] = field("原状态", sa.String(20), "show", null=True)
    to_state: Mapped[str] = field("现状态", sa.String(20), "show")
    actor_id: Mapped[int | None] = field(
        "经办人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    actor_name: Mapped[str] = field("经办人姓名", sa.String(40), "list show")
    actor_unit_id: Mapped[int | None] = field(
        "经办单位", sa.BigInteger(), "list show", null=True, refers_to="unit.id"
    )
    at: Mapped[datetime] = field("时间", UtcDateTime(), "list show")
    note: Mapped[str] = field("内容", sa.Text(), "list show", default="", multiline=True)
    data: Mapped[dict[str, Any]] = field("数据", Json, "", default=dict)
    visibility: Mapped[EventVisibility] = field(
        "可见范围", EventVisibility, "show", default=EventVisibility.ALL_HANDLERS
    )


class Supervision(Model):
    """A reminder, letter or meeting that presses a unit; one per level and problem."""

    __tablename__ = "supervision"
    __label__ = "督办"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "督办记录",
        sa.UniqueConstraint("problem_id", "level"),
        sa.Index("ix_supervision_rung_key", "rung_key", unique=True),
        sa.Index("ix_supervision_issued_at", "issued_at"),
        sa.Index(
            "ix_supervision_drafted",
            "issued_at",
            "id",
            sqlite_where=DRAFTED,
            postgresql_where=DRAFTED,
        ),
    )

    problem_id: Mapped[int] = field(
        "台账事项", sa.BigInteger(), "list show", refers_to="problem.id"
    )
    kind: Mapped[SupervisionKind] = field("方式", SupervisionKind, "list show filter")
    level: Mapped[int] = field("次序", sa.Integer(), "list show")
    unit_id: Mapped[int | None] = field(
        "被督办单位", sa.BigInteger(), "list show filter", null=True, refers_to="unit.id"
    )
    issued_by_id: Mapped[int | None] = field(
        "督办人", sa.Integer(), "show", null=True, refers_to="ab_user.id", hint="定时任务没有督办人"
    )
    issued_at: Mapped[datetime] = field("督办时间", UtcDateTime(), "list show sort")
    content: Mapped[str] = field("督办要求", sa.Text(), "show", multiline=True)
    reply_due: Mapped[datetime | None] = field("回复期限", UtcDateTime(), "list show", null=True)
    document_id: Mapped[int | None] = field(
        "督办函", sa.BigInteger(), "show", null=True, refers_to="document.id"
    )
    rung: Mapped[Rung | None] = field("督办阶梯", Rung, "list show filter", null=True)
    rung_key: Mapped[str | None] = field(
        "阶梯键", sa.String(60), "", null=True, hint="同一期限同一级只督办一次"
    )
    due_at: Mapped[datetime | None] = field(
        "针对的期限", UtcDateTime(), "show", null=True, hint="阶梯按这个期限走到这一级"
    )
    score: Mapped[int | None] = field("计分", sa.Integer(), "list show", null=True)
    state: Mapped[SupervisionState] = field(
        "状态", SupervisionState, "list show filter", default=SupervisionState.ISSUED
    )
    reply: Mapped[str | None] = field("回复", sa.Text(), "show", null=True, multiline=True)
    replied_at: Mapped[datetime | None] = field("回复时间", UtcDateTime(), "show", null=True)
    replied_by_id: Mapped[int | None] = field(
        "回复人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    dropped_reason: Mapped[str | None] = field("不再督办的理由", sa.String(200), "show", null=True)
    reply_days: Mapped[int | None] = field(
        "回复工作日数", sa.Integer(), "show", null=True, hint="从签发、发出的当天起算"
    )


class Feedback(Model):
    """What the reporter was told, how, and what he said."""

    __tablename__ = "feedback"
    __label__ = "反馈回访"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args("反馈与回访")

    problem_id: Mapped[int] = field(
        "台账事项", sa.BigInteger(), "show", refers_to="problem.id", index=True
    )
    way: Mapped[FeedbackWay] = field("方式", FeedbackWay, "list show")
    content: Mapped[str] = field("反馈内容", sa.Text(), "show", multiline=True)
    callback_result: Mapped[CallbackResult] = field("回访结果", CallbackResult, "list show filter")
    attempts: Mapped[int] = field("拨打次数", sa.Integer(), "show", default=1)
    at: Mapped[datetime] = field("时间", UtcDateTime(), "list show")
    by_id: Mapped[int] = field("回访人", sa.Integer(), "show", refers_to="ab_user.id")

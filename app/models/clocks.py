"""Clocks of the ledger: every due date with its history, and the requests that may move one."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import CalendarStatus, FeedbackWay
from app.enums_ledger import AskState, DeadlineCause, DeadlineKind, LimitUnit
from app.models.base import Json, Model, UtcDateTime, field, table_args

APPROVED = sa.column("state") == "approved"
PENDING = sa.column("state").in_(["asked", "agreed"])
RUNNING = sa.and_(sa.column("met_at").is_(None), sa.column("superseded_at").is_(None))


class Deadline(Model):
    """One due date as it was computed; a later row supersedes it, nothing is overwritten."""

    __tablename__ = "deadline"
    __label__ = "期限"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "期限：每一次计算一行，只增不改；met_at 和 late 在环节结束时认定一次",
        sa.CheckConstraint("(met_at IS NULL) = (late IS NULL)", name="judged"),
        sa.CheckConstraint("met_at IS NULL OR superseded_at IS NULL", name="judged_current"),
        sa.Index(
            "ix_deadline_open",
            "calendar_status",
            "problem_id",
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
    )

    problem_id: Mapped[int] = field(
        "台账事项", sa.BigInteger(), "show", refers_to="problem.id", index=True
    )
    step_id: Mapped[int | None] = field(
        "办理环节", sa.BigInteger(), "show", null=True, refers_to="problem_step.id", index=True
    )
    kind: Mapped[DeadlineKind] = field("期限种类", DeadlineKind, "list show")
    cause: Mapped[DeadlineCause] = field("由来", DeadlineCause, "list show")
    base_at: Mapped[datetime] = field("起算时间", UtcDateTime(), "list show")
    days: Mapped[int] = field("长度", sa.Integer(), "list show")
    unit: Mapped[LimitUnit] = field("单位", LimitUnit, "list show")
    due_at: Mapped[datetime] = field("到期", UtcDateTime(), "list show")
    calendar_status: Mapped[CalendarStatus] = field("日历", CalendarStatus, "list show")
    calendar_version: Mapped[int] = field("日历版本", sa.Integer(), "show")
    rule_version: Mapped[int] = field("时限规则版本", sa.Integer(), "show")
    supersedes_id: Mapped[int | None] = field(
        "代替的期限", sa.BigInteger(), "show", null=True, refers_to="deadline.id"
    )
    superseded_at: Mapped[datetime | None] = field("被代替时间", UtcDateTime(), "show", null=True)
    met_at: Mapped[datetime | None] = field("完成时间", UtcDateTime(), "list show", null=True)
    late: Mapped[bool | None] = field("超期", sa.Boolean(), "list show", null=True)


class Extension(Model):
    """A unit asks for more days; the intake office agrees, the leader decides; once an item."""

    __tablename__ = "extension"
    __label__ = "延期申请"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "延期申请：到期前提出，两级审批，一件事项只批一次，并告知来访人",
        sa.CheckConstraint("days > 0", name="some_days"),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR opinion_by_id IS NULL OR decided_by_id <> opinion_by_id",
            name="two_levels",
        ),
        sa.Index(
            "uq_extension_approved",
            "problem_id",
            unique=True,
            sqlite_where=APPROVED,
            postgresql_where=APPROVED,
        ),
        sa.Index(
            "uq_extension_pending",
            "problem_id",
            unique=True,
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        ),
    )

    problem_id: Mapped[int] = field(
        "台账事项", sa.BigInteger(), "list show", refers_to="problem.id", index=True
    )
    step_id: Mapped[int] = field("办理环节", sa.BigInteger(), "show", refers_to="problem_step.id")
    days: Mapped[int] = field("延期（工作日）", sa.Integer(), "list show")
    reason: Mapped[str] = field("理由", sa.Text(), "show", multiline=True)
    asked_by_id: Mapped[int] = field("申请人", sa.Integer(), "show", refers_to="ab_user.id")
    asked_at: Mapped[datetime] = field("申请时间", UtcDateTime(), "list show")
    state: Mapped[AskState] = field("状态", AskState, "list show", default=AskState.ASKED)
    opinion: Mapped[str | None] = field("审核意见", sa.Text(), "show", null=True, multiline=True)
    opinion_by_id: Mapped[int | None] = field(
        "审核人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    opinion_at: Mapped[datetime | None] = field("审核时间", UtcDateTime(), "show", null=True)
    decision: Mapped[str | None] = field("批准意见", sa.Text(), "show", null=True, multiline=True)
    decided_by_id: Mapped[int | None] = field(
        "批准人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    decided_at: Mapped[datetime | None] = field("批准时间", UtcDateTime(), "show", null=True)
    due_before: Mapped[datetime] = field("原到期", UtcDateTime(), "show")
    due_after: Mapped[datetime | None] = field("新到期", UtcDateTime(), "show", null=True)
    told_at: Mapped[datetime | None] = field("告知来访人时间", UtcDateTime(), "show", null=True)
    told_way: Mapped[FeedbackWay | None] = field("告知方式", FeedbackWay, "show", null=True)


class Suspension(Model):
    """A unit asks to stop the local clock; it stops on the leader's approval, never before."""

    __tablename__ = "suspension"
    __label__ = "中止申请"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "中止申请：批准之时起本地时限停走，法定时限不停",
        sa.CheckConstraint(
            "decided_by_id IS NULL OR opinion_by_id IS NULL OR decided_by_id <> opinion_by_id",
            name="two_levels",
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR (started_at IS NOT NULL AND ended_at >= started_at)", name="span"
        ),
        sa.Index(
            "uq_suspension_pending",
            "problem_id",
            unique=True,
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        ),
        sa.Index("ix_suspension_running", "state", "ended_at", "expected_on"),
    )

    problem_id: Mapped[int] = field(
        "台账事项", sa.BigInteger(), "list show", refers_to="problem.id", index=True
    )
    step_id: Mapped[int] = field("办理环节", sa.BigInteger(), "show", refers_to="problem_step.id")
    ground: Mapped[str] = field(
        "中止事由", sa.String(40), "list show", vocabulary="suspension_reason"
    )
    reason: Mapped[str] = field("说明", sa.Text(), "show", multiline=True)
    expected_on: Mapped[date] = field("预计恢复", sa.Date(), "list show")
    asked_by_id: Mapped[int] = field("申请人", sa.Integer(), "show", refers_to="ab_user.id")
    asked_at: Mapped[datetime] = field("申请时间", UtcDateTime(), "list show")
    state: Mapped[AskState] = field("状态", AskState, "list show", default=AskState.ASKED)
    opinion: Mapped[str | None] = field("审核意见", sa.Text(), "show", null=True, multiline=True)
    opinion_by_id: Mapped[int | None] = field(
        "审核人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    opinion_at: Mapped[datetime | None] = field("审核时间", UtcDateTime(), "show", null=True)
    decision: Mapped[str | None] = field("批准意见", sa.Text(), "show", null=True, multiline=True)
    decided_by_id: Mapped[int | None] = field(
        "批准人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    decided_at: Mapped[datetime | None] = field("批准时间", UtcDateTime(), "show", null=True)
    started_at: Mapped[datetime | None] = field("中止时间", UtcDateTime(), "show", null=True)
    ended_at: Mapped[datetime | None] = field("恢复时间", UtcDateTime(), "show", null=True)
    due_before: Mapped[datetime] = field("原到期", UtcDateTime(), "show")
    due_after: Mapped[datetime | None] = field("新到期", UtcDateTime(), "show", null=True)
    # Kept in seconds by step, and "overall", as it was when the clock stopped: a calendar that
    # changes meanwhile takes none of it away.
    time_left: Mapped[dict[str, float]] = field("剩余工时（秒）", Json, "", default=dict)

"""What ties items, units and people together: links, transfers, meetings, outcomes, thanks."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import FeedbackWay
from app.enums_ledger import LinkKind, MeetingKind, MetricKind, ThanksKind
from app.models.base import Json, Model, UtcDateTime, field, table_args


class ProblemTransfer(Model):
    """An item handed to an office outside; it is asked after until the result comes back."""

    __tablename__ = "problem_transfer"
    __label__ = "转办"
    __fenced__ = True
    __display__ = "target"
    __table_args__ = table_args(
        "转办：交给本系统以外的单位，按期跟踪到有结果为止",
        sa.Index("ix_problem_transfer_track_due", "returned_at", "track_due"),
    )

    problem_id: Mapped[int] = field(
        "台账事项", sa.BigInteger(), "list show", refers_to="problem.id", index=True
    )
    target: Mapped[str] = field("转往单位", sa.String(100), "list show")
    letter_no: Mapped[str] = field("转办文号", sa.String(60), "list show")
    receipt: Mapped[str] = field("签收情况", sa.String(100), "show")
    document_id: Mapped[int | None] = field(
        "转办函", sa.BigInteger(), "show", null=True, refers_to="document.id"
    )
    told_at: Mapped[datetime | None] = field("告知来访人时间", UtcDateTime(), "show", null=True)
    told_way: Mapped[FeedbackWay] = field("告知方式", FeedbackWay, "show")
    track_due: Mapped[datetime] = field("下次跟踪", UtcDateTime(), "list show")
    checks: Mapped[int] = field("跟踪次数", sa.Integer(), "show", default=0)
    returned_at: Mapped[datetime | None] = field("结果返回", UtcDateTime(), "list show", null=True)
    result: Mapped[str | None] = field("办理结果", sa.Text(), "show", null=True, multiline=True)


class ProblemLink(Model):
    """Two items that belong together; append-only."""

    __tablename__ = "problem_link"
    __label__ = "事项关联"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "事项关联：一案三查、反弹回潮等，只增不改",
        sa.UniqueConstraint("problem_id", "other_id", "kind"),
        sa.CheckConstraint("problem_id <> other_id", name="two_items"),
    )

    problem_id: Mapped[int] = field("台账事项", sa.BigInteger(), "show", refers_to="problem.id")
    other_id: Mapped[int] = field(
        "关联事项", sa.BigInteger(), "show", refers_to="problem.id", index=True
    )
    kind: Mapped[LinkKind] = field("关联", LinkKind, "list show")
    note: Mapped[str] = field("说明", sa.String(200), "list show", default="")


class Meeting(Model):
    """People who met about items: who came, and what was decided."""

    __tablename__ = "meeting"
    __label__ = "会议"
    __fenced__ = True
    __display__ = "title"
    __table_args__ = table_args("推进会、现场会、座谈会")

    kind: Mapped[MeetingKind] = field("会议类别", MeetingKind, "list show filter")
    title: Mapped[str] = field("名称", sa.String(100), "list show search")
    held_on: Mapped[date] = field("日期", sa.Date(), "list show sort", index=True)
    place: Mapped[str] = field("地点", sa.String(60), "list show", default="")
    host_unit_id: Mapped[int] = field("召集单位", sa.BigInteger(), "list show", refers_to="unit.id")
    unit_ids: Mapped[list[int]] = field("参加单位", Json, "", default=list)
    attendees: Mapped[str] = field("参加人", sa.Text(), "show", default="", multiline=True)
    decision: Mapped[str] = field("议定事项", sa.Text(), "show", default="", multiline=True)


class MeetingProblem(Model):
    """An item that a meeting was about; append-only."""

    __tablename__ = "meeting_problem"
    __label__ = "会议事项"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "会议研究的事项，只增不改", sa.UniqueConstraint("meeting_id", "problem_id")
    )

    meeting_id: Mapped[int] = field("会议", sa.BigInteger(), "show", refers_to="meeting.id")
    problem_id: Mapped[int] = field(
        "台账事项", sa.BigInteger(), "show", refers_to="problem.id", index=True
    )


class OutcomeMetric(Model):
    """What was achieved, counted; only what somebody else verified goes into a total."""

    __tablename__ = "outcome_metric"
    __label__ = "办理成效"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "办理成效：户数、金额（分）等，经他人核实才计入；并案的只在主件上计一次",
        sa.CheckConstraint("value > 0", name="something"),
        sa.CheckConstraint("(verified_by_id IS NULL) = (verified_at IS NULL)", name="verified"),
        sa.CheckConstraint(
            "verified_by_id IS NULL OR created_by_id IS NULL OR verified_by_id <> created_by_id",
            name="verified_by_another",
        ),
        sa.Index("ix_outcome_metric_verified_at", "verified_at"),
    )

    problem_id: Mapped[int] = field(
        "台账事项", sa.BigInteger(), "list show", refers_to="problem.id", index=True
    )
    kind: Mapped[MetricKind] = field("成效", MetricKind, "list show filter")
    value: Mapped[int] = field("数值", sa.BigInteger(), "list show", hint="金额以分计")
    beneficiary: Mapped[str] = field("受益对象", sa.String(60), "list show", default="")
    serves_all: Mapped[bool | None] = field(
        "惠及全部企业", sa.Boolean(), "show", null=True, hint="办成一家、惠及全部的政策性结果"
    )
    basis: Mapped[str] = field("依据", sa.String(200), "show")
    attachment_id: Mapped[int | None] = field(
        "证据", sa.BigInteger(), "show", null=True, refers_to="attachment.id"
    )
    verified_by_id: Mapped[int | None] = field(
        "核实人", sa.Integer(), "list show", null=True, refers_to="ab_user.id"
    )
    verified_at: Mapped[datetime | None] = field("核实时间", UtcDateTime(), "show", null=True)
    void_reason: Mapped[str | None] = field("作废原因", sa.String(200), "show", null=True)


class Thanks(Model):
    """A citizen's thanks; append-only."""

    __tablename__ = "thanks"
    __label__ = "群众致谢"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args("锦旗、感谢信、电话致谢，只增不改")

    problem_id: Mapped[int] = field(
        "台账事项", sa.BigInteger(), "list show", refers_to="problem.id", index=True
    )
    kind: Mapped[ThanksKind] = field("方式", ThanksKind, "list show filter")
    given_on: Mapped[date] = field("日期", sa.Date(), "list show")
    words: Mapped[str] = field("内容", sa.String(200), "list show", default="")
    attachment_id: Mapped[int | None] = field(
        "照片", sa.BigInteger(), "show", null=True, refers_to="attachment.id"
    )

"""Evaluations: stored as words, never as numbers, and never edited."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import Channel, EvalLevel, EvalScale, EvalState, RectificationResult
from app.models.base import Model, Secrecy, UtcDateTime, field, table_args


class Evaluation(Model):
    """One citizen's rating of one service point."""

    __tablename__ = "evaluation"
    __label__ = "评价"
    __fenced__ = True
    __display__ = "eval_no"
    __table_args__ = table_args(
        "群众评价，提交后不得修改",
        sa.CheckConstraint(
            "is_bad = (level IN ('dissatisfied', 'very_dissatisfied'))", name="is_bad"
        ),
        sa.Index("ix_evaluation_unit_id_submitted_at", "unit_id", "submitted_at", "id"),
        # A unit's evaluations of one month, which its figures are counted from again.
        sa.Index("ix_evaluation_unit_id_happened_on", "unit_id", "happened_on"),
        sa.Index("ix_evaluation_happened_on", "happened_on"),
        sa.Index("ix_evaluation_submitted_at", "submitted_at", "id"),
        sa.Index("ix_evaluation_region_code", "region_code", "submitted_at"),
        # A kiosk that was offline sends its queue again; what was counted stays counted once.
        sa.Index("ix_evaluation_kiosk", "kiosk_no", "kiosk_seq", unique=True),
        sa.Index("ix_evaluation_follows_id", "follows_id", unique=True),
        sa.CheckConstraint("(round = 1) = (follows_id IS NULL)", name="second_follows"),
    )

    eval_no: Mapped[str] = field(
        "评价编号", sa.String(24), "list show search sort export", unique=True
    )
    service_point_id: Mapped[int] = field(
        "服务点位",
        sa.BigInteger(),
        "list show filter export",
        refers_to="service_point.id",
        index=True,
    )
    unit_id: Mapped[int] = field(
        "单位", sa.BigInteger(), "list show filter export", refers_to="unit.id"
    )
    region_code: Mapped[str] = field(
        "所在区划", sa.String(12), "show filter", refers_to="region.code"
    )
    staff_id: Mapped[int | None] = field(
        "工作人员", sa.BigInteger(), "show", null=True, refers_to="staff.id"
    )
    channel: Mapped[Channel] = field("来源", Channel, "list show filter export")
    scale: Mapped[EvalScale] = field("档位", EvalScale, "show filter", default=EvalScale.THREE)
    level: Mapped[EvalLevel] = field("评价", EvalLevel, "list show filter export")
    is_bad: Mapped[bool] = field("差评", sa.Boolean(), "show filter", default=False)
    is_sensitive: Mapped[bool] = field(
        "含敏感原因", sa.Boolean(), "", secrecy=Secrecy.PERSONAL, default=False
    )
    round: Mapped[int] = field("评价次序", sa.Integer(), "show", default=1)
    text: Mapped[str | None] = field(
        "文字评价", sa.Text(), "show", secrecy=Secrecy.ORIGINAL, null=True, multiline=True
    )
    trips: Mapped[int | None] = field("跑了几趟", sa.Integer(), "show export", null=True)
    told_once: Mapped[bool | None] = field("一次性告知", sa.Boolean(), "show export", null=True)
    happened_on: Mapped[date] = field("办事日期", sa.Date(), "list show filter sort export")
    submitted_at: Mapped[datetime] = field("评价时间", UtcDateTime(), "list show sort export")
    contact_id: Mapped[int | None] = field(
        "评价人",
        sa.BigInteger(),
        "",
        secrecy=Secrecy.SEALED,
        null=True,
        refers_to="contact.id",
    )
    client_token_hash: Mapped[str | None] = field(
        "当日去重码",
        sa.String(64),
        "",
        secrecy=Secrecy.SEALED,
        null=True,
        hint="随机码加当日盐的散列，盐每天覆盖",
    )
    kiosk_no: Mapped[str | None] = field("终端编号", sa.String(20), "show", null=True)
    kiosk_seq: Mapped[int | None] = field("终端流水号", sa.Integer(), "show", null=True)
    service_item_id: Mapped[int | None] = field(
        "办理事项", sa.BigInteger(), "show filter", null=True, refers_to="service_item.id"
    )
    asks_reply: Mapped[bool | None] = field("要求回复", sa.Boolean(), "show", null=True)
    assisted_by_id: Mapped[int | None] = field(
        "代为录入", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    happened_hour: Mapped[int | None] = field(
        "办事时间（点）", sa.Integer(), "show", null=True, hint="断网的一体机自己记下的钟点"
    )
    follow_code_hash: Mapped[str | None] = field(
        "追评码散列", sa.String(64), "", secrecy=Secrecy.SEALED, null=True
    )
    follows_id: Mapped[int | None] = field(
        "追评的评价", sa.BigInteger(), "show", null=True, refers_to="evaluation.id"
    )
    state: Mapped[EvalState] = field("状态", EvalState, "list show filter", default=EvalState.VALID)
    problem_id: Mapped[int | None] = field(
        "台账事项", sa.BigInteger(), "show", null=True, refers_to="problem.id"
    )


class EvaluationReason(Model):
    """One reason of a bad evaluation."""

    __tablename__ = "evaluation_reason"
    __label__ = "不满意原因"
    __fenced__ = True
    __display__ = "reason"
    __table_args__ = table_args("差评原因", sa.UniqueConstraint("evaluation_id", "reason"))

    evaluation_id: Mapped[int] = field("评价", sa.BigInteger(), "show", refers_to="evaluation.id")
    reason: Mapped[str] = field(
        "原因", sa.String(40), "list show filter", vocabulary="dissatisfaction_reason"
    )
    is_sensitive: Mapped[bool] = field(
        "敏感", sa.Boolean(), "", secrecy=Secrecy.PERSONAL, default=False
    )
    other_text: Mapped[str | None] = field(
        "其他原因", sa.String(200), "show", secrecy=Secrecy.ORIGINAL, null=True
    )


class Rectification(Model):
    """What a unit must put right after a bad evaluation."""

    __tablename__ = "rectification"
    __label__ = "限期整改"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "差评限期整改",
        sa.Index("ix_rectification_unit_id_due_at", "unit_id", "due_at", "id"),
        sa.Index("ix_rectification_due_at", "due_at"),
    )

    evaluation_id: Mapped[int | None] = field(
        "评价", sa.BigInteger(), "show", null=True, refers_to="evaluation.id", unique=True
    )
    problem_id: Mapped[int | None] = field(
        "台账事项", sa.BigInteger(), "show", null=True, refers_to="problem.id"
    )
    unit_id: Mapped[int] = field(
        "整改单位", sa.BigInteger(), "list show filter", refers_to="unit.id"
    )
    due_at: Mapped[datetime] = field("整改期限", UtcDateTime(), "list show sort")
    plan: Mapped[str | None] = field("整改措施", sa.Text(), "show", null=True, multiline=True)
    done_at: Mapped[datetime | None] = field("完成时间", UtcDateTime(), "list show", null=True)
    result: Mapped[RectificationResult] = field(
        "结果", RectificationResult, "list show filter", default=RectificationResult.OPEN
    )
    is_complex: Mapped[bool | None] = field("情况复杂", sa.Boolean(), "show", null=True)
    answer: Mapped[str | None] = field("整改结果", sa.Text(), "show", null=True, multiline=True)
    check_note: Mapped[str | None] = field("核实情况", sa.Text(), "show", null=True, multiline=True)
    checked_by_id: Mapped[int | None] = field(
        "核实人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    checked_at: Mapped[datetime | None] = field("核实时间", UtcDateTime(), "show", null=True)

"""What belongs to a message: where it was passed on, what its writer added, what is published."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import EvalLevel, ScopeDecision
from app.enums_board import ReturnKind
from app.models.base import Model, Secrecy, UtcDateTime, field, table_args

OPEN, SEALED = Secrecy.OPEN, Secrecy.SEALED


class MessageTransfer(Model):
    """A message in another office's hands: its letter, when it is asked after, what came back."""

    __tablename__ = "message_transfer"
    __label__ = "留言转办"
    __fenced__ = True
    __display__ = "target"
    __table_args__ = table_args(
        "留言转办：转往哪里、函、到期、结果",
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        sa.Index("ix_message_transfer_track_due", "track_due"),
    )

    message_id: Mapped[int] = field(
        "留言", sa.BigInteger(), "show", refers_to="message.id", unique=True
    )
    decision: Mapped[ScopeDecision] = field("去向", ScopeDecision, "list show filter")
    target: Mapped[str] = field("转往", sa.String(80), "list show")
    unit_id: Mapped[int | None] = field(
        "承办单位", sa.BigInteger(), "show", null=True, refers_to="unit.id", index=True
    )
    reason: Mapped[str] = field("理由", sa.String(300), "show", default="")
    brief: Mapped[str] = field(
        "转给单位的内容",
        sa.Text(),
        "show",
        default="",
        multiline=True,
        hint="分办的人核对过的文字：单位只看这一段，看不到群众原文",
    )
    document_id: Mapped[int | None] = field(
        "转办函", sa.BigInteger(), "show", null=True, refers_to="document.id"
    )
    track_due: Mapped[datetime] = field("询问期限", UtcDateTime(), "list show sort")
    checks: Mapped[int] = field("询问次数", sa.Integer(), "show", default=0)
    answer: Mapped[str | None] = field("办理结果", sa.Text(), "show", null=True, multiline=True)
    answered_at: Mapped[datetime | None] = field("结果时间", UtcDateTime(), "show", null=True)
    answered_by_id: Mapped[int | None] = field(
        "登记人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )


class PublicFeedback(Model):
    """What a citizen sent back with his query code; the worker finds out what it belongs to."""

    __tablename__ = "public_feedback"
    __label__ = "群众补充和评价"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "群众凭查询码补充的情况和对办理的评价，只增不改",
        sa.CheckConstraint("(kind = 'rating') = (level IS NOT NULL)", name="level_of_rating"),
        sa.Index("ix_public_feedback_message_id", "message_id", "id"),
        sa.Index("ix_public_feedback_problem_id", "problem_id", "id"),
        sa.CheckConstraint("(kind = 'rating') = (rating_key IS NOT NULL)", name="key_of_rating"),
    )

    code_hash: Mapped[str] = field("查询码散列", sa.String(64), "", secrecy=SEALED)
    kind: Mapped[ReturnKind] = field("内容", ReturnKind, "list show")
    rating_key: Mapped[str | None] = field(
        "评价键",
        sa.String(64),
        "",
        secrecy=SEALED,
        null=True,
        unique=True,
        hint="评价时等于查询码散列：一件事只评价一次",
    )
    level: Mapped[EvalLevel | None] = field("满意度", EvalLevel, "list show", null=True)
    text: Mapped[str] = field(
        "文字", sa.Text(), "show", secrecy=Secrecy.ORIGINAL, multiline=True, default=""
    )
    submitted_at: Mapped[datetime] = field("提交时间", UtcDateTime(), "list show")
    message_id: Mapped[int | None] = field(
        "留言", sa.BigInteger(), "show", null=True, refers_to="message.id"
    )
    problem_id: Mapped[int | None] = field(
        "台账事项", sa.BigInteger(), "show", null=True, refers_to="problem.id"
    )


class Publication(Model):
    """A text of the office's own about a message, published with the writer's consent."""

    __tablename__ = "publication"
    __label__ = "公开的答复"
    __display__ = "title"
    __table_args__ = table_args(
        "公开的答复：工作人员自己写的文字，群众原文从不公开",
        sa.Index("ix_publication_published_on", "published_on"),
    )

    message_id: Mapped[int] = field(
        "留言", sa.BigInteger(), "", refers_to="message.id", unique=True
    )
    title: Mapped[str] = field("标题", sa.String(100), "list show", secrecy=OPEN)
    text: Mapped[str] = field("公开文字", sa.Text(), "show", secrecy=OPEN, multiline=True)
    published_on: Mapped[date] = field("公开日期", sa.Date(), "list show", secrecy=OPEN)
    by_id: Mapped[int] = field("公开人", sa.Integer(), "show", refers_to="ab_user.id")
    withdrawn_on: Mapped[date | None] = field("撤下日期", sa.Date(), "show", null=True)
    withdrawn_by_id: Mapped[int | None] = field(
        "撤下人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )


class StopCount(Model):
    """How many reports about cadres managed above the public door turned away on a day.

    The public door may not write into the clue compartment; the worker moves the number there.
    """

    __tablename__ = "stop_count"
    __label__ = "群众入口的径送提示"
    __display__ = "day"
    __table_args__ = table_args(
        "群众入口当天提示线下径送的次数：只有数，别的都不存",
        sa.CheckConstraint("n >= moved", name="moved"),
    )

    day: Mapped[date] = field("日期", sa.Date(), "", unique=True)
    n: Mapped[int] = field("次数", sa.Integer(), "")
    moved: Mapped[int] = field("已转入", sa.Integer(), "", default=0)

"""What becomes of an evaluation: a unit's appeal, suspicions of stuffing, the second evaluation."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums_evaluation import AppealGround, AppealState, FlagKind, FlagState
from app.models.base import Model, Secrecy, UtcDateTime, field, table_args


class EvalAppeal(Model):
    """A unit's appeal against a bad evaluation, decided by somebody of another unit."""

    __tablename__ = "eval_appeal"
    __label__ = "差评申诉"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "差评申诉：一条评价申诉一次，由别的单位裁定",
        sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
        sa.Index("ix_eval_appeal_state", "state", "decide_due"),
    )

    evaluation_id: Mapped[int] = field(
        "评价", sa.BigInteger(), "show", refers_to="evaluation.id", unique=True
    )
    unit_id: Mapped[int] = field(
        "申诉单位", sa.BigInteger(), "list show filter", refers_to="unit.id"
    )
    ground: Mapped[AppealGround] = field("申诉理由", AppealGround, "list show filter")
    evidence: Mapped[str] = field("事实和证据", sa.Text(), "show", multiline=True)
    asked_by_id: Mapped[int] = field("申诉人", sa.Integer(), "show", refers_to="ab_user.id")
    asked_at: Mapped[datetime] = field("申诉时间", UtcDateTime(), "list show sort")
    decide_due: Mapped[datetime] = field("裁定期限", UtcDateTime(), "list show sort")
    state: Mapped[AppealState] = field(
        "结果", AppealState, "list show filter", default=AppealState.ASKED
    )
    decision: Mapped[str | None] = field("裁定意见", sa.Text(), "show", null=True, multiline=True)
    decided_by_id: Mapped[int | None] = field(
        "裁定人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    decided_at: Mapped[datetime | None] = field("裁定时间", UtcDateTime(), "show", null=True)


class EvaluationFlag(Model):
    """A suspicion of stuffing; the evaluation counts until a person confirms it."""

    __tablename__ = "evaluation_flag"
    __label__ = "异常评价"
    __fenced__ = True
    __display__ = "kind"
    __table_args__ = table_args(
        "疑似刷评：先保留，经人确认后才不计分",
        sa.UniqueConstraint("evaluation_id", "kind"),
        sa.Index("ix_evaluation_flag_state", "state", "service_point_id", "kind", "flagged_on"),
    )

    evaluation_id: Mapped[int] = field("评价", sa.BigInteger(), "show", refers_to="evaluation.id")
    service_point_id: Mapped[int] = field(
        "点位", sa.BigInteger(), "list show filter", refers_to="service_point.id"
    )
    kind: Mapped[FlagKind] = field("疑点", FlagKind, "list show filter")
    flagged_on: Mapped[datetime] = field("发现时间", UtcDateTime(), "list show sort")
    state: Mapped[FlagState] = field("状态", FlagState, "list show filter", default=FlagState.OPEN)
    decided_by_id: Mapped[int | None] = field(
        "核实人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    decided_at: Mapped[datetime | None] = field("核实时间", UtcDateTime(), "show", null=True)
    note: Mapped[str | None] = field("核实情况", sa.String(200), "show", null=True)


class FollowUp(Model):
    """What the code of a receipt opens after handling: one second evaluation of a point."""

    __tablename__ = "follow_up"
    __label__ = "追评"
    __display__ = "id"
    __table_args__ = table_args("追评凭据：整改核实后开放，一码一次")

    code_hash: Mapped[str] = field(
        "追评码散列", sa.String(64), "", secrecy=Secrecy.SEALED, unique=True
    )
    evaluation_id: Mapped[int] = field(
        "首次评价", sa.BigInteger(), "", refers_to="evaluation.id", unique=True
    )
    service_point_id: Mapped[int] = field("点位", sa.BigInteger(), "", refers_to="service_point.id")
    answer: Mapped[str] = field("整改结果", sa.Text(), "", default="", multiline=True)

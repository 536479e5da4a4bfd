"""A month that was reported: the rule of the score, the scores, and the frozen figures."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums_scoring import RuleState, ScoredKind, SnapshotState
from app.models.base import Json, Model, UtcDateTime, field, table_args

PERIOD = sa.String(7)
NOT_VOID = sa.column("state") != "void"


class ScoringRule(Model):
    """One version of the scoring rule; approved by another it never changes any more."""

    __tablename__ = "scoring_rule"
    __label__ = "评分办法"
    __display__ = "version"
    __table_args__ = table_args(
        "评分办法：一版一行，批准后不再修改，改动另起一版",
        sa.CheckConstraint("version > 0", name="version"),
        sa.CheckConstraint("approved_by_id <> drafted_by_id", name="second_person"),
        sa.CheckConstraint(
            "(state = 'approved') = (approved_at IS NOT NULL)"
            " AND (approved_by_id IS NULL) = (approved_at IS NULL)",
            name="approved",
        ),
    )

    version: Mapped[int] = field("版本", sa.Integer(), "list show", unique=True)
    valid_from: Mapped[date] = field(
        "从哪个月起", sa.Date(), "list show", hint="月份的第一天；以前的月份仍按原来的版本"
    )
    level_points: Mapped[dict[str, str]] = field("各档分值", Json, "show")
    weights: Mapped[dict[str, str]] = field("各部分权重", Json, "show", hint="合计 100")
    min_sample: Mapped[dict[str, int]] = field("最少评价数", Json, "show", hint="不足的不排名")
    deductions: Mapped[dict[str, str]] = field("每次扣分", Json, "show")
    note: Mapped[str] = field("修改说明", sa.String(200), "show", default="")
    state: Mapped[RuleState] = field("状态", RuleState, "list show", default=RuleState.DRAFT)
    drafted_by_id: Mapped[int] = field("起草人", sa.Integer(), "show", refers_to="ab_user.id")
    approved_by_id: Mapped[int | None] = field(
        "批准人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    approved_at: Mapped[datetime | None] = field("批准时间", UtcDateTime(), "show", null=True)


class ReportSnapshot(Model):
    """The figures of a month as they were at the cut-off, with the rows that they rest on."""

    __tablename__ = "report_snapshot"
    __label__ = "月度数据"
    __fenced__ = True
    __display__ = "period"
    __table_args__ = table_args(
        "月度数据：截止时刻的数字和成员名单；只增不改，重做另起一行，签发后不再变",
        sa.CheckConstraint("(state = 'signed') = (signed_at IS NOT NULL)", name="signed"),
        sa.CheckConstraint("state <> 'void' OR void_reason IS NOT NULL", name="void_with_reason"),
        # One month has one snapshot that stands; the drafts before it are kept as void.
        sa.Index(
            "ix_report_snapshot_standing",
            "period",
            "scope",
            unique=True,
            sqlite_where=NOT_VOID,
            postgresql_where=NOT_VOID,
        ),
        sa.Index("ix_report_snapshot_document_id", "document_id"),
    )

    period: Mapped[str] = field("月份", PERIOD, "list show sort")
    scope: Mapped[str] = field("范围", sa.String(20), "show", default="county")
    metric_version: Mapped[str] = field("指标版本", sa.String(20), "show")
    rule_version: Mapped[int | None] = field("评分办法版本", sa.Integer(), "show", null=True)
    cut_off_at: Mapped[datetime] = field("数据截止", UtcDateTime(), "list show")
    figures: Mapped[dict[str, Any]] = field("数字", Json, "")
    members: Mapped[bytes] = field(
        "成员名单", sa.LargeBinary(), "", hint="按指标列出的行编号，压缩存放"
    )
    members_sha256: Mapped[str] = field("名单散列", sa.String(64), "show")
    state: Mapped[SnapshotState] = field(
        "状态", SnapshotState, "list show", default=SnapshotState.DRAFT
    )
    document_id: Mapped[int | None] = field(
        "月度报告", sa.BigInteger(), "show", null=True, refers_to="document.id"
    )
    signed_at: Mapped[datetime | None] = field("签发时间", UtcDateTime(), "show", null=True)
    void_reason: Mapped[str | None] = field("作废原因", sa.String(200), "show", null=True)


class Score(Model):
    """The score of one unit or window in a snapshot; none where the sample is too small."""

    __tablename__ = "score"
    __label__ = "评分"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "评分：一次月度数据里一个单位一行，只增不改；样本不足的没有分",
        sa.UniqueConstraint("snapshot_id", "object_kind", "object_id"),
        sa.Index("ix_score_object", "object_kind", "object_id", "period"),
    )

    snapshot_id: Mapped[int] = field(
        "月度数据", sa.BigInteger(), "show", refers_to="report_snapshot.id"
    )
    period: Mapped[str] = field("月份", PERIOD, "list show sort")
    object_kind: Mapped[ScoredKind] = field("对象", ScoredKind, "list show")
    object_id: Mapped[int] = field("对象编号", sa.BigInteger(), "list show")
    unit_id: Mapped[int] = field("单位", sa.BigInteger(), "list show", refers_to="unit.id")
    rule_version: Mapped[int] = field("评分办法版本", sa.Integer(), "show")
    n: Mapped[int] = field("评价数", sa.Integer(), "list show")
    score: Mapped[Decimal | None] = field("得分", sa.Numeric(7, 2), "list show", null=True)
    detail: Mapped[dict[str, Any]] = field("明细", Json, "")
    published_at: Mapped[datetime | None] = field(
        "公布时间", UtcDateTime(), "show", null=True, hint="月度报告签发时"
    )

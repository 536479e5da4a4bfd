"""聚类: raw items of a period sorted into prominent problems, none of them ever lost or added."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import Channel
from app.enums_campaign import ClusterState, RawKind
from app.models.base import Json, Model, UtcDateTime, field, table_args


class ClusteringRun(Model):
    """The raw items of a period, frozen; their number never changes afterwards."""

    __tablename__ = "clustering_run"
    __label__ = "问题聚类"
    __fenced__ = True
    __display__ = "title"
    __table_args__ = table_args(
        "问题聚类：一段时间的原始意见，清单冻结后总数不变；归并的加没归并的总等于总数",
        sa.CheckConstraint("until_on >= from_on", name="span"),
        sa.CheckConstraint("total >= 0", name="total"),
        sa.Index("ix_clustering_run_unit_id", "unit_id", "from_on"),
    )

    unit_id: Mapped[int] = field("整理单位", sa.BigInteger(), "list show", refers_to="unit.id")
    title: Mapped[str] = field("名称", sa.String(60), "list show search")
    from_on: Mapped[date] = field("开始日期", sa.Date(), "list show sort")
    until_on: Mapped[date] = field("结束日期", sa.Date(), "list show")
    kinds: Mapped[list[str]] = field("范围", Json, "show", default=list)
    # The sources that the table names; all others stand together under 其他.
    named: Mapped[list[str]] = field("单列的来源", Json, "show", default=list)
    total: Mapped[int] = field("原始条数", sa.Integer(), "list show", default=0)
    frozen_at: Mapped[datetime | None] = field("冻结时间", UtcDateTime(), "show", null=True)
    suggested_at: Mapped[datetime | None] = field("上次建议", UtcDateTime(), "show", null=True)


class Cluster(Model):
    """Raw items that a person found to be one problem; listed, it has an owner and a day."""

    __tablename__ = "cluster"
    __label__ = "归并的问题"
    __fenced__ = True
    __display__ = "title"
    __table_args__ = table_args(
        "归并的问题：列入问题清单的有牵头单位、措施和时限，可以登记为台账事项",
        sa.UniqueConstraint("id", "run_id"),
        sa.CheckConstraint(
            "state <> 'listed' OR (owner_unit_id IS NOT NULL AND measures IS NOT NULL"
            " AND due_on IS NOT NULL AND supports IS NOT NULL)",
            name="listed_has_owner",
        ),
        sa.CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged"),
        sa.Index("ix_cluster_run_id", "run_id", "state"),
        sa.Index("ix_cluster_owner_unit_id", "owner_unit_id", "due_on"),
    )

    run_id: Mapped[int] = field("问题聚类", sa.BigInteger(), "show", refers_to="clustering_run.id")
    unit_id: Mapped[int] = field("整理单位", sa.BigInteger(), "show", refers_to="unit.id")
    title: Mapped[str] = field("问题", sa.String(100), "list show search")
    theme: Mapped[str] = field("组别", sa.String(40), "list show", default="")
    domain: Mapped[str | None] = field(
        "问题领域", sa.String(40), "list show", null=True, vocabulary="problem_domain"
    )
    state: Mapped[ClusterState] = field(
        "状态", ClusterState, "list show", default=ClusterState.SORTED
    )
    merged_into_id: Mapped[int | None] = field(
        "并入", sa.BigInteger(), "show", null=True, refers_to="cluster.id"
    )
    owner_unit_id: Mapped[int | None] = field(
        "牵头单位", sa.BigInteger(), "list show", null=True, refers_to="unit.id"
    )
    measures: Mapped[str | None] = field("措施", sa.Text(), "show", null=True, multiline=True)
    due_on: Mapped[date | None] = field("完成时限", sa.Date(), "list show", null=True)
    supports: Mapped[int | None] = field(
        "列入时的反映条数", sa.Integer(), "list show", null=True, hint="列入清单那一刻的条数"
    )
    listed_at: Mapped[datetime | None] = field("列入时间", UtcDateTime(), "show", null=True)
    problem_id: Mapped[int | None] = field(
        "台账事项", sa.BigInteger(), "show", null=True, refers_to="problem.id", unique=True
    )
    campaign_id: Mapped[int | None] = field(
        "专项项目", sa.BigInteger(), "show", null=True, refers_to="campaign.id", index=True
    )


class ClusterMember(Model):
    """One raw item of a run, in a cluster or in none; only where it lies may change."""

    __tablename__ = "cluster_member"
    __label__ = "原始意见"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "原始意见：只记是哪一条，不抄内容；行数就是总数，冻结后不能再加，任何时候不能删",
        sa.UniqueConstraint("run_id", "kind", "source_id"),
        sa.ForeignKeyConstraint(
            ["cluster_id", "run_id"], ["cluster.id", "cluster.run_id"], ondelete="RESTRICT"
        ),
        sa.Index("ix_cluster_member_cluster_id", "run_id", "cluster_id"),
        sa.Index("ix_cluster_member_suggested", "run_id", "suggested"),
    )

    run_id: Mapped[int] = field("问题聚类", sa.BigInteger(), "show", refers_to="clustering_run.id")
    unit_id: Mapped[int] = field("整理单位", sa.BigInteger(), "show", refers_to="unit.id")
    kind: Mapped[RawKind] = field("类别", RawKind, "list show")
    source_id: Mapped[int] = field("原始记录", sa.BigInteger(), "show")
    channel: Mapped[Channel] = field("来源", Channel, "list show")
    cluster_id: Mapped[int | None] = field("归并到", sa.BigInteger(), "show", null=True)
    suggested: Mapped[int | None] = field("建议的组", sa.Integer(), "show", null=True)

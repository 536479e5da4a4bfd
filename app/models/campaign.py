"""专项整治: themes, items and problems under a campaign, its phases, tasks, returns, look-backs."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums_campaign import (
    Cadence,
    CampaignKind,
    LookBackResult,
    PhaseKind,
    ReturnState,
)
from app.models.base import Model, UtcDateTime, field, table_args


class Campaign(Model):
    """A campaign, or a theme or an item in its tree; a node has its campaign as root."""

    __tablename__ = "campaign"
    __label__ = "专项行动"
    __fenced__ = True
    __display__ = "title"
    __table_args__ = table_args(
        "专项行动：专项整治、百日行动等，下面是主题，再下面是项目",
        sa.UniqueConstraint("id", "root_id"),
        sa.CheckConstraint("until_on >= from_on", name="span"),
        sa.CheckConstraint("(root_id IS NULL) = (parent_id IS NULL)", name="rooted"),
        sa.CheckConstraint("(root_id IS NULL) = (kind IS NOT NULL)", name="kind_of_root"),
        sa.CheckConstraint("target_n IS NULL OR target_n > 0", name="target"),
        sa.CheckConstraint("(target_n IS NULL) = (target_unit = '')", name="target_unit"),
        sa.Index("ix_campaign_root_id", "root_id"),
        sa.Index("ix_campaign_parent_id", "parent_id"),
    )

    root_id: Mapped[int | None] = field(
        "专项行动", sa.BigInteger(), "show", null=True, refers_to="campaign.id"
    )
    parent_id: Mapped[int | None] = field(
        "上级", sa.BigInteger(), "show", null=True, refers_to="campaign.id"
    )
    kind: Mapped[CampaignKind | None] = field("类别", CampaignKind, "list show filter", null=True)
    title: Mapped[str] = field("名称", sa.String(100), "list show search")
    unit_id: Mapped[int] = field("牵头单位", sa.BigInteger(), "list show", refers_to="unit.id")
    basis: Mapped[str] = field("依据文件", sa.Text(), "show", default="", multiline=True)
    from_on: Mapped[date] = field("开始日期", sa.Date(), "list show sort")
    until_on: Mapped[date] = field("结束日期", sa.Date(), "list show sort")
    target_n: Mapped[int | None] = field("总目标", sa.Integer(), "show", null=True)
    target_unit: Mapped[str] = field("计量单位", sa.String(10), "show", default="")
    ended_at: Mapped[datetime | None] = field("结束时间", UtcDateTime(), "show", null=True)


class CampaignPhase(Model):
    """A stretch of a campaign with its days."""

    __tablename__ = "campaign_phase"
    __label__ = "专项阶段"
    __fenced__ = True
    __display__ = "kind"
    __table_args__ = table_args(
        "专项阶段和起止日期",
        sa.UniqueConstraint("campaign_id", "kind"),
        sa.CheckConstraint("until_on >= from_on", name="span"),
    )

    campaign_id: Mapped[int] = field("专项行动", sa.BigInteger(), "show", refers_to="campaign.id")
    kind: Mapped[PhaseKind] = field("阶段", PhaseKind, "list show")
    from_on: Mapped[date] = field("开始日期", sa.Date(), "list show")
    until_on: Mapped[date] = field("结束日期", sa.Date(), "list show")


class CampaignProblem(Model):
    """An item of the ledger under a node; under one node of a campaign at most."""

    __tablename__ = "campaign_problem"
    __label__ = "专项问题"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "专项问题：台账事项挂在专项的哪个项目下，一个专项里只挂一处",
        sa.UniqueConstraint("campaign_id", "problem_id"),
        sa.ForeignKeyConstraint(
            ["node_id", "campaign_id"], ["campaign.id", "campaign.root_id"], ondelete="RESTRICT"
        ),
        sa.Index("ix_campaign_problem_node_id", "node_id"),
        sa.Index("ix_campaign_problem_problem_id", "problem_id"),
    )

    campaign_id: Mapped[int] = field("专项行动", sa.BigInteger(), "show", refers_to="campaign.id")
    node_id: Mapped[int] = field("项目", sa.BigInteger(), "show")
    problem_id: Mapped[int] = field("台账事项", sa.BigInteger(), "show", refers_to="problem.id")


class CampaignTask(Model):
    """What one unit has to do in a campaign, with a number that its returns count towards."""

    __tablename__ = "campaign_task"
    __label__ = "专项任务"
    __fenced__ = True
    __display__ = "measure"
    __table_args__ = table_args(
        "专项任务：单位、措施、数量目标；完成数只从采用的填报里来",
        sa.CheckConstraint("target_n > 0", name="target"),
        sa.Index("ix_campaign_task_campaign_id", "campaign_id", "unit_id"),
        sa.Index("ix_campaign_task_unit_id", "unit_id", "due_on"),
    )

    campaign_id: Mapped[int] = field("专项行动", sa.BigInteger(), "show", refers_to="campaign.id")
    node_id: Mapped[int] = field(
        "项目", sa.BigInteger(), "show", refers_to="campaign.id", index=True
    )
    unit_id: Mapped[int] = field("责任单位", sa.BigInteger(), "list show", refers_to="unit.id")
    measure: Mapped[str] = field("措施", sa.String(200), "list show")
    target_n: Mapped[int] = field("目标", sa.Integer(), "list show")
    target_unit: Mapped[str] = field("计量单位", sa.String(10), "list show")
    due_on: Mapped[date] = field("完成时限", sa.Date(), "list show sort")
    cadence: Mapped[Cadence] = field("填报周期", Cadence, "show")


class CampaignReturn(Model):
    """What a unit did in one period; checked by the owner, and once accepted never changed."""

    __tablename__ = "campaign_return"
    __label__ = "专项填报"
    __fenced__ = True
    __display__ = "due_on"
    __table_args__ = table_args(
        "专项填报：单位按期报数和情况，牵头单位审核；采用后不能再改，更正另报一份",
        sa.CheckConstraint(
            "state NOT IN ('submitted', 'accepted') OR (submitted_at IS NOT NULL"
            " AND done_n IS NOT NULL)",
            name="submitted",
        ),
        sa.CheckConstraint("(state = 'accepted') = (accepted_at IS NOT NULL)", name="accepted"),
        sa.CheckConstraint(
            "accepted_at IS NULL OR decided_by_id IS NULL OR submitted_by_id IS NULL"
            " OR decided_by_id <> submitted_by_id",
            name="two_people",
        ),
        sa.Index("ix_campaign_return_task_id", "task_id", "due_on"),
        sa.Index("ix_campaign_return_unit_id", "unit_id", "state", "due_on"),
        sa.Index("ix_campaign_return_campaign_id", "campaign_id", "state", "due_on"),
    )

    campaign_id: Mapped[int] = field("专项行动", sa.BigInteger(), "show", refers_to="campaign.id")
    task_id: Mapped[int] = field("专项任务", sa.BigInteger(), "show", refers_to="campaign_task.id")
    unit_id: Mapped[int] = field("填报单位", sa.BigInteger(), "list show", refers_to="unit.id")
    due_on: Mapped[date] = field("应报日期", sa.Date(), "list show sort")
    done_n: Mapped[int | None] = field("本期完成", sa.Integer(), "list show", null=True)
    text: Mapped[str] = field("情况", sa.Text(), "show", default="", multiline=True)
    state: Mapped[ReturnState] = field(
        "状态", ReturnState, "list show filter", default=ReturnState.DRAFT
    )
    submitted_at: Mapped[datetime | None] = field("上报时间", UtcDateTime(), "show", null=True)
    submitted_by_id: Mapped[int | None] = field(
        "上报人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    accepted_at: Mapped[datetime | None] = field("采用时间", UtcDateTime(), "show", null=True)
    decided_by_id: Mapped[int | None] = field(
        "审核人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    refusal: Mapped[str | None] = field("退回原因", sa.String(200), "show", null=True)
    reminded_at: Mapped[datetime | None] = field("提醒时间", UtcDateTime(), "", null=True)
    file_name: Mapped[str | None] = field("附件", sa.String(120), "show", null=True)
    file_mime: Mapped[str | None] = field("附件类型", sa.String(100), "", null=True)
    file_sha256: Mapped[str | None] = field("附件散列", sa.String(64), "", null=True)


class CampaignLookBack(Model):
    """Somebody came back to look; what was found stays as it was written."""

    __tablename__ = "campaign_look_back"
    __label__ = "回头看"
    __fenced__ = True
    __display__ = "looked_on"
    __table_args__ = table_args(
        "回头看：只增不改；反弹的可以登记为新的台账事项",
        sa.CheckConstraint(
            "raised_problem_id IS NULL OR result = 'relapsed'", name="only_a_relapse_raises"
        ),
        sa.Index("ix_campaign_look_back_campaign_id", "campaign_id", "looked_on"),
        sa.Index("ix_campaign_look_back_problem_id", "problem_id"),
    )

    campaign_id: Mapped[int] = field("专项行动", sa.BigInteger(), "show", refers_to="campaign.id")
    task_id: Mapped[int] = field(
        "专项任务", sa.BigInteger(), "show", refers_to="campaign_task.id", index=True
    )
    unit_id: Mapped[int] = field("责任单位", sa.BigInteger(), "list show", refers_to="unit.id")
    problem_id: Mapped[int | None] = field(
        "查看的台账事项", sa.BigInteger(), "show", null=True, refers_to="problem.id"
    )
    looked_on: Mapped[date] = field("日期", sa.Date(), "list show sort")
    result: Mapped[LookBackResult] = field("结果", LookBackResult, "list show filter")
    text: Mapped[str] = field("情况", sa.Text(), "show", multiline=True)
    raised_problem_id: Mapped[int | None] = field(
        "登记的台账事项",
        sa.BigInteger(),
        "show",
        null=True,
        refers_to="problem.id",
        unique=True,
    )

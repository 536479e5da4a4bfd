"""公开承诺: what a unit promises, to everybody or to one enterprise, and whether it was kept."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums_promise import PromiseState
from app.models.base import Json, Model, Secrecy, UtcDateTime, field, table_args

OPEN = Secrecy.OPEN


class Commitment(Model):
    """One promise of a unit with its target and its day; overdue and unkept it is broken."""

    __tablename__ = "commitment"
    __label__ = "公开承诺"
    __fenced__ = True
    __display__ = "title"
    __table_args__ = table_args(
        "公开承诺：目标、措施、时限；对企业的承诺记金额，到期没有兑现的就是失信违诺",
        sa.CheckConstraint("amount IS NULL OR amount > 0", name="amount"),
        sa.CheckConstraint("amount IS NULL OR enterprise_id IS NOT NULL", name="amount_to_whom"),
        sa.CheckConstraint(
            "state IN ('asked', 'returned') OR published_at IS NOT NULL", name="published"
        ),
        sa.CheckConstraint("state <> 'kept' OR evidence <> ''", name="kept_has_evidence"),
        sa.Index("ix_commitment_unit_id", "unit_id", "due_on"),
        sa.Index("ix_commitment_state", "state", "due_on"),
    )

    unit_id: Mapped[int] = field(
        "承诺单位", sa.BigInteger(), "list show filter", refers_to="unit.id", secrecy=OPEN
    )
    # Whose inspection office sees it, as it was when it was entered. The rule of the rows asks no
    # other table, because the public door reads this one.
    inspection_unit_id: Mapped[int | None] = field(
        "监督单位", sa.BigInteger(), "show", null=True, refers_to="unit.id"
    )
    title: Mapped[str] = field("承诺事项", sa.String(100), "list show search", secrecy=OPEN)
    target: Mapped[str] = field("目标", sa.String(200), "list show", secrecy=OPEN)
    measures: Mapped[str] = field("措施", sa.Text(), "show", multiline=True, secrecy=OPEN)
    due_on: Mapped[date] = field("完成时限", sa.Date(), "list show sort", secrecy=OPEN)
    state: Mapped[PromiseState] = field(
        "状态", PromiseState, "list show filter", default=PromiseState.ASKED, secrecy=OPEN
    )
    published_at: Mapped[datetime | None] = field(
        "公布时间", UtcDateTime(), "list show", null=True, secrecy=OPEN
    )
    predecessor_unit: Mapped[str] = field(
        "原承诺单位或任期", sa.String(60), "show", default="", hint="新官不理旧账的，写是谁作的承诺"
    )
    enterprise_id: Mapped[int | None] = field(
        "对哪家企业", sa.BigInteger(), "", null=True, refers_to="enterprise.id", index=True
    )
    amount: Mapped[int | None] = field(
        "金额（分）", sa.BigInteger(), "show", null=True, hint="拖欠或承诺兑付的金额"
    )
    # What it answers: an item of a campaign, or a listed problem.
    campaign_id: Mapped[int | None] = field(
        "专项项目", sa.BigInteger(), "show", null=True, refers_to="campaign.id", index=True
    )
    cluster_id: Mapped[int | None] = field(
        "问题清单", sa.BigInteger(), "show", null=True, refers_to="cluster.id", index=True
    )
    evidence: Mapped[str] = field("兑现情况", sa.Text(), "show", default="", multiline=True)
    kept_on: Mapped[date | None] = field("兑现日期", sa.Date(), "show", null=True, secrecy=OPEN)
    broken_at: Mapped[datetime | None] = field("违诺时间", UtcDateTime(), "show", null=True)
    claimed_by_id: Mapped[int | None] = field(
        "申报兑现人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    audited_by_id: Mapped[int | None] = field(
        "审核人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    # Who corrected it, besides who entered it: none of them publishes it.
    worders: Mapped[list[int] | None] = field("修改过的人", Json, "", null=True)
    # Its milestones as the public reads them, before them {"campaign": name} of a public campaign;
    # the door's role reads neither milestones and campaigns nor the tables that their rules ask.
    steps: Mapped[list[dict[str, str]] | None] = field(
        "时间节点", Json, "", null=True, secrecy=OPEN
    )
    refusal: Mapped[str | None] = field("退回原因", sa.String(200), "show", null=True)

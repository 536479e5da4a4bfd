"""民生实事: collected, selected, given out by letter, done with evidence, checked by another."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums_campaign import LivelihoodLevel, LivelihoodState, RawKind
from app.models.base import Model, UtcDateTime, field, table_args


class LivelihoodItem(Model):
    """One thing to be done for the people this year, on the list of one level."""

    __tablename__ = "livelihood_item"
    __label__ = "民生实事"
    __fenced__ = True
    __display__ = "title"
    __table_args__ = table_args(
        "民生实事：征集、选定、交办、完成、核验；按省市县乡分级列清单",
        sa.CheckConstraint("year BETWEEN 2000 AND 2099", name="year"),
        sa.CheckConstraint(
            "state IN ('collected', 'dropped') OR (selected_at IS NOT NULL AND reason <> ''"
            " AND lead_unit_id IS NOT NULL AND leader_owner <> '' AND due_on IS NOT NULL)",
            name="selected",
        ),
        sa.CheckConstraint(
            "state NOT IN ('assigned', 'claimed', 'done') OR document_id IS NOT NULL",
            name="assigned_by_letter",
        ),
        sa.CheckConstraint("state NOT IN ('claimed', 'done') OR evidence <> ''", name="evidence"),
        sa.CheckConstraint(
            "(state = 'done') = (checked_at IS NOT NULL)"
            " AND (checked_at IS NULL) = (checked_by_id IS NULL)",
            name="checked",
        ),
        sa.CheckConstraint(
            "checked_by_id IS NULL OR claimed_by_id IS NULL OR checked_by_id <> claimed_by_id",
            name="two_people",
        ),
        sa.Index("ix_livelihood_item_year", "year", "level", "state"),
        sa.Index("ix_livelihood_item_unit_id", "unit_id"),
        sa.Index("ix_livelihood_item_lead_unit_id", "lead_unit_id", "due_on"),
    )

    unit_id: Mapped[int] = field("征集单位", sa.BigInteger(), "list show", refers_to="unit.id")
    year: Mapped[int] = field("年度", sa.Integer(), "list show filter")
    level: Mapped[LivelihoodLevel] = field("级别", LivelihoodLevel, "list show filter")
    title: Mapped[str] = field("事项", sa.String(100), "list show search")
    detail: Mapped[str] = field("内容", sa.Text(), "show", multiline=True)
    state: Mapped[LivelihoodState] = field(
        "状态", LivelihoodState, "list show filter", default=LivelihoodState.COLLECTED
    )
    reason: Mapped[str] = field("选定或没有选入的理由", sa.String(200), "show", default="")
    selected_at: Mapped[datetime | None] = field("选定时间", UtcDateTime(), "show", null=True)
    selected_by_id: Mapped[int | None] = field(
        "选定人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    lead_unit_id: Mapped[int | None] = field(
        "牵头单位", sa.BigInteger(), "list show", null=True, refers_to="unit.id"
    )
    leader_owner: Mapped[str] = field("领办领导", sa.String(40), "list show", default="")
    due_on: Mapped[date | None] = field("完成时限", sa.Date(), "list show sort", null=True)
    document_id: Mapped[int | None] = field(
        "民生事项交办书",
        sa.BigInteger(),
        "show",
        null=True,
        refers_to="document.id",
        unique=True,
    )
    assigned_unit_id: Mapped[int | None] = field(
        "交办单位", sa.BigInteger(), "show", null=True, refers_to="unit.id", hint="起草交办书的单位"
    )
    evidence: Mapped[str] = field("完成情况", sa.Text(), "show", default="", multiline=True)
    claimed_by_id: Mapped[int | None] = field(
        "报完成的人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    checked_at: Mapped[datetime | None] = field("核验时间", UtcDateTime(), "show", null=True)
    checked_by_id: Mapped[int | None] = field(
        "核验人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    refusal: Mapped[str | None] = field("退回原因", sa.String(200), "show", null=True)


class LivelihoodSource(Model):
    """What a livelihood item was collected from; append-only."""

    __tablename__ = "livelihood_source"
    __label__ = "民生实事的来源"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "民生实事从哪些留言、事项、走访、评价意见里来，只增不改",
        sa.UniqueConstraint("livelihood_item_id", "kind", "source_id"),
    )

    livelihood_item_id: Mapped[int] = field(
        "民生实事", sa.BigInteger(), "show", refers_to="livelihood_item.id"
    )
    kind: Mapped[RawKind] = field("类别", RawKind, "list show")
    source_id: Mapped[int] = field("原始记录", sa.BigInteger(), "show")


class LivelihoodEvidence(Model):
    """A file that shows that an item is done, with the day that it shows; append-only."""

    __tablename__ = "livelihood_evidence"
    __label__ = "民生实事佐证材料"
    __fenced__ = True
    __display__ = "file_name"
    __table_args__ = table_args(
        "民生实事佐证材料：照片或文件，写明是哪一天的，只增不改；没有材料的不能报完成",
        sa.Index("ix_livelihood_evidence_livelihood_item_id", "livelihood_item_id", "id"),
    )

    livelihood_item_id: Mapped[int] = field(
        "民生实事", sa.BigInteger(), "show", refers_to="livelihood_item.id"
    )
    taken_on: Mapped[date] = field("材料日期", sa.Date(), "list show")
    file_name: Mapped[str] = field("文件名", sa.String(120), "list show")
    file_mime: Mapped[str] = field("类型", sa.String(100), "show")
    file_sha256: Mapped[str] = field("内容散列", sa.String(64), "", index=True)


# How the note of a milestone begins that is not to be reached any more; the reason follows.
GIVEN_UP = "不再做："


class Milestone(Model):
    """A step on the way of a promise or of a livelihood item, with its day."""

    __tablename__ = "milestone"
    __label__ = "时间节点"
    __fenced__ = True
    __display__ = "title"
    __table_args__ = table_args(
        "公开承诺和民生实事的时间节点和进展",
        sa.CheckConstraint(
            "(commitment_id IS NULL) <> (livelihood_item_id IS NULL)", name="of_one"
        ),
        sa.CheckConstraint("(done_on IS NULL) = (note = '')", name="done_says_how"),
        sa.Index("ix_milestone_commitment_id", "commitment_id", "due_on"),
        sa.Index("ix_milestone_livelihood_item_id", "livelihood_item_id", "due_on"),
    )

    commitment_id: Mapped[int | None] = field(
        "公开承诺", sa.BigInteger(), "show", null=True, refers_to="commitment.id"
    )
    livelihood_item_id: Mapped[int | None] = field(
        "民生实事", sa.BigInteger(), "show", null=True, refers_to="livelihood_item.id"
    )
    title: Mapped[str] = field("节点", sa.String(100), "list show")
    due_on: Mapped[date] = field("时间", sa.Date(), "list show sort")
    done_on: Mapped[date | None] = field("完成日期", sa.Date(), "list show", null=True)
    note: Mapped[str] = field("进展", sa.String(200), "show", default="")

    @property
    def is_given_up(self) -> bool:
        """Tell whether it is not to be reached any more."""
        return self.note.startswith(GIVEN_UP)

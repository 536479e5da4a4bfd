"""Visits and surveys: what was found on the spot or counted, and the item that came of it."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums_visit import VisitKind
from app.models.base import Json, Model, field, table_args


class FieldVisit(Model):
    """One finding of a visit, a leader's day at the window, or an unannounced inspection."""

    __tablename__ = "field_visit"
    __label__ = "走访检查"
    __fenced__ = True
    __display__ = "finding"
    __table_args__ = table_args(
        "走访、领导坐窗口、明察暗访：一条记录写一个情况，可以登记为台账事项；不记身份证号",
        sa.Index("ix_field_visit_unit_id", "unit_id", "held_on"),
    )

    unit_id: Mapped[int] = field("记录单位", sa.BigInteger(), "show", refers_to="unit.id")
    kind: Mapped[VisitKind] = field("类别", VisitKind, "list show filter")
    held_on: Mapped[date] = field("日期", sa.Date(), "list show sort")
    region_code: Mapped[str] = field(
        "地点", sa.String(12), "list show filter", refers_to="region.code"
    )
    place: Mapped[str] = field("具体地点", sa.String(60), "list show", default="")
    visited_unit_id: Mapped[int | None] = field(
        "到访单位", sa.BigInteger(), "list show", null=True, refers_to="unit.id"
    )
    visitors: Mapped[str] = field("走访检查人", sa.String(100), "list show")
    finding: Mapped[str] = field("发现的情况", sa.Text(), "list show", multiline=True)
    problem_id: Mapped[int | None] = field(
        "台账事项", sa.BigInteger(), "show", null=True, refers_to="problem.id", unique=True
    )


class Survey(Model):
    """A questionnaire with its frame and its days."""

    __tablename__ = "survey"
    __label__ = "问卷"
    __fenced__ = True
    __display__ = "title"
    __table_args__ = table_args(
        "问卷：题目、调查范围、起止日期",
        sa.CheckConstraint("until_on >= from_on", name="span"),
        sa.Index("ix_survey_unit_id", "unit_id", "from_on"),
    )

    unit_id: Mapped[int] = field("组织单位", sa.BigInteger(), "show", refers_to="unit.id")
    title: Mapped[str] = field("名称", sa.String(100), "list show search")
    frame: Mapped[str] = field("调查范围", sa.String(200), "list show")
    from_on: Mapped[date] = field("开始日期", sa.Date(), "list show sort")
    until_on: Mapped[date] = field("结束日期", sa.Date(), "list show")


class SurveyQuestion(Model):
    """One question with its answers; low answers are those that something must follow."""

    __tablename__ = "survey_question"
    __label__ = "问卷题目"
    __fenced__ = True
    __display__ = "text"
    __table_args__ = table_args(
        "问卷题目和可选的答案", sa.UniqueConstraint("survey_id", "position")
    )

    unit_id: Mapped[int] = field("组织单位", sa.BigInteger(), "show", refers_to="unit.id")
    survey_id: Mapped[int] = field("问卷", sa.BigInteger(), "show", refers_to="survey.id")
    position: Mapped[int] = field("题号", sa.Integer(), "list show")
    text: Mapped[str] = field("题目", sa.String(100), "list show")
    answers: Mapped[list[str]] = field("答案", Json, "", default=list)
    low_answers: Mapped[list[str]] = field("偏低的答案", Json, "", default=list)
    problem_id: Mapped[int | None] = field(
        "台账事项", sa.BigInteger(), "show", null=True, refers_to="problem.id", unique=True
    )


class SurveyAnswer(Model):
    """So many sheets gave this answer; each entry is a row of its own, append-only."""

    __tablename__ = "survey_answer"
    __label__ = "问卷答案"
    __fenced__ = True
    __display__ = "answer"
    __table_args__ = table_args(
        "问卷答案的份数，每次录入一行，只增不改",
        sa.CheckConstraint("sheets <> 0", name="something"),
    )

    unit_id: Mapped[int] = field("组织单位", sa.BigInteger(), "show", refers_to="unit.id")
    survey_question_id: Mapped[int] = field(
        "题目", sa.BigInteger(), "show", refers_to="survey_question.id", index=True
    )
    answer: Mapped[str] = field("答案", sa.String(40), "list show")
    sheets: Mapped[int] = field("份数", sa.Integer(), "list show", hint="更正的用负数")

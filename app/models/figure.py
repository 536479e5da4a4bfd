"""Figures kept ready: their cells, what changed since, and how many cases windows handled."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.models.base import Model, field, table_args


class FigureCell(Model):
    """How many rows of a kind a measure has: by unit, place, unit and year, or in all."""

    __tablename__ = "figure_cell"
    __label__ = "统计单元"
    __display__ = "id"
    __table_args__ = table_args(
        "统计单元：由明细行算出，随明细行重算；flask figures check 核对",
        # One unit's cells of a month lie side by side, and so do all units' of one measure.
        sa.UniqueConstraint(
            "grain",
            "measure",
            "month",
            "unit_id",
            "point_id",
            "place",
            "kind",
            "secret",
            name="uq_figure_cell_key",
        ),
        sa.Index("ix_figure_cell_unit_id", "unit_id", "grain", "measure", "month"),
        sa.Index("ix_figure_cell_month", "month", "grain"),
    )

    grain: Mapped[str] = field("粒度", sa.String(8), "")
    measure: Mapped[str] = field("度量", sa.String(30), "")
    month: Mapped[str] = field("月份", sa.String(7), "")
    # Nought where there is none: a key with empty parts would not be unique.
    unit_id: Mapped[int] = field("单位", sa.BigInteger(), "", default=0)
    point_id: Mapped[int] = field("点位", sa.BigInteger(), "", default=0)
    place: Mapped[str] = field("区划", sa.String(12), "", default="")
    kind: Mapped[str] = field("种类", sa.String(40), "")
    secret: Mapped[int] = field("须保密", sa.Integer(), "", default=0)
    n: Mapped[int] = field("行数", sa.BigInteger(), "")
    amount: Mapped[int] = field("数量", sa.BigInteger(), "", default=0)


class FigureKey(Model):
    """In which month and unit a row was last counted, for rows that may move to another."""

    __tablename__ = "figure_key"
    __label__ = "统计位置"
    __display__ = "id"
    __table_args__ = table_args(
        "统计位置：会改变月份或单位的行，上次计在哪里",
        sa.UniqueConstraint("subject", "row_id", "month", "unit_id", name="uq_figure_key_key"),
    )

    subject: Mapped[str] = field("来源", sa.String(20), "")
    row_id: Mapped[int] = field("行", sa.BigInteger(), "")
    month: Mapped[str] = field("月份", sa.String(7), "")
    unit_id: Mapped[int] = field("单位", sa.BigInteger(), "", default=0)


class FigureMark(Model):
    """A row that changed since the figures were last counted; written by the database itself."""

    __tablename__ = "figure_mark"
    __label__ = "待重算"
    __display__ = "id"
    __table_args__ = table_args(
        "待重算：触发器在同一事务里记下改过的行，重算后删去",
        # Mostly empty, so that PostgreSQL would look through all of it for every row it counts.
        sa.Index("ix_figure_mark_source", "source", "row_id"),
    )

    source: Mapped[str] = field("来源", sa.String(20), "")
    row_id: Mapped[int] = field("行", sa.BigInteger(), "")


class CaseCount(Model):
    """How many cases a window handled on a day; without it the share of evaluations is unknown."""

    __tablename__ = "case_count"
    __label__ = "窗口办件数"
    __display__ = "day"
    __table_args__ = table_args(
        "窗口每日办件数：参评率的分母，没有填报的不推定",
        sa.UniqueConstraint("service_window_id", "day"),
        sa.CheckConstraint("n >= 0", name="not_negative"),
    )

    FORM: ClassVar[str] = "list show filter add export import"
    unit_id: Mapped[int] = field("单位", sa.BigInteger(), FORM, refers_to="unit.id", index=True)
    service_window_id: Mapped[int] = field(
        "窗口", sa.BigInteger(), FORM, refers_to="service_window.id"
    )
    day: Mapped[date] = field("日期", sa.Date(), f"{FORM} sort")
    n: Mapped[int] = field("办件数", sa.Integer(), "list show sort add edit export import")

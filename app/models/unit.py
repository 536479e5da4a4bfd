"""Organisations, their windows and people, and the points where citizens meet them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import PointKind, RecordStatus, UnitKind, WindowKind
from app.models.base import Model, Secrecy, field, table_args

FORM = "list show search filter sort add edit export import"


class Unit(Model):
    """An organisation: office of the commission, bureau, department, township, village station."""

    __tablename__ = "unit"
    __label__ = "单位"
    __table_args__ = table_args(
        "单位：纪委监委内设机构、行政审批局、部门、乡镇、村站等",
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),
        sa.Index("ix_unit_kind_region_code", "kind", "region_code"),
        sa.Index("ix_unit_parent_id", "parent_id"),
    )

    code: Mapped[str] = field("单位代码", sa.String(30), FORM, unique=True, secrecy=Secrecy.OPEN)
    name: Mapped[str] = field("单位名称", sa.String(80), FORM, index=True, secrecy=Secrecy.OPEN)
    short_name: Mapped[str] = field(
        "简称", sa.String(30), "show search add edit export import", secrecy=Secrecy.OPEN
    )
    pinyin_initials: Mapped[str] = field(
        "拼音首字母", sa.String(40), "search", default="", secrecy=Secrecy.OPEN
    )
    kind: Mapped[UnitKind] = field("单位类别", UnitKind, FORM, secrecy=Secrecy.OPEN)
    uscc: Mapped[str | None] = field(
        "统一社会信用代码", sa.String(18), "show add edit export import", null=True
    )
    parent_id: Mapped[int | None] = field(
        "隶属单位", sa.BigInteger(), "show filter add edit", null=True, refers_to="unit.id"
    )
    region_code: Mapped[str] = field(
        "所在区划",
        sa.String(12),
        "list show filter add edit export import",
        refers_to="region.code",
        index=True,
        secrecy=Secrecy.OPEN,
    )
    leader_name: Mapped[str] = field("负责人", sa.String(40), "show add edit", default="")
    phone: Mapped[str] = field(
        "办公电话", sa.String(30), "show add edit export", default="", secrecy=Secrecy.OPEN
    )
    is_in_hall: Mapped[bool] = field(
        "进驻大厅", sa.Boolean(), "show filter add edit", default=False, secrecy=Secrecy.OPEN
    )
    status: Mapped[RecordStatus] = field(
        "状态", RecordStatus, "list show filter add edit", default=RecordStatus.ACTIVE
    )
    valid_from: Mapped[date] = field("启用日期", sa.Date(), "show add edit")
    valid_to: Mapped[date | None] = field("停用日期", sa.Date(), "show edit", null=True)


class UnitDuty(Model):
    """One duty of a unit's list; what a township is given must stand in its list."""

    __tablename__ = "unit_duty"
    __label__ = "履职事项"
    __display__ = "title"
    __table_args__ = table_args(
        "履职事项清单（国办函〔2025〕66号）：交办乡镇、村须有依据",
        sa.UniqueConstraint("unit_id", "duty_code"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),
        sa.Index("ix_unit_duty_unit_id_domain", "unit_id", "domain"),
    )

    unit_id: Mapped[int] = field("单位", sa.BigInteger(), FORM, refers_to="unit.id")
    duty_code: Mapped[str] = field("事项代码", sa.String(30), FORM)
    title: Mapped[str] = field("履职事项", sa.String(120), FORM)
    domain: Mapped[str | None] = field(
        "问题领域", sa.String(40), FORM, null=True, vocabulary="problem_domain"
    )
    basis: Mapped[str] = field("依据", sa.String(200), "list show add edit export import")
    valid_from: Mapped[date] = field("启用日期", sa.Date(), "show add edit")
    valid_to: Mapped[date | None] = field("停用日期", sa.Date(), "list show edit", null=True)


class SupervisedBy(Model):
    """Which inspection office or dispatched group covers which unit."""

    __tablename__ = "supervised_by"
    __label__ = "监督联系关系"
    __display__ = "id"
    __table_args__ = table_args(
        "监督检查室、派驻组联系监督的单位",
        sa.UniqueConstraint("unit_id", "inspection_unit_id", "valid_from"),
        sa.CheckConstraint("unit_id <> inspection_unit_id", name="not_itself"),
    )

    FORM: ClassVar[str] = "list show filter add edit"
    unit_id: Mapped[int] = field("单位", sa.BigInteger(), FORM, refers_to="unit.id", index=True)
    inspection_unit_id: Mapped[int] = field(
        "监督单位", sa.BigInteger(), FORM, refers_to="unit.id", index=True
    )
    valid_from: Mapped[date] = field("起始日期", sa.Date(), "list show add edit")
    valid_to: Mapped[date | None] = field("截止日期", sa.Date(), "list show edit", null=True)


class ServiceWindow(Model):
    """A service window of the hall or of a unit."""

    __tablename__ = "service_window"
    __label__ = "服务窗口"
    __table_args__ = table_args("服务窗口", sa.UniqueConstraint("unit_id", "no"))

    unit_id: Mapped[int] = field(
        "单位", sa.BigInteger(), FORM, refers_to="unit.id", secrecy=Secrecy.OPEN
    )
    no: Mapped[str] = field("窗口号", sa.String(10), FORM, secrecy=Secrecy.OPEN)
    name: Mapped[str] = field("窗口名称", sa.String(60), FORM, secrecy=Secrecy.OPEN)
    kind: Mapped[WindowKind] = field(
        "窗口类别",
        WindowKind,
        "list show filter add edit export",
        default=WindowKind.NORMAL,
        secrecy=Secrecy.OPEN,
    )
    open_schedule: Mapped[str] = field(
        "开放时间", sa.String(80), "show add edit export", default="工作日", secrecy=Secrecy.OPEN
    )
    status: Mapped[RecordStatus] = field(
        "状态", RecordStatus, "list show filter add edit", default=RecordStatus.ACTIVE
    )


class Staff(Model):
    """A person on duty; citizens see the number and, where the unit agrees, the photo."""

    __tablename__ = "staff"
    __label__ = "工作人员"
    __table_args__ = table_args("窗口及站点工作人员", sa.UniqueConstraint("unit_id", "staff_no"))

    unit_id: Mapped[int] = field("单位", sa.BigInteger(), FORM, refers_to="unit.id")
    staff_no: Mapped[str] = field("工号", sa.String(20), FORM, secrecy=Secrecy.OPEN)
    name: Mapped[str] = field("姓名", sa.String(40), FORM, secrecy=Secrecy.OPEN)
    post: Mapped[str] = field(
        "岗位", sa.String(40), "list show search add edit export import", default=""
    )
    is_public_official: Mapped[bool] = field(
        "公职人员", sa.Boolean(), "show filter add edit", default=False
    )
    status: Mapped[RecordStatus] = field(
        "状态", RecordStatus, "list show filter add edit", default=RecordStatus.ACTIVE
    )


class PostAssignment(Model):
    """Who sat at which window from when to when."""

    __tablename__ = "post_assignment"
    __label__ = "岗位安排"
    __display__ = "id"
    __table_args__ = table_args(
        "工作人员的窗口岗位安排",
        sa.UniqueConstraint("staff_id", "service_window_id", "valid_from"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),
    )

    FORM: ClassVar[str] = "list show filter add edit"
    staff_id: Mapped[int] = field("工作人员", sa.BigInteger(), FORM, refers_to="staff.id")
    service_window_id: Mapped[int] = field(
        "窗口", sa.BigInteger(), FORM, refers_to="service_window.id", index=True
    )
    valid_from: Mapped[date] = field("起始日期", sa.Date(), "list show sort add edit")
    valid_to: Mapped[date | None] = field("截止日期", sa.Date(), "list show add edit", null=True)


class ServicePoint(Model):
    """A place where citizens evaluate: a window, a unit's desk, a village station."""

    __tablename__ = "service_point"
    __label__ = "服务点位"
    __table_args__ = table_args(
        "可评价的服务点位", sa.Index("ix_service_point_kind_region_code", "kind", "region_code")
    )

    kind: Mapped[PointKind] = field("类别", PointKind, FORM, secrecy=Secrecy.OPEN)
    name: Mapped[str] = field("点位名称", sa.String(80), FORM, secrecy=Secrecy.OPEN)
    unit_id: Mapped[int] = field(
        "单位", sa.BigInteger(), FORM, refers_to="unit.id", index=True, secrecy=Secrecy.OPEN
    )
    service_window_id: Mapped[int | None] = field(
        "窗口",
        sa.BigInteger(),
        "show filter add edit",
        null=True,
        refers_to="service_window.id",
        secrecy=Secrecy.OPEN,
    )
    region_code: Mapped[str] = field(
        "所在区划",
        sa.String(12),
        "list show filter add edit",
        refers_to="region.code",
        secrecy=Secrecy.OPEN,
    )
    status: Mapped[RecordStatus] = field(
        "状态", RecordStatus, "list show filter add edit", default=RecordStatus.ACTIVE
    )

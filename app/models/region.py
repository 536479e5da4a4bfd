"""Places and the working calendar: what every due date and every scope of figures stands on."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import CalendarStatus, ChangeKind, DayKind, RegionKind, RegionLevel
from app.models.base import Model, Secrecy, UtcDateTime, field, table_args


class Region(Model):
    """An administrative region under its code of one period (NBS list, 12 digits)."""

    __tablename__ = "region"
    __label__ = "村社与区划"
    __table_args__ = table_args(
        "行政区划（国家统计局 2023 年版），含已停用的旧代码及其承继关系",
        sa.CheckConstraint("length(code) = 12", name="code_length"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),
        sa.CheckConstraint("code <> successor_code", name="successor_differs"),
    )

    code: Mapped[str] = field(
        "区划代码",
        sa.String(12),
        "list show search filter sort add export",
        unique=True,
        secrecy=Secrecy.OPEN,
    )
    name: Mapped[str] = field(
        "名称",
        sa.String(80),
        "list show search sort add edit export",
        secrecy=Secrecy.OPEN,
        index=True,
    )
    short_name: Mapped[str] = field(
        "简称", sa.String(40), "show search add edit export", secrecy=Secrecy.OPEN
    )
    pinyin_initials: Mapped[str] = field(
        "拼音首字母", sa.String(40), "search edit add", index=True, secrecy=Secrecy.OPEN
    )
    level: Mapped[RegionLevel] = field(
        "级别", RegionLevel, "show filter add export", secrecy=Secrecy.OPEN
    )
    kind: Mapped[RegionKind] = field(
        "类别", RegionKind, "list show filter sort add edit export", secrecy=Secrecy.OPEN
    )
    parent_code: Mapped[str | None] = field(
        "上级",
        sa.String(12),
        "list show filter add export",
        null=True,
        refers_to="region.code",
        index=True,
        secrecy=Secrecy.OPEN,
    )
    urban_rural_class: Mapped[str | None] = field(
        "城乡分类代码", sa.String(3), "show edit export", null=True, secrecy=Secrecy.OPEN
    )
    is_virtual: Mapped[bool] = field(
        "虚拟生活区", sa.Boolean(), "show filter export", default=False, secrecy=Secrecy.OPEN
    )
    is_local_code: Mapped[bool] = field(
        "本地代码", sa.Boolean(), "show export", default=False, secrecy=Secrecy.OPEN
    )
    valid_from: Mapped[date] = field(
        "启用日期", sa.Date(), "show add edit export", secrecy=Secrecy.OPEN
    )
    valid_to: Mapped[date | None] = field(
        "停用日期", sa.Date(), "list show edit export", null=True, secrecy=Secrecy.OPEN
    )
    successor_code: Mapped[str | None] = field(
        "承继代码",
        sa.String(12),
        "show edit export",
        null=True,
        refers_to="region.code",
        secrecy=Secrecy.OPEN,
    )


class RegionChange(Model):
    """One old code and the code that follows it."""

    __tablename__ = "region_change"
    __label__ = "区划代码变更"
    __display__ = "old_code"
    __table_args__ = table_args("区划代码变更对照", sa.UniqueConstraint("old_code", "new_code"))

    old_code: Mapped[str] = field(
        "原代码", sa.String(12), "list show search sort", refers_to="region.code"
    )
    new_code: Mapped[str] = field(
        "新代码", sa.String(12), "list show search sort", refers_to="region.code", index=True
    )
    kind: Mapped[ChangeKind] = field("变更类型", ChangeKind, "list show filter")
    effective_on: Mapped[date] = field("生效日期", sa.Date(), "list show sort")
    note: Mapped[str | None] = field("说明", sa.String(200), "show", null=True)


class CalendarYear(Model):
    """A loaded year; a year without a row refuses every due date in it."""

    __tablename__ = "calendar_year"
    __label__ = "日历年度"
    __display__ = "year"
    __table_args__ = table_args("已导入的工作日历年度")

    year: Mapped[int] = field("年度", sa.Integer(), "list show sort", unique=True)
    status: Mapped[CalendarStatus] = field("状态", CalendarStatus, "list show filter")
    source: Mapped[str] = field("来源", sa.String(120), "list show", default="")


class CalendarBatch(Model):
    """One loading of a year; the newest id is the calendar's version that a due date carries."""

    __tablename__ = "calendar_batch"
    __label__ = "日历导入"
    __display__ = "notice_no"
    __table_args__ = table_args("日历导入记录，只增不改；最大的编号就是日历版本")

    year: Mapped[int] = field("年度", sa.Integer(), "list show sort", index=True)
    status: Mapped[CalendarStatus] = field("状态", CalendarStatus, "list show")
    notice_no: Mapped[str] = field("通知文号", sa.String(60), "list show", default="")
    source: Mapped[str] = field("来源", sa.String(120), "list show", default="")
    days_changed: Mapped[int] = field("改动天数", sa.Integer(), "list show", default=0)
    dues_changed: Mapped[int] = field("改动期限", sa.Integer(), "list show", default=0)
    loaded_at: Mapped[datetime] = field("导入时间", UtcDateTime(), "list show")


class CalendarDay(Model):
    """One day; a whole year is filled from its exceptions."""

    __tablename__ = "calendar_day"
    __label__ = "工作日历"
    __display__ = "on"
    __table_args__ = table_args("工作日历，一日一行")

    on: Mapped[date] = field("日期", sa.Date(), "list show filter sort", unique=True)
    is_workday: Mapped[bool] = field("是否上班", sa.Boolean(), "list show filter")
    kind: Mapped[DayKind] = field("类别", DayKind, "list show filter")
    name: Mapped[str] = field("名称", sa.String(60), "list show", default="")
    status: Mapped[CalendarStatus] = field("状态", CalendarStatus, "list show filter")


class WorkHours(Model):
    """Opening hours of a period of the year, with the lunch break."""

    __tablename__ = "work_hours"
    __label__ = "作息时间"
    __display__ = "season"
    __table_args__ = table_args(
        "作息时间（含午休），按生效日期取用",
        sa.CheckConstraint(
            "am_start < am_end AND am_end <= pm_start AND pm_start < pm_end", name="order"
        ),
    )

    FORM: ClassVar[str] = "list show add edit"
    season: Mapped[str] = field("名称", sa.String(20), FORM)
    valid_from: Mapped[date] = field("生效日期", sa.Date(), f"{FORM} sort", index=True)
    valid_to: Mapped[date | None] = field("截止日期", sa.Date(), FORM, null=True)
    am_start: Mapped[time] = field("上午上班", sa.Time(), FORM)
    am_end: Mapped[time] = field("上午下班", sa.Time(), FORM)
    pm_start: Mapped[time] = field("下午上班", sa.Time(), FORM)
    pm_end: Mapped[time] = field("下午下班", sa.Time(), FORM)

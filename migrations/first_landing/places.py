"""Places, the calendar and the organisations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.first_landing.common import kept, key, points_to


def region() -> None:
    """Make region."""
    op.create_table(
        "region",
        key(),
        sa.Column("code", sa.String(12), nullable=False, comment="区划代码"),
        sa.Column("name", sa.String(80), nullable=False, comment="名称"),
        sa.Column("short_name", sa.String(40), nullable=False, comment="简称"),
        sa.Column("pinyin_initials", sa.String(40), nullable=False, comment="拼音首字母"),
        sa.Column("level", sa.String(12), nullable=False, comment="级别"),
        sa.Column("kind", sa.String(16), nullable=False, comment="类别"),
        sa.Column("parent_code", sa.String(12), nullable=True, comment="上级"),
        sa.Column("urban_rural_class", sa.String(3), nullable=True, comment="城乡分类代码"),
        sa.Column("is_virtual", sa.Boolean(), nullable=False, comment="虚拟生活区"),
        sa.Column("is_local_code", sa.Boolean(), nullable=False, comment="本地代码"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="启用日期"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="停用日期"),
        sa.Column("successor_code", sa.String(12), nullable=True, comment="承继代码"),
        *kept("region", in_cycle=True),
        points_to("region", "parent_code", "region.code", in_cycle=True),
        points_to("region", "successor_code", "region.code", in_cycle=True),
        sa.UniqueConstraint("code", name="uq_region_code"),
        sa.CheckConstraint("length(code) = 12", name="ck_region_code_length"),
        sa.CheckConstraint(
            "kind IN ('province', 'city', 'county', 'township', 'farm', 'village', "
            "'community', 'virtual_area')",
            name="ck_region_regionkind",
        ),
        sa.CheckConstraint(
            "level IN ('province', 'city', 'county', 'township', 'village')",
            name="ck_region_regionlevel",
        ),
        sa.CheckConstraint("code <> successor_code", name="ck_region_successor_differs"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ck_region_validity"),
        comment="行政区划（国家统计局 2023 年版），含已停用的旧代码及其承继关系",
    )
    op.create_index("ix_region_name", "region", ["name"])
    op.create_index("ix_region_parent_code", "region", ["parent_code"])
    op.create_index("ix_region_pinyin_initials", "region", ["pinyin_initials"])


def unit() -> None:
    """Make unit."""
    op.create_table(
        "unit",
        key(),
        sa.Column("code", sa.String(30), nullable=False, comment="单位代码"),
        sa.Column("name", sa.String(80), nullable=False, comment="单位名称"),
        sa.Column("short_name", sa.String(30), nullable=False, comment="简称"),
        sa.Column("pinyin_initials", sa.String(40), nullable=False, comment="拼音首字母"),
        sa.Column("kind", sa.String(25), nullable=False, comment="单位类别"),
        sa.Column("uscc", sa.String(18), nullable=True, comment="统一社会信用代码"),
        sa.Column("parent_id", sa.BigInteger(), nullable=True, comment="隶属单位"),
        sa.Column("region_code", sa.String(12), nullable=False, comment="所在区划"),
        sa.Column("leader_name", sa.String(40), nullable=False, comment="负责人"),
        sa.Column("phone", sa.String(30), nullable=False, comment="办公电话"),
        sa.Column("is_in_hall", sa.Boolean(), nullable=False, comment="进驻大厅"),
        sa.Column("status", sa.String(11), nullable=False, comment="状态"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="启用日期"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="停用日期"),
        *kept("unit", in_cycle=True),
        points_to("unit", "parent_id", "unit.id", in_cycle=True),
        points_to("unit", "region_code", "region.code", in_cycle=True),
        sa.UniqueConstraint("code", name="uq_unit_code"),
        sa.CheckConstraint("status IN ('active', 'retired')", name="ck_unit_recordstatus"),
        sa.CheckConstraint(
            "kind IN ('discipline_commission', 'discipline_office', 'dispatched_group', "
            "'approval_bureau', 'hall_unit', 'law_enforcement', 'township_gov', 'farm', "
            "'development_zone', 'village_station', 'public_utility', 'external')",
            name="ck_unit_unitkind",
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ck_unit_validity"),
        comment="单位：纪委监委内设机构、行政审批局、部门、乡镇、村站等",
    )
    op.create_index("ix_unit_kind_region_code", "unit", ["kind", "region_code"])
    op.create_index("ix_unit_name", "unit", ["name"])
    op.create_index("ix_unit_region_code", "unit", ["region_code"])


def calendar_day() -> None:
    """Make calendar_day."""
    op.create_table(
        "calendar_day",
        key(),
        sa.Column("on", sa.Date(), nullable=False, comment="日期"),
        sa.Column("is_workday", sa.Boolean(), nullable=False, comment="是否上班"),
        sa.Column("kind", sa.String(18), nullable=False, comment="类别"),
        sa.Column("name", sa.String(60), nullable=False, comment="名称"),
        sa.Column("status", sa.String(15), nullable=False, comment="状态"),
        *kept("calendar_day"),
        sa.UniqueConstraint("on", name="uq_calendar_day_on"),
        sa.CheckConstraint(
            "status IN ('final', 'provisional')", name="ck_calendar_day_calendarstatus"
        ),
        sa.CheckConstraint(
            "kind IN ('normal', 'weekend', 'holiday', 'makeup_workday')",
            name="ck_calendar_day_daykind",
        ),
        comment="工作日历，一日一行",
    )


def calendar_year() -> None:
    """Make calendar_year."""
    op.create_table(
        "calendar_year",
        key(),
        sa.Column("year", sa.Integer(), nullable=False, comment="年度"),
        sa.Column("status", sa.String(15), nullable=False, comment="状态"),
        sa.Column("source", sa.String(120), nullable=False, comment="来源"),
        *kept("calendar_year"),
        sa.UniqueConstraint("year", name="uq_calendar_year_year"),
        sa.CheckConstraint(
            "status IN ('final', 'provisional')", name="ck_calendar_year_calendarstatus"
        ),
        comment="已导入的工作日历年度",
    )


def region_change() -> None:
    """Make region_change."""
    op.create_table(
        "region_change",
        key(),
        sa.Column("old_code", sa.String(12), nullable=False, comment="原代码"),
        sa.Column("new_code", sa.String(12), nullable=False, comment="新代码"),
        sa.Column("kind", sa.String(10), nullable=False, comment="变更类型"),
        sa.Column("effective_on", sa.Date(), nullable=False, comment="生效日期"),
        sa.Column("note", sa.String(200), nullable=True, comment="说明"),
        *kept("region_change"),
        points_to("region_change", "new_code", "region.code"),
        points_to("region_change", "old_code", "region.code"),
        sa.UniqueConstraint("old_code", "new_code", name="uq_region_change_old_code_new_code"),
        sa.CheckConstraint(
            "kind IN ('recode', 'rename', 'merge', 'split')", name="ck_region_change_changekind"
        ),
        comment="区划代码变更对照",
    )
    op.create_index("ix_region_change_new_code", "region_change", ["new_code"])


def service_window() -> None:
    """Make service_window."""
    op.create_table(
        "service_window",
        key(),
        sa.Column("unit_id", sa.BigInteger(), nullable=False, comment="单位"),
        sa.Column("no", sa.String(10), nullable=False, comment="窗口号"),
        sa.Column("name", sa.String(60), nullable=False, comment="窗口名称"),
        sa.Column("kind", sa.String(21), nullable=False, comment="窗口类别"),
        sa.Column("open_schedule", sa.String(80), nullable=False, comment="开放时间"),
        sa.Column("status", sa.String(11), nullable=False, comment="状态"),
        *kept("service_window"),
        points_to("service_window", "unit_id", "unit.id"),
        sa.UniqueConstraint("unit_id", "no", name="uq_service_window_unit_id_no"),
        sa.CheckConstraint(
            "status IN ('active', 'retired')", name="ck_service_window_recordstatus"
        ),
        sa.CheckConstraint(
            "kind IN ('normal', 'comprehensive', 'unresolved_matter')",
            name="ck_service_window_windowkind",
        ),
        comment="服务窗口",
    )


def staff() -> None:
    """Make staff."""
    op.create_table(
        "staff",
        key(),
        sa.Column("unit_id", sa.BigInteger(), nullable=False, comment="单位"),
        sa.Column("staff_no", sa.String(20), nullable=False, comment="工号"),
        sa.Column("name", sa.String(40), nullable=False, comment="姓名"),
        sa.Column("post", sa.String(40), nullable=False, comment="岗位"),
        sa.Column("is_public_official", sa.Boolean(), nullable=False, comment="公职人员"),
        sa.Column("status", sa.String(11), nullable=False, comment="状态"),
        *kept("staff"),
        points_to("staff", "unit_id", "unit.id"),
        sa.UniqueConstraint("unit_id", "staff_no", name="uq_staff_unit_id_staff_no"),
        sa.CheckConstraint("status IN ('active', 'retired')", name="ck_staff_recordstatus"),
        comment="窗口及站点工作人员",
    )


def supervised_by() -> None:
    """Make supervised_by."""
    op.create_table(
        "supervised_by",
        key(),
        sa.Column("unit_id", sa.BigInteger(), nullable=False, comment="单位"),
        sa.Column("inspection_unit_id", sa.BigInteger(), nullable=False, comment="监督单位"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="起始日期"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="截止日期"),
        *kept("supervised_by"),
        points_to("supervised_by", "inspection_unit_id", "unit.id"),
        points_to("supervised_by", "unit_id", "unit.id"),
        sa.UniqueConstraint(
            "unit_id",
            "inspection_unit_id",
            "valid_from",
            name="uq_supervised_by_unit_id_inspection_unit_id_valid_from",
        ),
        sa.CheckConstraint("unit_id <> inspection_unit_id", name="ck_supervised_by_not_itself"),
        comment="监督检查室、派驻组联系监督的单位",
    )
    op.create_index("ix_supervised_by_inspection_unit_id", "supervised_by", ["inspection_unit_id"])
    op.create_index("ix_supervised_by_unit_id", "supervised_by", ["unit_id"])


def work_hours() -> None:
    """Make work_hours."""
    op.create_table(
        "work_hours",
        key(),
        sa.Column("season", sa.String(20), nullable=False, comment="名称"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="生效日期"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="截止日期"),
        sa.Column("am_start", sa.Time(), nullable=False, comment="上午上班"),
        sa.Column("am_end", sa.Time(), nullable=False, comment="上午下班"),
        sa.Column("pm_start", sa.Time(), nullable=False, comment="下午上班"),
        sa.Column("pm_end", sa.Time(), nullable=False, comment="下午下班"),
        *kept("work_hours"),
        sa.CheckConstraint(
            "am_start < am_end AND am_end <= pm_start AND pm_start < pm_end",
            name="ck_work_hours_order",
        ),
        comment="作息时间（含午休），按生效日期取用",
    )
    op.create_index("ix_work_hours_valid_from", "work_hours", ["valid_from"])


def post_assignment() -> None:
    """Make post_assignment."""
    op.create_table(
        "post_assignment",
        key(),
        sa.Column("staff_id", sa.BigInteger(), nullable=False, comment="工作人员"),
        sa.Column("service_window_id", sa.BigInteger(), nullable=False, comment="窗口"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="起始日期"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="截止日期"),
        *kept("post_assignment"),
        points_to("post_assignment", "service_window_id", "service_window.id"),
        points_to("post_assignment", "staff_id", "staff.id"),
        sa.UniqueConstraint(
            "staff_id",
            "service_window_id",
            "valid_from",
            name="uq_post_assignment_staff_id_service_window_id_valid_from",
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name="ck_post_assignment_validity"
        ),
        comment="工作人员的窗口岗位安排",
    )
    op.create_index(
        "ix_post_assignment_service_window_id", "post_assignment", ["service_window_id"]
    )


def service_point() -> None:
    """Make service_point."""
    op.create_table(
        "service_point",
        key(),
        sa.Column("kind", sa.String(14), nullable=False, comment="类别"),
        sa.Column("name", sa.String(80), nullable=False, comment="点位名称"),
        sa.Column("unit_id", sa.BigInteger(), nullable=False, comment="单位"),
        sa.Column("service_window_id", sa.BigInteger(), nullable=True, comment="窗口"),
        sa.Column("region_code", sa.String(12), nullable=False, comment="所在区划"),
        sa.Column("status", sa.String(11), nullable=False, comment="状态"),
        *kept("service_point"),
        points_to("service_point", "region_code", "region.code"),
        points_to("service_point", "service_window_id", "service_window.id"),
        points_to("service_point", "unit_id", "unit.id"),
        sa.CheckConstraint(
            "kind IN ('window', 'unit', 'station', 'enterprise', 'school', 'community')",
            name="ck_service_point_pointkind",
        ),
        sa.CheckConstraint("status IN ('active', 'retired')", name="ck_service_point_recordstatus"),
        comment="可评价的服务点位",
    )
    op.create_index("ix_service_point_kind_region_code", "service_point", ["kind", "region_code"])
    op.create_index("ix_service_point_unit_id", "service_point", ["unit_id"])

"""What a broken UNIQUE or CHECK of the database says to a person: constraint name to message."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.models import Model

# Constraint name: (field beside which the message stands, message).
MESSAGES: dict[str, tuple[str, str]] = {
    "uq_region_code": ("code", "已有这个区划代码。"),
    "ck_region_code_length": ("code", "区划代码是 12 位数字。"),
    "ck_region_validity": ("valid_to", "停用日期不能早于启用日期。"),
    "ck_region_successor_differs": ("successor_code", "承继代码不能是它自己。"),
    "uq_unit_code": ("code", "已有这个单位代码。"),
    "ck_unit_validity": ("valid_to", "停用日期不能早于启用日期。"),
    "uq_unit_duty_unit_id_duty_code": ("duty_code", "这个单位已有相同代码的履职事项。"),
    "ck_unit_duty_validity": ("valid_to", "停用日期不能早于启用日期。"),
    "uq_supervised_by_unit_id_inspection_unit_id_valid_from": (
        "valid_from",
        "这个单位从这一天起已由该监督单位联系。",
    ),
    "ck_supervised_by_not_itself": ("inspection_unit_id", "监督单位不能是它自己。"),
    "uq_service_window_unit_id_no": ("no", "这个单位已有同号的窗口。"),
    "uq_case_count_service_window_id_day": ("day", "这个窗口这一天已经填报；要改，请打开它修改。"),
    "ck_case_count_not_negative": ("n", "办件数不能小于零。"),
    "uq_staff_unit_id_staff_no": ("staff_no", "这个单位已有同工号的人员。"),
    "uq_post_assignment_staff_id_service_window_id_valid_from": (
        "valid_from",
        "这个人从这一天起已安排在该窗口。",
    ),
    "ck_post_assignment_validity": ("valid_to", "截止日期不能早于起始日期。"),
    "uq_vocabulary_term_list_code": ("code", "这个词表里已有相同的代码。"),
    "uq_parameter_key": ("key", "已有这个参数。"),
    "ck_work_hours_order": ("pm_end", "上下班时间的先后不对，请检查。"),
    "ck_pending_change_two_people": ("", "提出人不能批准自己提出的修改。"),
    "ck_accountability_official": (
        "action_kind",
        "政务处分只适用于公职人员；不是公职人员的，请选组织处理或其他方式。",
    ),
    "ck_accountability_party_member": (
        "action_kind",
        "党纪处分只适用于中共党员；不是党员的，请选其他方式。",
    ),
    "ck_clue_two_people": ("", "提出人不能批准自己的处置意见。"),
    "uq_service_item_impl_code_version": (
        "impl_code",
        "已有这个实施编码的事项；要改内容，请打开它修改。",
    ),
    "ck_service_item_span": ("effective_to", "失效日期不能早于生效日期。"),
    "uq_kiosk_device_no": ("device_no", "已有这个编号的一体机。"),
    "uq_calendar_day_on": ("on", "这一天已经在日历里。"),
}
_UNIQUE = re.compile(r"UNIQUE constraint failed: (?P<columns>[\w., ]+)")
_CHECK = re.compile(r"CHECK constraint failed: (?P<name>\w+)")


def explain(error: IntegrityError) -> dict[str, str]:
    """Return the message of a broken constraint by field ("" for the whole form)."""
    name = broken(error)
    field, message = MESSAGES.get(name or "", ("", "内容与已有的记录冲突，请检查后再提交。"))
    return {field: message}


def broken(error: IntegrityError) -> str | None:
    """Return the name of the constraint that a statement broke, on either database."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name)
    text = str(error.orig)
    check = _CHECK.search(text)
    if check:
        return check["name"]
    unique = _UNIQUE.search(text)
    return _named([part.strip() for part in unique["columns"].split(",")]) if unique else None


def _named(columns: list[str]) -> str | None:
    """Return the unique constraint over "table.column" names, all that SQLite tells."""
    table = Model.metadata.tables.get(columns[0].split(".")[0])
    if table is None:
        return None
    wanted = {column.split(".")[1] for column in columns}
    for constraint in table.constraints:
        if not isinstance(constraint, sa.UniqueConstraint):
            continue
        if {column.name for column in constraint.columns} == wanted:
            return _name(constraint)
    return None


def _name(constraint: sa.UniqueConstraint) -> str:
    """Return the name that the naming convention gives."""
    columns = "_".join(column.name for column in constraint.columns)
    return str(constraint.name or f"uq_{constraint.table.name}_{columns}")

"""The tables of the generated admin: one line each."""

from __future__ import annotations

from typing import Any

from app import crud, crud_api
from app import models as m
from app.crud import office_view
from app.crud_pending import PendingView
from app.queries import listing
from views.case_import import CaseCountView
from views.ledger_list import LedgerView
from views.staff_photo import StaffView

PEOPLE, UNITS, SETTINGS, AUDIT = "台账和全部记录", "单位与人员", "设置", "审计"


PROBLEM = office_view(
    m.Problem,
    title="title",
    sub=("problem_no", "region_code", "channel"),
    order=listing.RUNNING_FIRST,
    light="due_at",
    add_url="/problem/new",
    add_label="新登记",
    open_base="/problem",
    base=LedgerView,
)
PENDING = office_view(m.PendingChange, title="table_name", order="-proposed_at", base=PendingView)


def register(builder: Any) -> None:
    """Register every table's pages and API."""
    for category, view in (
        (PEOPLE, PROBLEM),
        (PEOPLE, office_view(m.Message, sub=("message_no", "region_code"), order="-submitted_at")),
        (PEOPLE, office_view(m.Evaluation, order="-submitted_at", page_base="/evaluations")),
        (PEOPLE, office_view(m.Rectification, title="unit_id", order="due_at")),
        (UNITS, office_view(m.Unit, sub=("code",), order="name")),
        (UNITS, office_view(m.UnitDuty, sub=("unit_id", "duty_code"), order="duty_code")),
        (UNITS, office_view(m.Region, sub=("code", "parent_code"), order="code")),
        (UNITS, office_view(m.SupervisedBy, title="unit_id")),
        (UNITS, office_view(m.ServiceWindow, sub=("no",), order="name")),
        (UNITS, office_view(m.Staff, sub=("staff_no", "post"), order="name", base=StaffView)),
        (UNITS, office_view(m.ServicePoint, order="name")),
        (UNITS, office_view(m.ServiceItem, sub=("impl_code",), order="name")),
        (
            UNITS,
            office_view(
                m.CaseCount,
                title="service_window_id",
                sub=("day",),
                order="-day",
                base=CaseCountView,
            ),
        ),
        (SETTINGS, office_view(m.VocabularyTerm, sub=("list",), hidden=("code",), order="-list")),
        (SETTINGS, office_view(m.Parameter, hidden=("key",))),
        (SETTINGS, office_view(m.WorkHours, order="-valid_from")),
        (SETTINGS, office_view(m.CallScript, order="request_type")),
        (SETTINGS, office_view(m.CalendarDay, order="-on", around="on")),
        (SETTINGS, PENDING),
        (AUDIT, office_view(m.AuditLog, title="action", order="-seq")),
        (AUDIT, office_view(m.StandIn, title="role", order="-valid_from")),
    ):
        crud.register(builder, view, category)
    builder.add_view_no_menu(crud_api.DescriptionApi)

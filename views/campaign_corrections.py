"""The forms that correct a campaign and a task of it, before any return is accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import wtforms
from flask import Blueprint, Flask, request, url_for
from sqlalchemy.orm import Session

from app import store
from app.errors import Conflict, Invalid
from app.models import Campaign, CampaignTask
from app.operations import campaign_corrections as correcting
from app.permissions import Right
from app.queries import campaigns
from app.security import me, needs
from views.campaigns import UP, CampaignForm, TaskForm
from views.common import ROW, arrive, version, watch
from views.fields import OfficeForm
from views.form_page import form_page, versus

pages = Blueprint("campaign_corrections", __name__, url_prefix="/campaigns")
watch(pages, "campaign")
Save = Callable[[Session, int], Any]


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


@pages.route(f"/{ROW}/edit", methods=["GET", "POST"])
@needs(Right.CAMPAIGNS)
def frame(row_id: int) -> Any:
    """Show the form of a campaign, or correct it."""
    actor = me()
    row = correcting.frame(store.current(), actor, row_id)
    form = CampaignForm(request.form if request.method == "POST" else None, data=_frame(row))

    def save(session: Session, held: int) -> Any:
        return correcting.correct_frame(session, actor, row_id, held, form.facts())

    def stored() -> tuple[OfficeForm, int]:
        now = campaigns.root(store.current(), row_id)
        return CampaignForm(None, data=_frame(now)), now.row_version

    return _answer(form, "修改专项行动", row_id, save, stored)


def _frame(row: Campaign) -> dict[str, Any]:
    """Return what is stored of a campaign as its form shows it."""
    names = ("title", "from_on", "until_on", "basis", "target_n", "target_unit")
    return {"kind": str(row.kind or ""), **{name: getattr(row, name) for name in names}}


@pages.route(f"/task/{ROW}/edit", methods=["GET", "POST"])
@needs(Right.CAMPAIGNS)
def task(row_id: int) -> Any:
    """Show the form of a task, or correct it."""
    actor, session = me(), store.current()
    row, root = correcting.task(session, actor, row_id)
    root_id, nodes = root.id, campaigns.nodes(session, root.id)
    form = _form(request.form if request.method == "POST" else None, nodes, row)

    def save(work: Session, held: int) -> Any:
        return correcting.correct_task(work, actor, row_id, held, form.facts())

    def stored() -> tuple[OfficeForm, int]:
        now = campaigns.task(store.current(), row_id)
        return _form(None, nodes, now), now.row_version

    return _answer(form, "修改任务", root_id, save, stored)


def _form(sent: Any, nodes: Any, row: CampaignTask) -> TaskForm:
    """Return the form of a stored task; who does it and how often it is reported stay."""
    node = "" if row.node_id == row.campaign_id else str(row.node_id)
    names = ("measure", "target_n", "target_unit", "due_on")
    stored = {"node_id": node, **{name: getattr(row, name) for name in names}}
    form = TaskForm(sent, nodes, stored)
    form.target_n.description = "这个单位完成多少"
    del form.unit_ids, form.cadence
    return form


def _answer(
    form: OfficeForm,
    title: str,
    root_id: int,
    save: Save,
    stored: Callable[[], tuple[OfficeForm, int]],
) -> Any:
    """Show a form, or save it; a clash shows what is stored now beside what was typed."""
    back = url_for("campaigns.show", row_id=root_id)

    def page(held: int, loose: list[str] | None = None, **more: Any) -> str:
        return form_page(form, title, back, loose or [], up=UP, held=held, **more)

    if request.method == "GET":
        return page(stored()[1])
    if not form.validate():
        return page(version()), 422
    try:
        with store.write(me()) as session:
            save(session, version())
    except Invalid as refusal:
        return page(version(), form.blame(refusal.errors)), 422
    except Conflict:
        now, held = stored()
        both = versus(form, now, lambda one: not isinstance(one, wtforms.RadioField))
        return page(held, versus=both), 409
    return arrive(back, "已保存。")

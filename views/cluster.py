"""One cluster: its name, its members' replies, what it is merged into, listed as, entered as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import wtforms
from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import policies_campaigns, store
from app.enums import RequestType
from app.errors import Conflict, Forbidden, Invalid, Refused
from app.formats import day
from app.identifiers import whole
from app.models import Cluster, Problem
from app.operations import clusters as sorting
from app.permissions import Right
from app.principal import Principal
from app.queries import campaigns, clusters, together, vocabulary
from app.security import me, needs
from views import faults
from views.clusters import ClusterForm, light, merge_targets
from views.common import ROW, arrive, version, watch, where_to
from views.faults import NONE, Fault
from views.fields import Clean, Must, OfficeForm, PlaceField, UnitField
from views.form_page import form_page
from views.forms import words
from views.registering import item_page
from views.rows import unit_names

UP = ("问题清单", "clusters.listed")
pages = Blueprint("cluster", __name__, url_prefix="/cluster")
watch(pages, "cluster")


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class ListForm(OfficeForm):
    """What a listed problem has."""

    owner_unit_id = UnitField("牵头单位", [Must("请填写牵头单位。")])
    measures = wtforms.TextAreaField(
        "措施", [Must("请填写措施。"), Clean(2000)], render_kw={"rows": 5}
    )
    due_on = wtforms.DateField("完成时限", [Must("请填写完成时限。")])
    campaign_id = wtforms.SelectField("挂在哪个专项项目下")
    number = wtforms.StringField(
        "台账编号",
        [Clean(20)],
        description="台账里已经有这件事的填它的编号；不填就登记为新的事项，并同归并的事项关联",
        render_kw={"autocomplete": "off"},
    )
    request_type = wtforms.SelectField(
        "诉求类型",
        choices={"": "请选择", **words(RequestType)},
        description="登记为新的事项时选择；来源按归并的意见里最多的一种",
    )

    def __init__(self, formdata: Any, data: dict[str, Any]) -> None:
        """Offer the items of the campaigns that run."""
        super().__init__(formdata, data={**data, "campaign_id": str(data["campaign_id"] or "")})
        self.campaign_id.choices = campaign_items()
        if data["problem_id"] is not None:
            del self.number
            del self.request_type


class ItemForm(OfficeForm):
    """What an item of the ledger needs beside the listed problem."""

    request_type = wtforms.RadioField(
        "诉求类型",
        [Must("请选择诉求类型。")],
        choices=words(RequestType),
        default=RequestType.SUGGESTION.value,
    )
    title = wtforms.StringField("标题", [Must("请填写标题。"), Clean(100)])
    content = wtforms.TextAreaField(
        "内容", [Must("请填写内容。"), Clean(5000)], render_kw={"rows": 6}
    )
    region_code = PlaceField("地点", [Must("请填写地点，到村、乡镇或县。")])
    unit_complained_id = UnitField("被反映单位", description="投诉、举报单位时填写")


def campaign_items() -> dict[str, str]:
    """Return the themes and items of the campaigns that run, as choices."""
    found = campaigns.items(store.current())
    return {"": "不挂", **{str(row_id): name for row_id, name in found}}


@pages.get(f"/{ROW}")
@needs(Right.CAMPAIGNS)
def show(row_id: int) -> Any:
    """Show a cluster with what may be done with it."""
    return shown(row_id)


def shown(row_id: int, fault: Fault = NONE) -> str:
    """Return the page of a cluster, with what was wrong with an act."""
    session, actor = store.current(), me()
    row = clusters.get(session, row_id)
    leads = policies_campaigns.may_lead(actor)
    others = clusters.clusters(session, row.run_id) if leads else []
    into = clusters.get(session, row.merged_into_id) if row.merged_into_id else None
    return render_template(
        "clusters/one.html",
        row=row,
        light=light(row, clusters.states(session, [row])) if row.supports else None,
        facts=_facts(session, row),
        leads=leads,
        may_sort=policies_campaigns.may_sort(actor, row),
        may_enter=policies_campaigns.may_enter(actor, row),
        others=merge_targets([one for one in others if one.id != row.id]),
        count=clusters.counts(session, row.run_id).get(row.id, 0) if leads else None,
        replies=clusters.replies(session, row) if leads else None,
        into=into,
        number=together.number_of(session, row.problem_id) if row.problem_id else "",
        fault=fault,
    )


def _facts(session: Session, row: Cluster) -> list[tuple[str, str]]:
    """Return what stands beside a cluster."""
    names = unit_names(session, [row.owner_unit_id])
    return [
        ("组别", row.theme),
        ("问题领域", vocabulary.label(session, "problem_domain", row.domain)),
        ("状态", row.state.label),
        ("牵头单位", names.get(row.owner_unit_id, "")),
        ("完成时限", day(row.due_on)),
        ("列入时的反映条数", str(row.supports or "")),
        ("列入时间", day(row.listed_at)),
    ]


@pages.route(f"/{ROW}/edit", methods=["GET", "POST"])
@needs(Right.CAMPAIGNS)
def edit(row_id: int) -> Any:
    """Show the form of a cluster's name, or rename it."""
    row = _held(row_id)
    stored = {"title": row.title, "theme": row.theme, "domain": row.domain or ""}
    form = ClusterForm(request.form if request.method == "POST" else None, stored)
    return _change(row, form, "修改名称", sorting.rename)


@pages.route(f"/{ROW}/list", methods=["GET", "POST"], endpoint="list")
@needs(Right.CAMPAIGNS)
def put_on_list(row_id: int) -> Any:
    """Show the form of a listed problem, or list it."""
    row = _held(row_id)
    names = ("owner_unit_id", "measures", "due_on", "campaign_id", "problem_id")
    stored = {name: getattr(row, name) for name in names}
    form = ListForm(request.form if request.method == "POST" else None, stored)
    return _change(row, form, "列入问题清单", sorting.put_on_list)


def _held(row_id: int) -> Cluster:
    """Return a cluster that this person may change."""
    row = clusters.get(store.current(), row_id)
    if not policies_campaigns.may_sort(me(), row):
        raise Forbidden("这一类已并入别的类，或者您没有整理的权限。")
    return row


def _change(row: Cluster, form: OfficeForm, title: str, change: Callable[..., Any]) -> Any:
    """Show a form over a cluster, or make its change at the version that the form was made from."""
    row_id, held = row.id, row.row_version
    back, actor = url_for("cluster.show", row_id=row_id), me()

    def page(loose: list[str], shown: int) -> str:
        return form_page(form, title, back, loose, up=UP, held=shown)

    if request.method == "GET":
        return page([], held)
    if not form.validate():
        return page([], version()), 422
    try:
        with store.write(actor) as session:
            change(session, actor, row_id, version(), form.facts())
    except Invalid as refusal:
        return page(form.blame(refusal.errors), version()), 422
    except Refused as refusal:
        return page([str(refusal.description)], version()), refusal.code
    except Conflict as clash:
        return page([f"{clash.description}您填的还在。"], held), 409
    return arrive(back, "已保存。")


@pages.post(f"/{ROW}/merge")
@needs(Right.CAMPAIGNS)
def merge(row_id: int) -> Any:
    """Put a cluster's members into another one."""
    actor, target = me(), whole(request.form.get("target", "")) or 0
    clusters.get(store.current(), row_id)
    try:
        with store.write(actor) as session:
            kept = sorting.merge(session, actor, row_id, version(), target)
            location, title = url_for("cluster.show", row_id=kept.id), kept.title
    except (Refused, Conflict) as refusal:
        return shown(row_id, faults.of(refusal, "merge")), refusal.code
    return arrive(location, f"已并入“{title}”。")


@pages.route(f"/{ROW}/register", methods=["GET", "POST"])
@needs(Right.REGISTER_ITEM)
def register_item(row_id: int) -> Any:
    """Show the form of the item, or register it once."""
    row = clusters.get(store.current(), row_id)
    if not policies_campaigns.may_enter(me(), row):
        raise Forbidden("列入问题清单、还没有登记的，才能登记为台账事项。")
    said = f"{row.title}。共 {row.supports} 条反映。\n措施：{row.measures}"
    begun = {"title": row.title, "content": said}
    form = ItemForm(request.form if request.method == "POST" else None, data=begun)

    def save(session: Session, actor: Principal) -> str:
        problem = sorting.register(session, actor, row_id, version(), form.facts())
        return where_to(session, Problem, problem.id)

    return item_page(form, url_for("cluster.show", row_id=row_id), row.row_version, save, UP)

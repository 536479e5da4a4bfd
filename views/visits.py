"""走访检查: the list, one record, the form, and 登记为台账事项."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import RequestType
from app.enums_visit import VisitKind
from app.errors import Forbidden, Invalid
from app.formats import day
from app.identifiers import whole
from app.models import FieldVisit, Problem
from app.operations import idempotency, site_photos
from app.operations import visits as visiting
from app.permissions import Right
from app.principal import Principal
from app.queries import people, together, visits
from app.queries import site_photos as photos_of
from app.security import me, needs
from views.common import ROW, arrive, version, watch, where_to
from views.fields import Clean, Must, OfficeForm, PlaceField, UnitField, region_label
from views.form_page import form_page
from views.forms import once, once_key, terms, uploads, words
from views.photo_list import listed
from views.registering import item_page
from views.rows import unit_names
from views.submitting import submitted

UP = ("走访检查", "visits.index")
pages = Blueprint("visits", __name__, url_prefix="/visits")
watch(pages, "field_visit")
LONGEST_TITLE = 100


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class VisitForm(OfficeForm):
    """One finding as it was met on the spot."""

    kind = wtforms.RadioField("类别", [Must("请选择类别。")], default=VisitKind.VISIT.value)
    held_on = wtforms.DateField("日期", [Must("请填写日期。")])
    region_code = PlaceField("地点", [Must("请填写地点，到村、乡镇或县。")])
    place = wtforms.StringField(
        "具体地点",
        [Clean(60)],
        description="例如 政务大厅 3 号窗口；入户的写到组，不写身份证号",
    )
    visited_unit_id = UnitField("到访单位", description="检查单位、窗口的填写")
    visitors = wtforms.StringField("走访检查人", [Must("请填写走访检查人。"), Clean(100)])
    finding = wtforms.TextAreaField(
        "发现的情况",
        [Must("请填写发现的情况；没有问题的写“没有发现问题”。"), Clean(2000)],
        description="一条记录写一个情况；有几个问题的，记几条",
        render_kw={"rows": 6},
    )

    files = wtforms.MultipleFileField(
        "现场照片",
        description=f"可以不传，以后也能加。{site_photos.ALLOWED}。拍摄地点、手机型号会自动去掉。",
        render_kw={"accept": "image/jpeg,image/png,application/pdf"},
    )

    def __init__(self, formdata: Any, actor: Principal) -> None:
        """Offer what this person records; the day is today, the visitor himself."""
        super().__init__(formdata, held_on=clock.today(), visitors=actor.name)
        self.kind.choices = words(visits.kinds(actor))


class ItemForm(OfficeForm):
    """What an item needs beside the record."""

    request_type = wtforms.RadioField(
        "诉求类型",
        [Must("请选择诉求类型。")],
        choices=words(RequestType),
        default=RequestType.COMPLAINT.value,
    )
    title = wtforms.StringField("标题", [Must("请填写标题。"), Clean(LONGEST_TITLE)])
    content = wtforms.TextAreaField(
        "内容", [Must("请填写内容。"), Clean(5000)], render_kw={"rows": 6}
    )
    domain = wtforms.SelectField("问题领域")
    unit_complained_id = UnitField("被反映单位", description="投诉、举报单位时填写")

    def __init__(self, formdata: Any, data: dict[str, Any]) -> None:
        """Read the office's own lists."""
        super().__init__(formdata, data=data)
        self.domain.choices = {"": "暂不确定", **terms("problem_domain")}

    def facts(self) -> dict[str, Any]:
        """Return the facts; an undecided domain is none."""
        return {**super().facts(), "domain": self.domain.data or None}


@pages.get("/")
@needs(*visits.SEES)
def index() -> Any:
    """List the records that this person sees."""
    session, actor = store.current(), me()
    chosen = request.args.get("kind", "")
    kind = VisitKind(chosen) if chosen in {one.value for one in VisitKind} else None
    start = whole(request.args.get("start", ""), 6) or 0
    rows, more = visits.listed(session, kind, start)
    names = unit_names(session, [row.visited_unit_id for row in rows])
    chips = [{"label": "全部", "url": url_for("visits.index"), "active": kind is None}]
    chips += [
        {"label": one.label, "url": url_for("visits.index", kind=one.value), "active": kind == one}
        for one in VisitKind
    ]
    return render_template(
        "visits/index.html",
        rows=[_line(row, names) for row in rows],
        chips=chips,
        may_record=visits.may_record(actor),
        more=url_for("visits.index", kind=chosen, start=start + visits.SIZE) if more else "",
    )


def _line(row: FieldVisit, names: dict[int | None, str]) -> dict[str, Any]:
    """Return a record as a line of the list."""
    return {
        "url": url_for("visits.show", row_id=row.id),
        "finding": row.finding[:60] + ("…" if len(row.finding) > 60 else ""),
        "kind": row.kind.label,
        "on": day(row.held_on),
        "where": names.get(row.visited_unit_id, "") or region_label(row.region_code),
        "registered": row.problem_id is not None,
    }


@pages.route("/new", methods=["GET", "POST"])
@needs(Right.REGISTER_ITEM)
def new() -> Any:
    """Show the form, or keep a record once."""
    form = VisitForm(request.form if request.method == "POST" else None, me())

    def again(loose: list[str]) -> str:
        back = url_for("visits.index")
        return form_page(form, "记录走访检查", back, loose, up=UP)

    def save(session: Session, actor: Principal) -> str:
        row = visiting.record(session, actor, form.facts())
        if files:
            site_photos.add_to_visit(session, actor, row.id, files)
        return url_for("visits.show", row_id=row.id)

    if request.method == "GET":
        return again([])
    try:
        files = site_photos.prepare(uploads())
    except Invalid as refusal:
        form.validate()
        return again(form.blame(refusal.errors)), 422
    return submitted(form, save, again, "已保存。")


@pages.get(f"/{ROW}", endpoint="show")
@needs(*visits.SEES)
def show_page(row_id: int) -> Any:
    """Show a record with the item that came of it."""
    return shown(row_id)


def shown(row_id: int, wrong: str = "") -> str:
    """Return the page of a record, with what was wrong with its photographs."""
    session, actor = store.current(), me()
    row = visits.get(session, row_id)
    names = unit_names(session, [row.visited_unit_id, row.unit_id])
    by = people.names(session, [row.created_by_id]).get(row.created_by_id, "")
    number = together.number_of(session, row.problem_id) if row.problem_id else ""
    return render_template(
        "visits/show.html",
        row=row,
        facts=[
            ("类别", row.kind.label),
            ("日期", day(row.held_on)),
            ("地点", region_label(row.region_code)),
            ("具体地点", row.place),
            ("到访单位", names.get(row.visited_unit_id, "")),
            ("走访检查人", row.visitors),
            ("记录", f"{names.get(row.unit_id, '')} {by}"),
        ],
        number=number,
        may_register=visits.may_record(actor) and row.problem_id is None,
        photos=listed(photos_of.of_visit(session, row_id)),
        may_add=site_photos.may_add_to_visit(actor, row),
        allowed=site_photos.ALLOWED,
        once=once(),
        wrong=wrong,
    )


@pages.post(f"/{ROW}/photos")
@needs(Right.REGISTER_ITEM)
def photos(row_id: int) -> Any:
    """Add photographs to a record, once a form."""
    actor, location = me(), url_for("visits.show", row_id=row_id)
    visits.get(store.current(), row_id)
    try:
        files = site_photos.prepare(uploads())
        with store.write(actor) as session:
            if idempotency.claim(session, once_key(actor), location) is None:
                site_photos.add_to_visit(session, actor, row_id, files)
    except Invalid as refusal:
        return shown(row_id, str(refusal.description)), 422
    return arrive(location, "照片已保存。")


@pages.route(f"/{ROW}/register", methods=["GET", "POST"])
@needs(Right.REGISTER_ITEM)
def register_item(row_id: int) -> Any:
    """Show the form of the item, or register it once."""
    row = visits.get(store.current(), row_id)
    if not visits.may_record(me()):
        raise Forbidden("您没有登记诉求的权限。")
    begun = {
        "title": row.finding[:30],
        "content": row.finding,
        "unit_complained_id": row.visited_unit_id,
    }
    form = ItemForm(request.form if request.method == "POST" else None, begun)

    def save(session: Session, actor: Principal) -> str:
        problem = visiting.register(session, actor, row_id, version(), form.facts())
        return where_to(session, Problem, problem.id)

    return item_page(form, url_for("visits.show", row_id=row_id), row.row_version, save, UP)

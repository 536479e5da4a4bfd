"""服务事项: the catalogue in force, its one-time notices, and the reading in of a table."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint, Flask, render_template, request, url_for

from app import clock, store
from app.errors import Conflict, Invalid, Missing
from app.formats import moment
from app.identifiers import whole
from app.models import OneTimeNotice, ServiceItem
from app.operations import idempotency, item_import
from app.operations import one_time_notices as acts
from app.permissions import Right
from app.queries import lookups
from app.queries import service_items as reads
from app.queries.service_items import Line
from app.responses import respond_file
from app.security import me, needs
from views import printing
from views.common import ROW, arrive, watch
from views.fields import Clean, Must, OfficeForm
from views.forms import once, once_key
from views.importing import Import

pages = Blueprint("items", __name__, url_prefix="/items")
watch(pages, "service_item")
PAIR = [{"label": "项目", "width": 4.6}, "内容", {"label": "项目", "width": 4.6}, "内容"]
LIST = [{"label": "序号", "width": 2.6}, {"label": "所需材料", "align": "left"}]


def register(app: Flask) -> None:
    """Add the pages of service items."""
    app.register_blueprint(pages)


class NoticeForm(OfficeForm):
    """What an applicant is told once and for all."""

    materials = wtforms.TextAreaField(
        "所需材料",
        [Clean(acts.MOST_MATERIALS * (acts.LONGEST_MATERIAL + 1))],
        description="一行一种，写清原件还是复印件、几份；不要材料的不填",
        render_kw={"rows": 8},
    )
    # The page's own body has the short name.
    guide = wtforms.TextAreaField(
        "办理说明",
        [Must("请填写办理说明。"), Clean(acts.LONGEST_BODY)],
        description="到哪里办、怎么办、多久办好、收不收费；群众看了不用再问",
        render_kw={"rows": 8},
    )


@pages.get("/")
@needs(Right.REGISTRY)
def index() -> Any:
    """List the items in force with the version of their notice."""
    session, actor = store.current(), me()
    q = request.args.get("q", "").strip()[:40]
    untold = request.args.get("untold") == "1"
    number = max(whole(request.args.get("page", "1"), 4) or 1, 1)
    lines, total = reads.page(session, actor, q, number, untold=untold)
    return render_template(
        "items/index.html",
        rows=[row(line) for line in lines],
        total=total,
        number=number,
        more=total > number * reads.SIZE,
        q=q,
        untold=untold,
        query={
            name: value for name, value in (("q", q), ("untold", "1" if untold else "")) if value
        },
    )


def row(line: Line) -> dict[str, Any]:
    """Return an item as a line of the list."""
    told = line.notice_version
    return {
        "name": line.item.name,
        "code": line.item.impl_code,
        "unit": line.unit_name,
        "kind": line.item.kind.label,
        "days": f"{line.item.promised_days} 个工作日" if line.item.promised_days else "—",
        "url": url_for("items.show", row_id=line.item.id),
        "light": {"kind": "ok", "text": f"第 {told} 版"}
        if told
        else {"kind": "warn", "text": "没有"},
    }


@pages.get(f"/{ROW}")
@needs(Right.REGISTRY)
def show(row_id: int) -> Any:
    """Show an item's version, its notices and its other versions."""
    session, line = store.current(), held(row_id)
    told = reads.notices(session, line.item.impl_code)
    return render_template(
        "items/show.html",
        line=line,
        facts=facts(line),
        told=told[0] if told else None,
        notices=[_notice(row_id, one) for one in told],
        versions=[one for one in reads.versions(session, line.item.impl_code) if one.id != row_id],
        is_old=line.item.effective_to is not None,
        edit_url=f"/admin/service_item/{row_id}/edit",
    )


def held(row_id: int) -> Line:
    """Return a version of an item; raise Missing outside one's own."""
    line = reads.one(store.current(), me(), row_id)
    if line is None:
        raise Missing
    return line


def facts(line: Line) -> list[tuple[str, Any]]:
    """Return what pages and papers tell of an item."""
    item = line.item
    types = lookups.terms(store.current(), "item_type")
    return [
        ("实施编码", item.impl_code),
        ("实施单位", line.unit_name),
        ("事项类型", types.get(item.item_type, item.item_type)),
        ("办件类型", item.kind.label),
        ("法定时限", _days(item.statutory_days)),
        ("承诺时限", _days(item.promised_days)),
        ("可网办", "是" if item.is_online else "否"),
        ("最多跑几趟", "" if item.trips_max is None else f"{item.trips_max} 趟"),
        ("收费依据", item.fee_basis),
        ("设定依据", item.legal_basis),
    ]


def _days(count: int | None) -> str:
    """Return a number of days in words."""
    return "" if count is None else f"{count} 个工作日"


def _notice(row_id: int, one: OneTimeNotice) -> dict[str, str]:
    """Return a version of a notice as a line."""
    return {
        "version": f"第 {one.version} 版",
        "at": moment(one.published_at),
        "url": url_for("items.notice", row_id=row_id, version=one.version),
        "pdf": url_for("items.notice_pdf", row_id=row_id, version=one.version),
    }


@pages.route(f"/{ROW}/publish", methods=["GET", "POST"])
@needs(Right.REGISTRY)
def publish(row_id: int) -> Any:
    """Show the notice's form with the newest text, or publish what was written."""
    actor, line = me(), held(row_id)
    told = reads.notices(store.current(), line.item.impl_code)
    form = _form(told)
    if request.method == "GET" or not form.validate():
        return publish_page(line, form, told), 422 if form.errors else 200
    where = url_for("items.show", row_id=row_id)
    try:
        with store.write(actor) as work:
            if not idempotency.claim(work, once_key(actor)):
                text = (form.materials.data or "", form.guide.data or "")
                seen = whole(request.form.get("seen", "0"), 6) or 0
                acts.publish(work, actor, row_id, *text, seen=seen)
                idempotency.remember(work, once_key(actor), where)
    except Invalid as refusal:
        return publish_page(line, form, told, form.blame(refusal.errors)), 422
    except Conflict:
        told = reads.notices(store.current(), line.item.impl_code)
        return publish_page(line, form, told, stale=True), 409
    return arrive(where, "已发布。以前发出去的旧版本还查得到。")


def _form(told: list[OneTimeNotice]) -> NoticeForm:
    """Return the form: what was sent, or the newest notice's text."""
    if request.method == "POST":
        return NoticeForm(request.form)
    data = {"materials": "\n".join(told[0].materials), "guide": told[0].body} if told else {}
    return NoticeForm(None, data=data)


def publish_page(
    line: Line,
    form: NoticeForm,
    told: list[OneTimeNotice],
    loose: list[str] | None = None,
    *,
    stale: bool = False,
) -> str:
    """Return the form of a notice; on a stale one, with what was published meanwhile."""
    last = told[0].version if told else 0
    seen = last if stale or request.method == "GET" else request.form.get("seen", "0")
    both = []
    if stale and told:
        both = [
            {
                "label": "所需材料",
                "theirs": "\n".join(told[0].materials),
                "yours": form.materials.data,
            },
            {"label": "办理说明", "theirs": told[0].body, "yours": form.guide.data},
        ]
    return render_template(
        "items/publish.html",
        line=line,
        form=form,
        next=last + 1,
        seen=seen,
        both=both,
        loose=loose or [],
        once=once(),
    )


@pages.get(f"/{ROW}/notice/<int(max=999999):version>")
@needs(Right.REGISTRY)
def notice(row_id: int, version: int) -> Any:
    """Show one version of an item's notice."""
    line, told = held(row_id), told_of(row_id, version)
    return render_template(
        "items/notice.html", line=line, told=told, pdf=_notice(row_id, told)["pdf"]
    )


def told_of(row_id: int, version: int) -> OneTimeNotice:
    """Return one version of an item's notice; raise Missing when there is none."""
    found = reads.notices(store.current(), held(row_id).item.impl_code)
    for one in found:
        if one.version == version:
            return one
    raise Missing


@pages.get(f"/{ROW}/notice/<int(max=999999):version>.pdf")
@needs(Right.REGISTRY)
def notice_pdf(row_id: int, version: int) -> Any:
    """Send a version of the notice as a sheet to hand out."""
    line, told = held(row_id), told_of(row_id, version)
    content = printing.render("handling_sheet", sheet(line, told))
    name = f"{line.item.name} 一次性告知单 第{version}版.pdf"
    return respond_file(content, name, "application/pdf", inline=True)


def sheet(line: Line, told: OneTimeNotice) -> dict[str, Any]:
    """Return the facts of the sheet: what to bring, and how the matter goes."""
    known = [(label, str(value)) for label, value in facts(line) if value and label in PRINTED]
    cells = [cell for pair in known for cell in pair]
    rows = [["事项名称", line.item.name], ["实施编码", line.item.impl_code]]
    rows += [cells[at : at + 4] for at in range(0, len(cells), 4)]
    tables: list[dict[str, Any]] = [{"form": True, "columns": PAIR, "rows": rows}]
    if told.materials:
        lines = [[str(at), text] for at, text in enumerate(told.materials, 1)]
        tables.append({"columns": LIST, "rows": lines})
    paragraphs = [{"text": text} for text in told.body.split("\n") if text.strip()]
    return {
        "agency": line.unit_name,
        "title": "一次性告知单",
        "date": clock.local(told.published_at).date().isoformat(),
        "body": paragraphs,
        "tables": tables,
        "note": f"第{told.version}版，材料齐全、符合法定形式的当场受理",
    }


PRINTED = frozenset({"办件类型", "法定时限", "承诺时限", "最多跑几趟", "收费依据"})


@pages.route("/import", methods=["GET", "POST"], endpoint="load")
@needs(Right.REGISTRY)
def load_page() -> Any:
    """Read a table of items, show what each row comes to, and keep all rows or none."""
    return Import(
        model=ServiceItem,
        name="服务事项",
        list_url=url_for("items.index"),
        how="同一实施编码内容变了的，另出一版；没变的不动。",
        own="事项",
        row="事项",
        unit="项",
        needed="编码、名称、单位、事项类型",
        columns=item_import.COLUMNS,
        read=item_import.read,
    ).answer()

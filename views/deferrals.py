"""容缺承诺: what windows took on trust, when it is due, and that it came."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint, Flask, render_template, request, url_for

from app import clock, store
from app.errors import Invalid
from app.formats import day, moment
from app.operations import deferrals as acts
from app.operations import idempotency
from app.permissions import Right
from app.queries import deferrals as reads
from app.queries.deferrals import Line
from app.security import me, needs
from views.common import ROW, arrive, watch
from views.fields import Clean, Must, OfficeForm
from views.form_page import form_page
from views.forms import once_key

UP = ("容缺承诺", "deferrals.index")
pages = Blueprint("deferrals", __name__, url_prefix="/deferrals")
watch(pages, "deferred_material")


def register(app: Flask) -> None:
    """Add the pages of promised papers."""
    app.register_blueprint(pages)


class DeferralForm(OfficeForm):
    """A paper that is promised for a day."""

    service_item_id = wtforms.SelectField("事项", [Must("请选择事项。")])
    case_no = wtforms.StringField(
        "办件编号",
        [Must("请填写办件编号。"), Clean(40)],
        description="窗口系统里的受理编号；不写办事人的姓名和电话",
        render_kw={"autocomplete": "off"},
    )
    material = wtforms.StringField(
        "缺的材料", [Must("请填写缺的材料。"), Clean(120)], render_kw={"autocomplete": "off"}
    )
    promise_due = wtforms.DateField(
        "承诺补交日期",
        [Must("请填写承诺补交日期。")],
        description="到期前两天和逾期后，系统各提醒一次",
    )

    def __init__(self, formdata: Any = None) -> None:
        """Offer the items of one's own windows."""
        super().__init__(formdata)
        found = {str(key): name for key, name in reads.items(store.current(), me())}
        self.service_item_id.choices = {"": "请选择", **found}


@pages.get("/")
@needs(Right.REGISTRY)
def index() -> Any:
    """List what has not been handed in, and what came lately."""
    session, actor = store.current(), me()
    return render_template(
        "deferrals/index.html",
        rows=[row(line) for line in reads.open_ones(session, actor)],
        done=[row(line) for line in reads.supplied(session, actor)],
    )


def row(line: Line) -> dict[str, Any]:
    """Return a promise as a line of the list."""
    one = line.row
    return {
        "material": one.material,
        "small": f"{line.item_name} · {one.case_no}",
        "unit": line.unit_name,
        "due": day(one.promise_due),
        "supplied": moment(one.supplied_at),
        "light": light(line),
        "url": url_for("deferrals.supply", row_id=one.id),
    }


def light(line: Line) -> dict[str, str]:
    """Return how near the promised day is, or whether it was kept."""
    one, today = line.row, clock.today()
    came = clock.local(one.supplied_at).date() if one.supplied_at else None
    if came is not None:
        late = came > one.promise_due
        return {"kind": "still" if late else "ok", "text": "逾期补交" if late else "按期补交"}
    if one.promise_due < today:
        return {"kind": "late", "text": f"逾期 {(today - one.promise_due).days} 天"}
    near = one.promise_due <= today + acts.NEAR
    return {"kind": "warn" if near else "ok", "text": "快到期" if near else "未到期"}


@pages.route("/new", methods=["GET", "POST"])
@needs(Right.REGISTRY)
def new() -> Any:
    """Show the form, or note a promise."""
    form = DeferralForm(request.form if request.method == "POST" else None)
    if request.method == "GET" or not form.validate():
        return new_page(form), 422 if form.errors else 200
    actor, where = me(), url_for("deferrals.index")
    try:
        with store.write(actor) as work:
            if not idempotency.claim(work, once_key(actor)):
                acts.add(work, actor, form.facts())
                idempotency.remember(work, once_key(actor), where)
    except Invalid as refusal:
        return new_page(form, form.blame(refusal.errors)), 422
    return arrive(where, "已登记容缺承诺。")


def new_page(form: DeferralForm, loose: list[str] | None = None) -> str:
    """Return the form with what was typed."""
    back = url_for("deferrals.index")
    return form_page(form, "登记容缺承诺", back, loose or (), up=UP, label="登记")


@pages.post(f"/{ROW}/supply")
@needs(Right.REGISTRY)
def supply(row_id: int) -> Any:
    """Note that a paper has been handed in."""
    with store.write(me()) as work:
        acts.supply(work, me(), row_id)
    return arrive(url_for("deferrals.index"), "已记下：材料已补交。")

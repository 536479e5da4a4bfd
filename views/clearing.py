"""线索清仓 and the risk list, under the addresses of the compartment: missing for all others."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint, Flask, render_template, request, url_for

from app import calendars, clock, store
from app.enums_clue import RiskState
from app.errors import Conflict, Invalid, Missing, Refused
from app.formats import day
from app.identifiers import whole
from app.models import DisciplineRisk
from app.operations import clearing, compartment, idempotency
from app.permissions import Right
from app.queries import clearing as reads
from app.security import hidden, me
from views import clue
from views.common import ROW, arrive, version
from views.fields import Clean, Must, OfficeForm, UnitField
from views.forms import once, once_key, words
from views.present_clue import row as line_of
from views.rows import unit_names

pages = Blueprint("clearing", __name__, url_prefix="/clue")
# What is missing here answers, and leaves a trace, like the rest of the compartment.
pages.register_error_handler(Missing, clue.missing)
SEEN = hidden(Right.CLUES, "A", "2", "1")
KEEPS = hidden(Right.CLUES, "A", "2")


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class RiskForm(OfficeForm):
    """A risk, where it is, who answers for it and by when."""

    unit_id = UnitField("存在风险的单位", [Must("请填写单位。")])
    risk = wtforms.TextAreaField("风险", [Must("请填写风险。"), Clean(500)], render_kw={"rows": 3})
    measure = wtforms.TextAreaField(
        "措施", [Must("请填写措施。"), Clean(500)], render_kw={"rows": 3}
    )
    owner_unit_id = UnitField("责任室", [Must("请填写责任室。")], description="监督检查室或派驻组")
    due_on = wtforms.DateField("化解期限", [Must("请填写化解期限。")])


@pages.get("/aged")
@SEEN
def aged() -> Any:
    """List the open clues of an age band with the day by which each is to be cleared."""
    return aged_page()


def aged_page(wrong: str = "", ticked: tuple[int, ...] = (), target: str = "") -> str:
    """Return the list, with what was wrong with setting a day."""
    session = store.current()
    bands = reads.bands(session, clue.AGES)
    asked = tuple(whole(request.values.get(name, ""), 4) for name in ("days", "below"))
    low, high, _n = next((one for one in bands if one[:2] == asked), bands[0])
    calendar, today = calendars.load(session), clock.today()
    found = reads.aged(session, low, high)
    targets = reads.targets(session, [one.id for one in found])
    rows = []
    for one in found:
        by = targets.get(one.id)
        late = by is not None and by < today
        lamp = {"kind": "late" if late else "still", "text": f"{day(by)} 前清" if by else "未定"}
        rows.append({**line_of(calendar, one), "id": one.id, "target": lamp})
    return render_template(
        "clue/aged.html",
        rows=rows,
        chips=[_chip(one, (low, high)) for one in bands],
        days=low,
        below=high,
        keeps=clearing.may_keep(me()),
        wrong=wrong,
        ticked=ticked,
        target=target,
        once=once(),
    )


def _chip(band: tuple[int, int | None, int], chosen: tuple[int, int | None]) -> dict[str, Any]:
    """Return an age band with its count as a filter."""
    low, high, count = band
    span = f"{low}—{high - 1} 天" if high else f"{low} 天以上"
    url = url_for("clearing.aged", days=low, below=high)
    return {"label": f"{span}（{count}）", "url": url, "active": band[:2] == chosen}


@pages.post("/aged")
@KEEPS
def set_target() -> Any:
    """Set the day by which ticked clues are to be cleared, once a form."""
    actor = me()
    ids = tuple(whole(one) or 0 for one in request.form.getlist("pk"))
    target = request.form.get("target_on", "")
    span: dict[str, Any] = {
        name: whole(request.form.get(name, ""), 4) for name in ("days", "below")
    }
    back = url_for("clearing.aged", **span)
    try:
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor), clue.LIST):
                clearing.set_target(session, actor, ids, {"target_on": target})
    except Refused as refusal:
        return aged_page(str(refusal.description), ids, target), refusal.code
    return arrive(back, "已定清仓期限。")


@pages.route("/risks", methods=["GET", "POST"])
@SEEN
def risks() -> Any:
    """List the risks without their words; a POST opens the words, and is audited first."""
    if request.method == "GET":
        return risks_page()
    actor = me()
    with store.write(actor) as session:
        clearing.log_opening(session, actor)
    return risks_page(opened=True)


def risks_page(wrong: str = "", *, opened: bool = False) -> str:
    """Return the list of risks, with what was wrong with a change."""
    session, actor = store.current(), me()
    found = reads.risks(session)
    names = unit_names(session, [one for row in found for one in (row.unit_id, row.owner_unit_id)])
    rows = [
        {
            "row": row,
            "unit": names.get(row.unit_id, ""),
            "owner": names.get(row.owner_unit_id, ""),
            "light": light(row),
            "texts": compartment.opened(row) if opened else {},
        }
        for row in found
    ]
    return render_template(
        "clue/risks.html",
        rows=rows,
        opened=opened,
        states=words(RiskState),
        keeps=clearing.may_keep(actor),
        wrong=wrong,
    )


def light(row: DisciplineRisk) -> dict[str, str]:
    """Return where a risk stands, and by how much it is late."""
    late = (clock.today() - row.due_on).days
    if row.state == RiskState.RESOLVED:
        return {"kind": "ok", "text": row.state.label}
    if late > 0:
        return {"kind": "late", "text": f"{row.state.label}，超期 {late} 天"}
    return {"kind": "still", "text": row.state.label}


@pages.route("/risks/new", methods=["GET", "POST"])
@KEEPS
def new_risk() -> Any:
    """Show the form, or enter a risk once."""
    form = RiskForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return risk_form(form)
    if not form.validate():
        return risk_form(form), 422
    actor = me()
    try:
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor), clue.LIST):
                clearing.add_risk(session, actor, form.facts())
    except Invalid as refusal:
        return risk_form(form, form.blame(refusal.errors)), 422
    return arrive(url_for("clearing.risks"), "已登记风险。")


def risk_form(form: RiskForm, loose: list[str] | None = None) -> str:
    """Return the form with what was typed."""
    return render_template("clue/risk_new.html", form=form, loose=loose or [], once=once())


@pages.post(f"/risks/{ROW}")
@SEEN
def change_risk(row_id: int) -> Any:
    """Say where a risk stands."""
    actor = me()
    try:
        with store.write(actor) as session:
            clearing.change_risk(session, actor, row_id, version(), request.form.to_dict())
    except (Refused, Conflict) as refusal:
        return risks_page(str(refusal.description)), refusal.code
    return arrive(url_for("clearing.risks"), "已保存。")

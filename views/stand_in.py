"""A person's page of stand-ins: whom I asked, whom I act for, and the form."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, render_template, request, url_for

from app import clock, store
from app.enums import Role
from app.enums_account import CONTROL
from app.errors import Invalid
from app.identifiers import whole
from app.models import StandIn
from app.operations import idempotency, stand_ins
from app.queries import accounts as found
from app.queries.login_rules import login_rules
from app.security import me, signed_in
from views.common import ROW, arrive
from views.forms import once, once_key
from views.forms_account import StandInForm

pages = Blueprint("stand_in", __name__, url_prefix="/account/stand-in")


def register(app: Flask) -> None:
    """Add the page."""
    app.register_blueprint(pages)


@pages.route("", methods=["GET", "POST"])
@signed_in
def own() -> Any:
    """Show my stand-ins, or make one."""
    form = make_form()
    if request.method == "GET" or not form.validate():
        return page(form), 422 if form.errors else 200
    actor = me()
    try:
        with store.write(actor) as work:
            done = idempotency.claim(work, once_key(actor))
            if not done:
                stand_ins.give(work, actor, **facts(form))
                idempotency.remember(work, once_key(actor), url_for("stand_in.own"))
    except Invalid as refusal:
        return page(form, form.blame(refusal.errors)), 422
    return arrive(url_for("stand_in.own"), "已办好代理。对方重新登录后就能办您的事。")


def make_form() -> StandInForm:
    """Return the form with the roles that are one's own and the colleagues."""
    session, actor = store.current(), me()
    given = {role for role, _account in actor.stands_for}
    roles = {
        role.value: role.label
        for role in Role
        if role in actor.roles and role not in given and role not in CONTROL
    }
    people = found.colleagues(session, actor)
    most = login_rules(session).stand_in_days
    sent = request.form if request.method == "POST" else None
    return StandInForm(sent, roles, people, most)


def facts(form: StandInForm) -> dict[str, Any]:
    """Return what was typed, in its own types."""
    account_id = whole(form.to_account_id.data or "", 9)
    if account_id is None:
        raise Invalid({"to_account_id": "请选择由谁代理。"})
    return {**form.facts(), "to_account_id": account_id, "role": Role(form.role.data)}


def page(form: StandInForm, loose: list[str] | None = None) -> str:
    """Return the page."""
    session, actor = store.current(), me()
    rows = [
        {
            "row": row,
            "giver": giver,
            "taker": taker,
            "mine": row.from_account_id == actor.account_id,
            "live": is_live(row),
        }
        for row, giver, taker in found.stand_ins(session, actor.account_id)
    ]
    return render_template(
        "account/stand_in.html", form=form, rows=rows, loose=loose or [], once=once()
    )


def is_live(row: StandIn) -> bool:
    """Tell whether a stand-in is not over."""
    return row.ended_at is None and row.valid_to >= clock.today()


@pages.post(f"/{ROW}/end")
@signed_in
def end(row_id: int) -> Any:
    """End a stand-in early."""
    with store.write(me()) as work:
        stand_ins.end(work, me(), row_id)
    return arrive(url_for("stand_in.own"), "代理已结束。")

"""The clerk's one form, and what it shows while it is typed: similar items, the caller, scripts."""

from __future__ import annotations

from typing import Any

from flask import Flask, jsonify, render_template, request, url_for
from flask import session as kept
from sqlalchemy.orm import Session

from app import store
from app.errors import Invalid
from app.formats import day
from app.identifiers import InvalidIdentifier, normalise_phone
from app.models import Problem
from app.operations import idempotency, intake
from app.permissions import Right
from app.principal import Principal
from app.queries import ledger, scripts
from app.security import me, needs
from views.common import arrive, where_to
from views.forms import RegisterForm, once, once_key
from views.superior import stopped, to_paper

JUST = "vx_registered"


def register(app: Flask) -> None:
    """Add the form and its panel beside the problem's pages."""
    app.add_url_rule("/problem/new", "problem.new", new, methods=["GET", "POST"])
    app.add_url_rule("/problem/similar", "problem.similar", similar, methods=["POST"])
    app.add_url_rule("/problem/caller", "problem.caller", caller, methods=["POST"])


@needs(Right.REGISTER_ITEM)
def new() -> Any:
    """Show the form, or register what was typed."""
    if stopped():
        return to_paper()
    form = RegisterForm(request.form if request.method == "POST" else None)
    if request.method == "GET" or "similar" in request.form:
        return page(form)
    actor = me()
    if not form.validate():
        return page(form, more_faults(form, actor)), 422
    try:
        with store.write(actor) as session:
            location, said = save(session, actor, form.facts())
    except Invalid as refusal:
        return page(form, form.blame(refusal.errors)), 422
    kept[JUST] = location
    return arrive(location, said)


def more_faults(form: RegisterForm, actor: Principal) -> list[str]:
    """Name beside the form's own faults those that the operation would name afterwards."""
    found = intake.faults(store.current(), actor, form.facts())
    return form.blame({name: text for name, text in found.items() if not form.errors.get(name)})


def just_registered() -> bool:
    """Tell once whether the present page is of the item that this person has just registered."""
    return bool(kept.pop(JUST, "") == request.path)


def save(session: Session, actor: Principal, facts: dict[str, Any]) -> tuple[str, str]:
    """Register once, and return where the item is shown and what is said."""
    done = idempotency.claim(session, once_key(actor))
    if done:
        return done, "已登记，没有重复保存。"
    problem = intake.register(session, actor, facts)
    location = where_to(session, Problem, problem.id)
    idempotency.remember(session, once_key(actor), location)
    return location, f"已登记，编号 {problem.problem_no}。"


def page(form: RegisterForm, loose: list[str] | None = None) -> str:
    """Return the form with what was typed; after a submission with the similar items."""
    asked = request.method == "POST"
    return render_template(
        "problem/new.html",
        form=form,
        loose=loose or [],
        once=once(),
        similar=alike(form) if asked else None,
        caller=history(form.phone.data) if asks_callers() else None,
        scripts=scripts.by_type(store.current()),
    )


@needs(Right.REGISTER_ITEM)
def similar() -> Any:
    """Answer the similar items of the last days by number, day, place and state."""
    return jsonify({"items": alike(RegisterForm(request.form))})


def alike(form: RegisterForm) -> list[dict[str, str]]:
    """Return similar items of the service track; an unfinished number matches nothing."""
    try:
        phone = normalise_phone(form.phone.data or "")
    except InvalidIdentifier:
        phone = ""
    place, domain = form.region_code.data, form.domain.data or None
    rows = ledger.similar(store.current(), me(), phone or None, place, domain)
    return [
        {
            "no": row.problem_no,
            "on": day(row.registered_at),
            "place": row.place,
            "state": row.state.label,
        }
        for row in rows
    ]


def asks_callers() -> bool:
    """Tell whether this person is told of a caller's earlier items."""
    return me().has(Right.REGISTER_ITEM, "A")


@needs(Right.REGISTER_ITEM)
def caller() -> Any:
    """Answer the earlier items of a telephone, which comes in the body, never in an address."""
    return jsonify(history(request.form.get("phone")))


def history(phone: str | None) -> dict[str, Any]:
    """Return a caller's earlier items that this person sees, and how many others there are."""
    found = ledger.caller(store.current(), me(), phone)
    rows = [
        {
            "no": number,
            "on": day(at),
            "state": state.label,
            "title": title,
            "url": url_for("problem.show", row_id=row_id),
        }
        for row_id, number, at, title, state in found.rows
    ]
    return {"items": rows, "others": found.others, "total": found.total}

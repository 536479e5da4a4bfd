"""Several items at once: one form for the shared facts, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Flask, render_template, request, url_for

from app import calendars, policies, store
from app.enums import SupervisionKind
from app.errors import Conflict, Invalid, Missing, Refused
from app.identifiers import whole
from app.models import Problem, Unit
from app.operations import idempotency, ledger
from app.permissions import Right
from app.principal import Principal
from app.queries import ledger as reads
from app.queries import worklists
from app.queries.waiting import waits_among
from app.security import me, needs
from app.transitions import BY_ACTION, Transition
from views.common import arrive
from views.fields import OfficeForm
from views.forms import action_form, once, once_key
from views.rows import Rows

# The action of the state machine: what it is called for many, and the facts that are given.
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "sign": ("签收", {}),
    "instruct": ("交办", {}),
    "supervise": ("催办", {"kind": SupervisionKind.REMINDER.value}),
}
LISTS = frozenset({"/admin/problem/", "/worklist/waiting", "/worklist/late", "/worklist/sent"})
LONGEST_BACK = 2000
NOTHING = "勾选的事项一件也没有办理。"
DONE = "/worklist/waiting"
Items = dict[int, int]


def register(app: Flask) -> None:
    """Add the one address that takes a filled form."""
    app.add_url_rule("/problem/bulk/<action>", "bulk.act", act, methods=["POST"])


def buttons(principal: Principal) -> list[dict[str, Any]]:
    """Return what a person may do to several items at once."""
    return [
        {"name": name, "text": f"批量{label}", "confirmation": ""}
        for name, (label, _given) in KINDS.items()
        if principal.has(BY_ACTION[name].right)
    ]


def fitting(principal: Principal, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return the buttons that one of the shown items at least is open to."""
    return [one for one in buttons(principal) if _fits(principal, BY_ACTION[one["name"]], ids)]


def _fits(principal: Principal, transition: Transition, ids: Sequence[int]) -> bool:
    """Tell whether one of some items is open to an action, asked in one statement."""
    session = store.current()
    if transition.code != "E02":
        return waits_among(session, principal, transition.code, ids)
    running = Problem.state.in_(transition.sources)
    return bool(ids) and bool(worklists.listed(session, Problem.id.in_(ids), running, limit=1))


def _back() -> str:
    """Return the list that the person came from, with its filter."""
    typed = request.form.get("back", "")
    good = typed.partition("?")[0] in LISTS and typed.isprintable() and len(typed) <= LONGEST_BACK
    return typed if good else DONE


def _shared(name: str) -> Transition:
    """Return the transition with the facts that are asked for."""
    transition, (label, given) = BY_ACTION[name], KINDS[name]
    asked = tuple(fact for fact in transition.facts if fact.name not in given)
    return replace(transition, label=label, facts=asked)


def begin(name: str, ids: list[int]) -> Any:
    """Show the form of the ticked items, those that are closed unticked and with the reason."""
    session, actor = store.current(), me()
    form = action_form(_shared(name), None, _values(name, actor))
    found = worklists.by_ids(session, ids)
    return page(name, form, {one.problem_id: one.row_version for one in found})


def _values(name: str, actor: Principal) -> dict[str, Any]:
    """Return the values that the form begins with."""
    if name == "sign":
        unit = store.current().get(Unit, actor.unit_id)
        return {"handler_name": actor.name, "handler_phone": unit.phone if unit else ""}
    return {"reply_days": 3} if name == "supervise" else {}


def page(name: str, form: OfficeForm, items: Items, loose: list[str] | None = None) -> str:
    """Return the form with its items; what was typed and ticked is kept."""
    label, _given = KINDS[name]
    return render_template(
        "problem/bulk.html",
        label=label,
        form=form,
        rows=_rows(name, items),
        loose=loose or [],
        once=once(),
        back=_back(),
        action=url_for("bulk.act", action=name),
    )


def _rows(name: str, items: Items) -> list[dict[str, Any]]:
    """Return the items with their light and why one of them is closed to the action."""
    session, actor = store.current(), me()
    calendar, back = calendars.load(session), request.path.startswith("/problem/bulk/")
    rows = []
    for one in worklists.by_ids(session, list(items)):
        reason = _why_not(actor, one.problem_id, BY_ACTION[name])
        rows.append(
            {
                "item": one,
                "light": calendars.lamp(calendar, one.due_at, one.state),
                "url": url_for("problem.show", row_id=one.problem_id),
                "reason": reason,
                "proposal": _proposal(actor, one.problem_id) if name == "instruct" else "",
                "value": f"{one.problem_id}:{one.row_version}",
                "ticked": back or not reason,
            }
        )
    return rows


def _proposal(actor: Principal, row_id: int) -> str:
    """Return the proposed unit and the triage opinion, as the item's page tells them."""
    rows = Rows(store.current(), actor, row_id)
    if rows.kept_inside:
        return ""
    unit, opinion = rows.name(rows.problem.proposed_unit_id), rows.told(rows.problem.triage_opinion)
    parts = (("拟办单位", unit), ("拟办意见", opinion))
    return "；".join(f"{label}：{text}" for label, text in parts if text)


def _why_not(actor: Principal, row_id: int, transition: Transition) -> str:
    """Return why an item is closed to an action, an empty text when it is open."""
    session = store.current()
    problem = reads.get(session, actor, row_id)
    steps = [one.step for one in reads.steps(session, actor, row_id)]
    for allowed in policies.allowed_actions(actor, problem, steps):
        if allowed.transition is transition:
            return allowed.reason
    return f"现在是“{problem.state.label}”，不能办理"


def _sent() -> Items:
    """Return the ticked items with the version that the form was made from."""
    found: Items = {}
    for text in request.form.getlist("item")[: ledger.MOST_AT_ONCE + 1]:
        row_id, _, version = text.partition(":")
        found[whole(row_id) or 0] = whole(version, 9) or 0
    return found


@needs(Right.SEE_PROBLEMS)
def act(action: str) -> Any:
    """Take the action on every ticked item, or on none."""
    actor = me()
    if action not in {one["name"] for one in buttons(actor)}:
        raise Missing()
    label, given = KINDS[action]
    items, form = _sent(), action_form(_shared(action), request.form)
    if not form.validate():
        return page(action, form, items), 422
    try:
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor)):
                facts = {**form.facts(), **given}
                ledger.perform_many(session, actor, list(items.items()), action, facts)
                idempotency.remember(session, once_key(actor), DONE)
    except Invalid as refusal:
        form.blame(refusal.errors)
        return page(action, form, items, [f"{refusal.description}{NOTHING}"]), 422
    except (Refused, Conflict) as refusal:
        return page(action, form, items, [f"{refusal.description}{NOTHING}"]), refusal.code
    return arrive(_back(), f"已{label} {len(items)} 件。")

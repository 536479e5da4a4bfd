"""回访任务: whom to call back and what to ask whom, in one list by due date."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for

from app import calendars, store
from app.enums import ProblemState
from app.errors import Conflict, Refused
from app.formats import day, moment
from app.identifiers import whole
from app.operations import calls as calling
from app.permissions import Right
from app.queries import calls
from app.queries.calls import Call
from app.security import me, needs
from app.workdays import Calendar
from views import identity_relay
from views.common import ROW, arrive, watch

pages = Blueprint("calls", __name__, url_prefix="/calls")
watch(pages, "problem")


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


@pages.get("/")
@needs(Right.CLOSE)
def index() -> Any:
    """List the open call-backs and the questions to put to reporters."""
    session, actor = store.current(), me()
    calendar = calendars.load(session)
    return render_template(
        "calls/index.html",
        rows=[row(calendar, call) for call in calls.to_call(session, actor)],
        asked=identity_relay.listed(session, actor),
    )


def row(calendar: Calendar, call: Call) -> dict[str, Any]:
    """Return one call with its light, the masks and what was tried."""
    item = call.item
    # A merged item is called about by the day of its master.
    state = None if item.state == ProblemState.MERGED else item.state
    return {
        "item": item,
        "due": day(call.due_at) if call.due_at else "",
        "light": calendars.lamp(calendar, call.due_at, state) if call.due_at else None,
        "url": url_for("problem.show", row_id=item.problem_id),
        "act": url_for("problem.act", row_id=item.problem_id, action=item.action),
        "mask": call.mask,
        "tries": call.attempts,
        "tried": tried(call),
        "missed": url_for("calls.missed", row_id=item.problem_id) if call.can_count else "",
    }


def tried(call: Call) -> str:
    """Return in words how often was called."""
    if call.item.transition.code != "F01":
        return ""
    parts = [f"未接通 {call.attempts} 次" if call.attempts else "还没有打"]
    if call.attempts and call.last_at:
        parts.append(f"上次 {moment(call.last_at)}")
    if call.before:
        parts.append(f"重办前打过 {call.before} 次")
    return "，".join(parts)


@pages.post(f"/{ROW}/missed")
@needs(Right.CLOSE)
def missed(row_id: int) -> Any:
    """Count a call that nobody answered; pressing twice counts once."""
    actor, shown = me(), whole(request.form.get("tries", ""), 4) or 0
    try:
        with store.write(actor) as session:
            count = calling.missed(session, actor, row_id, shown)
    except (Conflict, Refused) as refusal:
        flash(str(refusal.description), "warning")
        return redirect(url_for("calls.index"))
    return arrive(url_for("calls.index"), f"已记下，这件事项未接通 {count} 次。")

"""Three lists of a person: what waits for him, what is late, what he sent on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, render_template, url_for
from sqlalchemy.orm import Session

from app import calendars, store
from app.permissions import Right
from app.principal import Principal
from app.queries import ledger, worklists
from app.security import me, needs
from views import bulk

pages = Blueprint("worklist", __name__, url_prefix="/worklist")
# The word of the address: what the list is called, and what an empty one says.
LISTS = {
    "waiting": ("等我办理", "现在没有等您办理的事", "新的事项到了，会按到期先后排在这里。"),
    "late": ("已超期", "没有超期的事项", "超过期限还没有办完的事项会列在这里。"),
    "sent": (
        "我转出的",
        "没有转出后还在别处办理的事项",
        "您或您的单位办过、现在由别处办理的事项会列在这里，办结后不再列出。",
    ),
}


def register(app: Flask) -> None:
    """Add the lists."""
    app.register_blueprint(pages)


@pages.get("/<any(waiting,late,sent):kind>")
@needs(Right.SEE_PROBLEMS)
def index(kind: str) -> Any:
    """Show one list with its ticks."""
    session, actor = store.current(), me()
    calendar = calendars.load(session)
    found = _found(kind, session, actor)
    title, empty, hint = LISTS[kind]
    rows = [
        {
            "item": one,
            "light": calendars.lamp(calendar, one.due_at, one.state),
            "url": url_for("problem.show", row_id=one.problem_id),
        }
        for one in found
    ]
    return render_template(
        "problem/worklist.html",
        title=title,
        empty=empty,
        hint=hint,
        rows=rows,
        most=worklists.MOST,
        actions=bulk.fitting(actor, [one.problem_id for one in found]),
        chips=[
            {
                "label": one[0],
                "url": url_for("worklist.index", kind=name),
                "active": name == kind,
            }
            for name, one in LISTS.items()
        ],
    )


def _found(kind: str, session: Session, actor: Principal) -> list[Any]:
    """Return the items of a list."""
    if kind == "waiting":
        return list(ledger.waiting(session, actor, worklists.MOST))
    return list((worklists.late if kind == "late" else worklists.sent)(session, actor))

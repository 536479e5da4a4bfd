"""What units are told of accountability outcomes: the public text and nothing else."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, render_template, request, url_for

from app import policies, store
from app.formats import day
from app.identifiers import whole
from app.operations import outcomes
from app.permissions import Right
from app.security import me, needs
from views.rows import unit_names

# Not under /accountability/, which is a missing page for everybody outside the commission.
pages = Blueprint("published", __name__, url_prefix="/published-outcomes")
MOST_PAGES = 1000


def register(app: Flask) -> None:
    """Add the page."""
    app.register_blueprint(pages)


@pages.get("/")
@needs(Right.WORK)
def index() -> Any:
    """List the public texts, newest first."""
    session, actor = store.current(), me()
    at = min(whole(request.args.get("page", ""), 4) or 1, MOST_PAGES)
    found = outcomes.published(session, actor, at)
    names = unit_names(session, [one.unit_id for one in found])
    return render_template(
        "outcome/published.html",
        rows=[
            {"unit": names.get(one.unit_id, ""), "on": day(one.effective_on), "text": one.text}
            for one in found[: outcomes.PAGE]
        ],
        own=not policies.is_told_outcomes(actor, of_others=True),
        older=url_for("published.index", page=at + 1) if len(found) > outcomes.PAGE else "",
    )

"""The items behind a number of what is open now: the same count, listed, what is late first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import clock, policies_statistics, store
from app.errors import Missing
from app.figures import behind, telling
from app.identifiers import whole
from app.permissions import Right
from app.policies_statistics import Subject
from app.queries import figure_places, standing
from app.security import me, needs
from views.figure_links import page_of
from views.figure_scopes import subject_asked, word_of

pages = Blueprint("figure_standing", __name__, url_prefix="/statistics/standing")
LIGHTS = dict(standing.LIGHTS)


def register(app: Flask) -> None:
    """Add the list."""
    app.register_blueprint(pages)


def address(subject: Subject) -> Callable[..., str]:
    """Return how the items of a light and an age are addressed."""

    def of(light: str, age: int | None) -> str:
        """Return the address of some of them."""
        asked = {"light": light or None, "age": age}
        given: dict[str, Any] = {name: one for name, one in asked.items() if one is not None}
        return url_for("figure_standing.show", scope=word_of(subject), **given)

    return of


@pages.get("")
@needs(Right.STATISTICS)
def show() -> Any:
    """List the open items that a number of the page counts."""
    session, actor = store.current(), me()
    subject = subject_asked(request.args.get("scope", "county"))
    if not (actor.has(Right.SEE_PROBLEMS) and policies_statistics.may_open(actor, subject)):
        raise Missing
    light, age = request.args.get("light", ""), whole(request.args.get("age", ""), 1)
    if light not in {"", *LIGHTS} or (age or 0) > len(standing.AGES):
        raise Missing
    number = whole(request.args.get("page", ""), 6) or 1
    page = _page(session, subject, light, age, number)
    told = telling.table(session, actor, page)
    return render_template(
        "statistics/standing.html",
        whose=_name(session, subject),
        words="，".join(_words(light, age)),
        aged=age is not None,
        board_url=page_of(subject),
        heads=told.heads,
        rows=told.lines,
        pager=Pager(page),
    )


def _page(
    session: Session, subject: Subject, light: str, age: int | None, number: int
) -> behind.Page:
    """Return one page of the items."""
    unit_id = None
    if len(subject.place) == 9:
        body = figure_places.township_unit(session, f"{subject.place}000")
        unit_id = body.unit_id if body else None
    first = (max(number, 1) - 1) * behind.SIZE
    found, total = standing.items(session, subject, unit_id, light, age, first, behind.SIZE)
    rows = [
        behind.Row(
            "registered",
            "problem",
            one.id,
            clock.local(one.registered_at).date(),
            "",
            one.lead_unit_id or 0,
            one.region_code,
            one.problem_no,
            f"/problem/{one.id}",
        )
        for one in found
    ]
    return behind.Page(rows, total, 0, number, max(1, -(-total // behind.SIZE)))


def _words(light: str, age: int | None) -> list[str]:
    """Return what is listed, in words."""
    lights = [LIGHTS[light]] if light else ["各种灯"]
    return [*lights, standing.ages()[age].replace(" ", "")] if age is not None else lights


def _name(session: Session, subject: Subject) -> str:
    """Return whose items they are."""
    if subject.unit_id is not None:
        body = figure_places.unit(session, subject.unit_id)
        return body.short if body else ""
    if not subject.place:
        return "全县"
    found = figure_places.place(session, subject.place.ljust(12, "0"))
    return found.short if found else ""


class Pager:
    """The pages of the list as the pager draws them."""

    def __init__(self, page: behind.Page) -> None:
        """Keep the page."""
        self.number = page.number
        self.total_text = f"共 {page.total} 条"
        self.has_prev, self.has_next = page.number > 1, page.number < page.pages

    def url_for(self, number: int) -> str:
        """Return the address of a page."""
        kept: dict[str, Any] = {
            name: request.args[name] for name in ("scope", "light", "age") if name in request.args
        }
        return url_for("figure_standing.show", page=number, **kept)

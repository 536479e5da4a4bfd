"""A version of the scoring rule tried on an old month: old and new side by side, nothing kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Blueprint, Flask, render_template, request

from app import clock, months, policies_report, store
from app.errors import Forbidden, Missing
from app.identifiers import whole
from app.operations import trying
from app.permissions import Right
from app.queries import scoring as reads
from app.queries import trials
from app.security import me, needs

MONTHS = 12
pages = Blueprint("scoring_trial", __name__, url_prefix="/statistics/scoring")


def register(app: Flask) -> None:
    """Add the page under the name that the rule's own pages link to."""
    app.register_blueprint(pages)


@pages.get("/trial")
@needs(Right.STATISTICS)
def trial() -> Any:
    """Show the units of a month by a version and by the rule that holds, side by side."""
    session, actor = store.current(), me()
    if not policies_report.may_try_rule(actor):
        raise Forbidden("试算由起草和批准评分办法的人使用。")
    versions = reads.versions(session)
    chosen = whole(request.args.get("version", ""), 6)
    row = next((one for one in versions if chosen in {None, one.version}), None)
    if chosen is not None and row is None:
        raise Missing()
    offered = trials.choices(months.of(clock.today()), MONTHS)
    period = request.args.get("period", "") or offered[0]
    if period not in offered:
        raise Missing()
    held, rows = (None, []) if row is None else trying.tried(session, actor, row, period)
    return render_template(
        "scoring/trial.html",
        versions=versions,
        row=row,
        held=held,
        signed=trials.signed(session, period) is not None,
        period=period,
        offered=[(one, months.said(one)) for one in offered],
        name=months.said(period),
        rows=[_line(one) for one in rows if one.old is not None or one.new is not None],
        few=sum(one.old is None and one.new is None for one in rows),
    )


def _line(one: trials.Tried) -> dict[str, Any]:
    """Return a unit as a row; with the places that it rose or fell."""
    return {
        "name": one.name,
        "n": one.n,
        "old": _score(one.old),
        "old_rank": one.old_rank or "—",
        "new": _score(one.new),
        "new_rank": one.new_rank or "—",
        "moved": _moved(one.old_rank, one.new_rank),
    }


def _moved(old: int | None, new: int | None) -> str:
    """Return by how many places a unit rose or fell."""
    if old is None or new is None:
        return ""
    if old == new:
        return "不变"
    return f"{'升' if new < old else '降'}{abs(old - new)}位"


def _score(value: Decimal | None) -> str:
    """Return a score, or that there is none."""
    return "样本不足" if value is None else f"{value:.2f}"

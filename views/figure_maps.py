"""The tile map: townships, then a township's villages, then the village's own page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, render_template, request, url_for

from app import policies_statistics, store
from app.enums import RegionLevel
from app.errors import Missing, Refused
from app.figures import api
from app.figures.shape import Scope
from app.formats import moment
from app.permissions import Right
from app.policies_statistics import Subject
from app.queries import figure_places
from app.queries.figure_places import Place
from app.security import me, needs
from views import figure_tiles as draw
from views.figure_links import (
    asked_month,
    counted_for,
    counted_until,
    month_choices,
    month_words,
    page_of,
)
from views.figure_parts import CASES, Asked
from views.figure_table import Choice

pages = Blueprint("figure_maps", __name__, url_prefix="/statistics/map")


# Where the rows lie that no tile counts.
AWAY = {
    "township": "在政务大厅等县级的地方，不在各乡镇的数里。",
    "village": "在乡镇本级，不在各村的数里。",
}


def register(app: Flask) -> None:
    """Add the maps."""
    app.register_blueprint(pages)


@pages.get("")
@needs(Right.STATISTICS)
def county_map() -> Any:
    """Show the townships; a tile leads to its villages."""
    if not policies_statistics.sees_all(me()):
        raise Missing
    places = figure_places.townships(store.current())
    return _shown("全县", Subject(), places, "township")


@pages.get("/<string(length=12):code>")
@needs(Right.STATISTICS)
def township_map(code: str) -> Any:
    """Show the villages of a township; a tile leads to the village's figures."""
    subject = Subject(place=code[:9])
    session = store.current()
    if not policies_statistics.may_open(me(), subject):
        raise Missing
    found = figure_places.place(session, code)
    if found is None or found.level != RegionLevel.TOWNSHIP:
        raise Missing
    return _shown(found.name, subject, figure_places.villages(session, code), "village")


def _asked_metric() -> str:
    """Return the figure that the map is coloured by."""
    code = request.args.get("metric", "") or draw.METRICS[0]
    if code not in draw.METRICS:
        raise Refused("地图上没有这个指标，请重新选择。")
    return code


def _shown(name: str, subject: Subject, places: Sequence[Place], over: Any) -> str:
    """Return the page of a map."""
    month, code, session, actor = asked_month(), _asked_metric(), store.current(), me()
    asked = Asked(month, Scope(region_code=subject.place or None))
    figures = api.by(session, actor, (code,), [month], over, asked.scope or Scope())
    urls = {one.code: _below(one, month, code) for one in places}
    choice = Choice(
        request.path,
        "",
        [],
        month,
        month_choices(month),
        code,
        [(one, api.METRICS[one].label) for one in draw.METRICS],
    )
    label = api.METRICS[code].label
    scope = asked.scope or Scope()
    whole = asked.within(scope)
    own = api.values(session, actor, (code,), [month], scope)[code][month]
    away = draw.elsewhere(places, figures, code, own)
    return render_template(
        "statistics/map.html",
        away=f"其中 {away}{own.metric.unit}{AWAY[over]}" if away > 0 else "",
        whole=whole.cell(code, own),
        cases=f"{CASES} {own.n}" if own.metric.unit == "%" else "",
        lacking=draw.lacking(places, figures, code),
        counts_url=f"{request.path}?month={month}",
        name=name,
        month_words=month_words(month),
        at=moment(counted_until(store.current())),
        label=label,
        choice=choice,
        tiles=draw.tiles(places, figures, code, urls),
        columns=draw.columns(places),
        bands=draw.key(places, figures, code),
        table=draw.table(asked, places, figures, code, urls),
        board_url=page_of(subject, month),
        counted=counted_for(actor),
        below="它的各村" if over == "township" else "这个村的统计",
        up_url=_up(subject, month, code),
    )


def _up(subject: Subject, month: str, code: str) -> str:
    """Return the address of the county's map, for who may see it."""
    if not subject.place or not policies_statistics.sees_all(me()):
        return ""
    return url_for("figure_maps.county_map", month=month, metric=code)


def _below(place: Place, month: str, code: str) -> str:
    """Return where a tile leads: a township to its villages, a village to its page."""
    if place.level == RegionLevel.TOWNSHIP:
        return url_for("figure_maps.township_map", code=place.code, month=month, metric=code)
    return page_of(Subject(place=place.code), month)

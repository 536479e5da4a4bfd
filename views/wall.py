"""The wall screen of the hall: the county's figures in large type, one panel after the other.

It shows what leaves the house: neither the discipline track nor anything sensitive, no names, no
items, nothing under the smallest sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Flask, current_app, render_template
from sqlalchemy.orm import Session

from app import policies_statistics, store
from app.errors import Missing
from app.figures import api, timewords
from app.figures.shape import Scope
from app.formats import moment
from app.permissions import Right
from app.principal import Principal
from app.queries import figure_places
from app.security import me, needs
from views import figure_parts as parts
from views import figure_tiles as draw
from views.figure_links import counted_until, month_words, present, trend
from views.figure_table import Chart, Headline, Row

pages = Blueprint("wall", __name__, url_prefix="/statistics/wall")
# Seconds that a panel stands, and until the figures are asked anew.
TURN, FRESH = 15, 300
PLAIN = Scope(plain=True)
FIRST = ("evaluations", "good_rate", "accepted", "closed", "on_time_rate", "rectified_rate")
# Fewer rows than this of one kind could be somebody known.
SMALLEST = 5


@dataclass(frozen=True)
class Panel:
    """One panel: main figures, a picture, or the townships as tiles."""

    title: str
    words: str = ""
    figures: Sequence[Headline] = ()
    chart: Chart | None = None
    tiles: Sequence[draw.Tile] = ()
    columns: int = 0


def register(app: Flask) -> None:
    """Add the wall screen."""
    app.register_blueprint(pages)


@pages.get("")
@needs(Right.STATISTICS)
def show() -> Any:
    """Show the wall screen, for who may see the whole county's figures."""
    if not policies_statistics.sees_all(me()):
        raise Missing
    return render_template(
        "statistics/wall.html",
        county=current_app.config["VX"].agency.county,
        month_words=month_words(present()),
        at=moment(counted_until(store.current())),
        turn=TURN,
        fresh=FRESH,
        panels=panels(store.current(), me()),
    )


def panels(session: Session, actor: Principal) -> list[Panel]:
    """Return the panels of the present month."""
    month, asked = present(), parts.Asked(present(), None)
    months = [timewords.shifted(month, -12), *trend(month)]
    codes = ("evaluations_by_channel", "registered", "coverage")
    read, kinds = api.values_and_kinds(session, actor, FIRST, months, codes, PLAIN)
    found = _guarded(read)
    figures = [_plain(one) for one in parts.headlines(asked, found, FIRST)]
    channels = (kinds, "evaluations_by_channel", "channels", "评价从哪里来", parts.CHANNELS)
    types = (kinds, "registered", "types", "群众反映的类型", parts.TYPES)
    shown = [
        Panel("本月运行情况", figures=figures),
        _panel(parts.voices(asked, found, trend(month))),
        _panel(parts.work(asked, found, trend(month))),
        _townships(session, actor, month),
        _panel(parts.coverage(asked, kinds)),
        _panel(_enough(parts.split(asked, *channels))),
        _panel(_enough(parts.split(asked, *types))),
    ]
    return [one for one in shown if one.figures or one.tiles or (one.chart and one.chart.rows)]


def _guarded(figures: parts.Figures) -> parts.Figures:
    """Return the figures without the shares of a few cases."""
    return {
        code: {
            month: replace(one, value=None, why="small_sample")
            if one.metric.unit == "%" and 0 < one.n < SMALLEST
            else one
            for month, one in months.items()
        }
        for code, months in figures.items()
    }


def _panel(chart: Chart) -> Panel:
    """Return a picture as a panel."""
    # The wall shows no table, so that a note on one of its columns would be about nothing.
    heads = [replace(head, derived=False) for head in chart.heads]
    return Panel(chart.title, chart.words, chart=replace(chart, words="", heads=heads))


def _plain(one: Headline) -> Headline:
    """Return a main figure with its number of cases only: what changed is for the office."""
    return replace(one, url="", lines=[line for line in one.lines if line.startswith(parts.CASES)])


def _enough(chart: Chart) -> Chart:
    """Return a picture without the kinds of which there are few; sums would tell them."""
    rows = [row for row in chart.rows if _number(row) >= SMALLEST]
    return replace(chart, rows=rows, words="")


def _number(row: Row) -> int:
    """Return the number of a line's second cell."""
    digits = "".join(sign for sign in row.cells[1].text if sign.isdigit())
    return int(digits or 0)


def _townships(session: Session, actor: Principal, month: str) -> Panel:
    """Return the townships' satisfied shares as tiles without addresses; else their evaluations.

    A month in which no township has enough cases for a share still has numbers to show.
    """
    rate, count = "good_rate", "evaluations"
    places = figure_places.townships(session)
    figures = api.by(session, actor, (rate, count), [month], "township", PLAIN)
    known = any(draw.value_of(figures, rate, one).value is not None for one in places)
    code = rate if known else count
    figures = figures if known else _large(figures, count)
    tiles = draw.tiles(places, figures, code, {})
    few = [
        replace(one, words=one.words if one.band != "none" else "", text=_known(one))
        for one in tiles
    ]
    return Panel(TOWNSHIPS[code], tiles=few, columns=draw.columns(places))


TOWNSHIPS = {"good_rate": "各乡镇的满意率", "evaluations": "各乡镇的评价数"}


def _large(figures: Any, code: str) -> Any:
    """Return the numbers of each place, those of a few hidden."""
    return {
        place: {code: one[code] if one[code].n >= SMALLEST else replace(one[code], value=None)}
        for place, one in figures.items()
    }


def _known(tile: draw.Tile) -> str:
    """Return what a tile says on the wall."""
    return tile.text if tile.band != "none" else "样本不足"

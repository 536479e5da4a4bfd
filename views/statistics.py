"""Figures on the screen: the county's, a unit's, a township's and a village's."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request
from sqlalchemy.orm import Session

from app import policies_evaluations as rules
from app import policies_statistics, store
from app.enums import RegionLevel
from app.errors import Missing
from app.figures import api, stuffing, timewords
from app.formats import moment
from app.permissions import Right
from app.policies_statistics import Subject
from app.principal import Principal
from app.queries import evaluations, figure_places, scoring, standing
from app.security import me, needs
from views import figure_parts as parts
from views.common import ROW
from views.figure_links import (
    asked_month,
    counted_for,
    counted_until,
    month_words,
    page_of,
    present,
    trend,
)
from views.figure_scopes import choice, subject_asked
from views.figure_standing import address
from views.figure_table import Chart, Headline
from views.months import own_line

pages = Blueprint("statistics", __name__, url_prefix="/statistics")
BY_PLACE = (
    "按发生地计：在这里发生的评价和事项都计入，不论由哪个单位承办；受理、办结和按期办结率按本级单位"
    "主办的计。和“各单位”表里同名单位的数不一定相同。"
)
BY_VILLAGE = "按发生地计：在这个村发生的评价和事项都计入，不论由哪个单位承办。"
BY_UNIT = (
    "各单位的数按它自己的点位和它主办的事项计，不论发生在哪里；点开乡镇，那一页按发生地计，"
    "两处的数不一定相同。"
)

# Digits of a village's code.
VILLAGE = 12
KINDS = ("bad_reasons", "evaluations_by_channel", "registered", "coverage")
BOTH = (*parts.OF_PLACE, *parts.OF_WORK)


def register(app: Flask) -> None:
    """Add the pages of figures."""
    app.register_blueprint(pages)


@pages.get("/")
@needs(Right.STATISTICS)
def index() -> Any:
    """Lead to the figures that are asked for, to the person's own when none are."""
    asked = request.args.get("scope", "")
    subject = subject_asked(asked) if asked else policies_statistics.own(me())
    return redirect(page_of(subject, request.args.get("month", "")))


@pages.get("/county")
@needs(Right.STATISTICS)
def county() -> Any:
    """Show the whole county's figures."""
    page = _open(Subject())
    session, kinds = page.session, page.kinds()
    bodies = figure_places.units(session)
    rated = page.by(("good_rate", "evaluations", "on_time_rate"), "unit")
    asked = page.asked
    return page.shown(
        "全县",
        [*page.headlines(parts.OF_PLACE), parts.covered(page.asked, kinds)],
        [
            page.voices(),
            page.standing(),
            parts.coverage(page.asked, kinds),
            page.work(),
            *page.splits(kinds),
            page.suspicions(lambda _one: True) or page.suspected(),
            parts.compared(
                asked,
                rated,
                parts.named_units(bodies, page.month),
                ("evaluations", "on_time_rate"),
                "各单位的满意率",
                "单位",
            ),
        ],
    )


@pages.get(f"/unit/{ROW}")
@needs(Right.STATISTICS)
def unit(row_id: int) -> Any:
    """Show one unit's figures; a township's are its place's."""
    page = _open(Subject(unit_id=row_id))
    body = figure_places.unit(page.session, row_id)
    if body is None:
        raise Missing
    page.name_unit(body.code)
    subject = parts.subject_of(body)
    if subject.place and policies_statistics.may_open(page.actor, subject):
        return redirect(page_of(subject, request.args.get("month", "")))
    own = [one for one in figure_places.points(page.session) if one.unit_id == row_id]
    rated = page.by(("good_rate", "evaluations"), "point")
    return page.shown(
        body.name,
        page.headlines(parts.OF_PLACE),
        [
            page.voices(),
            page.work(),
            page.standing(),
            *page.splits(page.kinds()),
            page.suspicions(lambda one: one.unit_id == row_id),
            parts.compared(
                page.asked,
                rated,
                parts.named_points(own),
                ("evaluations",),
                "各窗口、点位的满意率",
                "点位",
            ),
        ],
        scored=row_id,
    )


@pages.get("/place/<string(length=12):code>")
@needs(Right.STATISTICS)
def place(code: str) -> Any:
    """Show a township's figures with its villages', or a village's."""
    subject = Subject(place=code[:9] if code.endswith("000") else code)
    page = _open(subject)
    found = figure_places.place(page.session, code)
    if found is None:
        raise Missing
    return _township(page, found) if found.level == RegionLevel.TOWNSHIP else _village(page, found)


def _township(page: Page, found: figure_places.Place) -> Any:
    """Show a township: what was said in its place, what its unit did, its villages."""
    body = figure_places.township_unit(page.session, found.code)
    unit_id = body.unit_id if body else None
    points = [
        one
        for one in figure_places.points(page.session)
        if one.region_code.startswith(found.prefix)
    ]
    at, kinds = {one.point_id for one in points}, page.kinds()
    worked = [page.works_as(body).work()] if body else []
    villages = figure_places.villages(page.session, found.code)
    rated = page.by(("good_rate", "evaluations"), "village")
    return page.shown(
        found.name,
        [*page.headlines(parts.OF_PLACE), parts.covered(page.asked, kinds)],
        [
            page.voices(),
            *worked,
            page.standing(unit_id),
            parts.coverage(page.asked, kinds),
            *page.splits(kinds),
            page.suspicions(lambda one: one.service_point_id in at),
            parts.compared(
                page.asked,
                rated,
                parts.named_places(villages, page.month),
                ("evaluations",),
                "各村的满意率",
                "村、社区",
            ),
        ],
        map_url=f"/statistics/map/{found.code}?month={page.month}",
        scored=unit_id,
    )


def _village(page: Page, found: figure_places.Place) -> Any:
    """Show a village station's figures."""
    above = figure_places.place(page.session, f"{found.code[:9]}000")
    return page.shown(
        f"{above.name if above else ''}{found.short}",
        page.headlines(parts.OF_PLACE),
        [
            page.voices(),
            page.standing(),
            *page.splits(page.kinds()),
        ],
        map_url=_map_of(page, found.code[:9]),
    )


def _map_of(page: Page, township: str) -> str:
    """Return the address of a township's map, for who may open it."""
    if not policies_statistics.may_open(page.actor, Subject(place=township)):
        return ""
    return f"/statistics/map/{township}000?month={page.month}"


def _open(subject: Subject) -> Page:
    """Return a page of figures; what a person may not open is as missing as what is not there."""
    actor = me()
    if not policies_statistics.may_open(actor, subject):
        raise Missing
    return Page(store.current(), actor, subject, asked_month())


class Page:
    """One page of figures on its way: whose, of which month, and what was read for it."""

    def __init__(self, session: Session, actor: Principal, subject: Subject, month: str) -> None:
        """Keep what is asked; the figures of thirteen months are read once, when first needed."""
        self.session, self.actor, self.subject, self.month = session, actor, subject, month
        self.scope = subject.scope
        self.asked = parts.Asked(month, self.scope)
        self.codes: tuple[str, ...] = ()
        self._figures: parts.Figures | None = None
        self._kinds: dict[Any, dict[str, api.Value]] = {}

    @property
    def is_place(self) -> bool:
        """Tell whether what is shown is a place, whose items are handled by any unit."""
        return bool(self.subject.place)

    @property
    def basis(self) -> str:
        """Return in words what is counted for whom."""
        if len(self.subject.place) == VILLAGE:
            return BY_VILLAGE
        return BY_PLACE if self.is_place else BY_UNIT

    @property
    def figures(self) -> parts.Figures:
        """Return the main figures of the last twelve months and of the month a year before."""
        if self._figures is None:
            codes = self.codes or (parts.OF_PLACE if self.is_place else BOTH)
            months = [timewords.shifted(self.month, -12), *trend(self.month)]
            parted = () if self.codes else KINDS
            read = (self.session, self.actor, codes, months, parted, self.scope)
            self._figures, self._kinds = api.values_and_kinds(*read)
        return self._figures

    def by(self, codes: tuple[str, ...], over: Any) -> dict[Any, dict[str, api.Value]]:
        """Return figures of the month for each unit, point or place."""
        # Units and places need the sample that the whole needs, windows one of their own.
        least = 0 if over == "point" else self.figures["good_rate"][self.month].least
        asked = (self.session, self.actor, codes, [self.month], over, self.scope)
        return api.by(*asked, least=least)

    def kinds(self) -> dict[Any, dict[str, api.Value]]:
        """Return reasons, channels, request types and points of the month."""
        return self._kinds if self.figures else {}

    def name_unit(self, code: str) -> None:
        """Keep the code that addresses of rows name the unit by."""
        self.asked = parts.Asked(self.month, self.scope, code)

    def works_as(self, body: figure_places.Body) -> Page:
        """Return the same month of the unit that a township works as."""
        page = Page(self.session, self.actor, Subject(unit_id=body.unit_id), self.month)
        page.name_unit(body.code)
        page.codes = parts.OF_WORK
        return page

    def headlines(self, codes: tuple[str, ...]) -> list[Headline]:
        """Return the main figures: what was said, and what a unit or the county did."""
        more = () if self.is_place else parts.OF_WORK
        return parts.headlines(self.asked, self.figures, (*codes, *more))

    def voices(self) -> Chart:
        """Return the evaluations of twelve months."""
        return parts.voices(self.asked, self.figures, trend(self.month))

    def work(self) -> Chart:
        """Return the items of twelve months."""
        return parts.work(self.asked, self.figures, trend(self.month))

    def splits(self, kinds: dict[Any, dict[str, api.Value]]) -> list[Chart]:
        """Return reasons, channels and request types."""
        labels = figure_places.reason_labels(self.session)
        channels = (kinds, "evaluations_by_channel", "channels", "评价的来源", parts.CHANNELS)
        types = (kinds, "registered", "types", "诉求的类型", parts.TYPES)
        return [
            parts.reasons(self.asked, kinds, labels),
            parts.split(self.asked, *channels),
            parts.split(self.asked, *types),
        ]

    def standing(self, unit_id: int | None = None) -> Chart:
        """Return what is open now; the addresses are only for who may list items."""
        found = standing.standing(self.session, self.subject, unit_id)
        lists = self.actor.has(Right.SEE_PROBLEMS)
        urls = address(self.subject) if lists else lambda *_asked: ""
        return parts.standing(found, urls, beside_stock=not self.is_place)

    def suspicions(self, of: Any) -> Chart | None:
        """Return what looks stuffed, for who judges it."""
        if not rules.judges_flags(self.actor):
            return None
        found = [one for one in evaluations.suspicions(self.session) if of(one)]
        return parts.suspicions(found, "/evaluations/flags")

    def suspected(self) -> Chart | None:
        """Return how much looks stuffed, for who oversees those that judge it."""
        if not rules.counts_flags(self.actor):
            return None
        return parts.suspected(stuffing.waiting(self.session, self.actor))

    def score(self, unit_id: int | None) -> dict[str, str] | None:
        """Return the latest score of a unit that this person may see, None where there is none."""
        found = scoring.published(self.session, unit_id, 1) if unit_id else []
        return own_line(found[0]) if found else None

    def shown(
        self,
        name: str,
        figures: list[Headline],
        charts: list[Chart | None],
        map_url: str = "",
        scored: int | None = None,
    ) -> str:
        """Return the page; scored is the unit whose score of a signed month it leads to."""
        sees_all = policies_statistics.sees_all(self.actor)
        return render_template(
            "statistics/board.html",
            name=name,
            month_words=month_words(self.month),
            is_present=self.month == present(),
            at=moment(counted_until(self.session)),
            choice=choice(self.session, self.actor, self.subject, self.month),
            figures=figures,
            score=self.score(scored),
            charts=[one for one in charts if one is not None],
            basis=f"{self.basis}{counted_for(self.actor)}",
            map_url=map_url or (f"/statistics/map?month={self.month}" if sees_all else ""),
            wall_url="/statistics/wall" if sees_all else "",
        )

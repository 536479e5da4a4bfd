"""Where every number leads: its definition, the rows behind it, and the same rows as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import sqlalchemy as sa
from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import clock, exchange, store
from app.errors import Missing, Refused
from app.figures import api, rights, telling, timewords
from app.figures.shape import Metric, Scope
from app.identifiers import whole
from app.models import ServicePoint, Unit
from app.operations import figure_export
from app.permissions import Right
from app.principal import Principal
from app.rows_ledger import place_of
from app.security import me, needs
from views.figure_links import counted_for
from views.rows import unit_names

pages = Blueprint("figures", __name__, url_prefix="/statistics/explain")
SIDES = {"numerator": "分子", "denominator": "分母"}
# A file holds at most so many rows of each side; the page says so when there are more.
MOST = 20_000
BAD_MONTH = "月份的写法不对，或者还没有到，请写成 2026-10。"


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


def address(code: str, months: list[str], scope: Scope, unit_code: str = "", **more: Any) -> str:
    """Return where a number of a page leads."""
    place = {"place": scope.region_code, "point": scope.point_id, "unit": unit_code or None}
    given: dict[str, Any] = {name: value for name, value in place.items() if value is not None}
    return url_for("figures.show", metric=code, month=",".join(months), **given, **more)


class Asked:
    """What an address asks for: a metric, months and whose figures."""

    def __init__(self, session: Session, actor: Principal, code: str) -> None:
        """Read the address; Missing for what there is not or what is not this person's."""
        if code not in api.METRICS:
            raise Missing()
        self.session, self.actor = session, actor
        self.metric: Metric = api.METRICS[code]
        self.months = _months()
        self.unit = _unit(session)
        self.point = whole(request.args.get("point", ""), 18)
        self.place = request.args.get("place") or None
        self.kind = request.args.get("kind", "")
        self.scope = self._scope()
        if not rights.may_see(actor, self.metric, self.scope):
            raise Missing()
        self.lists = rights.may_list(actor, self.metric, self.scope)
        if self.kind and not self.lists:
            raise Missing()

    def _scope(self) -> Scope:
        """Return whose figures; without any, the widest that the person may see."""
        if self.point is not None:
            return self._of_point(self.point)
        if self.place is not None:
            if not self.place.isdigit() or len(self.place) not in {9, 12}:
                raise Missing()
            return Scope(region_code=self.place)
        if self.unit is not None:
            return Scope(unit_id=self.unit.id)
        if rights.may_scope(self.actor, Scope()):
            return Scope()
        return Scope(unit_id=self.actor.unit_id)

    def _of_point(self, point: int) -> Scope:
        """Return the figures of a point, bound to the own unit or place of who sees no others."""
        if rights.may_scope(self.actor, Scope()):
            return Scope(point_id=point)
        place = place_of(self.actor)
        if place:
            return Scope(region_code=place, point_id=point)
        return Scope(unit_id=self.actor.unit_id, point_id=point)

    def arguments(self) -> dict[str, Any]:
        """Return the address' own arguments."""
        given = {
            "unit": self.unit.code if self.unit else None,
            "place": self.place,
            "kind": self.kind or None,
        }
        found = {"month": ",".join(self.months), "point": self.point, **given}
        return {name: value for name, value in found.items() if value is not None}

    def whose(self) -> str:
        """Return whose figures they are, in words; a past month keeps a place's old name."""
        if self.scope.point_id is not None:
            name = sa.select(ServicePoint.name).where(ServicePoint.id == self.scope.point_id)
            return str(self.session.execute(name).scalar() or "")
        if self.scope.region_code is not None:
            return api.place_name(self.session, self.scope.region_code, max(self.months))
        if self.scope.unit_id is not None:
            return unit_names(self.session, [self.scope.unit_id]).get(self.scope.unit_id, "")
        return "全县"


def _months() -> list[str]:
    """Return the months of the address; this month without any."""
    given = request.args.get("month") or clock.today().isoformat()[:7]
    months = sorted(set(given.split(",")))
    try:
        for month in months:
            timewords.known(month)
    except ValueError:
        raise Refused(BAD_MONTH) from None
    return months


def _unit(session: Session) -> Unit | None:
    """Return the unit of the address; Missing for one that there is not."""
    code = request.args.get("unit")
    if not code:
        return None
    found = session.scalars(sa.select(Unit).where(Unit.code == code)).one_or_none()
    if found is None:
        raise Missing()
    return found


@pages.get("/<metric>")
@needs(Right.STATISTICS)
def show(metric: str) -> Any:
    """Show a number, what it means, and the rows behind it."""
    session, actor = store.current(), me()
    asked = Asked(session, actor, metric)
    side = request.args.get("side", "numerator")
    side = side if side in SIDES else "numerator"
    number = whole(request.args.get("page", ""), 6) or 1
    page = api.rows(
        session,
        actor,
        metric,
        asked.months,
        asked.scope,
        cast(Any, side),
        number,
        kind=asked.kind,
    )
    told = telling.table(session, actor, page)
    return render_template(
        "statistics/explain.html",
        metric=asked.metric,
        months="、".join(asked.months),
        whose=asked.whose(),
        values=_values(asked),
        sides=_sides(asked, side),
        heads=told.heads,
        rows=told.lines,
        lists=asked.lists,
        hidden=page.hidden,
        pager=Pager(asked, page, side),
        file_url=url_for("figures.file", metric=metric, **asked.arguments()),
        pending=api.pending(session),
        counted=counted_for(actor),
    )


def _values(asked: Asked) -> list[dict[str, str]]:
    """Return the number of each month, with what it is made of."""
    code = asked.metric.code
    if asked.kind:
        return [{"month": month, **_of_kind(asked, month)} for month in asked.months]
    found = api.values(asked.session, asked.actor, [code], asked.months, asked.scope)[code]
    return [
        {
            "month": month,
            "text": value.text,
            "parts": f"{value.part} ÷ {value.n}" if value.part is not None else str(value.n),
        }
        for month, value in found.items()
    ]


def _of_kind(asked: Asked, month: str) -> dict[str, str]:
    """Return the number of one kind in a month."""
    code = asked.metric.code
    kinds = api.by(asked.session, asked.actor, [code], [month], "kind", asked.scope)
    value = kinds.get(asked.kind, {}).get(code)
    if value is None:
        return {"text": f"0{asked.metric.unit}", "parts": "0"}
    return {"text": value.text, "parts": str(value.n)}


def _sides(asked: Asked, side: str) -> list[dict[str, Any]]:
    """Return the two sides of a rate as tabs; none for a number that has one."""
    if not asked.metric.has_denominator:
        return []
    return [
        {
            "label": label,
            "url": url_for(
                "figures.show", metric=asked.metric.code, side=name, **asked.arguments()
            ),
            "active": name == side,
        }
        for name, label in SIDES.items()
    ]


class Pager:
    """The pages of the rows as the pager draws them."""

    def __init__(self, asked: Asked, page: api.Page, side: str) -> None:
        """Keep the page."""
        self._asked, self._side = asked, side
        self.number = page.number
        self.total_text = f"共 {page.total} 条"
        self.has_prev, self.has_next = page.number > 1, page.number < page.pages

    def url_for(self, number: int) -> str:
        """Return the address of a page."""
        given = {**self._asked.arguments(), "side": self._side, "page": number}
        return url_for("figures.show", metric=self._asked.metric.code, **given)


@pages.get("/<metric>/rows.xlsx")
@needs(Right.STATISTICS)
def file(metric: str) -> Any:
    """Send the rows behind a number that this person may open."""
    asked = Asked(store.current(), me(), metric)
    if not asked.lists:
        raise Missing()
    # Everything is read before the one place to write is taken, and the file made after it.
    sides = list(_all(asked))
    count = sum(len(side.table.lines) for side in sides)
    with store.write(asked.actor) as work:
        figure_export.record(work, asked.actor, asked.metric, asked.months, count)
    content = figure_export.workbook(asked.metric, sides)
    return exchange.answer(content, f"{asked.metric.label}明细")


def _all(asked: Asked) -> Iterator[figure_export.Part]:
    """Yield the rows of both sides."""
    sides = SIDES if asked.metric.has_denominator else {"numerator": "明细"}
    for side, label in sides.items():
        page = api.rows(
            asked.session,
            asked.actor,
            asked.metric.code,
            asked.months,
            asked.scope,
            cast(Any, side),
            1,
            MOST,
            asked.kind,
        )
        told = telling.table(asked.session, asked.actor, page)
        yield figure_export.Part(label, told, page.hidden)

"""窗口办件数 from a table: a template with the own windows, a look at each row, and the keeping."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, url_for

from app import clock, exchange, policies, store
from app.crud import OfficeView
from app.errors import Missing
from app.models import CaseCount
from app.operations import case_import
from app.permissions import Right
from app.principal import Principal
from app.security import me, needs
from views.importing import Import

pages = Blueprint("case_import", __name__, url_prefix="/cases")
HEADS = [heads[0] for heads in case_import.COLUMNS.values()]


class CaseCountView(OfficeView):
    """The generated pages with the way to the import."""

    list_template = "cases/list.html"


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


def _keeper() -> Principal:
    """Return the person, who must keep counts; Missing for others."""
    if not policies.may(me(), CaseCount, "add"):
        raise Missing
    return me()


@pages.get("/template.xlsx")
@needs(Right.REGISTRY)
def template() -> Any:
    """Send a table of the person's windows for today, the numbers empty."""
    found, today = case_import.windows(store.current(), _keeper()), clock.today().isoformat()
    rows = ((one.unit, one.no, one.name, today, "") for one in found)
    return exchange.answer(exchange.table(CaseCount.__label__, HEADS, rows), "窗口办件数模板")


@pages.route("/import", methods=["GET", "POST"])
@needs(Right.REGISTRY)
def load() -> Any:
    """Read a table of counts, show what each row comes to, and keep all rows or none."""
    _keeper()
    return Import(
        model=CaseCount,
        name=CaseCount.__label__,
        list_url="/admin/case_count/",
        how="已有的窗口和日期按表更正，没变的不动；不知道的留空，不计，没有办件的填 0。",
        own="窗口",
        row="窗口和日期",
        unit="行",
        needed="窗口号（或名称）、日期",
        columns=case_import.COLUMNS,
        read=case_import.read,
        template_url=url_for("case_import.template"),
    ).answer()

"""窗口办件数 from a table: a template with the own windows, a look at each row, and the keeping."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, render_template, request

from app import clock, exchange, policies, store, tabular
from app.crud import OfficeView
from app.errors import Invalid, Missing
from app.models import CaseCount
from app.operations import case_import, idempotency
from app.permissions import Right
from app.principal import Principal
from app.security import me, needs
from views.common import arrive
from views.forms import once, once_key
from views.items import as_text, read_table

pages = Blueprint("case_import", __name__, url_prefix="/cases")
LIST = "/admin/case_count/"
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
    """Read a table, show what each row comes to, and keep all rows or none."""
    actor = _keeper()
    if request.method == "GET":
        return _page()
    rows: list[list[str]] = []
    try:
        rows = read_table()
        named = tabular.named(rows, case_import.COLUMNS)
        return _look(actor, rows, named) if request.form.get("preview") else _keep(actor, named)
    except tabular.BadTable as error:
        return _page(wrong=str(error), text=request.form.get("pasted", "")), 422
    except Invalid as refusal:
        return _page(wrong=str(refusal.description), text=as_text(rows)), 422


def _look(actor: Principal, rows: list[list[str]], named: list[dict[str, str]]) -> Any:
    """Show what each row would come to; a fault in one keeps the whole table back."""
    with store.write(actor) as work:
        found = case_import.rehearse(work, actor, named)
    left = tabular.unused(rows, case_import.COLUMNS)
    return _page(found=found, text=as_text(rows), left=left)


def _keep(actor: Principal, named: list[dict[str, str]]) -> Any:
    """Keep all rows once."""
    with store.write(actor) as work:
        said = idempotency.claim(work, once_key(actor))
        if not said:
            kinds = [one.what for one in case_import.load(work, actor, named)]
            said = "，".join(f"{what} {kinds.count(what)} 行" for what in dict.fromkeys(kinds))
            idempotency.remember(work, once_key(actor), said)
    return arrive(LIST, f"已导入：{said}。")


def _page(*, found: Any = (), text: str = "", wrong: str = "", left: Any = ()) -> str:
    """Return the page of the import."""
    return render_template(
        "cases/import.html",
        found=found,
        text=text,
        wrong=wrong,
        left=left,
        faults=[one for one in found if one.wrong],
        labels="、".join(HEADS),
        own=me().unit_name if policies.bound_unit(me(), CaseCount) else "",
        list_url=LIST,
        once=once(),
    )

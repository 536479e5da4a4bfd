"""The one way from an item into the clue compartment; what goes in is not read back here."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Flask, render_template, request, url_for

from app import store
from app.enums_clue import ManagedLevel
from app.errors import Invalid, Refused
from app.operations import clues, idempotency
from app.permissions import Right
from app.security import hidden, me
from views.common import ROW, arrive
from views.fields import Clean, Must, OfficeForm
from views.forms import once, once_key, words
from views.present import Page
from views.superior import stopped, to_paper


class SplitForm(OfficeForm):
    """What the compartment needs beside the sealed copy of the item."""

    managed_level = wtforms.RadioField(
        "被反映人的管理权限", [Must("请先核对这一项。")], choices=words(ManagedLevel)
    )
    accused = wtforms.StringField(
        "被反映人和职务",
        [Must("请填写被反映人和职务。"), Clean(120)],
        render_kw={"autocomplete": "off"},
    )
    reason = wtforms.TextAreaField(
        "移送理由", [Must("请写明移送理由。"), Clean(1000)], render_kw={"rows": 5}
    )


def register(app: Flask) -> None:
    """Add the form beside the item's other actions."""
    app.add_url_rule(f"/problem/{ROW}/split", "problem.split", split, methods=["GET", "POST"])


def buttons(page: Page) -> list[dict[str, Any]]:
    """Return the button; who has pushed the item in is told only that he did."""
    if not page.principal.has(Right.CLUES, "c"):
        return []
    done = clues.pushed(page.session, page.principal, page.problem.id)
    url = url_for("problem.split", row_id=page.problem.id)
    return [{"label": "移送线索", "url": url, "main": False, "reason": "已移送" if done else ""}]


@hidden(Right.CLUES, "c")
def split(row_id: int) -> Any:
    """Show the form, or seal a copy of the item and say only that it is done."""
    if stopped():
        return to_paper()
    form = SplitForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return shown(row_id, form)
    if not form.validate():
        return shown(row_id, form), 422
    actor, back = me(), url_for("problem.show", row_id=row_id)
    try:
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor)):
                clues.push(session, actor, row_id, form.facts())
                idempotency.remember(session, once_key(actor), back)
    except Invalid as refusal:
        return shown(row_id, form, form.blame(refusal.errors)), 422
    except Refused as refusal:
        return shown(row_id, form, [str(refusal.description)]), refusal.code
    return arrive(back, "已移送。")


def shown(row_id: int, form: SplitForm, loose: list[str] | None = None) -> str:
    """Return the form with what was typed."""
    page = Page(store.current(), me(), row_id)
    return render_template("clue/split.html", page=page, form=form, loose=loose or [], once=once())

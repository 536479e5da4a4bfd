"""Interference: anybody of the commission records it, keepers and leaders read it."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Flask, render_template, request, url_for

from app import clock, store
from app.enums_clue import InterferenceKind, InterferenceWay
from app.errors import Invalid
from app.formats import day
from app.operations import idempotency, interference
from app.permissions import Right
from app.queries import clues as reads
from app.security import hidden, me, needs
from views.common import arrive
from views.fields import Clean, Must, OfficeForm
from views.forms import once, once_key, words


class InterferenceForm(OfficeForm):
    """Who asked about which item, when and how."""

    kind = wtforms.RadioField("情形", [Must("请选择情形。")], choices=words(InterferenceKind))
    asker = wtforms.StringField(
        "什么人",
        [Must("请填写什么人。"), Clean(120)],
        description="姓名写全，再写单位、职务，以及与被反映人的关系；写到姓名的人自己看不到这条记录",
        render_kw={"autocomplete": "off"},
    )
    item = wtforms.StringField(
        "哪件事项",
        [Must("请填写哪件事项。"), Clean(200)],
        description="编号，或说明是什么事",
        render_kw={"autocomplete": "off"},
    )
    happened_on = wtforms.DateField("日期", [Must("请填写日期。")])
    way = wtforms.RadioField("方式", [Must("请选择方式。")], choices=words(InterferenceWay))
    content = wtforms.TextAreaField(
        "经过", [Must("请写明经过。"), Clean(2000)], render_kw={"rows": 6}
    )


def register(app: Flask) -> None:
    """Add the form, and the page that reads."""
    app.add_url_rule("/interference/new", "interference.new", new, methods=["GET", "POST"])
    app.add_url_rule("/clue/interference", "interference.index", index, methods=["GET", "POST"])


@needs(Right.CLUES)
def new() -> Any:
    """Show the form, or record once and say only that it is done."""
    sent = request.form if request.method == "POST" else None
    form = InterferenceForm(sent, happened_on=clock.today())
    if request.method == "GET":
        return shown(form)
    if not form.validate():
        return shown(form), 422
    actor, home = me(), url_for("HomeView.home")
    try:
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor)):
                interference.record(session, actor, form.facts())
                idempotency.remember(session, once_key(actor), home)
    except Invalid as refusal:
        return shown(form, form.blame(refusal.errors)), 422
    return arrive(home, "已记录。")


def shown(form: InterferenceForm, loose: list[str] | None = None) -> str:
    """Return the form with what was typed."""
    return render_template("clue/interference_new.html", form=form, loose=loose or [], once=once())


@hidden(Right.CLUES, "A", "2")
def index() -> Any:
    """Ask before the records are opened; the opening is audited and committed first."""
    if request.method == "GET":
        return render_template("clue/interference.html", rows=None)
    actor = me()
    with store.write(actor) as session:
        interference.log_opening(session, actor)
    session = store.current()
    found = interference.opened(session, actor)
    known = reads.names(session, [row.recorded_by_id for row, _ in found])
    rows = [
        {
            "head": f"{day(row.happened_on)} {row.kind.label}，{row.way.label}",
            "by": f"{known.get(row.recorded_by_id, '')} 记录",
            **texts,
        }
        for row, texts in found
    ]
    return render_template("clue/interference.html", rows=rows)

"""交接班: what the last shift left, who has read it, and the form of a new note."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint, Flask, render_template, request, url_for

from app import store
from app.enums_phone import Shift
from app.errors import Invalid
from app.formats import day, moment
from app.operations import idempotency
from app.operations import shift_notes as handing
from app.permissions import Right
from app.queries import shift_notes
from app.queries.shift_notes import Left
from app.security import me, needs
from views.common import ROW, arrive, watch
from views.fields import Clean, Must, OfficeForm
from views.forms import once, once_key, words

pages = Blueprint("handover", __name__, url_prefix="/handover")
watch(pages, "handover_note")


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class NoteForm(OfficeForm):
    """What the next shift has to know."""

    shift = wtforms.RadioField(
        "班次", [Must("请选择班次。")], choices=words(Shift), default=Shift.DAY.value
    )
    text = wtforms.TextAreaField(
        "交接事项",
        [Must("请填写交接事项；没有的写“无”。"), Clean(handing.LONGEST)],
        description="没办完的、来电人约好几点再打的、要接班人留意的；不写来访人姓名和电话，写编号",
        render_kw={"rows": 5},
    )


@pages.get("/")
@needs(Right.CLOSE)
def index() -> Any:
    """Show the notes and the form."""
    return page(NoteForm(None))


def page(form: NoteForm, loose: list[str] | None = None) -> str:
    """Return the notes with the form beside them."""
    session, actor = store.current(), me()
    return render_template(
        "calls/handover.html",
        rows=[_row(one) for one in shift_notes.notes(session, actor)],
        open=shift_notes.open_now(session, actor),
        form=form,
        loose=loose or [],
        once=once(),
    )


def _row(one: Left) -> dict[str, Any]:
    """Return a note as the page shows it."""
    note = one.note
    return {
        "head": f"{day(note.duty_on)} {note.shift.label}",
        "by": f"{one.writer} {moment(note.created_at)}",
        "text": note.text,
        "open": f"交班时待回访 {note.open_calls} 件，待代问 {note.open_questions} 件",
        "items": [
            {
                "url": url_for("problem.show", row_id=row_id),
                "no": no,
                "title": title,
                "state": state,
            }
            for row_id, no, title, state in one.items
        ],
        "readers": "、".join(f"{name}（{moment(at)}）" for name, at in one.readers),
        "read_url": url_for("handover.read", row_id=note.id) if one.is_unread else "",
    }


@pages.post("/")
@needs(Right.CLOSE)
def leave() -> Any:
    """Keep a note once."""
    actor, form = me(), NoteForm(request.form)
    if not form.validate():
        return page(form), 422
    back, said = url_for("handover.index"), "已交班，没有重复保存。"
    try:
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor)):
                handing.leave(session, actor, form.facts())
                said = "已交班，等接班的人签收。"
                idempotency.remember(session, once_key(actor), back)
    except Invalid as refusal:
        return page(form, form.blame(refusal.errors)), 422
    return arrive(back, said)


@pages.post(f"/{ROW}/read")
@needs(Right.CLOSE)
def read(row_id: int) -> Any:
    """Sign that a note was read."""
    actor = me()
    with store.write(actor) as session:
        handing.sign(session, actor, row_id)
    return arrive(url_for("handover.index"), "已签收。")

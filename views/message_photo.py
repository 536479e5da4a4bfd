"""Blotting out faces and plates: by rectangles that are drawn, or by the cells of a grid."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Flask, Response, current_app, render_template, request, url_for
from sqlalchemy.orm import Session

from app import filestore, policies_board, readings, store
from app.errors import Missing
from app.models import Attachment
from app.operations import photo_blur
from app.permissions import Right
from app.principal import Principal
from app.queries import board
from app.responses import respond_file
from app.security import me, needs
from views.common import ROW
from views.fields import OfficeForm
from views.forms import once
from views.submitting import submitted

FILE = "<int(max=9223372036854775807):file_id>"


class BlurForm(OfficeForm):
    """What is to be blotted out."""

    boxes = wtforms.HiddenField("画的框")
    cells = wtforms.StringField(
        "要打码的格子",
        description="照片上有格子，例如 B2-C4 F5；多处用空格隔开。能用鼠标、手指的直接在照片上画框",
        render_kw={"autocomplete": "off"},
    )
    nothing = wtforms.BooleanField("照片里没有人脸、车牌和其他能认出人的东西")


def register(app: Flask) -> None:
    """Add the page and its picture."""
    app.add_url_rule(
        f"/messages/{ROW}/photo/{FILE}", "messages.blur", blur, methods=["GET", "POST"]
    )
    app.add_url_rule(f"/messages/{ROW}/photo/{FILE}/grid", "messages.grid", grid)


def _photo(row_id: int, file_id: int) -> Attachment:
    """Return a photograph that this person may blot; Missing for any other."""
    session = store.current()
    message = board.get(session, row_id)
    if not policies_board.decides(me(), message):
        raise Missing()
    found = photo_blur.original(session, row_id, file_id)
    readings.saw(found)
    return found


@needs(Right.TRIAGE)
def blur(row_id: int, file_id: int) -> Any:
    """Show the photograph with its grid, or make the copy that units may see."""
    photo = _photo(row_id, file_id)
    form = BlurForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return page(row_id, photo, form)

    def save(session: Session, actor: Principal) -> str:
        photo_blur.blur(session, actor, row_id, file_id, form.facts())
        return url_for("messages.show", row_id=row_id)

    return submitted(
        form, save, lambda loose: page(row_id, photo, form, loose), "打码后的照片已存好。"
    )


def page(row_id: int, photo: Attachment, form: BlurForm, loose: list[str] | None = None) -> str:
    """Return the page with what was typed."""
    return render_template(
        "messages/blur.html",
        row_id=row_id,
        photo=photo,
        form=form,
        loose=loose or [],
        once=once(),
    )


@needs(Right.TRIAGE)
def grid(row_id: int, file_id: int) -> Response:
    """Send the photograph with its grid."""
    photo = _photo(row_id, file_id)
    with filestore.open_stored(current_app.config["VX"].files_dir, photo.sha256) as stream:
        data = photo_blur.gridded(stream)
    return respond_file(data, f"{file_id}.jpg", "image/jpeg", inline=True)

"""Evidence through the fence: a file to keep, or a photograph drawn anew to look at."""

from __future__ import annotations

from typing import Any, BinaryIO

from flask import Blueprint, Flask, Response

from app import pictures, readings, store
from app.errors import Missing
from app.models import Attachment
from app.permissions import Right
from app.responses import respond_file
from app.security import needs
from views.common import ROW, kept_file, watch

pages = Blueprint("attachment", __name__, url_prefix="/attachment")
watch(pages, "attachment")
# Who sees an item, a message, a visit, or what a unit puts right; the rows are cut besides.
SEES = (Right.SEE_PROBLEMS, Right.MESSAGES, Right.REGISTER_ITEM, Right.SEE_EVALUATIONS)


def register(app: Flask) -> None:
    """Add the download and the picture."""
    app.register_blueprint(pages)


@pages.get(f"/{ROW}")
@needs(*SEES)
def download(row_id: int) -> Any:
    """Send a file; one outside the scope is as missing as one that never was."""
    row, stream = _opened(row_id)
    return respond_file(stream, row.filename, row.mime)


@pages.get(f"/{ROW}/picture")
@needs(*SEES)
def picture(row_id: int) -> Response:
    """Show a photograph on the page: drawn anew and smaller, so nothing but its dots is sent."""
    row, stream = _opened(row_id)
    with stream:
        small = pictures.reduced(stream) if pictures.is_picture(row.mime) else None
    if small is None:
        raise Missing
    return respond_file(small, f"{row_id}.jpg", "image/jpeg", inline=True)


def _opened(row_id: int) -> tuple[Attachment, BinaryIO]:
    """Return a row in the reader's scope and its bytes, and note who saw it."""
    row = store.current().get(Attachment, row_id)
    if row is None:
        raise Missing
    stream = kept_file(row.sha256)
    readings.saw(row)
    return row, stream

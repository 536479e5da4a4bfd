"""Downloads of evidence: through the fence, as a file to keep, never as a page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, current_app

from app import filestore, readings, store
from app.errors import Missing
from app.models import Attachment
from app.permissions import Right
from app.responses import respond_file
from app.security import needs
from views.common import ROW, watch

pages = Blueprint("attachment", __name__, url_prefix="/attachment")
watch(pages, "attachment")


def register(app: Flask) -> None:
    """Add the download."""
    app.register_blueprint(pages)


@pages.get(f"/{ROW}")
@needs(Right.SEE_PROBLEMS, Right.MESSAGES)
def download(row_id: int) -> Any:
    """Send a file; one outside the scope is as missing as one that never was."""
    row = store.current().get(Attachment, row_id)
    if row is None:
        raise Missing
    try:
        stream = filestore.open_stored(current_app.config["VX"].files_dir, row.sha256)
    except FileNotFoundError as error:
        raise Missing from error
    readings.saw(row)
    return respond_file(stream, row.filename, row.mime)

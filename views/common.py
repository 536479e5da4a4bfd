"""What the work pages share: row addresses, the one submission, and where an act leads."""

from __future__ import annotations

from typing import Any, BinaryIO

import sqlalchemy as sa
from flask import Blueprint, current_app, flash, redirect, request, url_for
from sqlalchemy.orm import Session

from app import filestore, store
from app.errors import Missing
from app.identifiers import whole
from app.models import Document, Problem
from app.operations import refusals
from app.security import me
from app.web import error_page

# An id that no database column holds is as missing as any other.
ROW = f"<int(max={2**63 - 1}):row_id>"


def watch(pages: Blueprint, kind: str) -> None:
    """Audit every request of these pages for a row that is not there for the person."""

    @pages.errorhandler(Missing)
    def missing(_error: Missing) -> Any:
        row_id, actor = (request.view_args or {}).get("row_id"), me()
        if row_id is not None:
            with store.write(actor) as session:
                refusals.note(session, actor, kind, row_id)
        return error_page(404)


def version() -> int:
    """Return the version that the sent form was made from; none counts as stale."""
    text = request.form.get("version", "")
    return whole(text, 9) or 0


def confirmed() -> bool:
    """Tell whether the person has said yes to the question."""
    return request.form.get("confirmed") == "1"


def where_to(session: Session, model: type[Problem | Document], row_id: int) -> str:
    """Return the address of a row, or the home page when it left the actor's sight."""
    seen = session.execute(sa.select(model.id).where(model.id == row_id)).first()
    if seen is None:
        return url_for("HomeView.home")
    endpoint = "problem.show" if model is Problem else "paper.show"
    return url_for(endpoint, row_id=row_id)


def arrive(location: str, said: str) -> Any:
    """Lead to a page and say there what was done."""
    flash(said, "success")
    return redirect(location)


def kept_file(sha256: str | None) -> BinaryIO:
    """Open the bytes of a row that its reader may see; Missing where there are none."""
    if sha256 is None:
        raise Missing
    try:
        return filestore.open_stored(current_app.config["VX"].files_dir, sha256)
    except FileNotFoundError as error:
        raise Missing from error

"""The trace of reading what is sensitive: noted while a page is made, written before it is sent.

A page whose trace cannot be written is not sent.
"""

from __future__ import annotations

from flask import Response, g
from sqlalchemy.orm import Session

from app import sensitive, store
from app.models import Model
from app.operations import traces
from app.security import me

NOTED = "vx_readings"


def saw(row: Model) -> None:
    """Note that the present page shows a row, when that is to be written down."""
    if sensitive.is_sensitive(row):
        _note(row.__tablename__, row.id)


def saw_stored(session: Session, model: type[Model], row_id: int) -> None:
    """Note a row of which the page holds only columns."""
    if model in sensitive.TESTS:
        row = session.get(model, row_id)
        if row is not None:
            saw(row)


def saw_list(model: type[Model]) -> None:
    """Note that the present page lists a table whose every row is sensitive."""
    if model in sensitive.LISTS:
        _note(model.__tablename__, None)


def _note(kind: str, row_id: int | None) -> None:
    """Keep a reading once until the answer is ready."""
    g.setdefault(NOTED, {})[kind, row_id] = True


def keep(response: Response) -> Response:
    """Write what was noted, in one transaction, unless nothing was shown after all."""
    noted = g.pop(NOTED, None)
    if noted and response.status_code < 500:
        actor = me()
        with store.write(actor) as session:
            traces.reading(session, actor, noted)
    return response

"""One submission of a form that makes a row: checked, saved once, or shown again as typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from app import store
from app.errors import Invalid, Refused
from app.operations import idempotency
from app.principal import Principal
from app.security import me
from views.common import arrive
from views.fields import OfficeForm
from views.forms import once_key

Save = Callable[[Session, Principal], str]
Again = Callable[[list[str]], str]


def submitted(form: OfficeForm, save: Save, again: Again, said: str) -> Any:
    """Save once and lead where save() says, or return the page of again() with the faults."""
    if not form.validate():
        return again([]), 422
    actor = me()
    try:
        with store.write(actor) as session:
            location = idempotency.claim(session, once_key(actor))
            if not location:
                location = save(session, actor)
                idempotency.remember(session, once_key(actor), location)
    except Invalid as refusal:
        return again(form.blame(refusal.errors)), 422
    except Refused as refusal:
        return again([str(refusal.description)]), refusal.code
    return arrive(location, said)

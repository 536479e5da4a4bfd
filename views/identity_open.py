"""The one answer that shows a name and a number, for every kind of row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request

from app import store
from app.enums import RevealPurpose
from app.errors import Invalid, Refused
from app.operations import identity
from app.security import me
from views.identity_forms import PurposeForm

Again = Callable[[PurposeForm, list[str]], str]


def opened_page(kind: str, row_id: int, back: str, again: Again) -> Any:
    """Log, commit, open, and show with the way back; again() gives the form with its faults.

    A request of two persons carries its purpose itself, so that the operation asks for one.
    """
    actor, purpose = me(), request.form.get("purpose", "")
    form = PurposeForm(request.form)
    try:
        with store.write(actor) as session:
            contact_id = identity.log_reveal(session, actor, row_id, purpose, kind)
    except Invalid as refusal:
        return again(form, form.blame(refusal.errors)), 422
    except Refused as refusal:
        return again(form, [str(refusal.description)]), refusal.code
    opened = identity.open_contact(store.current(), actor, contact_id)
    known = purpose in {word.value for word in RevealPurpose}
    return render_template(
        "identity/revealed.html",
        opened=opened,
        purpose=RevealPurpose.label_of(purpose) if known else "",
        back=back,
    )

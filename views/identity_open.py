"""The one answer that shows a name and a number, for every kind of row."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from app import store
from app.enums import RevealPurpose
from app.operations import identity
from app.security import me


def opened_page(kind: str, row_id: int, back: str) -> Any:
    """Log, commit, open, and show with the way back."""
    actor, purpose = me(), request.form.get("purpose", "")
    with store.write(actor) as session:
        contact_id = identity.log_reveal(session, actor, row_id, purpose, kind)
    opened = identity.open_contact(store.current(), actor, contact_id)
    known = purpose in {word.value for word in RevealPurpose}
    return render_template(
        "identity/revealed.html",
        opened=opened,
        purpose=RevealPurpose.label_of(purpose) if known else "",
        back=back,
    )

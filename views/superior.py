"""The stop screen: a report about a cadre managed above goes on paper, not into the system."""

from __future__ import annotations

from typing import Any

from flask import Flask, redirect, render_template, request, url_for

from app import store
from app.enums_clue import ManagedLevel
from app.operations import handover
from app.permissions import Right
from app.security import me, needs


def register(app: Flask) -> None:
    """Add the page that says how to hand a report over."""
    app.add_url_rule("/superior", "superior", page)


def stopped() -> bool:
    """Tell whether a sent form says that the cadre is managed above; nothing else is read."""
    return request.method == "POST" and (
        request.form.get("managed_level") == ManagedLevel.ABOVE.value
    )


def to_paper() -> Any:
    """Count one on today's row, forget what was typed, and show what to do instead."""
    with store.write(me()) as session:
        handover.count(session)
    return redirect(url_for("superior"), 303)


@needs(Right.REGISTER_ITEM, Right.CLUES)
def page() -> Any:
    """Say how the report reaches the level above; the page knows nothing of it."""
    return render_template("clue/superior.html")

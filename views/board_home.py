"""The first page of the public door, and the answers that were published."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, render_template

from app import security, store
from app.queries import placards, publications


def register(app: Flask) -> None:
    """Add the pages."""
    # Where both doors share one address, / is the office's.
    app.add_url_rule("/", "root", start)
    app.add_url_rule("/start", "start", start)
    app.add_url_rule("/published", "published", published)


@security.public
def start() -> Any:
    """Show the ways in, large."""
    agency = current_app.config["VX"].agency
    hotline = placards.hotline(store.current())
    return render_template("board/start.html", agency=agency, hotline=hotline)


@security.public
def published() -> Any:
    """Show what the office wrote about matters whose writers agreed; never their own words."""
    return render_template("board/published.html", rows=publications.newest(store.current()))

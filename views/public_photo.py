"""GET /photo/<name>: who sits at the window, as the page of a code and the kiosk show it."""

from __future__ import annotations

from flask import Flask, Response

from app import store
from app.errors import Missing
from app.queries import staff_photos
from app.responses import respond_file
from app.security import public


def register(app: Flask) -> None:
    """Add the picture."""
    app.add_url_rule("/photo/<string(length=22):name>", "photo", photo)


@public
def photo(name: str) -> Response:
    """Send a photograph whose person agreed; its name is random, so that nobody counts through."""
    found = staff_photos.by_name(store.current(), name)
    if found is None:
        raise Missing()
    return respond_file(found, "photo.jpg", "image/jpeg", inline=True)

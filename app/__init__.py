"""The application factory."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import BaseLoader, FileSystemLoader

import config as settings_module
from app.typed import OfficeRequest
from config import Settings

HERE = Path(__file__).resolve().parent


class Office(Flask):
    """A Flask that sees only its own templates: a forgotten framework page is an error."""

    request_class = OfficeRequest

    def create_global_jinja_loader(self) -> BaseLoader:  # type: ignore[override]  # Closed on purpose.
        """Return a loader of app/templates and nothing else."""
        return FileSystemLoader(HERE / "templates")

    def log_exception(self, exc_info: Any) -> None:
        """Log the kind of an error that even the error page met, never its text or values."""
        logging.getLogger("voice").error("%s on the error page", exc_info[0].__name__)


def create_app(config: Settings | None = None, audience: str = "office") -> Flask:
    """Make one application; it touches no table.

    audience is "office" or "public"; the two share models and static files only.
    """
    settings = config or settings_module.load()
    app = Office(__name__, static_folder=str(HERE / "static"))
    app.config.update(settings.flask(audience))
    from app import cli, web

    web.prepare(app)
    with app.app_context():
        if audience == "public":
            from views import public

            public.register(app)
        else:
            import views

            views.mount(app, web.framework(app))
    cli.register(app)
    return app


def __getattr__(name: str) -> Any:
    """Refuse a module-level application: there are two, and create_app makes them."""
    raise AttributeError(name)

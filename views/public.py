"""The citizens' door: an application of its own, which knows no office page."""

from __future__ import annotations

from flask import Flask, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from app import security, store
from app.extensions import limiter
from app.principal import PUBLIC, system
from app.queries.health import health
from views import kiosk, rate

COOKIE = "vx_public"


def register(app: Flask) -> None:
    """Register the public pages; every request reads as the public until a page says otherwise."""
    app.config["SESSION_COOKIE_NAME"] = COOKIE
    app.config["RATELIMIT_ENABLED"] = True
    app.extensions[store.DOOR] = True
    limiter.init_app(app)
    app.before_request(name_public)
    app.add_url_rule("/healthz", "healthz", healthz)
    rate.register(app)
    kiosk.register(app)


def name_public() -> None:
    """Name the public for the request's session."""
    store.name(store.current(), PUBLIC)


@security.public
def healthz() -> tuple[Response, int]:
    """Answer whether the product works; 503 when the database does not."""
    session = store.current()
    store.name(session, system("健康检查"))
    try:
        return jsonify(status="ok", **health(session)), 200
    except SQLAlchemyError:
        session.rollback()
        return jsonify(status="down", database="down"), 503

"""The citizens' door: an application of its own, which knows no office page."""

from __future__ import annotations

from flask import Flask, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from app import security, store, throttle
from app.extensions import limiter
from app.principal import PUBLIC, system
from app.queries.health import health
from views import (
    board_home,
    board_lookup,
    board_message,
    kiosk,
    public_photo,
    public_promises,
    rate,
    verify,
)

COOKIE = "vx_public"


def register(app: Flask) -> None:
    """Register the public pages; every request reads as the public until a page says otherwise."""
    app.config["SESSION_COOKIE_NAME"] = COOKIE
    app.config["RATELIMIT_ENABLED"] = True
    app.extensions[store.DOOR] = True
    limiter.init_app(app)
    app.before_request(name_public)
    app.add_url_rule("/healthz", "healthz", healthz)
    app.extensions[store.DOOR] = True
    throttle.register(app)
    hops = app.config["VX"].proxy_hops
    if hops:
        # Who asks too often is counted by address, in memory; behind a proxy all would be one.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # The documented way.
    doors = (board_home, board_message, board_lookup, rate, kiosk, public_promises, verify)
    for part in doors:
        part.register(app)
    public_photo.register(app)


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
